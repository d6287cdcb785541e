/** Views and materialized views: SQL of the author, with the functions that make materialized rows anew. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Model, View } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { childId, functionId, makeObjectName, schemaObjectId, truncateName } from "../ids.ts";
import type { TableProps } from "../objects.ts";
import { DEFAULT_SCHEMA, dollarQuote, quoteIdent, stringLiteral } from "../quote.ts";
import { commented, type Draft, tableId } from "./draft.ts";
import { namesIn } from "./mentions.ts";

interface Lowered {
  readonly view: View;
  readonly sql: string;
  readonly schema: string;
  readonly name: string;
  readonly id: string;
}

/** What a query can read, by the name under which it is written. */
interface Readable {
  readonly id: string;
  /** Ids of columns by name; a view's are not known. */
  readonly columns: ReadonlyMap<string, string>;
  readonly isProtected: boolean;
}

/**
 * Adds the views of the Model. What they read is found by names, which is enough to put them in an order that works.
 * Over tables with row security a view asks as the role that uses it (`security_invoker`, version 15): it would otherwise
 * show what its owner sees.
 *
 * @throws SchemaforgeError DUPLICATE_NAME for a view that is called like another relation
 */
export function lowerViews(draft: Draft, model: Model, tables: readonly ResolvedTable[]): void {
  const views = (model.views ?? []).flatMap((view) => prepare(draft, view));
  if (views.length === 0) return;
  const readable = new Map<string, Readable>();
  const put = (schema: string, name: string, value: Readable): void => {
    readable.set(`${schema}.${name}`, value);
    if (schema === DEFAULT_SCHEMA) readable.set(name, value);
  };
  for (const table of tables) {
    const id = tableId(table);
    const schema = table.schema ?? DEFAULT_SCHEMA;
    const columns = new Map(table.columns.map(({ name }) => [name, childId("column", schema, table.name, name)]));
    const { rowSecurity } = (draft.objects.get(id)?.props ?? {}) as TableProps;
    put(schema, table.name, { id, columns, isProtected: rowSecurity !== undefined });
  }
  const reads = new Map(views.map((item) => [item.id, namesIn(item.sql)]));
  for (const item of views) put(item.schema, item.name, { id: item.id, columns: new Map(), isProtected: false });
  const guarded = protectedViews(views, reads, readable);
  for (const item of views) lowerView(draft, item, reads.get(item.id) ?? [], readable, guarded.has(item.id));
}

function prepare(draft: Draft, view: View): Lowered[] {
  const sql = view.sql.postgres;
  if (sql === undefined) {
    draft.loseRaw(view.name, "a view");
    return [];
  }
  const schema = view.schema ?? DEFAULT_SCHEMA;
  const name = truncateName(view.databaseName ?? view.name);
  const id = schemaObjectId(view.materialized ? "materialized-view" : "view", schema, name);
  const kinds = ["table", "view", "materialized-view", "index", "sequence"] as const;
  if (kinds.some((kind) => draft.objects.has(schemaObjectId(kind, schema, name)))) throw taken(view, name);
  // Held from now on, so that the next view of the name is refused.
  const text = { sql: sql.trim().replace(/;$/, "").trimEnd() };
  const props = { query: text, ...commented(view.doc) };
  draft.add({ kind: view.materialized ? "materialized-view" : "view", id, schema, name, props });
  return [{ view, sql: text.sql, schema, name, id }];
}

function taken(view: View, name: string): SchemaforgeError {
  return new SchemaforgeError("DUPLICATE_NAME", `a view and another relation are both called \`${name}\``, {
    where: { object: view.name },
    remedy: "Rename the view, or give it `name:`",
  });
}

/** The views that read a protected table, by themselves or through others. */
function protectedViews(
  views: readonly Lowered[],
  reads: ReadonlyMap<string, readonly (readonly string[])[]>,
  readable: ReadonlyMap<string, Readable>,
): Set<string> {
  const readers = new Map<string, string[]>();
  const found = new Set<string>();
  const open: string[] = [];
  for (const { id } of views) {
    for (const { id: read, isProtected } of relationsOf(reads.get(id) ?? [], readable)) {
      readers.set(read, [...(readers.get(read) ?? []), id]);
      if (isProtected) open.push(id);
    }
  }
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(readers.get(id) ?? []));
  }
  return found;
}

