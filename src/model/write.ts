/** Writing models: Model → YAML in block style, shorthand wherever it says everything. Reading it gives the same Model. */
import { Document, isScalar, visit, type YAMLSeq } from "yaml";
import type { Expression } from "./expression.ts";
import { expressionText } from "./expressions/format.ts";
import type {
  Check,
  Entity,
  EntityTargets,
  EnumType,
  Field,
  Index,
  IndexPart,
  Key,
  Model,
  ModelTargets,
  VerbatimObject,
} from "./model.ts";
import { formatDefault } from "./shorthand/default.ts";
import { formatField, formatFieldIfShort } from "./shorthand/field.ts";
import { formatIndexPartIfShort } from "./shorthand/index-part.ts";
import { formatRelation } from "./shorthand/relation.ts";

type Plain = Record<string, unknown>;

/** A Model as the text of a model file. `readModel` of it gives an equal Model. */
export function writeModel(model: Model): string {
  const document = new Document(modelToObject(model), { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, node) {
      if (isShortList(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, blockQuote: "literal", flowCollectionPadding: false });
}

/** Lists of a few plain words stand on one line; in everything else YAML could split an item at a comma. */
function isShortList(list: YAMLSeq): boolean {
  let length = 0;
  for (const item of list.items) {
    if (!isScalar(item) || typeof item.value !== "string" || !/^[\w.+ -]*$/.test(item.value)) return false;
    length += item.value.length + 2;
  }
  return length <= 100;
}

/** A Model as the plain object of a model file (JSON, TypeScript modules); `modelFromObject` reads it back. */
export function modelToObject(model: Model): Plain {
  return {
    schemaforge: 1,
    ...given({ name: model.name, doc: model.doc }),
    conventions: { ...model.conventions },
    ...(model.types.length > 0 ? { types: byName(model.types, enumObject) } : {}),
    entities: byName(model.entities, entityObject),
    ...targetsObject(model.targets),
  };
}

function given(values: Plain): Plain {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function byName<T extends { readonly name: string }>(items: readonly T[], write: (item: T) => unknown): Plain {
  return Object.fromEntries(items.map((item) => [item.name, write(item)]));
}

function section<T extends { readonly name: string }>(
  key: string,
  items: readonly T[],
  write: (item: T) => unknown,
): Plain {
  return items.length > 0 ? { [key]: byName(items, write) } : {};
}

function targetsObject(targets: ModelTargets): Plain {
  const engines = Object.entries(targets).filter(([, target]) => target !== undefined);
  if (engines.length === 0) return {};
  return {
    targets: Object.fromEntries(engines.map(([engine, { objects }]) => [engine, { objects: verbatim(objects) }])),
  };
}

function verbatim(objects: readonly VerbatimObject[]): unknown[] {
  return objects.map(({ sql, needs }) => ({ sql, ...(needs.length > 0 ? { needs } : {}) }));
}

function enumObject(type: EnumType): Plain {
  const values = type.values.map(({ value, was, doc }) =>
    was || doc !== undefined ? { value, ...given({ was, doc }) } : value,
  );
  return { ...given({ doc: type.doc, name: type.databaseName, schema: type.schema }), values };
}

function entityObject(entity: Entity): Plain {
  const { doc, was, table, schema, id, timestamps, softDelete } = entity;
  return {
    ...given({ doc, was, table, schema, id, timestamps, softDelete }),
    ...section("fields", entity.fields, fieldValue),
    ...section("relations", entity.relations, formatRelation),
    ...section("keys", entity.keys, keyValue),
    ...section("checks", entity.checks, checkValue),
    ...section("indexes", entity.indexes, indexValue),
    ...given({ targets: entity.targets && entityTargets(entity.targets) }),
  };
}

function entityTargets(targets: EntityTargets): Plain {
  const { postgres, ...rest } = targets;
  return given({
    postgres: postgres && { ...postgres, ...given({ options: optionsValue(postgres.options) }) },
    ...rest,
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

function keyValue(key: Key): unknown {
  const { constraintName: name, nullsNotDistinct, deferrable, include } = key;
  const last = key.fields.length - 1;
  const fields = key.fields.map((field, at) =>
    key.withoutOverlaps && at === last ? `${field} without overlaps` : field,
  );
  const rest = given({ name, nulls: nullsNotDistinct ? "not distinct" : undefined, deferrable, include });
  return Object.keys(rest).length === 0 ? fields : { fields, ...rest };
}

function checkValue({ notValid, noInherit, expression }: Check): unknown {
  const value = expressionValue(expression);
  return notValid || noInherit ? { check: value, ...given({ notValid, noInherit }) } : value;
}

/** The shorthand; an object around it for what only that holds. */
function fieldValue(field: Field): unknown {
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
      targets: field.targets,
    }),
  };
}

function rawOnly(expression: Expression | undefined): unknown {
  return expression?.kind === "raw" ? expressionValue(expression) : undefined;
}

function expressionValue(expression: Expression): unknown {
  return expression.kind === "raw" ? { sql: expression.sql } : expressionText(expression);
}

function indexValue(index: Index): unknown {
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
