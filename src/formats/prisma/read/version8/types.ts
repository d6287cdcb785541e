/**
 * Types of Prisma 8 in the notation of version 7. Source: the authoring types of Prisma Next's PostgreSQL adapter
 * (packages/3-targets/6-adapters/postgres/src/core/control-mutation-defaults.ts of prisma/prisma-next).
 */
import type { PrismaScalar } from "../../types/types.ts";
import { type Argument, type Attribute, argument, attributeOf, type Block, type Field, type Value } from "../syntax.ts";
import { refused } from "./refused.ts";

interface Stored {
  readonly scalar: PrismaScalar;
  /** Name after `@db.`; its numbers are those of the type. */
  readonly native?: string;
}

const TYPES: { readonly [name: string]: Stored } = {
  String: { scalar: "String" },
  Boolean: { scalar: "Boolean" },
  Int: { scalar: "Int" },
  BigInt: { scalar: "BigInt" },
  Float: { scalar: "Float" },
  Decimal: { scalar: "Decimal", native: "Decimal" },
  DateTime: { scalar: "DateTime", native: "Timestamptz" },
  Json: { scalar: "Json", native: "Json" },
  Jsonb: { scalar: "Json" },
  Bytes: { scalar: "Bytes" },
  VarChar: { scalar: "String", native: "VarChar" },
  "sql.String": { scalar: "String", native: "VarChar" },
  Char: { scalar: "String", native: "Char" },
  Uuid: { scalar: "String", native: "Uuid" },
  Inet: { scalar: "String", native: "Inet" },
  Numeric: { scalar: "Decimal", native: "Decimal" },
  SmallInt: { scalar: "Int", native: "SmallInt" },
  Real: { scalar: "Float", native: "Real" },
  Timestamp: { scalar: "DateTime", native: "Timestamp" },
  Timestamptz: { scalar: "DateTime", native: "Timestamptz" },
  Date: { scalar: "DateTime", native: "Date" },
  Time: { scalar: "DateTime", native: "Time" },
  Timetz: { scalar: "DateTime", native: "Timetz" },
  // Numbers that the client reads otherwise than the database stores them.
  BigIntNumber: { scalar: "BigInt" },
  UnboundedInt: { scalar: "Decimal", native: "Decimal" },
};

/** Types of extensions, as PostgreSQL writes them. */
const EXTENSION_TYPES: { readonly [name: string]: { readonly type: string; readonly extension: string } } = {
  "pgvector.Vector": { type: "vector", extension: "vector" },
};

/** Types that stand for a column with its default. */
const PRESETS: { readonly [name: string]: string } = {
  "temporal.createdAt": "default",
  "temporal.updatedAt": "updatedAt",
};

/** A type as version 7 writes it: parts of a field. */
export type Written = Pick<Field, "type" | "unsupported" | "attributes"> & { readonly extension?: string };

/** Aliases of aliases of …: nobody nests deeper, and circles are none. */
const DEEPEST = 20;

const numbersOf = (args: readonly Argument[]): Argument[] =>
  args.flatMap(({ value }) => (value.kind === "number" ? [{ value }] : []));

/**
 * The type of a field in the notation of version 7; undefined where its name is none of the types (but of a model, an enum
 * or a value object).
 *
 * @param aliases the settings of `types` blocks by their names
 * @throws SchemaforgeError `PRISMA_8` for aliases that go in circles
 */
export function writtenType(
  field: Field,
  aliases: ReadonlyMap<string, Block["settings"][number]>,
): Written | undefined {
  let { type: name, typeArgs: args = [] } = field;
  let attributes: readonly Attribute[] = field.attributes;
  for (let depth = 0; ; depth++) {
    const alias = aliases.get(name);
    if (!alias) break;
    if (depth > DEEPEST) throw refused(field.place, `the type ${field.type}, which stands for itself`);
    const { value } = alias;
    if (value.kind !== "name" && value.kind !== "call") throw refused(alias.place, `the type ${name}`);
    name = value.kind === "call" ? value.name : value.value;
    args = value.kind === "call" ? value.args : args;
    attributes = [...attributes, ...alias.attributes];
  }
  const { place } = field;
  const add = (word: string, given: readonly Argument[]): readonly Attribute[] => [
    ...attributes,
    { name: word, args: given, place },
  ];
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset !== undefined) {
    const now: Value = { kind: "call", name: "now", args: [] };
    attributes = add(preset, preset === "default" ? [{ value: now }] : []);
    attributes = add("db.Timestamptz", []);
    return { type: "DateTime", unsupported: false, attributes };
  }
  const other = Object.hasOwn(EXTENSION_TYPES, name) ? EXTENSION_TYPES[name] : undefined;
  if (other) {
    const numbers = numbersOf(args).flatMap(({ value }) => (value.kind === "number" ? [value.value] : []));
    const modifier = numbers.length > 0 ? `(${numbers.join(",")})` : "";
    return { type: `${other.type}${modifier}`, unsupported: true, attributes, extension: other.extension };
  }
  const stored = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (!stored) return undefined;
  const native = attributes.find((attribute) => attribute.name.startsWith("db."));
  if (native?.name === "db.Numeric")
    attributes = attributes.map((each) => (each === native ? { ...each, name: "db.Decimal" } : each));
  else if (!native && stored.native !== undefined) attributes = add(`db.${stored.native}`, numbersOf(args));
  return { type: stored.scalar, unsupported: false, attributes };
}

/** The enum that `pg.enum(Name)` names. */
export function nativeEnumOf({ type, typeArgs = [] }: Field): string | undefined {
  const [first] = typeArgs;
  return type === "pg.enum" && first?.value.kind === "name" ? first.value.value : undefined;
}

/** The values of an enum by the names of its members. */
export function membersOf({ values, settings }: Block): Map<string, string> {
  return new Map([
    ...values.map(({ name }): [string, string] => [name, name]),
    ...settings.map(({ name, value }): [string, string] => [name, value.kind === "string" ? value.value : name]),
  ]);
}

/** True for an enum whose values are text with a check, as `@@type("pg/text@1")` says. */
export function isTextEnum(block: Block): boolean {
  const codec = argument(attributeOf(block, "type"), "codec", true);
  return codec === undefined || (codec.kind === "string" && /^(pg|sql)\/(text|varchar|char)@/.test(codec.value));
}