/** The relations that names stand for: `orders`, `sales.orders`, `orders.total`, `sales.orders.total`. */
function relationsOf(paths: readonly (readonly string[])[], readable: ReadonlyMap<string, Readable>): Set<Readable> {
  const found = new Set<Readable>();
  for (const [first = "", second] of paths) {
    const relation = (second === undefined ? undefined : readable.get(`${first}.${second}`)) ?? readable.get(first);
    if (relation) found.add(relation);
  }
  return found;
}

function lowerView(
  draft: Draft,
  { view, schema, name, id }: Lowered,
  paths: readonly (readonly string[])[],
  readable: ReadonlyMap<string, Readable>,
  isGuarded: boolean,
): void {
  const words = new Set(paths.flat());
  for (const relation of relationsOf(paths, readable)) {
    draft.link(id, relation.id);
    for (const [column, columnId] of relation.columns) {
      if (words.has(column) || words.has("*")) draft.link(id, columnId);
    }
  }
  if (!view.materialized) {
    if (isGuarded) draft.amend<"view">(id, { options: { security_invoker: "true" } });
    return;
  }
  if (isGuarded) {
    const feature = "row security of a materialized view";
    draft.lose("VIEW_NOT_GUARDED", view.name, feature, "it shows all that its owner saw when it was refreshed");
  }
  const index = view.unique && view.unique.length > 0 ? addIndex(draft, { schema, name, id }, view.unique) : undefined;
  addRefresh(draft, { view, schema, name, id }, index);
}

/** The index without which CONCURRENTLY cannot tell rows apart. */
function addIndex(
  draft: Draft,
  { schema, name, id }: Pick<Lowered, "schema" | "name" | "id">,
  columns: readonly string[],
): string {
  const index = makeObjectName(name, columns.join("_"), "idx");
  const props = { unique: true as const, method: "btree", keys: columns.map((column) => ({ column })) };
  return draft.add(
    { kind: "index", id: schemaObjectId("index", schema, index), parent: id, schema, name: index, props },
    [id],
  );
}

/** `refresh_<view>()`: readers are not held up where there is a unique index and rows to show them meanwhile. */
function addRefresh(
  draft: Draft,
  { view, schema, name, id }: Pick<Lowered, "view" | "schema" | "name" | "id">,
  index: string | undefined,
): void {
  const full = `${quoteIdent(schema)}.${quoteIdent(name)}`;
  const routine = makeObjectName("refresh", name, undefined);
  const populated = `(SELECT relispopulated FROM pg_class WHERE oid = ${stringLiteral(full)}::regclass)`;
  const body = [
    "BEGIN",
    ...(index === undefined
      ? [`  REFRESH MATERIALIZED VIEW ${full};`]
      : [
          `  IF ${populated} THEN`,
          `    REFRESH MATERIALIZED VIEW CONCURRENTLY ${full};`,
          "  ELSE",
          `    REFRESH MATERIALIZED VIEW ${full};`,
          "  END IF;",
        ]),
    "END;",
  ];
  const sql = [
    `CREATE OR REPLACE FUNCTION ${quoteIdent(schema)}.${quoteIdent(routine)}()`,
    " RETURNS void",
    " LANGUAGE plpgsql",
    `AS ${dollarQuote(`\n${body.join("\n")}\n`)}`,
  ].join("\n");
  const props = {
    routine: "function" as const,
    language: "plpgsql",
    identityArguments: "",
    definition: { sql },
    ...(view.refresh === undefined ? {} : { comment: `To be called ${view.refresh}` }),
  };
  draft.add(
    { kind: "function", id: functionId(schema, routine, ""), schema, name: routine, props },
    index === undefined ? [id] : [id, index],
  );
}
