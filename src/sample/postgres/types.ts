/** PostgreSQL's types, as `format_type` prints them, as types of values. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { PostgresObject } from "../../engines/postgres/objects.ts";
import { quoteName } from "../../engines/postgres/quote.ts";
import type { Random } from "../random.ts";
import type { ValueType } from "../values.ts";

type Arguments = readonly string[];
type Row = (args: Arguments) => ValueType;

const is =
  (type: ValueType): Row =>
  () =>
    type;
const integer = (bits: number): Row =>
  // Beyond 2^53 numbers are not exact here; no sample needs such.
  is({
    kind: "integer",
    min: bits > 32 ? -(2 ** 53) : -(2 ** (bits - 1)),
    max: bits > 32 ? 2 ** 53 : 2 ** (bits - 1) - 1,
  });
const text: Row = ([length]) => ({ kind: "text", ...(length !== undefined && { length: Number(length) }) });
const made = (make: (random: Random, number: number) => string): Row => is({ kind: "made", make });
const range = (of: ValueType): Row => is({ kind: "range", of });
const instant: ValueType = { kind: "timestamp", zone: true };
const local: ValueType = { kind: "timestamp", zone: false };
const whole: ValueType = { kind: "integer", min: -(2 ** 31), max: 2 ** 31 - 1 };
const exact: ValueType = { kind: "decimal", precision: 12, scale: 2 };
const bits = (length: number, number: number): string => number.toString(2).padStart(length, "0").slice(-length);
const groups = (number: number): string =>
  `${Math.floor(number / 65536).toString(16)}:${(number % 65536).toString(16)}`;
/** Addresses for documentation (RFC 5737, RFC 3849). */
const address = (number: number): string => (number < 254 ? `192.0.2.${number + 1}` : `2001:db8::${groups(number)}`);
const bytesOf = (number: number): string =>
  [16, 8, 0].map((shift) => ((number >> shift) & 255).toString(16).padStart(2, "0")).join(":");
const place = (random: Random, number: number): string => `${random.int(-170, 170)} ${(number % 800) / 10 - 40}`;

/** Shapes of PostGIS by the first argument of the type. */
const SHAPES: { readonly [shape: string]: (random: Random, number: number) => string } = {
  point: (random, number) => `POINT(${place(random, number)})`,
  polygon: (_random, number) => `POLYGON((${number % 90} 0,${number % 90} 1,${(number % 90) + 1} 1,${number % 90} 0))`,
  multipolygon: (_random, number) =>
    `MULTIPOLYGON(((${number % 90} 0,${number % 90} 1,${(number % 90) + 1} 1,${number % 90} 0)))`,
  linestring: (_random, number) => `LINESTRING(${number % 90} 0,${number % 90} 1)`,
  multilinestring: (_random, number) => `MULTILINESTRING((${number % 90} 0,${number % 90} 1))`,
  multipoint: (_random, number) => `MULTIPOINT((${number % 90} 0))`,
};

const spatial: Row = ([shape = "point", srid]) => {
  const make = SHAPES[shape.toLowerCase()] ?? SHAPES["point"];
  const prefix = srid === undefined ? "" : `SRID=${srid};`;
  return { kind: "made", make: (random, number) => `${prefix}${make?.(random, number) ?? ""}` };
};

const vector: Row = ([size = "3"]) => ({
  kind: "made",
  make: (random, number) => {
    const parts = Array.from({ length: Number(size) }, (_part, at) =>
      at === 0 ? number / 1000 : random.int(0, 999) / 1000,
    );
    return `[${parts.join(",")}]`;
  },
});

