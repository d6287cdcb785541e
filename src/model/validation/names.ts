/** Names: what the language and databases accept, and that no two things go by one name. */
import { clip } from "../lexer.ts";
import type { Entity, Field, Mixin } from "../model.ts";
import { checkMadeNames } from "./constructs.ts";
import type { Validation } from "./context.ts";
import { checkColumns, checkIndexNames, checkTables } from "./database-names.ts";

// PostgreSQL keeps 63 bytes of a name (NAMEDATALEN - 1), the least of the engines.
const maxLength = 63;
const identifier = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Checks every name of the model. */
export function checkNames(validation: Validation): void {
  const { model } = validation;
  for (const type of model.embedded ?? []) {
    typeName(validation, type.name);
    for (const field of type.fields) fieldNames(validation, type.name, field);
    checkMembers(
      validation,
      type.name,
      type.fields.map(({ name }) => ["field", name]),
    );
  }
  for (const mixin of model.mixins ?? []) ownerNames(validation, mixin, "mixin");
  for (const view of model.views ?? []) {
    databaseName(validation, view.name, view.name, "name");
    databaseName(validation, view.name, view.databaseName, "name");
    databaseName(validation, view.name, view.schema, "schema");
    if (view.was?.includes(view.name))
      validation.add(view.name, "BAD_NAME", `${clip(view.name)} was never called otherwise`, "Give its former name");
  }
  for (const type of model.types) {
    typeName(validation, type.name);
    databaseName(validation, type.name, type.databaseName, "name");
    databaseName(validation, type.name, type.schema, "schema");
  }
  for (const entity of model.entities) entityNames(validation, entity);
  checkTopLevel(validation);
  checkTables(validation);
  checkIndexNames(validation);
}

function typeName(validation: Validation, name: string): void {
  modelName(validation, name, name, "type");
  if (!identifier.test(name) || /^[A-Z]/.test(name)) return;
  const better = name.charAt(0).toUpperCase() + name.slice(1);
  validation.add(
    name,
    "BAD_NAME",
    `the type \`${clip(name)}\` begins with a small letter, as only type words do`,
    `Name it ${clip(better)}`,
  );
}

function modelName(validation: Validation, path: string, name: string, what: string): void {
  if (name.length > maxLength) {
    validation.add(
      path,
      "BAD_NAME",
      `the name of the ${what} \`${clip(name)}\` has ${name.length} characters, at most ${maxLength} are allowed`,
      "Shorten it",
    );
  } else if (!identifier.test(name)) {
    const shown = name === "" ? "an empty name" : `\`${name}\``;
    validation.add(
      path,
      "BAD_NAME",
      `${shown} cannot be the name of ${what === "entity" ? "an" : "a"} ${what}`,
      "Use letters, digits and _, beginning with a letter; the name in the database may differ (`table:`, `column=`)",
    );
  }
}

function databaseName(validation: Validation, path: string, name: string | undefined, what: string): void {
  if (name === undefined) return;
  const bytes = new TextEncoder().encode(name).length;
  if (name === "") validation.add(path, "BAD_NAME", `\`${what}\` is empty`, "Give a name or leave it out");
  else if (name.includes("\0")) validation.add(path, "BAD_NAME", `\`${what}\` holds a null character`, "Remove it");
  else if (bytes > maxLength) {
    validation.add(
      path,
      "BAD_NAME",
      `\`${what}\` \`${clip(name)}\` has ${bytes} bytes, databases keep ${maxLength}`,
      "Shorten it",
    );
  }
}

function entityNames(validation: Validation, entity: Entity): void {
  databaseName(validation, entity.name, entity.table, "table");
  databaseName(validation, entity.name, entity.schema, "schema");
  if (entity.was?.includes(entity.name))
    validation.add(entity.name, "BAD_NAME", `${entity.name} was never called otherwise`, "Give its former name");
  ownerNames(validation, entity, "entity");
  uniqueNames(validation, entity.name, "keys", entity.keys);
  uniqueNames(validation, entity.name, "exclude", entity.exclude ?? []);
  for (const key of entity.keys)
    databaseName(validation, `${entity.name}.keys.${key.name}`, key.constraintName, "name");
  if (entity.partition?.kind === "list") {
    for (const { name } of entity.partition.partitions)
      databaseName(validation, `${entity.name}.partition`, name, "name");
  }
  checkMadeNames(validation, entity);
  checkColumns(validation, entity);
}

