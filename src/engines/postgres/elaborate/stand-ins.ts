/**
 * Stands in for extensions that the embedded engine does not have: an entry in pg_extension whose members are shells of
 * the extension's types, functions, operators and index methods. The server then prints, tracks and drops everything as
 * if the extension were there, and what belongs to an extension is no object of a catalog.
 *
 * The types are stored as text is, and take a number as their modifier. Modifiers in words (`Point,4326`) are numbered
 * while the script runs and written back into what was read.
 */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { quoteIdent, quoteLiteral } from "../quote.ts";
import type { ParsedStatement, Parser } from "./statements.ts";
import { typeMentions } from "./stubs.ts";
import { SUBSTITUTES, type Substitute, type SubstituteClass, type SubstituteType } from "./substitutes.ts";

/** First number of a modifier in words: near the largest that the server takes for varchar (10485760). */
const FIRST_NUMBER = 10_000_000;

const COMPARISONS = { "<": "lt", "<=": "le", "=": "eq", "<>": "ne", ">=": "ge", ">": "gt" } as const;

const SHELL = "IMMUTABLE STRICT PARALLEL SAFE";

function typeStatements({ name, modifiers }: SubstituteType): string[] {
  const internal = (suffix: string, args: string, result: string, body: string) =>
    `CREATE FUNCTION ${name}_${suffix}(${args}) RETURNS ${result} LANGUAGE internal ${SHELL} AS '${body}'`;
  const both = `${name}, ${name}`;
  const modified = modifiers ? ", TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout" : "";
  return [
    `CREATE TYPE ${name}`,
    internal("in", "cstring, oid, integer", name, "textin"),
    internal("out", name, "cstring", "textout"),
    `CREATE TYPE ${name} (INPUT = ${name}_in, OUTPUT = ${name}_out${modified}, LIKE = text)`,
    ...Object.values(COMPARISONS).map((word) =>
      internal(word, both, "boolean", `text${word === "eq" || word === "ne" ? word : `_${word}`}`),
    ),
    internal("cmp", both, "integer", "bttextcmp"),
    ...Object.entries(COMPARISONS).map(
      ([operator, word]) =>
        `CREATE OPERATOR ${operator} (LEFTARG = ${name}, RIGHTARG = ${name}, FUNCTION = ${name}_${word})`,
    ),
    `CREATE OPERATOR CLASS ${name}_ops DEFAULT FOR TYPE ${name} USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,
       OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 ${name}_cmp(${both})`,
  ];
}

/** Support functions that the server looks up when an index is made; none is called, for no table has rows. */
const SUPPORT: { readonly [like in SubstituteClass["like"]]: (type: string) => readonly string[] } = {
  btree: (type) => [`FUNCTION 1 ${type}_cmp(${type}, ${type})`],
  gist: () => [
    "FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal)",
    "FUNCTION 2 gist_box_union(internal, internal)",
    "FUNCTION 5 gist_box_penalty(internal, internal, internal)",
    "FUNCTION 6 gist_box_picksplit(internal, internal)",
    "FUNCTION 7 gist_box_same(box, box, internal)",
  ],
  spgist: () => [
    "FUNCTION 1 spg_quad_config(internal, internal)",
    "FUNCTION 2 spg_quad_choose(internal, internal)",
    "FUNCTION 3 spg_quad_picksplit(internal, internal)",
    "FUNCTION 4 spg_quad_inner_consistent(internal, internal)",
    "FUNCTION 5 spg_quad_leaf_consistent(internal, internal)",
  ],
  brin: () => [
    "FUNCTION 1 brin_minmax_opcinfo(internal)",
    "FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal)",
    "FUNCTION 3 brin_minmax_consistent(internal, internal, internal)",
    "FUNCTION 4 brin_minmax_union(internal, internal, internal)",
  ],
};

/** A function that answers nothing: `st_x(geometry) float8`. Trigger functions are never run. */
function functionStatement(signature: string): string {
  const end = signature.lastIndexOf(")") + 1;
  const result = signature.slice(end).trim();
  if (result === "trigger")
    return `CREATE FUNCTION ${signature.slice(0, end)} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`;
  return `CREATE FUNCTION ${signature.slice(0, end)} RETURNS ${result} LANGUAGE sql ${SHELL} AS 'SELECT NULL::${result}'`;
}

function operatorStatements(operator: string, at: number): string[] {
  const [left, name, right, result] = operator.split(" ");
  const shell = `operator_${at}_shell`;
  return [
    functionStatement(`${shell}(${left}, ${right}) ${result}`),
    `CREATE OPERATOR ${name} (LEFTARG = ${left}, RIGHTARG = ${right}, FUNCTION = ${shell})`,
  ];
}

