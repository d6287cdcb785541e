/** Models as entities that become, in their engine, exactly what Prisma's engine makes of the models. */
import { makeObjectName } from "../../../engines/postgres/index.ts";
import type { Loss } from "../../../model/loss.ts";
import type {
  DefaultValue,
  Entity,
  Key,
  Field as ModelField,
  OneRelation,
  ReferentialAction,
} from "../../../model/model.ts";
import { toCamel } from "../../../model/naming.ts";
import { defaultName, longestName } from "../names.ts";
import { type PrismaEngine, REFERENTIAL_ACTIONS } from "../types/types.ts";
import { NOW, type ReadDefault, readDefault } from "./defaults.ts";
import type { Enums } from "./enums.ts";
import { type Columns, constraintsOf, indexesOf } from "./indexes.ts";
import type { Join, Link } from "./relations.ts";
import { argument, attributeOf, type Block, type Field, namesIn, textArgument } from "./syntax.ts";
import { scalarType, targetsOf } from "./types.ts";

const ACTIONS = new Map([...REFERENTIAL_ACTIONS].map(([ours, theirs]) => [theirs, ours as ReferentialAction]));

export interface Reader {
  readonly engine: PrismaEngine;
  readonly enums: Enums;
  readonly links: readonly Link[];
  /** Names of scalar fields by model that become part of a relation: the relation by the field's name. */
  readonly absorbed: ReadonlyMap<Block, ReadonlyMap<string, Link>>;
  readonly losses: Loss[];
  /** Fields whose defaults are formulas of generated columns. */
  readonly generated: ReadonlySet<Field>;
  /** Prisma 8 makes it: unique keys are constraints, lists may be required, defaults are spelled in another way. */
  readonly isVersion8: boolean;
}

/** The table of a model. */
export function tableOf(model: Block): string {
  return textArgument(attributeOf(model, "map"), "name", true) ?? model.name;
}

/** The column of a field. */
export function columnOf(field: Field): string {
  return textArgument(attributeOf(field, "map"), "name", true) ?? field.name;
}

function fieldOf(model: Block, name: string): Field | undefined {
  return model.fields.find((field) => field.name === name);
}

/** The names of the fields of a model's primary key. */
export function keyOf(model: Block): string[] {
  const single = model.fields.filter((field) => attributeOf(field, "id")).map(({ name }) => name);
  return single.length > 0 ? single : namesIn(argument(attributeOf(model, "id"), "fields", true));
}

/**
 * The scalar fields that a relation makes by itself: of the type that it references, named after the relation and the
 * referenced field, with nothing of their own, and of no use to another relation.
 */
export function absorbedFields(
  models: readonly Block[],
  links: readonly Link[],
  engine: PrismaEngine,
): Map<Block, Map<string, Link>> {
  const uses = new Map<Field, number>();
  const use = (model: Block, names: readonly string[]) => {
    for (const field of names.flatMap((name) => fieldOf(model, name) ?? []))
      uses.set(field, (uses.get(field) ?? 0) + 1);
  };
  for (const { model, fields, target, references } of links) {
    use(model, fields);
    use(target, references);
  }
  const absorbed = new Map<Block, Map<string, Link>>(models.map((model) => [model, new Map()]));
  for (const link of links) {
    const [name = "", ...others] = link.fields;
    const [reference = ""] = link.references;
    const [own, theirs] = [fieldOf(link.model, name), fieldOf(link.target, reference)];
    if (others.length > 0 || !own || !theirs || uses.get(own) !== 1) continue;
    const isBare = !["default", "id", "updatedAt"].some((word) => attributeOf(own, word));
    const [mine, wanted] = [scalarType(own, engine), scalarType(theirs, engine)];
    // On SQLite a foreign key takes the word of what it references, not its native type.
    const isStored = engine === "postgres" || mine?.native === undefined;
    const isAlike = own.type === theirs.type && mine?.printed === wanted?.printed && !own.list && isStored;
    const isNamed = name === toCamel(`${link.field.name}_${reference}`);
    const isOptional = link.field.optional || setsNull(link.field);
    // SQLite numbers such a key, which no relation says of itself.
    const isNumbered = engine === "sqlite" && keyOf(link.model).join() === name;
    if (isBare && !isNumbered && isAlike && isNamed && own.optional === isOptional && !own.unsupported)
      absorbed.get(link.model)?.set(name, link);
  }
  return absorbed;
}

