/** Constraints as text, and as units of their own where they cannot stand in CREATE TABLE. */
import type { PostgresObject } from "../objects.ts";
import { quoteIdent, quoteName } from "../quote.ts";
import { columnList, commentOn, nameOf, storageOptions, textOf } from "./text.ts";
import { needsOf, type Section, type Unit } from "./unit.ts";

export type Constraint = PostgresObject<"primary-key" | "unique" | "foreign-key" | "check" | "exclusion">;

const DEFERRABLE = { deferrable: " DEFERRABLE", "initially deferred": " DEFERRABLE INITIALLY DEFERRED" } as const;

/** `CONSTRAINT name …` as it stands in CREATE TABLE and ALTER TABLE ADD. */
export function constraintText(constraint: Constraint): string {
  return `CONSTRAINT ${quoteIdent(constraint.name)} ${body(constraint)}`;
}

function body(constraint: Constraint): string {
  if (constraint.kind === "check") {
    const { expression, noInherit, notValid, notEnforced } = constraint.props;
    const suffix = `${noInherit ? " NO INHERIT" : ""}${notEnforced ? " NOT ENFORCED" : ""}${notValid ? " NOT VALID" : ""}`;
    return `CHECK (${unwrap(textOf(expression))})${suffix}`;
  }
  if (constraint.kind === "exclusion") return textOf(constraint.props.definition);
  if (constraint.kind === "foreign-key") return foreignKeyBody(constraint);
  const { columns, include, nullsNotDistinct, withoutOverlaps, options, tablespace, deferrable } = constraint.props;
  const list = columns.map(quoteIdent);
  if (withoutOverlaps) list.push(`${list.pop()} WITHOUT OVERLAPS`);
  const word =
    constraint.kind === "primary-key" ? "PRIMARY KEY" : `UNIQUE${nullsNotDistinct ? " NULLS NOT DISTINCT" : ""}`;
  return [
    `${word} (${list.join(", ")})`,
    include ? ` INCLUDE ${columnList(include)}` : "",
    options ? ` WITH (${storageOptions(options)})` : "",
    tablespace ? ` USING INDEX TABLESPACE ${quoteIdent(tablespace)}` : "",
    deferrable ? DEFERRABLE[deferrable] : "",
  ].join("");
}

function foreignKeyBody(constraint: PostgresObject<"foreign-key">): string {
  const { columns, references, match, onUpdate, onDelete, onDeleteColumns, deferrable, notValid, notEnforced, period } =
    constraint.props;
  const list = (names: readonly string[]) => {
    const quoted = names.map(quoteIdent);
    if (period) quoted.push(`PERIOD ${quoted.pop()}`);
    return `(${quoted.join(", ")})`;
  };
  return [
    `FOREIGN KEY ${list(columns)} REFERENCES ${quoteName(references)} ${list(references.columns)}`,
    match === "full" ? " MATCH FULL" : "",
    onUpdate ? ` ON UPDATE ${onUpdate.toUpperCase()}` : "",
    onDelete ? ` ON DELETE ${onDelete.toUpperCase()}` : "",
    onDeleteColumns ? ` ${columnList(onDeleteColumns)}` : "",
    deferrable ? DEFERRABLE[deferrable] : "",
    notEnforced ? " NOT ENFORCED" : "",
    notValid ? " NOT VALID" : "",
  ].join("");
}

/** Takes away one pair of parentheses that encloses the whole text; CHECK and USING bring their own. */
export function unwrap(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote) {
      if (character === "\\" && quote === "'" && text[at + 1] === "'") return text;
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "$") return text;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0 && at < text.length - 1) return text;
  }
  return depth === 0 && !quote ? text.slice(1, -1) : text;
}

/** ALTER TABLE (or DOMAIN) … ADD CONSTRAINT, with its comment. */
export function addConstraint(constraint: Constraint, parent: PostgresObject, section: Section): Unit {
  const word = parent.kind === "domain" ? "DOMAIN" : parent.kind === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
  return {
    section,
    object: constraint.id,
    makes: [constraint.id],
    needs: needsOf(constraint),
    sql: [`ALTER ${word} ${nameOf(parent)} ADD ${constraintText(constraint)}`, ...commentOn(constraint, parent)],
  };
}