function memberStatements(substitute: Substitute): string[] {
  return [
    ...(substitute.types ?? []).flatMap(typeStatements),
    ...(substitute.functions ?? []).map(functionStatement),
    ...(substitute.aggregates ?? []).map((aggregate) => {
      const [name, type] = aggregate.split(" ");
      return `CREATE AGGREGATE ${name}(${type}) (SFUNC = ${name}, STYPE = ${type})`;
    }),
    ...(substitute.operators ?? []).flatMap(operatorStatements),
    ...(substitute.methods ?? []).map((method) => `CREATE ACCESS METHOD ${method} TYPE INDEX HANDLER bthandler`),
    ...(substitute.classes ?? []).map(
      ({ name, type, method, like, isDefault }) =>
        `CREATE OPERATOR CLASS ${name} ${isDefault ? "DEFAULT " : ""}FOR TYPE ${type} USING ${method} AS ${SUPPORT[like](type).join(", ")}`,
    ),
    ...(substitute.casts ?? []).map((cast) => {
      const [from, to, how] = cast.split(" ");
      return `CREATE CAST (${from} AS ${to}) WITH INOUT AS ${how === "implicit" ? "IMPLICIT" : "ASSIGNMENT"}`;
    }),
    ...(substitute.languages ?? []).map((name) => `CREATE LANGUAGE ${name} HANDLER plpgsql_call_handler`),
    ...(substitute.wrappers ?? []).map((name) => `CREATE FOREIGN DATA WRAPPER ${name}`),
    ...(substitute.relations ?? []).map((definition) => `CREATE ${definition}`),
  ];
}

/** System catalogs whose new rows are members of the extension; rows of arrays, tables and indexes go with theirs. */
const MEMBERS: readonly (readonly [catalog: string, condition?: string])[] = [
  ["pg_proc"],
  ["pg_type", "typcategory <> 'A' AND typrelid = 0"],
  ["pg_operator"],
  ["pg_opfamily"],
  ["pg_opclass"],
  ["pg_am"],
  ["pg_cast"],
  ["pg_language"],
  ["pg_foreign_data_wrapper"],
  ["pg_class", "relkind IN ('r', 'v')"],
  ["pg_namespace"],
];

/**
 * The statements that make an extension's entry and its stand-ins, in the schema that is named, or that the extension
 * fixes, or that is the first of the search path.
 */
export function standInScript(extension: string, schema: string | undefined): string {
  const substitute = SUBSTITUTES[extension] ?? {};
  const where = schema ?? substitute.schema;
  const name = quoteLiteral(extension);
  const namespace = where === undefined ? "current_schema()::text" : quoteLiteral(quoteIdent(where));
  const own = [
    ...(schema === undefined && substitute.schema ? [substitute.schema] : []),
    ...(substitute.schemas ?? []),
  ];
  const makeSchema = (one: string) => `CREATE SCHEMA IF NOT EXISTS ${quoteIdent(one)}`;
  const row = `(SELECT oid FROM pg_catalog.pg_extension WHERE extname = ${name})`;
  // Object ids only grow: what is made after the entry has a greater one.
  const members = MEMBERS.map(
    ([catalog, condition = "true"]) =>
      `SELECT '${catalog}'::regclass AS class, oid FROM pg_catalog.${catalog} WHERE oid > ${row} AND ${condition}`,
  );
  return [
    ...own
      .slice(0, schema === undefined && substitute.schema && substitute.schema !== "pg_catalog" ? 1 : 0)
      .map(makeSchema),
    `INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
       SELECT pg_catalog.pg_nextoid('pg_extension', 'oid', 'pg_extension_oid_index'), ${name}, 10, ${namespace}::regnamespace, true, '0'`,
    ...(substitute.schemas ?? []).map(makeSchema),
    "SELECT pg_catalog.set_config('schemaforge.path', current_setting('search_path'), true)",
    ...(where === undefined || where === "pg_catalog" ? [] : [`SET LOCAL search_path = ${quoteIdent(where)}`]),
    ...memberStatements(substitute),
    `INSERT INTO pg_catalog.pg_depend SELECT class, oid, 0, 'pg_extension'::regclass, ${row}, 0, 'e' FROM (${members.join(" UNION ALL ")}) AS made`,
    `INSERT INTO pg_catalog.pg_depend SELECT 'pg_extension'::regclass, oid, 0, 'pg_namespace'::regclass, extnamespace, 0, 'n'
       FROM pg_catalog.pg_extension WHERE oid = ${row}`,
    "SELECT pg_catalog.set_config('search_path', current_setting('schemaforge.path'), true)",
  ].join(";\n");
}

/** Names of the types that substitutes bring, with their extension. */
export const STAND_IN_TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(SUBSTITUTES).flatMap(([extension, { types = [] }]) =>
    types.map(({ name }) => [name, extension] as const),
  ),
);

const WORDED: ReadonlySet<string> = new Set(
  Object.values(SUBSTITUTES).flatMap(({ types = [] }) =>
    types.filter(({ modifiers }) => modifiers === "words").map(({ name }) => name),
  ),
);

const METHODS: ReadonlySet<string> = new Set(Object.values(SUBSTITUTES).flatMap(({ methods = [] }) => methods));

