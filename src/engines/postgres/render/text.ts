/** Small pieces of SQL text that several kinds share. */
import type { SqlText } from "../../../catalog/catalog.ts";
import type { PostgresObject, RoutineProps, SequenceOptions } from "../objects.ts";
import { quoteIdent, quoteLiteral, quoteName } from "../quote.ts";

/** What a person wrote, if known, else what the server printed (architecture, decision 4). */
export function textOf(text: SqlText): string {
  return text.authored ?? text.sql;
}

export function columnList(columns: readonly string[]): string {
  return `(${columns.map(quoteIdent).join(", ")})`;
}

/** `a=1, b='x y'` for WITH (…): words and numbers stand bare. */
export function storageOptions(options: { readonly [name: string]: string }): string {
  return Object.entries(options)
    .map(([name, value]) => {
      const bare = /^[A-Za-z_][A-Za-z0-9_]*$|^-?[0-9]+(\.[0-9]+)?$/.test(value);
      const quotedName = name.split(".").map(quoteIdent).join(".");
      return `${quotedName}=${bare ? value : quoteLiteral(value)}`;
    })
    .join(", ");
}

/** `OPTIONS (a 'x')` of foreign tables and columns. */
export function serverOptions(options: { readonly [name: string]: string } | undefined): string {
  if (!options) return "";
  return ` OPTIONS (${Object.entries(options)
    .map(([name, value]) => `${quoteIdent(name)} ${quoteLiteral(value)}`)
    .join(", ")})`;
}

export function sequenceClauses(options: SequenceOptions): string[] {
  return [
    options.start === undefined ? "" : `START WITH ${options.start}`,
    options.increment === undefined ? "" : `INCREMENT BY ${options.increment}`,
    options.min === undefined ? "" : `MINVALUE ${options.min}`,
    options.max === undefined ? "" : `MAXVALUE ${options.max}`,
    options.cache === undefined ? "" : `CACHE ${options.cache}`,
    options.cycle ? "CYCLE" : "",
  ].filter(Boolean);
}

/** The quoted name of an object of a schema. */
export function nameOf(object: { readonly schema?: string; readonly name: string }): string {
  return object.schema === undefined
    ? quoteIdent(object.name)
    : quoteName({ schema: object.schema, name: object.name });
}

const COMMENT_CLASS: { readonly [kind: string]: string } = {
  schema: "SCHEMA",
  extension: "EXTENSION",
  collation: "COLLATION",
  enum: "TYPE",
  domain: "DOMAIN",
  "composite-type": "TYPE",
  "range-type": "TYPE",
  sequence: "SEQUENCE",
  table: "TABLE",
  "foreign-table": "FOREIGN TABLE",
  column: "COLUMN",
  "primary-key": "CONSTRAINT",
  unique: "CONSTRAINT",
  "foreign-key": "CONSTRAINT",
  check: "CONSTRAINT",
  exclusion: "CONSTRAINT",
  index: "INDEX",
  view: "VIEW",
  "materialized-view": "MATERIALIZED VIEW",
  trigger: "TRIGGER",
  "event-trigger": "EVENT TRIGGER",
  rule: "RULE",
  policy: "POLICY",
  statistics: "STATISTICS",
  publication: "PUBLICATION",
};

const ON_TABLE = new Set(["CONSTRAINT", "TRIGGER", "RULE", "POLICY"]);

/** COMMENT ON for an object that has a comment; `parent` is the table or domain of what belongs to one. */
export function commentOn(object: PostgresObject, parent?: PostgresObject): string[] {
  const { comment } = object.props as { readonly comment?: string };
  if (comment === undefined) return [];
  return [`COMMENT ON ${commentTarget(object, parent)} IS ${quoteLiteral(comment)}`];
}

function commentTarget(object: PostgresObject, parent: PostgresObject | undefined): string {
  if (object.kind === "function") return `${ROUTINE_WORD[object.props.routine]} ${routineIdentity(object)}`;
  if (object.kind === "opaque") return `${object.props.class} ${object.props.identity}`;
  const word = COMMENT_CLASS[object.kind] ?? "";
  if (object.kind === "column") return `COLUMN ${parent ? `${nameOf(parent)}.` : ""}${quoteIdent(object.name)}`;
  if (ON_TABLE.has(word) && parent) {
    return `${word} ${quoteIdent(object.name)} ON ${parent.kind === "domain" ? "DOMAIN " : ""}${nameOf(parent)}`;
  }
  return `${word} ${nameOf(object)}`;
}

const ROUTINE_WORD: { readonly [routine in RoutineProps["routine"]]: string } = {
  function: "FUNCTION",
  window: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
};

/** `name(argument types)` as COMMENT ON and GRANT write a routine; an aggregate without arguments has `*`. */
function routineIdentity(object: PostgresObject<"function">): string {
  const { identityArguments, routine } = object.props;
  return `${nameOf(object)}(${routine === "aggregate" && identityArguments === "" ? "*" : identityArguments})`;
}
