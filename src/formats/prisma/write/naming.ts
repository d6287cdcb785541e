/** What models, fields, enums and values are called: as the model says, else by convention; unique and allowed. */
import type { EnumType, Model } from "../../../model/model.ts";
import { entityName, toCamel, toPascal, toSnake } from "../../../model/naming.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { fieldName, Taken, typeName, valueName } from "../names.ts";
import type { Column, Source, Table, View } from "./source.ts";

export interface Naming {
  /** Name of the model or view by the id of its table. */
  readonly models: ReadonlyMap<string, string>;
  readonly enums: ReadonlyMap<string, string>;
  /** Name of an enum's value by the enum's id. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Name of the field by the column's id. */
  readonly fields: ReadonlyMap<string, string>;
  /** Names of a model's fields, to which relations are added. */
  readonly taken: ReadonlyMap<string, Taken>;
}

/** Gives names to everything but relations. */
export function nameAll(source: Source, model: Model, views: readonly View[]): Naming {
  const types = new Taken();
  const models = new Map<string, string>();
  const known = source.tables.filter((table) => source.resolved(table));
  const others = source.tables.filter((table) => !source.resolved(table));
  for (const table of known) models.set(table.id, types.take(typeName(modelWish(source, table), "Model")));
  const enums = new Map<string, string>();
  const declared = new Map(model.types.map((type) => [enumKey(type), type.name]));
  for (const type of source.enums) {
    const wish = declared.get(JSON.stringify([type.schema ?? "public", type.name])) ?? toPascal(type.name);
    const name = typeName(wish, "Enum");
    enums.set(type.id, types.take(name, `${name}Enum`));
  }
  for (const table of others) models.set(table.id, types.take(typeName(modelWish(source, table), "Model")));
  for (const view of views) {
    const name = typeName(toPascal(view.name), "View");
    models.set(view.id, types.take(name, `${name}View`));
  }
  const fields = new Map<string, string>();
  const taken = new Map<string, Taken>();
  for (const table of source.tables) {
    const names = new Taken();
    taken.set(table.id, names);
    const members = membersOf(source.resolved(table));
    const columns = source.columns(table);
    // The model's own names come first, so that no conventional one takes them.
    for (const column of [
      ...columns.filter(({ name }) => members.has(name)),
      ...columns.filter(({ name }) => !members.has(name)),
    ]) {
      fields.set(column.id, names.take(fieldName(members.get(column.name) ?? conventional(column))));
    }
  }
  return { models, enums, values: valueNames(source), fields, taken };
}

function enumKey(type: EnumType): string {
  return JSON.stringify([type.schema ?? "public", type.databaseName ?? toSnake(type.name)]);
}

function modelWish(source: Source, table: Table): string {
  const known = source.resolved(table)?.source;
  return known && "entity" in known ? known.entity.name : entityName(table.name);
}

/** The field that a column is called by convention. */
export function conventional({ name }: Pick<Column, "name">): string {
  // A name in capitals or camel case stays as it is; only words divided by underscores are joined.
  return /^[a-z][a-z0-9]*(_+[a-z0-9]+)*_*$/.test(name) ? toCamel(name) : name;
}

/** The model's name for each column: of a relation's column the form with the key's name (`authorId`). */
function membersOf(table: ResolvedTable | undefined): Map<string, string> {
  const names = new Map<string, string>();
  if (!table) return names;
  const relations = new Set("entity" in table.source ? table.source.entity.relations.map(({ name }) => name) : []);
  for (const [member, columns] of table.columnsOf) {
    const [column, ...others] = columns;
    if (column === undefined || others.length > 0 || relations.has(member) || names.has(column)) continue;
    names.set(column, member);
  }
  return names;
}

function valueNames(source: Source): Map<string, ReadonlyMap<string, string>> {
  return new Map(
    source.enums.map(({ id, props }) => {
      const taken = new Taken({ capitals: true });
      const plain = new Set(props.values.filter((value) => valueName(value) === value));
      for (const value of plain) taken.take(value);
      const names = props.values.map((value): readonly [string, string] => [
        value,
        plain.has(value) ? value : taken.take(valueName(value)),
      ]);
      return [id, new Map(names)];
    }),
  );
}
