/** What the database does with rows: audit, history, policies … → Behaviour. */
import type { Audit, Behaviour, Exclusion, Policy } from "../model.ts";
import { parseExclusion } from "../shorthand/exclusion.ts";
import { type Building, buildExpression, built, defined, namesOf } from "./building.ts";
import type { RawAudit, RawExclusion, RawPolicy } from "./schema-behaviour.ts";
import type { Path } from "./source.ts";

interface RawBehaviour {
  readonly audit?: RawAudit | undefined;
  readonly history?: boolean | undefined;
  readonly appendOnly?: boolean | undefined;
  readonly tenant?: boolean | undefined;
  readonly policies?: { readonly [name: string]: RawPolicy } | undefined;
}

/** Builds what entities and mixins have in common. */
export function buildBehaviour(building: Building, path: Path, raw: RawBehaviour): Behaviour {
  const { audit, history, appendOnly, tenant, policies } = raw;
  return defined({
    audit: audit && buildAudit(audit),
    history,
    appendOnly,
    tenant,
    policies:
      policies && built(policies, (name, value) => buildPolicy(building, [...path, "policies", name], name, value)),
  });
}

function buildAudit(raw: RawAudit): Audit {
  return { log: "row", ...(raw === true ? {} : defined({ actor: raw.actor })) };
}

function buildPolicy(building: Building, path: Path, name: string, raw: RawPolicy): Policy {
  const expression = (key: "using" | "check") => {
    const value = raw[key];
    return value === undefined ? undefined : buildExpression(building, [...path, key], value);
  };
  return {
    name,
    for: raw.for ?? "all",
    to: raw.to === undefined ? [] : namesOf(raw.to),
    ...defined({
      using: expression("using"),
      check: expression("check"),
      restrictive: raw.restrictive || undefined,
    }),
  };
}

/** Builds one exclusion; undefined, with problems noted, when it cannot be read. */
export function buildExclusion(building: Building, path: Path, name: string, raw: RawExclusion): Exclusion | undefined {
  const isObject = typeof raw === "object" && !Array.isArray(raw);
  const [fields, at] = isObject ? [raw.fields, [...path, "fields"]] : [raw, path];
  const parts = buildParts(building, at, name, fields);
  const where =
    isObject && raw.where !== undefined ? buildExpression(building, [...path, "where"], raw.where) : undefined;
  return parts && { name, parts, ...defined({ where }) };
}

function buildParts(
  building: Building,
  path: Path,
  name: string,
  raw: string | string[],
): Exclusion["parts"] | undefined {
  if (typeof raw === "string") {
    return building.attempt(path, () => parseExclusion(raw, building.places.textPlace(path), name));
  }
  const parts = raw.map((item, index) => {
    const at = [...path, index];
    return building.attempt(at, () => parseExclusion(item, building.places.textPlace(at), ""));
  });
  const found = parts.filter((part) => part !== undefined);
  return found.length === parts.length ? found.flat() : undefined;
}
