/** Verbatim objects of the Model: SQL that the language has no words for, run as it stands. */
import type { CatalogObject } from "../../../catalog/catalog.ts";
import { objectId } from "../../../catalog/ids.ts";
import { textsOf } from "../../../catalog/texts.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { VerbatimObject } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { pathOf } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { madeBy, wordsOf } from "./statement-names.ts";

/**
 * Adds verbatim objects as opaque ones of class `SQL`. They come after what they need: objects called so in the database,
 * entities, or what other verbatim objects make (or, failing that, name). What speaks of something that a verbatim object
 * makes, in a type or in an expression, comes after that.
 *
 * @throws SchemaforgeError UNKNOWN_NEED when nothing has that name
 */
export function lowerVerbatim(
  draft: Draft,
  objects: readonly VerbatimObject[],
  tables: readonly ResolvedTable[],
): void {
  if (objects.length === 0) return;
  const byName = namesOf(draft, tables);
  const ids = objects.map((_, at) => objectId("opaque", ["sql", `statement ${at + 1}`]));
  const makers = makersOf(objects, ids);
  afterMakers(draft, makers);
  const words = new Map<string, string[]>();
  objects.forEach(({ sql }, at) => {
    for (const word of new Set(wordsOf(sql))) add(words, word, ids[at] ?? "");
  });
  objects.forEach((object, at) => {
    const own = ids[at] ?? "";
    const needs = object.needs.flatMap((need) => {
      const word = wordsOf(need.split("(", 1)[0] ?? "").at(-1) ?? "";
      const found = byName.get(need) ?? makers.get(word) ?? words.get(word) ?? [];
      if (found.length > 0) return found.filter((id) => id !== own);
      throw new SchemaforgeError("UNKNOWN_NEED", `nothing is called \`${need}\`, which a verbatim object needs`, {
        where: { object: "targets.postgres.objects" },
        remedy: "Name an entity, a table, a type or what another verbatim object makes",
      });
    });
    const name = `statement ${at + 1}`;
    const statements = [{ sql: withoutEnd(object.sql) }];
    draft.add({ kind: "opaque", id: own, name, props: { class: "SQL", identity: name, statements } }, needs);
  });
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Ids of verbatim objects by the lower-case name, without its schema, of what each makes. */
function makersOf(objects: readonly VerbatimObject[], ids: readonly string[]): Map<string, string[]> {
  const makers = new Map<string, string[]>();
  objects.forEach(({ sql }, at) => {
    const made = madeBy(sql);
    if (made) add(makers, made.name, ids[at] ?? "");
  });
  return makers;
}

/** Puts columns, checks and indexes after the verbatim objects whose names stand in their types and texts. */
function afterMakers(draft: Draft, makers: ReadonlyMap<string, readonly string[]>): void {
  for (const object of draft.objects.values()) {
    const found = new Set(spokenIn(object).flatMap((word) => makers.get(word) ?? []));
    if (found.size === 0) continue;
    const edges = [...found].map((to) => ({ to, why: "order", from: "text" }) as const);
    draft.objects.set(object.id, { ...object, edges: [...object.edges, ...edges] });
  }
}

function spokenIn({ props }: CatalogObject): string[] {
  const { type } = props as { readonly type?: string };
  const texts = Object.values(props).flatMap((value) => textsOf(value));
  return [...(type === undefined ? [] : [type]), ...texts].flatMap(wordsOf);
}

/** What makes a text-search configuration, word for word. */
const CONFIGURATION = "create text search configuration".split(" ");

/** The lower-case names of the text-search configurations that verbatim objects make, with and without their schema. */
export function configurationsOf(objects: readonly VerbatimObject[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { sql } of objects) {
    const words = wordsOf(sql);
    if (CONFIGURATION.some((word, at) => words[at] !== word)) continue;
    const [first = "", second = ""] = words.slice(CONFIGURATION.length);
    names.add(first).add(`${first}.${second}`);
  }
  return names;
}

/** Ids by the names that people give: `users`, `sales.orders`, and the entity's. */
function namesOf(draft: Draft, tables: readonly ResolvedTable[]): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const object of draft.objects.values()) {
    if (object.parent !== undefined && object.kind !== "index") continue;
    add(byName, object.name, object.id);
    if (object.schema !== undefined) add(byName, `${object.schema}.${object.name}`, object.id);
  }
  for (const table of tables) if (!byName.has(pathOf(table))) add(byName, pathOf(table), tableId(table));
  return byName;
}

/** Statements are kept without their final semicolon. */
function withoutEnd(sql: string): string {
  return sql.trim().replace(/;$/, "").trimEnd();
}
