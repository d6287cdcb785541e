/** Foreign keys as relations: which can be, what both sides are called, and which join tables Prisma makes by itself. */
import type { OneRelation } from "../../../model/model.ts";
import { plural, toCamel, toPascal } from "../../../model/naming.ts";
import { SITUATIONS } from "../capabilities.ts";
import { fieldName, Taken } from "../names.ts";
import { quoted } from "../text.ts";
import { REFERENTIAL_ACTIONS } from "../types/types.ts";
import type { Losses } from "./losses.ts";
import type { Naming } from "./naming.ts";
import type { ForeignKey, Source, Table } from "./source.ts";
import { fieldType } from "./types.ts";

/** Lines that relations add to a model. */
export interface RelationLines {
  /** Behind the column of this id. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  /** After all columns. */
  readonly last: readonly string[];
}

interface Link {
  readonly key: ForeignKey;
  readonly from: Table;
  readonly to: Table;
  readonly name: string;
  readonly back: string;
  readonly one: boolean;
  readonly optional: boolean;
}

interface Join {
  readonly table: Table;
  readonly a: Table;
  readonly b: Table;
  readonly names: readonly [string, string];
}

/** A field of a model that leads to another one. */
export interface RelationField {
  readonly name: string;
  /** Id of the other model's table. */
  readonly target: string;
  readonly kind: "list" | "optional" | "required";
}

export interface Relations {
  /** The fields by the id of their table. */
  readonly fields: ReadonlyMap<string, readonly RelationField[]>;
  readonly lines: ReadonlyMap<string, RelationLines>;
  /** Ids of the join tables that Prisma makes by itself. */
  readonly implicit: ReadonlySet<string>;
}

/** Works out all relations. `ignored` holds the ids of tables that the client does not have. */
export function relate(source: Source, naming: Naming, ignored: ReadonlySet<string>, losses: Losses): Relations {
  const joins = source.tables.flatMap((table) => implicitJoin(source, naming, ignored, table) ?? []);
  const implicit = new Set(joins.map(({ table }) => table.id));
  const links: Link[] = [];
  for (const from of source.tables) {
    if (implicit.has(from.id)) continue;
    const relations = modelRelations(source, from);
    for (const key of source.foreignKeys(from)) {
      const to = targetOf(source, naming, from, key);
      if (!to) losses.add(key.id, SITUATIONS.foreignKey);
      else
        links.push(
          link(source, naming, {
            key,
            from,
            to,
            relation: relations.get(key.name) ?? relations.get(columnKey(key.props.columns)),
          }),
        );
    }
  }
  const named = joins.map((join) => nameJoin(join, naming));
  return { lines: linesOf(source, naming, ignored, links, named), fields: fieldsOf(links, named), implicit };
}

function fieldsOf(links: readonly Link[], joins: readonly Join[]): Map<string, readonly RelationField[]> {
  const fields = new Map<string, readonly RelationField[]>();
  const add = ({ id }: Table, field: RelationField) => fields.set(id, [...(fields.get(id) ?? []), field]);
  for (const { from, to, name, back, one, optional } of links) {
    add(from, { name, target: to.id, kind: optional ? "optional" : "required" });
    add(to, { name: back, target: from.id, kind: one ? "optional" : "list" });
  }
  for (const { a, b, names } of joins) {
    add(a, { name: names[0], target: b.id, kind: "list" });
    add(b, { name: names[1], target: a.id, kind: "list" });
  }
  return fields;
}

const columnKey = (columns: readonly string[]): string => columns.join("\n");

/** The model's relations of a table by the names of their foreign keys, and by their columns. */
function modelRelations(source: Source, table: Table): Map<string, OneRelation> {
  const resolved = source.resolved(table);
  if (!resolved || !("entity" in resolved.source)) return new Map();
  const ones = resolved.source.entity.relations.filter((relation) => relation.kind === "one");
  // Foreign keys stand in the order of the relations.
  return new Map(
    resolved.foreignKeys.flatMap(({ name, columns }, at) => {
      const relation = ones[at];
      return relation
        ? ([
            [columnKey(columns), relation],
            [name, relation],
          ] as const)
        : [];
    }),
  );
}

