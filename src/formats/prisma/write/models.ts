/** Tables as models. */
import { SITUATIONS } from "../capabilities.ts";
import { block, docLines, quoted } from "../text.ts";
import { OPAQUE_DEFAULT } from "./defaults.ts";
import { type KeyLines, keysOf } from "./indexes.ts";
import type { Losses } from "./losses.ts";
import type { Naming } from "./naming.ts";
import { type RelationLines, uniqueLists } from "./relations.ts";
import type { Column, Source, Table } from "./source.ts";
import { type FieldType, fieldType } from "./types.ts";

export interface Written {
  readonly text: string;
  readonly partial: boolean;
  /** Ids of the columns whose fields name something in SQL. */
  readonly named: readonly string[];
}

/**
 * True for a table that the client cannot have: no key over fields that it knows and that are never null, or a primary
 * key that may be null, as SQLite allows (lang_createtable.html#the_primary_key).
 */
export function isIgnored(source: Source, naming: Naming, table: Table): boolean {
  const required = new Set(source.columns(table).flatMap(({ name, props }) => (props.notNull ? [name] : [])));
  // What an index carries beside its keys, Prisma takes for keys.
  const keys = source.primaryKeys(table).flatMap(({ props }) => [...props.columns, ...(props.include ?? [])]);
  if (keys.some((name) => !required.has(name))) return true;
  const usable = new Set(
    source
      .columns(table)
      .filter(({ props }) => {
        const type = fieldType(props.type, source, naming);
        return props.notNull && (type.scalar !== undefined || type.enumId !== undefined);
      })
      .map(({ name }) => name),
  );
  return !uniqueLists(source, table).some((list) => list.every((name) => usable.has(name)));
}

/** The block of a table. */
export function writeModel(
  source: Source,
  naming: Naming,
  table: Table,
  relations: RelationLines | undefined,
  options: { readonly ignored: boolean; readonly schemas: boolean },
  losses: Losses,
): Written {
  const name = naming.models.get(table.id) ?? table.name;
  const keys = keysOf(source, naming, table, losses);
  const lines: string[] = [];
  for (const column of source.columns(table)) {
    lines.push(...docLines(column.props.comment), fieldLine(source, naming, table, column, keys, losses));
    lines.push(...(relations?.after.get(column.id) ?? []));
  }
  lines.push(...(relations?.last ?? []));
  const attributes = [
    ...keys.ofModel,
    ...(name === table.name ? [] : [`@@map(${quoted(table.name)})`]),
    ...(options.ignored ? ["@@ignore"] : []),
    ...(options.schemas ? [`@@schema(${quoted(table.schema ?? "public")})`] : []),
  ];
  if (options.ignored) losses.add(table.id, SITUATIONS.unkeyed);
  const body = attributes.length > 0 ? [...lines, "", ...attributes] : lines;
  const named = source.columns(table).filter((column) => isNamedInSql(source, column, naming));
  return {
    text: block(`model ${name}`, body, table.props.comment),
    partial: keys.partial,
    named: named.map(({ id }) => id),
  };
}

/** True for a column whose type or default stands in the schema as SQL. */
function isNamedInSql(source: Source, column: Column, naming: Naming): boolean {
  const type = fieldType(column.props.type, source, naming);
  const standard = standardOf(source, column, type, naming);
  const isUnsupported = type.scalar === undefined && type.enumId === undefined;
  return isUnsupported || (standard !== OPAQUE_DEFAULT && (standard?.startsWith("dbgenerated(") ?? false));
}

function fieldLine(
  source: Source,
  naming: Naming,
  table: Table,
  column: Column,
  keys: KeyLines,
  losses: Losses,
): string {
  const { props } = column;
  const type = fieldType(props.type, source, naming);
  const name = naming.fields.get(column.id) ?? column.name;
  noteType(column, type, losses);
  const modifier = type.list ? "[]" : props.notNull ? "" : "?";
  const standard = standardOf(source, column, type, naming);
  if (standard === OPAQUE_DEFAULT && !props.generated) losses.add(column.id, SITUATIONS.opaqueDefault);
  const isUpdatedAt = type.scalar === "DateTime" && !type.list && source.resolved(table)?.updatedAt === column.name;
  const attributes = [
    ...(keys.ofField.get(column.id) ?? []),
    ...(standard === undefined ? [] : [`@default(${standard})`]),
    ...(isUpdatedAt ? ["@updatedAt"] : []),
    ...(name === column.name ? [] : [`@map(${quoted(column.name)})`]),
    ...(type.native === undefined ? [] : [`@db.${type.native}`]),
  ];
  return [name, `${type.name}${modifier}`, ...attributes].join(" ");
}

function noteType({ id, props }: Column, type: FieldType, losses: Losses): void {
  if (type.domain !== undefined) losses.add(id, SITUATIONS.domainColumn);
  if (type.scalar === undefined && type.enumId === undefined) losses.add(id, SITUATIONS.unsupportedType);
  else if (type.list && props.notNull) losses.add(id, SITUATIONS.listNotNull);
}

function standardOf(source: Source, { props }: Column, type: FieldType, naming: Naming): string | undefined {
  if (props.identity) return "autoincrement()";
  // In this form Prisma leaves a generated column alone, and can make one that is none (docs/prisma.md).
  if (props.generated) return OPAQUE_DEFAULT;
  if (!props.default) return undefined;
  const values = type.enumId === undefined ? undefined : naming.values.get(type.enumId);
  return source.defaultValue(props.default.sql, type, values);
}
