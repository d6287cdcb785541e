/** Fields, relations, keys, checks and indexes → the values of a model file, in shorthand wherever it says everything. */
import type { Expression } from "../expression.ts";
import { expressionText } from "../expressions/format.ts";
import type { Check, EntityTargets, Field, Index, IndexPart, Key, SqliteStyle } from "../model.ts";
import { formatDefault } from "../shorthand/default.ts";
import { formatField, formatFieldIfShort } from "../shorthand/field.ts";
import { formatIndexPartIfShort } from "../shorthand/index-part.ts";
import { ENGINE_NAMES } from "./schema.ts";

export type Plain = Record<string, unknown>;

/** Without the keys whose value is undefined. */
export function given(values: Plain): Plain {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** A list with names → a map by name. */
export function byName<T extends { readonly name: string }>(items: readonly T[], write: (item: T) => unknown): Plain {
  return Object.fromEntries(items.map((item) => [item.name, write(item)]));
}

/** The keys that are given, in this order whatever the object's: the same Model is written alike. */
export function ordered<T extends object>(
  object: T | undefined,
  keys: readonly (keyof T & string)[],
): Plain | undefined {
  return object && given(Object.fromEntries(keys.map((key) => [key, object[key]])));
}

const fieldTargetKeys = ["type", "collation", "storage", "compression", "virtual", "default", "notNull"] as const;
const sequenceKeys = ["name", "owned", "type", "start", "increment", "min", "max", "cache", "cycle"] as const;

function fieldTargets(targets: NonNullable<Field["targets"]>): Plain {
  const written = ENGINE_NAMES.map((engine): [string, Plain | undefined] => {
    const target = targets[engine];
    const sequence = ordered(target?.sequence, sequenceKeys);
    return [engine, target && { ...ordered(target, fieldTargetKeys), ...given({ sequence }) }];
  });
  return given(Object.fromEntries(written));
}

const sqliteStyleKeys = [
  "strict",
  "constraintNames",
  "typeChecks",
  "autoincrement",
  "keyNotNull",
  "referencedColumns",
  "types",
] as const;

/** How SQLite's tables are declared. */
export function sqliteStyle(style: SqliteStyle | undefined): Plain {
  return ordered(style, sqliteStyleKeys) ?? {};
}

/** The targets of an entity. */
export function entityTargets(targets: EntityTargets): Plain {
  const { postgres, mysql, mariadb, sqlite, mongodb } = targets;
  return given({
    postgres: postgres && {
      ...ordered(postgres, ["unlogged", "partitionBy"]),
      ...given({ options: optionsValue(postgres.options) }),
    },
    mysql: ordered(mysql, ["engine", "charset", "collation"]),
    mariadb: ordered(mariadb, ["engine", "charset", "collation"]),
    sqlite: ordered(sqlite, [...sqliteStyleKeys, "withoutRowid"]),
    mongodb: ordered(mongodb, ["validation", "shardKey"]),
  });
}

/** Options by name: numbers as numbers where that loses nothing. */
function optionsValue(options: { readonly [name: string]: string } | undefined): Plain | undefined {
  if (options === undefined) return undefined;
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, plainNumber(value)]));
}

function plainNumber(text: string): string | number {
  return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/** A key: its fields, or an object around them for the rest. */
export function keyValue(key: Key): unknown {
  const { constraintName: name, nullsNotDistinct, deferrable, include } = key;
  const last = key.fields.length - 1;
  const fields = key.fields.map((field, at) =>
    key.withoutOverlaps && at === last ? `${field} without overlaps` : field,
  );
  const rest = given({ name, nulls: nullsNotDistinct ? "not distinct" : undefined, deferrable, include });
  return Object.keys(rest).length === 0 ? fields : { fields, ...rest };
}

/** A check: its expression, or an object around it for the rest. */
export function checkValue({ notValid, noInherit, expression }: Check): unknown {
  const value = expressionValue(expression);
  return notValid || noInherit ? { check: value, ...given({ notValid, noInherit }) } : value;
}

/** The shorthand; an object around it for what only that holds. */
export function fieldValue(field: Field): unknown {
  const short = formatFieldIfShort(field);
  if (short !== undefined) return short;
  const standard = field.default;
  const rawDefault =
    standard?.kind === "expression" && formatDefault(standard) === undefined ? standard.expression : undefined;
  return {
    type: formatField(field),
    ...given({
      default: rawDefault && expressionValue(rawDefault),
      generated: rawOnly(field.generated),
      check: rawOnly(field.check),
      targets: field.targets && fieldTargets(field.targets),
    }),
  };
}

function rawOnly(expression: Expression | undefined): unknown {
  return expression?.kind === "raw" ? expressionValue(expression) : undefined;
}

/** An expression as text, or raw SQL by engine. */
export function expressionValue(expression: Expression): unknown {
  return expression.kind === "raw" ? { sql: expression.sql } : expressionText(expression);
}

/** An index: its parts, or an object around them for the rest. */
export function indexValue(index: Index): unknown {
  const parts = index.parts.map(partValue);
  const { unique, where, using, include, search, language, nullsNotDistinct, targets } = index;
  const rest = given({
    search,
    language,
    unique,
    nulls: nullsNotDistinct ? "not distinct" : undefined,
    where: where && expressionValue(where),
    using,
    include,
    targets: targets && indexTargets(targets),
  });
  if (Object.keys(rest).length === 0) return parts;
  return { ...(parts.length > 0 ? { fields: parts } : {}), ...rest };
}

function indexTargets({ postgres }: NonNullable<Index["targets"]>): Plain {
  return given({
    postgres: postgres && given({ using: postgres.using, options: optionsValue(postgres.options) }),
  });
}

function partValue(part: IndexPart): unknown {
  const text = formatIndexPartIfShort(part);
  if (text !== undefined || "field" in part.of || part.of.expression.kind !== "raw") return text;
  return {
    sql: part.of.expression.sql,
    ...given({ desc: part.descending, nulls: part.nulls, opclass: part.opclass }),
  };
}
