/** Names in the database: no two things of a model map to one table, column, type, key or index. */
import { clip } from "../lexer.ts";
import type { Entity } from "../model.ts";
import { columnName, tableName, toSnake } from "../naming.ts";
import type { Validation } from "./context.ts";

/** No two members of a table have one column. */
export function checkColumns(validation: Validation, entity: Entity): void {
  const { conventions } = validation.model;
  const seen = new Map<string, string>();
  const take = (column: string, owner: string, remedy: string): void => {
    const first = seen.get(column.toLowerCase());
    if (first !== undefined && first.toLowerCase() !== owner.toLowerCase()) {
      validation.add(
        `${entity.name}.${owner}`,
        "DUPLICATE_COLUMN",
        `${entity.name}.${clip(owner)} and ${entity.name}.${clip(first)} map to one column, \`${clip(column)}\``,
        remedy,
      );
    }
    seen.set(column.toLowerCase(), owner);
  };
  const members = validation.members.membersOf(entity);
  for (const [name, field] of members.fields) {
    // A part of an embedded value goes by two names.
    if (!name.includes(".")) take(columnName(field, conventions), field.name, "Rename one, or give it `column=`");
  }
  for (const relation of members.relations.values()) {
    const remedy = `The relation makes its own column: remove the field, or give the relation \`columns=\``;
    // A relation that names its columns may share them.
    if (relation.columns) continue;
    for (const column of impliedColumns(validation, relation)) take(column, relation.name, remedy);
  }
}

/** The foreign-key column that a relation makes by convention, where its target's key is the conventional `id`. */
function impliedColumns(
  validation: Validation,
  relation: { name: string; target: string; references?: readonly string[] },
): string[] {
  const { model } = validation;
  const target = validation.entities.get(relation.target);
  if (!target || relation.references !== undefined) return [];
  const key = validation.members.primaryOf(target);
  return key.length === 1 && key[0] === "id" ? [columnName({ name: `${relation.name}Id` }, model.conventions)] : [];
}

/** No two entities, join tables, views or constructs have one table, and no two enums one type. */
export function checkTables(validation: Validation): void {
  const { model } = validation;
  const seen = new Map<string, string>();
  const take = (schema: string | undefined, table: string, owner: string, path: string): void => {
    const id = `${schema ?? ""}.${table}`.toLowerCase();
    const first = seen.get(id);
    if (first !== undefined) {
      validation.add(
        path,
        "DUPLICATE_TABLE",
        `${owner} and ${first} map to one table, \`${clip(table)}\``,
        "Rename one, or give it `table:`",
      );
    }
    seen.set(id, owner);
  };
  for (const entity of model.entities) {
    if (hasTable(validation, entity))
      take(entity.schema, tableName(entity, model.conventions), entity.name, entity.name);
  }
  for (const view of model.views ?? []) {
    take(view.schema, view.databaseName ?? view.name, `the view ${clip(view.name)}`, view.name);
  }
  // A Model that is expanded already has the tables of its constructs as entities.
  const expanded = new Set(model.entities.flatMap(({ derived }) => derived?.from ?? []));
  for (const entity of model.entities) {
    for (const relation of entity.relations) {
      if (relation.kind !== "many" || relation.table === undefined || relation.through !== undefined) continue;
      const path = `${entity.name}.${relation.name}`;
      take(entity.schema, relation.table, path, path);
    }
    if (!expanded.has(entity.name)) checkMadeTables(validation, entity, take);
  }
  const enums = new Map<string, string>();
  for (const type of model.types) {
    const id = `${type.schema ?? ""}.${type.databaseName ?? toSnake(type.name)}`.toLowerCase();
    const first = enums.get(id);
    if (first !== undefined) {
      validation.add(
        type.name,
        "DUPLICATE_NAME",
        `${type.name} and ${first} map to one type of the database`,
        "Rename one, or give it `name:`",
      );
    }
    enums.set(id, type.name);
  }
}

/** False for entities whose rows are in tables of others. */
function hasTable(validation: Validation, entity: Entity): boolean {
  const inheritance = validation.members.inheritanceOf(entity);
  if (inheritance === "single") return entity.extends === undefined;
  return !(entity.abstract && inheritance === "concrete");
}

type Take = (schema: string | undefined, table: string, owner: string, path: string) => void;

/** The tables that constructs make beside an entity's own. */
function checkMadeTables(validation: Validation, entity: Entity, take: Take): void {
  const { conventions } = validation.model;
  const isPascal = conventions.tables.startsWith("pascal");
  if (entity.history) {
    const table = tableName(entity, conventions) + (isPascal ? "History" : "_history");
    take(entity.schema, table, `the history of ${entity.name}`, entity.name);
  }
  if (entity.tree === "closure") {
    const table = isPascal ? `${entity.name}Closure` : `${toSnake(entity.name)}_closure`;
    take(entity.schema, table, `the tree ${entity.name}`, entity.name);
  }
}

/** Indexes and keys share one namespace in a schema of PostgreSQL. */
export function checkIndexNames(validation: Validation): void {
  const seen = new Map<string, string>();
  for (const entity of validation.model.entities) {
    const named = [
      ...entity.keys.filter((key) => !key.primary).map((key) => [`${entity.name}.keys.${key.name}`, key.name] as const),
      ...entity.indexes.map((index) => [`${entity.name}.indexes.${index.name}`, index.name] as const),
    ];
    for (const [path, name] of named) {
      const id = `${entity.schema ?? ""}.${name}`;
      const first = seen.get(id);
      if (first !== undefined) {
        validation.add(
          path,
          "DUPLICATE_NAME",
          `the name ${clip(name)} is taken by a key or index of ${first}`,
          "Rename one of them",
        );
      }
      seen.set(id, entity.name);
    }
  }
}
