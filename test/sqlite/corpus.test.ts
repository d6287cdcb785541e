import { describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { elaborate } from "../../src/engines/sqlite/elaborate.ts";
import { KINDS } from "../../src/engines/sqlite/ids.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { render, script } from "../../src/engines/sqlite/render/index.ts";
import { corpusFiles, facts, hasCorpus, hasPairs, runtime, sqlitePairs, withDatabase } from "./support.ts";

describe.skipIf(!hasCorpus)("the SQLite corpus (needs ../shared/corpus)", () => {
  it.each(corpusFiles())("$id: our reading, written out, makes the same database", async ({ path, text }) => {
    const reading = await readText([{ name: path, text }], runtime);
    expect(reading.losses).toEqual([]);
    const written = script(render(reading.catalog));
    expect(await withDatabase(written, facts)).toEqual(await withDatabase(text, facts));
  });

  it.each(corpusFiles())("$id: reading, running and reading again changes nothing", async ({ path, text }) => {
    const { catalog } = await readText([{ name: path, text }], runtime);
    expect(catalog.objects.size).toBeGreaterThan(0);
    const again = await elaborate(catalog, runtime);
    expect(diffCatalogs(catalog, again, KINDS)).toEqual([]);
    expect(again.objects.size).toBe(catalog.objects.size);
    // Without the authored texts, the normal forms themselves have to be SQL that makes the same.
    const bare = {
      ...catalog,
      objects: new Map([...catalog.objects].map(([id, object]) => [id, withoutAuthored(object)])),
    };
    expect(diffCatalogs(catalog, await elaborate(bare, runtime), KINDS)).toEqual([]);
  });
});

describe.skipIf(!hasPairs)("schema changes of sqlite3def (needs ../shared/cases)", () => {
  it("has pairs", () => expect(sqlitePairs().length).toBeGreaterThan(15));

  it.each(sqlitePairs())(
    "$id: A against A is empty, A against B where SQLite sees a difference",
    async ({ id, a, b }) => {
      const read = async (text: string) => (await readText([{ name: id, text }], runtime)).catalog;
      const [before, after] = [await read(a), await read(b)];
      expect(diffCatalogs(before, await read(a), KINDS)).toEqual([]);
      expect(diffCatalogs(before, await elaborate(before, runtime), KINDS)).toEqual([]);
      expect(diffCatalogs(after, await elaborate(after, runtime), KINDS)).toEqual([]);
      const same = (await keptText(a)) === (await keptText(b));
      expect(diffCatalogs(before, after, KINDS).length === 0).toBe(same);
    },
  );
});

function withoutAuthored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === "authored" ? undefined : item))) as T;
}

/** What SQLite keeps of a script, without spacing, comments and case. */
async function keptText(sql: string): Promise<string> {
  return withDatabase(sql, (connection) =>
    connection
      .all<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
      .map((row) => row.sql.replace(/--.*$/gm, "").replace(/\s+/g, "").toLowerCase())
      .join("\n"),
  );
}