/** What the indexes of a model have to know of its fields. */
export function columnsOf(model: Block, reader: Reader): Columns {
  const absorbed = reader.absorbed.get(model) ?? new Map<string, Link>();
  const member = (name: string) => absorbed.get(name)?.field.name ?? name;
  const column = (name: string) => {
    const field = fieldOf(model, name);
    return field ? columnOf(field) : name;
  };
  const scalar = (name: string) => {
    const field = fieldOf(model, name);
    if (!field || field.list || field.unsupported) return undefined;
    return reader.enums.has(field.type) ? "enum" : scalarType(field, reader.engine)?.printed;
  };
  return { engine: reader.engine, uniqueConstraints: reader.isVersion8, member, column, scalar };
}

/** The entity of a model. */
export function entityOf(model: Block, reader: Reader): Entity {
  const table = tableOf(model);
  const absorbed = reader.absorbed.get(model) ?? new Map<string, Link>();
  const relations = reader.links
    .filter((link) => link.model === model)
    .map((link) => relationOf(link, table, absorbed, reader.engine));
  const schema = textArgument(attributeOf(model, "schema"), "name", true);
  const columns = columnsOf(model, reader);
  return {
    name: model.name,
    ...(model.doc === undefined ? {} : { doc: model.doc }),
    ...(table === model.name ? {} : { table }),
    ...(schema === undefined || schema === "public" ? {} : { schema }),
    fields: model.fields.flatMap((field) =>
      absorbed.has(field.name) ? [] : (scalarField(model, field, reader) ?? []),
    ),
    relations,
    keys: [...primaryKey(model, table, columns.member), ...constraintsOf(model, table, columns)],
    checks: [],
    indexes: indexesOf(model, table, columns),
  };
}

function primaryKey(model: Block, table: string, member: (name: string) => string): Key[] {
  const fields = keyOf(model);
  if (fields.length === 0) return [];
  const single = model.fields.map((field) => attributeOf(field, "id")).find((attribute) => attribute !== undefined);
  const name = textArgument(single ?? attributeOf(model, "id"), "map") ?? defaultName(table, [], "pkey");
  const usual = makeObjectName(table, undefined, "pkey");
  const constraintName = name === usual ? {} : { constraintName: name };
  return [{ name: "primary", primary: true, fields: fields.map(member), ...constraintName }];
}

function scalarField(model: Block, field: Field, reader: Reader): ModelField | undefined {
  const { enums, losses, engine, isVersion8 } = reader;
  const path = `${model.name}.${field.name}`;
  const declared = field.unsupported ? undefined : enums.get(field.type);
  const type = declared
    ? {
        type: { name: declared.type.name, args: [], array: field.list ? 1 : 0 },
        printed: declared.sql,
        // SQLite has no enums: they are text, of which Prisma checks nothing.
        ...(engine === "sqlite" ? { native: "TEXT" } : {}),
      }
    : scalarType(field, engine);
  if (!type) return undefined;
  const given = argument(attributeOf(field, "default"), "value", true);
  const read = given ? readDefault(given, type, declared?.labels, declared?.sql, engine) : {};
  const standard = engine === "sqlite" ? numbered(model, field, read) : read;
  const lose = (code: string, feature: string, instead = "left to the Prisma client") =>
    losses.push({ code, object: path, feature, target: "model", instead });
  if (standard.client !== undefined) lose("CLIENT_DEFAULT", `a default that the client makes: ${standard.client}()`);
  if (standard.unsaid) lose("DEFAULT", "a default of the database that the schema does not say: dbgenerated()", "none");
  if (attributeOf(field, "updatedAt")) lose("CLIENT_UPDATED_AT", "a time that the client keeps up: @updatedAt");
  const column = columnOf(field);
  const isUsual = isVersion8 && (isEmptyList(standard.value) || standard.spelled === NOW);
  const spelled = standard.value && !isUsual ? standard.spelled : undefined;
  const native = "native" in type ? type.native : undefined;
  const { value } = standard;
  const formula = reader.generated.has(field) && value?.kind === "expression" ? value.expression : undefined;
  return {
    name: field.name,
    type: type.type,
    // The engine of Prisma 7 makes the columns of lists nullable.
    nullable: field.optional || (field.list && !isVersion8),
    ...(formula ? { generated: formula } : value ? { default: value } : {}),
    ...(column === field.name ? {} : { column }),
    ...(field.doc === undefined ? {} : { doc: field.doc }),
    ...targetsOf(native, field.list && !native?.endsWith("]"), spelled, engine),
  };
}

const isEmptyList = (value: DefaultValue | undefined): boolean => value?.kind === "list" && value.items.length === 0;

/** SQLite numbers a key of type `Int`, whether it says so or not, and no other. */
function numbered(model: Block, field: Field, read: ReadDefault): ReadDefault {
  const [key, ...others] = keyOf(model);
  if (others.length === 0 && key === field.name && field.type === "Int" && !read.value)
    return { value: { kind: "sequence", as: "serial" } };
  return read.value?.kind === "sequence" && field.type !== "Int" ? { client: "autoincrement" } : read;
}

