/** PostgreSQL's types as words of the language: the inverse of types.ts, by generate and compare. */
import { Scanner } from "../../../model/lexer.ts";
import type { EnumType, FieldType } from "../../../model/model.ts";
import { formatType, scanType } from "../../../model/shorthand/type.ts";
import { postgresType } from "../types.ts";

/** What a column's type is in the Model. */
export interface LiftedType {
  readonly type: FieldType;
  /** The type as the server prints it, where no word of the language means exactly that. */
  readonly native?: string;
  readonly enumType?: EnumType;
}

/** Words by the name of the type before its modifiers; the first whose type is printed the same is taken. */
const WORDS: { readonly [name: string]: readonly string[] } = {
  "character varying": ["string"],
  character: ["char"],
  text: ["text"],
  smallint: ["smallint"],
  integer: ["int"],
  bigint: ["bigint"],
  numeric: ["decimal"],
  real: ["float"],
  "double precision": ["double"],
  boolean: ["boolean"],
  date: ["date"],
  "time without time zone": ["time"],
  "timestamp with time zone": ["datetime"],
  "timestamp without time zone": ["timestamp"],
  interval: ["interval"],
  jsonb: ["json"],
  bytea: ["binary"],
  uuid: ["uuid"],
  inet: ["inet"],
  macaddr: ["mac"],
  vector: ["vector"],
  point: ["point"],
  polygon: ["polygon"],
};

const RANGES: { readonly [name: string]: string } = {
  int4range: "int",
  int8range: "bigint",
  numrange: "decimal",
  daterange: "date",
  tstzrange: "datetime",
  tsrange: "timestamp",
};

/** The word that stands beside a native type, so that other engines and ORMs have something to go by. */
const NEAREST: { readonly [name: string]: string } = {
  citext: "text",
  json: "json",
  hstore: "json",
  "time with time zone": "time",
  money: "decimal",
  cidr: "inet",
  oid: "bigint",
  xid: "bigint",
  "character varying": "text",
  character: "text",
};

const scalar = (name: string, args: readonly (number | string)[] = []): FieldType => ({ name, args, array: 0 });

/**
 * A column's type in words.
 *
 * @param printed as `format_type` prints it
 * @param enums enums by their printed name
 */
export function liftType(printed: string, enums: ReadonlyMap<string, EnumType>): LiftedType {
  const array = printed.endsWith("[]") ? 1 : 0;
  const element = array === 1 ? printed.slice(0, -2) : printed;
  const enumType = enums.get(element);
  if (enumType) return { type: { ...scalar(enumType.name), array }, enumType };
  const { name, args } = takeApart(element);
  for (const type of candidates(name, args)) {
    const lifted = { ...type, array };
    if (postgresType(lifted, undefined, undefined).type === printed && isReadable(type)) return { type: lifted };
  }
  return { type: { ...scalar(NEAREST[name] ?? WORDS[name]?.[0] ?? "text"), array }, native: printed };
}

/** True for a type that the notation reads as it writes it: a scale below zero stays native. */
function isReadable(type: FieldType): boolean {
  if (type.args.length === 0) return true;
  try {
    return formatType(scanType(new Scanner(formatType(type), type.name))) === formatType(type);
  } catch {
    return false;
  }
}

function* candidates(name: string, args: readonly number[]): Generator<FieldType> {
  const range = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
  if (range !== undefined) yield scalar("range", [range]);
  const words = Object.hasOwn(WORDS, name) ? (WORDS[name] ?? []) : [];
  for (const word of words) {
    yield scalar(word, args);
    // `character(1)` is `char`, `numeric(9,0)` is decimal(9).
    if (args.length > 0) yield scalar(word, args.slice(0, -1));
  }
}

/** `timestamp(3) with time zone` is `timestamp with time zone` and 3. */
function takeApart(printed: string): { readonly name: string; readonly args: readonly number[] } {
  const open = printed.indexOf("(");
  const close = printed.indexOf(")");
  if (open < 0 || close < open) return { name: printed, args: [] };
  const list = printed.slice(open + 1, close).split(",");
  return { name: printed.slice(0, open) + printed.slice(close + 1), args: list.map(Number).filter(Number.isInteger) };
}
