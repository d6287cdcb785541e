/** Kinds of a PostgreSQL catalog as data: how each is identified and what of it is never compared. */
import { idPart, objectId } from "../../catalog/ids.ts";
import type { PostgresKind } from "./objects.ts";

/**
 * The path that identifies an object of each kind: `schema.name`, `schema.table.name` for what belongs to a table
 * (or domain), the bare name for what belongs to the database.
 */
type Scope = "database" | "schema" | "table";

interface KindRow {
  readonly scope: Scope;
  /** Property names that never make two objects differ. */
  readonly volatile?: readonly string[];
  /** Those that are compared only where both objects have them. */
  readonly unsaid?: readonly string[] | "all";
}

export const KINDS: { readonly [K in PostgresKind]: KindRow } = {
  schema: { scope: "database" },
  extension: { scope: "database", volatile: ["version"] },
  collation: { scope: "schema" },
  enum: { scope: "schema" },
  domain: { scope: "schema" },
  "composite-type": { scope: "schema" },
  "range-type": { scope: "schema" },
  sequence: { scope: "schema" },
  table: { scope: "schema" },
  "foreign-table": { scope: "schema" },
  // The name of a NOT NULL exists only from version 18 and keeps the table's old name after a rename: never compared.
  column: { scope: "table", volatile: ["position", "notNullName"] },
  "primary-key": { scope: "table" },
  unique: { scope: "table" },
  "foreign-key": { scope: "table" },
  check: { scope: "table" },
  exclusion: { scope: "table" },
  index: { scope: "schema" },
  view: { scope: "schema", volatile: ["columnTypes"], unsaid: ["columns"] },
  "materialized-view": { scope: "schema", volatile: ["unpopulated", "columnTypes"], unsaid: ["columns"] },
  function: { scope: "schema" },
  trigger: { scope: "table" },
  "event-trigger": { scope: "database" },
  rule: { scope: "table" },
  policy: { scope: "table" },
  grant: { scope: "table" },
  "default-privileges": { scope: "database" },
  statistics: { scope: "schema" },
  publication: { scope: "database" },
  // Identified by the values of its key behind the table's name.
  row: { scope: "table", volatile: ["computed"], unsaid: "all" },
  opaque: { scope: "database" },
};

/** The id of a table, view, type, sequence, index … in a schema. */
export function schemaObjectId(kind: PostgresKind, schema: string, name: string): string {
  return objectId(kind, [schema, name]);
}

/** The id of what belongs to a table or domain: columns, constraints, triggers, rules, policies. */
export function childId(kind: PostgresKind, schema: string, table: string, name: string): string {
  return objectId(kind, [schema, table, name]);
}

/** The id of a row of reference data, by the texts of its key's values. */
export function rowId(schema: string, table: string, key: readonly string[]): string {
  return objectId("row", [schema, table, ...key]);
}

/** The id of a routine; `identityArguments` are the printed argument types. */
export function functionId(schema: string, name: string, identityArguments: string): string {
  return objectId("function", [schema, name], `(${identityArguments})`);
}

/** The id of a grantee's privileges on an object (or one of its columns). */
export function grantId(targetId: string, grantee: string, column?: string): string {
  return `grant:${targetId}${column === undefined ? "" : `(${idPart(column)})`} ${idPart(grantee)}`;
}

const NAME_BYTES = 63;

/** Cuts a name to the bytes that PostgreSQL keeps (NAMEDATALEN - 1), never inside a character. */
export function truncateName(name: string, bytes: number = NAME_BYTES): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  let kept = "";
  let used = 0;
  for (const character of name) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}

/**
 * The name that PostgreSQL chooses for an unnamed index or constraint: `name1_name2_label`, the longer of the two
 * names cut first (makeObjectName in src/backend/commands/indexcmds.c, version 18).
 */
export function makeObjectName(name1: string, name2: string | undefined, label: string | undefined): string {
  const whole = [name1, name2, label].filter((part) => part !== undefined).join("_");
  const length = (text: string) => Buffer.byteLength(text);
  if (length(whole) <= NAME_BYTES) return whole;
  const overhead = (label === undefined ? 0 : length(label) + 1) + (name2 === undefined ? 0 : 1);
  const available = NAME_BYTES - overhead;
  let first = length(name1);
  let second = name2 === undefined ? 0 : length(name2);
  while (first + second > available) {
    if (first > second) first--;
    else second--;
  }
  return [truncateName(name1, first), name2 === undefined ? undefined : truncateName(name2, second), label]
    .filter((part) => part !== undefined)
    .join("_");
}