/** Geometry types as PostGIS prints them (gserialized_typmod.c, postgis_typmod_out). */
const GEOMETRIES: ReadonlyMap<string, string> = new Map(
  `Geometry Point LineString Polygon MultiPoint MultiLineString MultiPolygon GeometryCollection CircularString
  CompoundCurve CurvePolygon MultiCurve MultiSurface PolyhedralSurface Triangle Tin`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/** `POINT, 4326` as the extension prints it: `Point,4326`. */
function canonicalModifiers(type: string, modifiers: readonly string[]): string {
  const [word = "", number] = modifiers;
  const dimensions = /z?m?$/i.exec(word)?.[0] ?? "";
  const bare = word.slice(0, word.length - dimensions.length).toLowerCase();
  const name = GEOMETRIES.has(word.toLowerCase())
    ? GEOMETRIES.get(word.toLowerCase())
    : GEOMETRIES.has(bare)
      ? `${GEOMETRIES.get(bare)}${dimensions.toUpperCase()}`
      : word;
  const reference = number ?? (type === "geography" ? "4326" : "0");
  return reference === "0" ? `${name}` : `${name},${reference}`;
}

/** The modifiers in words of a text by number, written into statements and back into catalogs. */
export class WordedModifiers {
  private readonly numbers = new Map<string, number>();
  private readonly parser: Parser;

  constructor(parser: Parser) {
    this.parser = parser;
  }

  /** The statement with numbers for modifiers in words: `geometry(10000000)` for `geometry(Point,4326)`. */
  numbered(statement: ParsedStatement): ParsedStatement {
    const mentions = typeMentions(statement.tree, WORDED).filter((mention) => mention.hasModifiers);
    if (mentions.length === 0) return statement;
    const bytes = Buffer.from(statement.sql);
    const tokens = this.parser.scan(statement.sql);
    const pieces: Buffer[] = [];
    let from = 0;
    for (const { name, location } of mentions.sort((a, b) => a.location - b.location)) {
      const open = tokens.findIndex((token) => token.start >= location && token.text === "(");
      const close = tokens.findIndex((token, at) => at > open && token.text === ")");
      const [start, end] = [tokens[open]?.end, tokens[close]?.start];
      if (start === undefined || end === undefined || start < from) continue;
      const words = tokens
        .slice(open + 1, close)
        .map((token) => token.text.replaceAll(/^['"]|['"]$/g, ""))
        .filter((text) => text !== ",");
      const printed = `${name}(${canonicalModifiers(name, words)})`;
      const number = this.numbers.get(printed) ?? FIRST_NUMBER + this.numbers.size;
      this.numbers.set(printed, number);
      pieces.push(bytes.subarray(from, start), Buffer.from(String(number)));
      from = end;
    }
    pieces.push(bytes.subarray(from));
    return { ...statement, sql: Buffer.concat(pieces).toString() };
  }

  /** The catalog with the words back in every property. */
  restored(catalog: Catalog): Catalog {
    if (this.numbers.size === 0) return catalog;
    const words = new Map(
      [...this.numbers].map(([printed, number]) => [`${printed.split("(")[0]}(${number})`, printed]),
    );
    const numbered = new RegExp(`\\b(?:${[...WORDED].join("|")})\\(1\\d{7}\\)`, "g");
    const restore = (value: unknown): unknown => {
      if (typeof value === "string") return value.replaceAll(numbered, (found) => words.get(found) ?? found);
      if (Array.isArray(value)) return value.map(restore);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restore(item)]));
    };
    const objects = new Map<string, CatalogObject>();
    for (const [id, object] of catalog.objects) objects.set(id, { ...object, props: restore(object.props) as object });
    return { ...catalog, objects };
  }
}

/**
 * The methods that stand in are B-trees, which refuse options that are not theirs (`m = 16`): the options are cut out
 * of CREATE INDEX and written into the index's record.
 */
export function withoutMethodOptions(statement: ParsedStatement, parser: Parser): ParsedStatement {
  const { accessMethod, options, relation } = statement.tree as {
    accessMethod?: string;
    options?: readonly { DefElem?: { defname?: string; location?: number } }[];
    relation?: { schemaname?: string; relname?: string };
  };
  const location = options?.[0]?.DefElem?.location;
  if (statement.node !== "IndexStmt" || !METHODS.has(accessMethod ?? "") || location === undefined) return statement;
  const tokens = parser.scan(statement.sql);
  const first = tokens.findIndex((token) => token.start >= location);
  const close = tokens.findIndex((token, at) => at >= first && token.text === ")");
  const [from, to] = [tokens[first - 2]?.start, tokens[close]?.end];
  if (from === undefined || to === undefined || relation?.relname === undefined) return statement;
  const bytes = Buffer.from(statement.sql);
  const written = tokens
    .slice(first, close)
    .map((token) => token.text.replaceAll(/^['"]|['"]$/g, ""))
    .join("")
    .split(",");
  const table = [relation.schemaname, relation.relname]
    .filter((part) => part !== undefined)
    .map(quoteIdent)
    .join(".");
  const list = written.map(quoteLiteral).join(", ");
  const sql = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]).toString();
  const update = `UPDATE pg_catalog.pg_class SET reloptions = ARRAY[${list}] WHERE oid =
    (SELECT max(indexrelid::bigint)::oid FROM pg_catalog.pg_index WHERE indrelid = ${quoteLiteral(table)}::regclass)`;
  return { ...statement, sql: `${sql};\n${update}` };
}
