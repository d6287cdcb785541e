/** Which index methods take which types, with which operator classes: tables of PostgreSQL's and its extensions'. */
import type { ResolvedColumn } from "../../../model/resolve/index.ts";
import type { ValueKind } from "../expressions/index.ts";
import { columnType, kindOfType } from "./scope.ts";

export type Method = "btree" | "hash" | "gin" | "gist" | "brin";

/** Types that index methods treat alike. */
export type IndexClass =
  | "text"
  /** `character(n)`, which compares as text but is none to trigrams. */
  | "character"
  | "scalar"
  | "boolean"
  | "enum"
  | "inet"
  | "json"
  | "array"
  | "range"
  | "shape"
  | "geometry"
  | "vector"
  /** Anything that is not known here: taken to have what it needs. */
  | "other";

/** What a method needs for a class: an operator class that is not the default one, and the extension that has it. */
export interface Support {
  readonly opclass?: string;
  readonly extension?: string;
}

const plainly: Support = {};
const WITH_BTREE_GIN: Support = { extension: "btree_gin" };
const WITH_BTREE_GIST: Support = { extension: "btree_gist" };

/** Absent: the method has no operator class for such values. */
const SUPPORT: { readonly [method in Method]: { readonly [name in IndexClass]?: Support } } = {
  btree: {
    text: plainly,
    character: plainly,
    scalar: plainly,
    boolean: plainly,
    enum: plainly,
    inet: plainly,
    json: plainly,
    array: plainly,
    range: plainly,
    geometry: plainly,
    other: plainly,
  },
  hash: {
    text: plainly,
    character: plainly,
    scalar: plainly,
    boolean: plainly,
    enum: plainly,
    inet: plainly,
    json: plainly,
    array: plainly,
    range: plainly,
    geometry: plainly,
    other: plainly,
  },
  // Trigrams answer what an inverted index over text is asked for: LIKE, ILIKE, regular expressions.
  gin: {
    text: { opclass: "gin_trgm_ops", extension: "pg_trgm" },
    json: plainly,
    array: plainly,
    character: WITH_BTREE_GIN,
    scalar: WITH_BTREE_GIN,
    boolean: WITH_BTREE_GIN,
    enum: WITH_BTREE_GIN,
    inet: WITH_BTREE_GIN,
    other: plainly,
  },
  gist: {
    shape: plainly,
    geometry: plainly,
    range: plainly,
    inet: { opclass: "inet_ops" },
    text: WITH_BTREE_GIST,
    character: WITH_BTREE_GIST,
    scalar: WITH_BTREE_GIST,
    boolean: WITH_BTREE_GIST,
    enum: WITH_BTREE_GIST,
    other: plainly,
  },
  brin: {
    text: plainly,
    character: plainly,
    scalar: plainly,
    inet: plainly,
    range: plainly,
    geometry: plainly,
    other: plainly,
  },
};

/** The method of a field marked `index`, where it is not btree. */
const METHOD_OF: { readonly [name in IndexClass]?: Method } = {
  json: "gin",
  array: "gin",
  range: "gist",
  shape: "gist",
  geometry: "gist",
};

const CLASSES: readonly (readonly [RegExp, IndexClass])[] = [
  [/\[\]$/, "array"],
  [/^(text|character varying|citext)\b/, "text"],
  [/^(character|bpchar)\b/, "character"],
  [/^boolean$/, "boolean"],
  [/^(inet|cidr)$/, "inet"],
  [/^jsonb$/, "json"],
  [/^(int4|int8|num|date|ts|tstz)range$/, "range"],
  [/^(point|polygon)$/, "shape"],
  [/^(geometry|geography)\b/, "geometry"],
  [/^(vector|halfvec|sparsevec)\b/, "vector"],
  [
    /^(smallint|integer|bigint|numeric|real|double precision|date|time|timestamp|interval|bytea|uuid|macaddr)\b/,
    "scalar",
  ],
];

/** How indexes treat a column. */
export function indexClassOf(column: ResolvedColumn): IndexClass {
  const { type } = columnType(column);
  if (column.enumType && !type.endsWith("[]") && column.targets?.postgres?.type === undefined) return "enum";
  return CLASSES.find(([pattern]) => pattern.test(type))?.[1] ?? "other";
}

const CLASS_OF_KIND: { readonly [kind in ValueKind]: IndexClass } = {
  text: "text",
  number: "scalar",
  float: "scalar",
  instant: "scalar",
  binary: "scalar",
  boolean: "boolean",
  array: "array",
  json: "json",
  other: "other",
};

/** How indexes treat what an expression gives. */
export function indexClassOfKind(kind: ValueKind): IndexClass {
  return CLASS_OF_KIND[kind];
}

/** What a method needs for values of a class; undefined when it cannot index them. */
export function supportOf(method: Method, values: IndexClass): Support | undefined {
  return SUPPORT[method][values];
}

export function usualMethod(values: IndexClass): Method {
  return METHOD_OF[values] ?? "btree";
}

/** Operator classes that an extension brings and that are not the default of their type. */
const EXTENSION_OPCLASSES: { readonly [opclass: string]: string } = {
  gin_trgm_ops: "pg_trgm",
  gist_trgm_ops: "pg_trgm",
  gin__int_ops: "intarray",
  gist__intbig_ops: "intarray",
  citext_pattern_ops: "citext",
  vector_l2_ops: "vector",
  vector_ip_ops: "vector",
  vector_cosine_ops: "vector",
  vector_l1_ops: "vector",
  halfvec_l2_ops: "vector",
  halfvec_ip_ops: "vector",
  halfvec_cosine_ops: "vector",
  halfvec_l1_ops: "vector",
  gist_geometry_ops_nd: "postgis",
};

/** The extension of an operator class; undefined for PostgreSQL's own. */
export function extensionOfOpclass(opclass: string): string | undefined {
  return Object.hasOwn(EXTENSION_OPCLASSES, opclass) ? EXTENSION_OPCLASSES[opclass] : undefined;
}

/** Internal names of types, of which the default classes are made: `int4` → `int4_ops`, `int4_minmax_ops`. */
const INTERNAL: { readonly [type: string]: string } = {
  smallint: "int2",
  integer: "int4",
  bigint: "int8",
  real: "float4",
  "double precision": "float8",
  "character varying": "text",
  character: "bpchar",
  boolean: "bool",
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  "time without time zone": "time",
  "time with time zone": "timetz",
  "bit varying": "varbit",
  cidr: "inet",
  polygon: "poly",
};

/** True when an operator class is what the server takes for this type anyway, and so does not show. */
export function isDefaultOpclass(opclass: string, method: string, column: ResolvedColumn): boolean {
  const { type } = columnType(column);
  const open = type.indexOf("(");
  const bare = open < 0 ? type : type.slice(0, open) + type.slice(type.indexOf(")") + 1);
  const values = indexClassOf(column);
  // The operator class of inet for GiST is the one that is not its default (pg_opclass.dat).
  if (method === "gist" && values === "inet") return false;
  const base = { array: "array", range: "range", enum: "enum" }[values as string] ?? INTERNAL[bare] ?? bare;
  const ranges = values === "range" || values === "inet" ? "_inclusion_ops" : "_minmax_ops";
  const suffix = method === "brin" && kindOfType(type) !== "array" ? ranges : "_ops";
  return opclass === `${base}${suffix}`;
}
