/** Reads a Prisma project as a Model that makes the database which Prisma's engine would make. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Entity, ManyRelation, Model } from "../../../model/model.ts";
import { toPascal } from "../../../model/naming.ts";
import { validateModel } from "../../../model/validate.ts";
import type { FormatFile, FormatReading } from "../../format.ts";
import { Taken } from "../names.ts";
import { toldApart } from "./apart.ts";
import { absorbedFields, columnsOf, entityOf, joinEntity, joinFields, type Reader, tableOf } from "./entities.ts";
import { enumsOf } from "./enums.ts";
import { extensionTargets } from "./extensions.ts";
import { generatedFields } from "./generated.ts";
import { longIndexes } from "./indexes.ts";
import { openProject } from "./project.ts";
import { type Join, relationsOf } from "./relations.ts";
import type { Block, Field } from "./syntax.ts";
import { viewLosses } from "./views.ts";

/**
 * @throws SchemaforgeError what `openProject` throws, and `PRISMA_NOT_HELD` for a schema that no Model can hold
 */
export async function read(files: readonly FormatFile[]): Promise<FormatReading> {
  const written = files.filter(({ path }) => path.endsWith(".prisma"));
  const { engine, blocks, withoutForeignKeys, version8, ...project } = await openProject(written);
  const findings = [...project.findings];
  const losses: Loss[] = [...(version8?.losses ?? [])];
  const models = toldApart(
    blocks.filter(({ keyword }) => keyword === "model"),
    losses,
  );
  const relations = relationsOf(models);
  const links = withoutForeignKeys ? [] : relations.links;
  const taken = new Taken();
  for (const { name } of models) taken.take(name);
  const enums = enumsOf(
    blocks.filter(({ keyword }) => keyword === "enum"),
    taken,
  );
  const absorbed = absorbedFields(models, links, engine);
  const generated = engine === "postgres" ? await generatedFields(models, findings) : new Set<Field>();
  const reader: Reader = { engine, enums, links, absorbed, losses, generated, isVersion8: version8 !== undefined };
  const entities = models.map((model) => {
    const entity = entityOf(model, reader);
    const [checks = [], many = []] = [version8?.checks.get(model.name), version8?.many.get(model.name)];
    return { ...entity, checks, relations: [...entity.relations, ...many] };
  });
  const joins = relations.joins.map((join) => {
    const name = taken.take(toPascal(join.name));
    return { join, entity: withoutForeignKeys ? joinFields(join, name, engine) : joinEntity(join, name, engine) };
  });
  if (withoutForeignKeys) {
    for (const { model, field } of relations.links) lose(losses, model, field.name);
    for (const { a, b } of relations.joins) for (const { model, field } of [a, b]) lose(losses, model, field.name);
  }
  losses.push(...viewLosses(blocks));
  const schemas = new Set(
    [...entities, ...[...enums.values()].map(({ type }) => type)].flatMap(({ schema }) => schema ?? []),
  );
  const model: Model = {
    conventions: {
      tables: "pascal_singular",
      columns: "camel",
      id: "none",
      timestamps: false,
      indexForeignKeys: false,
    },
    types: [...enums.values()].map(({ type }) => type),
    entities: [...(withoutForeignKeys ? entities : withMany(entities, joins)), ...joins.map(({ entity }) => entity)],
    targets:
      engine === "sqlite"
        ? { sqlite: sqliteTarget(models, reader) }
        : extensionTargets(blocks, entities, schemas, losses, findings),
  };
  const [problem] = validateModel(model);
  if (problem) {
    const place = "object" in problem.where ? placeOf(blocks, problem.where.object) : undefined;
    throw new SchemaforgeError("PRISMA_NOT_HELD", problem.message, {
      where: place ?? problem.where,
      remedy: problem.remedy ?? "Rename it, with @map for the name in the database",
    });
  }
  return { model, engine, losses, findings };
}

function lose(losses: Loss[], model: Block, field: string): void {
  losses.push({
    code: "CLIENT_RELATION",
    object: `${model.name}.${field}`,
    feature: 'a relation that the client alone keeps (relationMode = "prisma")',
    target: "model",
    instead: "its fields, without a foreign key",
  });
}

/** Both sides know each other through the join table. */
function withMany(
  entities: readonly Entity[],
  joins: readonly { readonly join: Join; readonly entity: Entity }[],
): Entity[] {
  return entities.map((entity) => {
    const many = joins.flatMap(({ join: { a, b }, entity: through }): ManyRelation[] =>
      a.model.name === entity.name
        ? [{ kind: "many", name: a.field.name, target: b.model.name, inverse: b.field.name, through: through.name }]
        : [],
    );
    return many.length > 0 ? { ...entity, relations: [...entity.relations, ...many] } : entity;
  });
}

/** Prisma's engine names no primary keys of SQLite, and checks no values. */
const SQLITE_STYLE = { constraintNames: ["foreign"], typeChecks: false } as const;

function sqliteTarget(models: readonly Block[], reader: Reader): NonNullable<Model["targets"]["sqlite"]> {
  const objects = models.flatMap((model) => longIndexes(model, tableOf(model), columnsOf(model, reader)));
  return { ...SQLITE_STYLE, ...(objects.length > 0 ? { objects } : {}) };
}

/** The place of `Model` or `Model.field`. */
function placeOf(
  blocks: readonly Block[],
  object: string,
): { readonly file: string; readonly line: number; readonly column: number } | undefined {
  const [name, member] = object.split(".");
  const block = blocks.find((candidate) => candidate.name === name && candidate.keyword !== "datasource");
  const place = block?.fields.find((field) => field.name === member)?.place ?? block?.place;
  return place && { file: place.file, line: place.line, column: place.column };
}
