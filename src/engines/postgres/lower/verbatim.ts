/** Verbatim objects of the Model: SQL that the language has no words for, run as it stands. */
import { objectId } from "../../../catalog/ids.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { VerbatimObject } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { pathOf } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";

/**
 * Adds verbatim objects as opaque ones of class `SQL`. They come after what they need: objects called so in the database,
 * entities, or other verbatim objects that name it.
 *
 * @throws SchemaforgeError UNKNOWN_NEED when nothing has that name
 */
export function lowerVerbatim(
  draft: Draft,
  objects: readonly VerbatimObject[],
  tables: readonly ResolvedTable[],
): void {
  const byName = namesOf(draft, tables);
  const ids = objects.map((_, at) => objectId("opaque", ["sql", `statement ${at + 1}`]));
  const words = objects.map((object) => new Set(wordsOf(object.sql)));
  objects.forEach((object, at) => {
    const needs = object.needs.flatMap((need) => {
      const word = wordsOf(need.split("(", 1)[0] ?? "").at(-1) ?? "";
      const others = ids.filter((_, other) => other !== at && words[other]?.has(word));
      const found = [...(byName.get(need) ?? []), ...(byName.has(need) ? [] : others)];
      if (found.length > 0) return found;
      throw new SchemaforgeError("UNKNOWN_NEED", `nothing is called \`${need}\`, which a verbatim object needs`, {
        where: { object: "targets.postgres.objects" },
        remedy: "Name an entity, a table, a type or what another verbatim object makes",
      });
    });
    const name = `statement ${at + 1}`;
    const statements = [{ sql: withoutEnd(object.sql) }];
    draft.add({ kind: "opaque", id: ids[at] ?? "", name, props: { class: "SQL", identity: name, statements } }, needs);
  });
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
  const add = (name: string, id: string) => byName.set(name, [...(byName.get(name) ?? []), id]);
  for (const object of draft.objects.values()) {
    if (object.parent !== undefined && object.kind !== "index") continue;
    add(object.name, object.id);
    if (object.schema !== undefined) add(`${object.schema}.${object.name}`, object.id);
  }
  for (const table of tables) if (!byName.has(pathOf(table))) add(pathOf(table), tableId(table));
  return byName;
}

/** The words of a statement, for a match of names; quoted names count without their quotes. */
function wordsOf(sql: string): string[] {
  return sql.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
}

/** Statements are kept without their final semicolon. */
function withoutEnd(sql: string): string {
  return sql.trim().replace(/;$/, "").trimEnd();
}