/** The model that a foreign key leads to, if Prisma can relate to it: a key of it, with fields of equal types. */
function targetOf(source: Source, naming: Naming, from: Table, key: ForeignKey): Table | undefined {
  const { columns, references } = key.props;
  const to = source.table(references);
  if (!to || !uniqueLists(source, to).some((list) => sameNames(list, references.columns))) return undefined;
  const [own, theirs] = [source.columns(from), source.columns(to)];
  // Of PostgreSQL, Prisma warns of it only.
  const sets = source.provider === "sqlite" && [key.props.onDelete, key.props.onUpdate].includes("set null");
  if (sets && own.some(({ name, props }) => columns.includes(name) && props.notNull)) return undefined;
  const fits = columns.every((name, at) => {
    const type = own.find((column) => column.name === name)?.props.type;
    const target = theirs.find((column) => column.name === references.columns[at])?.props.type;
    if (type === undefined || target === undefined) return false;
    const [left, right] = [fieldType(type, source, naming), fieldType(target, source, naming)];
    const isKnown = left.scalar !== undefined || left.enumId !== undefined;
    return isKnown && left.name === right.name && !left.list && !right.list;
  });
  return fits ? to : undefined;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

/** Column lists that are unique for all rows: keys, and full unique indexes. */
export function uniqueLists(source: Source, table: Table): (readonly string[])[] {
  return [
    ...source.primaryKeys(table).map(({ props }) => props.columns),
    ...source
      .uniques(table)
      .filter(({ props }) => !props.include)
      .map(({ props }) => props.columns),
    ...source
      .indexes(table)
      .filter(({ props }) => props.unique && !props.where && !props.include && !props.invalid)
      .filter(({ props }) => props.keys.every(({ column }) => column !== undefined))
      .map(({ props }) => props.keys.map(({ column }) => column ?? "")),
  ];
}

interface Wish {
  readonly key: ForeignKey;
  readonly from: Table;
  readonly to: Table;
  readonly relation: OneRelation | undefined;
}

function link(source: Source, naming: Naming, { key, from, to, relation }: Wish): Link {
  const { columns } = key.props;
  const own = source.columns(from).filter((column) => columns.includes(column.name));
  // Prisma wants the key's columns in the order of the relation's fields.
  const one = uniqueLists(source, from).some((list) => list.join("\n") === columns.join("\n"));
  const taken = naming.taken.get(from.id) ?? new Taken();
  const target = naming.models.get(to.id) ?? "";
  const model = naming.models.get(from.id) ?? "";
  const [column = ""] = columns;
  const stem = columns.length === 1 ? column.replace(/_?(id|uuid|fk)$/i, "") : "";
  const wishes = [relation?.name, stem === "" ? undefined : toCamel(stem), toCamel(target), `${toCamel(target)}Ref`];
  const name = taken.take(...wishes.flatMap((wish) => (wish === undefined ? [] : [fieldName(wish)])));
  const inverse = one ? toCamel(model) : plural(toCamel(model));
  const back = (naming.taken.get(to.id) ?? new Taken()).take(
    ...(relation?.inverse === undefined ? [] : [fieldName(relation.inverse)]),
    fieldName(inverse),
    fieldName(`${inverse}By${toPascal(name)}`),
  );
  return { key, from, to, name, back, one, optional: own.some(({ props }) => !props.notNull) };
}

/**
 * A table that is exactly what Prisma makes for an implicit many-to-many relation: `_Name` with A and B, both foreign
 * keys that cascade, a primary key (version 6) or unique index (before) over both, an index over B.
 */
function implicitJoin(source: Source, naming: Naming, ignored: ReadonlySet<string>, table: Table): Join | undefined {
  if (!table.name.startsWith("_") || table.name.length < 2 || table.props.comment !== undefined) return undefined;
  const columns = source.columns(table);
  const bare = columns.every(({ props }) => props.notNull && !props.default && !props.comment);
  if (columns.map(({ name }) => name).join() !== "A,B" || !bare) return undefined;
  const [a, b] = ["A", "B"].map((column) => {
    const [key, ...more] = source.foreignKeys(table).filter(({ props }) => props.columns.join() === column);
    const { onDelete, onUpdate, references } = key?.props ?? {};
    if (!key || more.length > 0 || onDelete !== "cascade" || onUpdate !== "cascade" || !references) return undefined;
    const target = source.table(references);
    const id = target && source.primaryKeys(target)[0]?.props.columns;
    return key.name === `${table.name}_${column}_fkey` &&
      id?.join("\n") === references.columns.join("\n") &&
      id.length === 1
      ? target
      : undefined;
  });
  const [primary] = source.primaryKeys(table);
  const indexes = source.indexes(table);
  const both = indexes.filter(
    ({ name, props }) =>
      props.unique && name === `${table.name}_AB_unique` && props.keys.map(({ column }) => column).join() === "A,B",
  );
  const second = indexes.filter(
    ({ name, props }) =>
      !props.unique && name === `${table.name}_B_index` && props.keys.map(({ column }) => column).join() === "B",
  );
  // On SQLite Prisma still makes the unique index of its early versions.
  const keyed =
    source.provider === "sqlite"
      ? !primary && both.length === 1
      : primary?.name === `${table.name}_AB_pkey` && primary.props.columns.join() === "A,B" && both.length === 0;
  const isMore =
    source.hasMore(table) ||
    source.uniques(table).length > 0 ||
    indexes.length !== both.length + 1 ||
    source.foreignKeys(table).length !== 2;
  if (!a || !b || !keyed || second.length !== 1 || isMore || table.schema !== a.schema) return undefined;
  if (ignored.has(a.id) || ignored.has(b.id) || a.schema !== b.schema) return undefined;
  // Prisma's column A belongs to the model that comes first by name.
  if ((naming.models.get(a.id) ?? "") > (naming.models.get(b.id) ?? "")) return undefined;
  return { table, a, b, names: ["", ""] };
}

function nameJoin(join: Join, naming: Naming): Join {
  const { a, b, table } = join;
  const [first, second] = [naming.models.get(a.id) ?? "", naming.models.get(b.id) ?? ""];
  const word = toPascal(table.name.slice(1));
  const [takenA, takenB] = [naming.taken.get(a.id) ?? new Taken(), naming.taken.get(b.id) ?? new Taken()];
  // Of a relation to itself, Prisma's column A belongs to the field that comes first by name.
  const names: [string, string] =
    a === b
      ? [takenA.take(`${plural(toCamel(first))}A`, `a${word}`), takenA.take(`${plural(toCamel(first))}B`, `b${word}`)]
      : [
          takenA.take(plural(toCamel(second)), `${plural(toCamel(second))}By${word}`),
          takenB.take(plural(toCamel(first)), `${plural(toCamel(first))}By${word}`),
        ];
  return { ...join, names };
}

function linesOf(
  source: Source,
  naming: Naming,
  ignored: ReadonlySet<string>,
  links: readonly Link[],
  joins: readonly Join[],
): Map<string, RelationLines> {
  const pairOf = (a: Table, b: Table) => [a.id, b.id].sort().join("\n");
  const counts = new Map<string, number>();
  for (const { from, to } of links) counts.set(pairOf(from, to), (counts.get(pairOf(from, to)) ?? 0) + 1);
  for (const { a, b } of joins) counts.set(pairOf(a, b), (counts.get(pairOf(a, b)) ?? 0) + 1);
  const names = new Map<string, Taken>();
  const after = new Map<string, Map<string, string[]>>();
  const last = new Map<string, string[]>();
  const push = (table: Table, line: string) => last.set(table.id, [...(last.get(table.id) ?? []), line]);
  const model = (table: Table) => naming.models.get(table.id) ?? "";
  for (const { table, a, b } of joins) {
    const taken = names.get(pairOf(a, b)) ?? new Taken();
    names.set(pairOf(a, b), taken);
    taken.take(table.name.slice(1));
  }
  for (const each of links) {
    const { from, to, key } = each;
    const pair = pairOf(from, to);
    const taken = names.get(pair) ?? new Taken();
    names.set(pair, taken);
    const isAmbiguous = from.id === to.id || (counts.get(pair) ?? 0) > 1;
    // A relation to itself is better told by its list: `CommentReplies`.
    const word = toPascal(from.id === to.id ? each.back : each.name);
    const name = isAmbiguous ? taken.take(`${model(from)}${word}`) : undefined;
    const columns = source.columns(from).filter((column) => key.props.columns.includes(column.name));
    const anchor = columns.at(-1)?.id ?? "";
    const lines = after.get(from.id) ?? new Map<string, string[]>();
    after.set(from.id, lines);
    const ignore = ignored.has(to.id) && !ignored.has(from.id) ? " @ignore" : "";
    const line = `${each.name} ${model(to)}${each.optional ? "?" : ""} ${attribute(source, naming, each, name)}${ignore}`;
    lines.set(anchor, [...(lines.get(anchor) ?? []), line]);
    const back = ignored.has(from.id) && !ignored.has(to.id) ? " @ignore" : "";
    push(
      to,
      `${each.back} ${model(from)}${each.one ? "?" : "[]"}${name === undefined ? "" : ` @relation(${quoted(name)})`}${back}`,
    );
  }
  for (const { table, a, b, names: fields } of joins) {
    const relation = table.name.slice(1);
    const isAmbiguous = a.id === b.id || (counts.get(pairOf(a, b)) ?? 0) > 1;
    const plain = !isAmbiguous && relation === `${model(a)}To${model(b)}`;
    const attributes = plain ? "" : ` @relation(${quoted(relation)})`;
    push(a, `${fields[0]} ${model(b)}[]${attributes}`);
    push(b, `${fields[1]} ${model(a)}[]${attributes}`);
  }
  return new Map(
    source.tables.map((table) => [
      table.id,
      { after: after.get(table.id) ?? new Map<string, string[]>(), last: last.get(table.id) ?? [] },
    ]),
  );
}

/** `@relation("Name", fields: […], references: […], onDelete: …)`; what Prisma takes for granted is left out. */
function attribute(source: Source, naming: Naming, { key, from, to }: Link, name: string | undefined): string {
  const { columns, references, onDelete = "no action", onUpdate = "no action" } = key.props;
  const [own, theirs] = [source.columns(from), source.columns(to)];
  const field = (list: typeof own, column: string) =>
    naming.fields.get(list.find((candidate) => candidate.name === column)?.id ?? "") ?? column;
  const nullable = own.filter((column) => columns.includes(column.name) && !column.props.notNull).length;
  const usual = nullable === columns.length ? "set null" : nullable === 0 ? "restrict" : undefined;
  const map = key.name === source.defaultName(from.name, columns, "fkey") ? [] : [`map: ${quoted(key.name)}`];
  const parts = [
    ...(name === undefined ? [] : [quoted(name)]),
    `fields: [${columns.map((column) => field(own, column)).join(", ")}]`,
    `references: [${references.columns.map((column) => field(theirs, column)).join(", ")}]`,
    ...(onDelete === usual ? [] : [`onDelete: ${REFERENTIAL_ACTIONS.get(onDelete)}`]),
    ...(onUpdate === "cascade" ? [] : [`onUpdate: ${REFERENTIAL_ACTIONS.get(onUpdate)}`]),
    ...map,
  ];
  return `@relation(${parts.join(", ")})`;
}
