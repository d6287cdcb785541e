/** Quoting of names and literals, as the server's quote_identifier and quote_literal do it (ruleutils.c, quote.c). */
import { SchemaforgeError } from "../../model/errors.ts";

/** Keywords that are not unreserved in version 18 (`pg_get_keywords()`, catcode other than U). */
const KEYWORDS = new Set(
  `
  all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
  cast char character check coalesce collate collation column concurrently constraint create cross
  current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
  decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
  freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
  interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query
  json_scalar json_serialize json_table json_value lateral leading least left like limit localtime
  localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
  only or order out outer overlaps overlay placing position precision primary real references returning right
  row select session_user setof similar smallint some substring symmetric system_user table tablesample then
  time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where
  window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
  xmlserialize xmltable
`
    .trim()
    .split(/\s+/),
);

/** Quotes a name where PostgreSQL needs it: anything but a lower-case word that is no keyword. */
export function quoteIdent(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** The schema whose names are written without it: the pinned search path of reading and of every script. */
export const DEFAULT_SCHEMA = "public";

/** A name with its schema, which is left out when it is `public`. */
export function quoteName(name: { readonly schema: string; readonly name: string }): string {
  if (name.schema === DEFAULT_SCHEMA) return quoteIdent(name.name);
  return `${quoteIdent(name.schema)}.${quoteIdent(name.name)}`;
}

/** Takes `name` or `schema.name` apart; a part that holds a dot stands in double quotes. Case is kept as written. */
export function splitName(text: string): { readonly schema?: string; readonly name: string } {
  const parts = text.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [text];
  const plain = parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
  const [schema, name] = plain;
  return schema !== undefined && name !== undefined ? { schema, name } : { name: schema ?? text };
}

/** The inverse of `splitName`; a schema that equals `usual` is left out. */
export function joinName({ schema, name }: { schema: string; name: string }, usual: string): string {
  const part = (text: string) => (/[."]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return schema === usual ? part(name) : `${part(schema)}.${part(name)}`;
}

/** A string literal; backslashes make it an E'' literal, as quote_literal does. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return text.includes("\\") ? `E${quoted}` : quoted;
}

/** A function's body between the marks that the server prints: longer ones where the body holds them (ruleutils.c). */
export function dollarQuote(body: string): string {
  let mark = "$function";
  while (body.includes(mark)) mark += "x";
  return `${mark}$${body}${mark}$`;
}

/**
 * A string literal under standard_conforming_strings, which is on since version 9.1: backslashes stand for themselves,
 * as the server prints them (simple_quote_literal in ruleutils.c).
 *
 * @throws SchemaforgeError NULL_CHARACTER, which no PostgreSQL text holds
 */
export function stringLiteral(text: string): string {
  if (text.includes("\0")) {
    throw new SchemaforgeError("NULL_CHARACTER", "PostgreSQL has no text with a null character", {
      where: { object: JSON.stringify(text.slice(0, 40)) },
      remedy: "Remove the character, or store the value as binary",
    });
  }
  return `'${text.replaceAll("'", "''")}'`;
}
