/** What the database does with rows, and reference data → the values of a model file. */
import type { Behaviour, DefaultValue, Exclusion, Partition, Policy, Row } from "../model.ts";
import { formatExclusion } from "../shorthand/exclusion.ts";
import { byName, expressionValue, given, type Plain } from "./write-members.ts";

/** What entities and mixins have in common. */
export function behaviourValues(behaviour: Behaviour): Plain {
  const { audit, history, appendOnly, tenant, policies } = behaviour;
  return given({
    tenant,
    audit: audit && (audit.actor === undefined ? true : { ...audit }),
    history,
    appendOnly,
    policies: policies && byName(policies, policyValue),
  });
}

function policyValue(policy: Policy): Plain {
  const { using, check, restrictive, to } = policy;
  return {
    for: policy.for,
    ...given({
      to: namesValue(to),
      using: using && expressionValue(using),
      check: check && expressionValue(check),
      restrictive,
    }),
  };
}

function namesValue(names: readonly string[]): unknown {
  const [only, ...more] = names;
  if (only === undefined) return undefined;
  return more.length === 0 ? only : names;
}

/** An exclusion: its parts, or an object around them with the condition. */
export function exclusionValue({ parts, where }: Exclusion): unknown {
  const fields = formatExclusion(parts);
  return where ? { fields, where: expressionValue(where) } : fields;
}

/** How rows are spread. */
export function partitionValue(partition: Partition): Plain {
  switch (partition.kind) {
    case "range":
      return { range: partition.field, every: partition.every, ...given({ retain: partition.retain }) };
    case "list": {
      const partitions = partition.partitions.map(({ name, values }) => [name, values]);
      return { list: partition.field, partitions: Object.fromEntries(partitions) };
    }
    case "hash":
      return { hash: partition.fields, count: partition.count };
  }
}

/** A row: its values by member, as `buildRow` reads them. */
export function rowValue(row: Row): Plain {
  return Object.fromEntries(Object.entries(row).map(([member, value]) => [member, writtenValue(value)]));
}

function writtenValue(value: DefaultValue): unknown {
  switch (value.kind) {
    case "string":
    case "boolean":
      return value.value;
    case "number":
      // As a text where a number would not keep its spelling; the field's type makes a number of it.
      return Number.isFinite(Number(value.value)) && String(Number(value.value)) === value.value
        ? Number(value.value)
        : value.value;
    case "null":
      return null;
    case "list":
      return value.items.map(writtenValue);
    case "json":
      return isPlainMap(value.value) ? value.value : { json: value.value };
    case "sequence":
      return { expression: value.as === "serial" ? "autoincrement()" : "identity()" };
    case "expression": {
      const text = expressionValue(value.expression);
      return typeof text === "string" ? { expression: text } : text;
    }
  }
}

/** True for a map that no reader takes for one that says what it is. */
function isPlainMap(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const [key, ...more] = Object.keys(value);
  return more.length > 0 || (key !== "sql" && key !== "expression" && key !== "json");
}