/** The names of what entities and mixins declare alike. */
function ownerNames(validation: Validation, owner: Entity | Mixin, what: string): void {
  const path = (name: string): string => `${owner.name}.${name}`;
  modelName(validation, owner.name, owner.name, what);
  for (const field of owner.fields) fieldNames(validation, owner.name, field);
  for (const relation of owner.relations) {
    modelName(validation, path(relation.name), relation.name, "relation");
    if (relation.inverse !== undefined) modelName(validation, path(relation.name), relation.inverse, "relation");
    if (relation.kind === "many") databaseName(validation, path(relation.name), relation.table, "table");
    else {
      databaseName(validation, path(relation.name), relation.constraintName, "name");
      for (const column of relation.columns ?? []) databaseName(validation, path(relation.name), column, "columns");
      for (const column of relation.onDeleteColumns ?? [])
        databaseName(validation, path(relation.name), column, "onDeleteColumns");
    }
  }
  for (const relation of owner.polymorphic ?? []) modelName(validation, path(relation.name), relation.name, "relation");
  uniqueNames(validation, owner.name, "checks", owner.checks);
  uniqueNames(validation, owner.name, "indexes", owner.indexes);
  uniqueNames(validation, owner.name, "policies", owner.policies ?? []);
  checkMembers(validation, owner.name, [
    ...owner.fields.map(({ name }) => ["field", name] as const),
    ...[...owner.relations, ...(owner.polymorphic ?? [])].map(({ name }) => ["relation", name] as const),
  ]);
}

function fieldNames(validation: Validation, owner: string, field: Field): void {
  const path = `${owner}.${field.name}`;
  modelName(validation, path, field.name, "field");
  databaseName(validation, path, field.column, "column");
  if (field.was?.includes(field.name))
    validation.add(path, "BAD_NAME", `${field.name} was never called otherwise`, "Give its former name");
}

function uniqueNames(
  validation: Validation,
  owner: string,
  section: string,
  items: readonly { readonly name: string }[],
): void {
  const seen = new Set<string>();
  for (const { name } of items) {
    const path = `${owner}.${section}.${name}`;
    databaseName(validation, path, name, "name");
    if (seen.has(name))
      validation.add(path, "DUPLICATE_NAME", `${owner} has two ${section} named ${clip(name)}`, "Rename one of them");
    seen.add(name);
  }
}

/** Names that differ only in case are taken for one: code generators and some databases do. */
function checkTopLevel(validation: Validation): void {
  const seen = new Map<string, string>();
  const all = [
    ...validation.model.types.map((type) => ["type", type.name] as const),
    ...(validation.model.embedded ?? []).map((type) => ["type", type.name] as const),
    ...(validation.model.mixins ?? []).map((mixin) => ["mixin", mixin.name] as const),
    ...validation.model.entities.map((entity) => ["entity", entity.name] as const),
    ...madeEntities(validation),
  ];
  for (const [what, name] of all) {
    const first = seen.get(name.toLowerCase());
    if (first) {
      validation.add(
        name,
        "DUPLICATE_NAME",
        `the ${what} ${clip(name)} has the name of the ${first}`,
        "Rename one of them",
      );
    }
    seen.set(name.toLowerCase(), `${what} ${clip(name)}`);
  }
}

/** Entities that constructs make: `expandModel` gives them these names. */
function madeEntities(validation: Validation): (readonly [string, string])[] {
  const { entities, mixins } = validation.model;
  const made: (readonly [string, string])[] = [];
  for (const { name, history, tree } of entities) {
    if (history) made.push(["history entity", `${name}History`]);
    if (tree === "closure") made.push(["tree entity", `${name}Closure`]);
  }
  if ([...entities, ...(mixins ?? [])].some(({ audit }) => audit)) made.push(["audit entity", "AuditRecord"]);
  // A Model that is expanded already has them.
  return made.filter(([, name]) => !validation.entities.get(name)?.derived);
}

function checkMembers(
  validation: Validation,
  owner: string,
  all: readonly (readonly ["field" | "relation", string])[],
): void {
  const seen = new Map<string, string>();
  for (const [what, name] of all) {
    const first = seen.get(name.toLowerCase());
    if (first) {
      validation.add(
        `${owner}.${name}`,
        "DUPLICATE_NAME",
        `${owner} has the ${what} ${clip(name)} beside the ${first}`,
        "Rename one of them",
      );
    }
    seen.set(name.toLowerCase(), `${what} ${clip(name)}`);
  }
}