/** The name that the model gives to a foreign key by itself. */
function usualName(table: string, columns: string, engine: PrismaEngine): string {
  return engine === "sqlite" ? `${table}_${columns}_fkey` : makeObjectName(table, columns, "fkey");
}

function actionOf(field: Field, name: "onDelete" | "onUpdate"): ReferentialAction | undefined {
  const value = argument(attributeOf(field, "relation"), name);
  return value?.kind === "name" ? ACTIONS.get(value.value) : undefined;
}

/** An action that makes the key null; Prisma lets required relations have it, whose columns then refuse it. */
function setsNull(field: Field): boolean {
  return actionOf(field, "onDelete") === "set null" || actionOf(field, "onUpdate") === "set null";
}

function relationOf(link: Link, table: string, absorbed: ReadonlyMap<string, Link>, engine: PrismaEngine): OneRelation {
  const { model, field, target, fields, references, inverse } = link;
  const scalars = fields.flatMap((name) => fieldOf(model, name) ?? []);
  const columns = scalars.map(columnOf);
  const attribute = attributeOf(field, "relation");
  const owns = absorbed.get(fields[0] ?? "") === link;
  const own = owns ? fieldOf(model, fields[0] ?? "") : undefined;
  const isUsual = owns && columns[0] === fields[0];
  // Rows whose keys cannot be null are kept, whatever the relation says of itself.
  const isKept = !field.optional || scalars.some(({ optional }) => !optional);
  const onDelete = actionOf(field, "onDelete") ?? (isKept ? "restrict" : "set null");
  const onUpdate = actionOf(field, "onUpdate") ?? "cascade";
  const nullable = field.optional || setsNull(field);
  const name = textArgument(attribute, "map") ?? defaultName(table, columns, "fkey", longestName(engine));
  const docs = [field.doc, own?.doc].filter((doc) => doc !== undefined).join("\n");
  return {
    kind: "one",
    name: field.name,
    target: target.name,
    nullable,
    ...(inverse === undefined ? {} : { inverse }),
    ...(keyOf(target).join("\n") === references.join("\n") ? {} : { references }),
    ...(onDelete === (nullable ? "set null" : "restrict") ? {} : { onDelete }),
    ...(onUpdate === "no action" ? {} : { onUpdate }),
    ...(name === usualName(table, columns.join("_"), engine) ? {} : { constraintName: name }),
    ...(isUsual ? {} : { columns }),
    ...(docs === "" ? {} : { doc: docs }),
  };
}

/** The join table that Prisma makes of a many-to-many relation: `_PostToTag` with A and B. */
export function joinEntity({ name, a, b }: Join, entity: string, engine: PrismaEngine): Entity {
  const table = `_${name}`;
  const schema = textArgument(attributeOf(a.model, "schema"), "name", true);
  const side = (member: string, column: string, target: Block): OneRelation => ({
    kind: "one",
    name: member,
    target: target.name,
    nullable: false,
    onDelete: "cascade",
    onUpdate: "cascade",
    constraintName: `${table}_${column}_fkey`,
    columns: [column],
  });
  return {
    name: entity,
    table,
    ...(schema === undefined || schema === "public" ? {} : { schema }),
    fields: [],
    relations: [side("a", "A", a.model), side("b", "B", b.model)],
    keys:
      engine === "sqlite"
        ? []
        : [{ name: "primary", primary: true, fields: ["a", "b"], constraintName: `${table}_AB_pkey` }],
    checks: [],
    indexes: [
      // On SQLite Prisma still makes the unique index of its early versions.
      ...(engine === "sqlite"
        ? [{ name: `${table}_AB_unique`, unique: true, parts: [{ of: { field: "a" } }, { of: { field: "b" } }] }]
        : []),
      { name: `${table}_B_index`, parts: [{ of: { field: "b" } }] },
    ],
  };
}

/** The same table where Prisma makes no foreign keys: the columns alone. */
export function joinFields(join: Join, entity: string, engine: PrismaEngine): Entity {
  const made = joinEntity(join, entity, engine);
  const side = (name: string, column: string, target: Block): ModelField[] => {
    const id = fieldOf(target, keyOf(target)[0] ?? "");
    const type = id && scalarType(id, engine);
    return type
      ? [{ name, type: type.type, nullable: false, column, ...targetsOf(type.native, false, undefined, engine) }]
      : [];
  };
  return { ...made, fields: [...side("a", "A", join.a.model), ...side("b", "B", join.b.model)], relations: [] };
}