const TYPES: { readonly [name: string]: Row } = {
  smallint: integer(16),
  integer: integer(32),
  bigint: integer(64),
  oid: is({ kind: "integer", min: 1, max: 2 ** 31 - 1 }),
  numeric: ([precision = "14", scale = precision === "14" ? "2" : "0"]) => ({
    kind: "decimal",
    precision: Number(precision),
    scale: Math.max(0, Number(scale)),
  }),
  real: is({ kind: "decimal", precision: 6, scale: 2 }),
  "double precision": is({ kind: "decimal", precision: 12, scale: 3 }),
  money: is({ kind: "decimal", precision: 12, scale: 2 }),
  boolean: is({ kind: "boolean" }),
  text,
  "character varying": text,
  character: ([length = "1"]) => ({ kind: "text", length: Number(length), fixed: true }),
  bpchar: text,
  name: is({ kind: "text", length: 63 }),
  '"char"': is({ kind: "text", length: 1, fixed: true }),
  citext: is({ kind: "text", folded: true }),
  date: is({ kind: "date" }),
  time: is({ kind: "time" }),
  "time without time zone": is({ kind: "time" }),
  "time with time zone": is({ kind: "time" }),
  "timestamp without time zone": is(local),
  "timestamp with time zone": is(instant),
  interval: made((_random, number) => `${number + 1} minutes`),
  json: is({ kind: "json" }),
  jsonb: is({ kind: "json" }),
  uuid: is({ kind: "uuid" }),
  bytea: is({ kind: "bytes" }),
  inet: made((_random, number) => address(number)),
  cidr: made((_random, number) => `2001:db8:${groups(number)}::/64`),
  macaddr: made((_random, number) => `02:00:5e:${bytesOf(number)}`),
  macaddr8: made((_random, number) => `02:00:5e:ff:fe:${bytesOf(number)}`),
  bit: ([length = "1"]) => ({ kind: "made", make: (_random, number) => bits(Number(length), number) }),
  "bit varying": ([length = "16"]) => ({
    kind: "made",
    make: (_random, number) => bits(Math.min(Number(length), 16), number),
  }),
  int4range: range(whole),
  int8range: range(whole),
  numrange: range(exact),
  daterange: range({ kind: "date" }),
  tsrange: range(local),
  tstzrange: range(instant),
  int4multirange: made((_random, number) => `{[${number * 2},${number * 2 + 1})}`),
  int8multirange: made((_random, number) => `{[${number * 2},${number * 2 + 1})}`),
  nummultirange: made((_random, number) => `{[${number * 2},${number * 2 + 1})}`),
  datemultirange: made((_random, number) => `{[2024-01-01,2024-01-${String((number % 28) + 2).padStart(2, "0")})}`),
  tsmultirange: made(
    (_random, number) => `{["2024-01-01 00:00","2024-01-01 00:${String((number % 58) + 1).padStart(2, "0")}")}`,
  ),
  tstzmultirange: made(
    (_random, number) => `{["2024-01-01 00:00+00","2024-01-01 00:${String((number % 58) + 1).padStart(2, "0")}+00")}`,
  ),
  point: made((random, number) => `(${random.int(0, 99)},${number})`),
  line: made((_random, number) => `{1,-1,${number}}`),
  lseg: made((_random, number) => `[(0,0),(1,${number})]`),
  box: made((_random, number) => `(1,${number + 1}),(0,0)`),
  path: made((_random, number) => `[(0,0),(1,${number})]`),
  polygon: made((_random, number) => `((0,0),(1,0),(1,${number + 1}))`),
  circle: made((_random, number) => `<(0,0),${number + 1}>`),
  tsvector: made((_random, number) => `'sample':1 'n${number}':2`),
  tsquery: made((_random, number) => `'sample' & 'n${number}'`),
  xml: made((_random, number) => `<sample number="${number}"/>`),
  jsonpath: made((_random, number) => `$.a[${number}]`),
  pg_lsn: made((_random, number) => `0/${(number + 1).toString(16)}`),
  xid: made((_random, number) => String(number + 3)),
  xid8: made((_random, number) => String(number + 3)),
  tid: made((_random, number) => `(${number},1)`),
  regclass: made((_random, number) => (number % 2 === 0 ? "pg_catalog.pg_class" : "pg_catalog.pg_type")),
  regtype: made((_random, number) => (number % 2 === 0 ? "integer" : "text")),
  regrole: made(() => "pg_read_all_data"),
  hstore: made((_random, number) => `"number"=>"${number}"`),
  ltree: made((_random, number) => `top.n${number}`),
  cube: made((_random, number) => `(${number},1)`),
  seg: made((_random, number) => String(number)),
  vector,
  halfvec: vector,
  geometry: spatial,
  geography: ([shape, srid = "4326"]) => spatial(shape === undefined ? ["point"] : [shape, srid]),
};

/** What domains, enums and other declared types of a catalog are, by their printed name. */
export class PostgresTypes {
  readonly #declared = new Map<string, PostgresObject>();

  constructor(catalog: Catalog) {
    for (const object of catalog.objects.values()) {
      const typed = object as PostgresObject;
      if (!DECLARED.has(typed.kind)) continue;
      this.#declared.set(quoteName({ schema: typed.schema ?? "public", name: typed.name }), typed);
    }
  }

  /** The type of a printed name. */
  typeOf(printed: string, depth = 0): ValueType {
    if (printed.endsWith("[]")) return { kind: "array", of: this.typeOf(printed.slice(0, -2), depth) };
    const declared = this.#declared.get(printed);
    if (declared && depth < 16) return this.#declaredType(declared, depth + 1);
    const parts = /^(.*?)(?:\(([^()]*)\))?( with(?:out)? time zone)?$/.exec(printed);
    const name = `${parts?.[1] ?? printed}${parts?.[3] ?? ""}`;
    const args = parts?.[2] === undefined ? [] : parts[2].split(",").map((argument) => argument.trim());
    const bare = name.startsWith('"') ? name : (name.split(".").at(-1) ?? name);
    const row = Object.hasOwn(TYPES, bare) ? TYPES[bare] : undefined;
    return row ? row(args) : { kind: "unknown", name: printed };
  }

  /** The domains that a printed name stands for, the nearest first. */
  domainsOf(printed: string): readonly PostgresObject<"domain">[] {
    const found: PostgresObject<"domain">[] = [];
    for (let next = this.#declared.get(printed); next?.kind === "domain" && found.length < 16; ) {
      found.push(next);
      next = this.#declared.get(next.props.type);
    }
    return found;
  }

  #declaredType(object: PostgresObject, depth: number): ValueType {
    switch (object.kind) {
      case "enum":
        return { kind: "choice", values: object.props.values };
      case "domain":
        return this.typeOf(object.props.type, depth);
      case "composite-type":
        return { kind: "record", fields: object.props.attributes.map(({ type }) => this.typeOf(type, depth)) };
      case "range-type":
        return { kind: "range", of: this.typeOf(object.props.subtype, depth) };
      default:
        return { kind: "unknown", name: object.name };
    }
  }
}

const DECLARED = new Set(["enum", "domain", "composite-type", "range-type"]);
