import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import type { SourceText } from "../../src/engines/engine.ts";
import { openMemory } from "../../src/engines/sqlite/connect.ts";
import { elaborate } from "../../src/engines/sqlite/elaborate.ts";
import { KINDS } from "../../src/engines/sqlite/ids.ts";
import { readText } from "../../src/engines/sqlite/read.ts";
import { render, script } from "../../src/engines/sqlite/render/index.ts";
import { corpusFiles, facts, hasCorpus, hasPairs, runtime, shared, sqlitePairs, withDatabase } from "./support.ts";

/** Migration folders: the scripts that lead to the newest state, in order. */
const HISTORIES = [
  { name: "vaultwarden, 56 migrations", folder: "vaultwarden/sqlite", pick: (path: string) => path.endsWith("up.sql") },
];

function historyTexts(folder: string, pick: (path: string) => boolean): SourceText[] {
  const root = join(shared, "corpus/migrations", folder);
  if (!existsSync(root)) return [];
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(pick).sort();
  return paths.map((path) => ({ name: path, text: readFileSync(join(root, path), "utf8") }));
}

/** One row of the document: what was read, and whether what we write makes the same database. */
async function row(name: string, texts: readonly SourceText[]): Promise<{ line: string; equal: boolean }> {
  const { catalog, losses } = await readText(texts, runtime);
  const kinds = new Map<string, number>();
  for (const { kind } of catalog.objects.values()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const wanted = await withDatabase(texts.map(({ text }) => text).join("\n;\n"), facts);
  const got = await withDatabase(script(render(catalog)), facts);
  const equal = JSON.stringify(wanted) === JSON.stringify(got) && losses.length === 0;
  const stable = diffCatalogs(catalog, await elaborate(catalog, runtime), KINDS).length === 0;
  const count = (...names: string[]) => names.reduce((sum, kind) => sum + (kinds.get(kind) ?? 0), 0);
  const cells = [
    name,
    catalog.objects.size,
    count("table"),
    count("column"),
    count("primary-key", "unique", "foreign-key", "check"),
    count("index"),
    count("view"),
    count("trigger"),
    count("virtual-table"),
    equal ? "yes" : "**no**",
    stable ? "yes" : "**no**",
  ];
  return { line: `| ${cells.join(" | ")} |`, equal: equal && stable };
}

describe.skipIf(!hasCorpus || !hasPairs)("docs/conformance-sqlite.md (needs ../shared)", () => {
  it("says what is so", async () => {
    const rows = [];
    for (const { id, path, text } of corpusFiles()) rows.push(await row(id, [{ name: path, text }]));
    for (const { name, folder, pick } of HISTORIES) rows.push(await row(name, historyTexts(folder, pick)));
    const pairs = sqlitePairs();
    let selfEmpty = 0;
    let differing = 0;
    for (const { id, a, b } of pairs) {
      const read = async (text: string) => (await readText([{ name: id, text }], runtime)).catalog;
      const [before, after] = [await read(a), await read(b)];
      if (diffCatalogs(before, await elaborate(before, runtime), KINDS).length === 0) selfEmpty++;
      if (diffCatalogs(before, after, KINDS).length > 0) differing++;
    }
    const identical = pairs.filter(({ a, b }) => a === b).length;
    const connection = await openMemory();
    const { version } = connection;
    connection.close();
    const text = `# Conformance: SQLite

Each schema is read, written out again and run; SQLite's own pragmas (columns, types, defaults, keys, indexes, foreign
keys, generated columns) judge whether the two databases are the same. "Stable": reading what was written gives the same
catalog. Everything runs on the embedded SQLite ${version} (libsql); written scripts use nothing newer than SQLite 3.38
unless the schema does, and were run on SQLite 3.40.1 with the same result. Every object is modelled: none is opaque.

| schema | objects | tables | columns | constraints | indexes | views | triggers | virtual tables | equal | stable |
|---|---|---|---|---|---|---|---|---|---|---|
${rows.map(({ line }) => line).join("\n")}

Schema changes (sqlite3def, ${pairs.length} pairs): A against A empty in ${selfEmpty}; A against B not empty in ${differing}, and the
two texts are the same in the other ${identical}.

Unlike other engines, SQLite prints nothing: it keeps the author's text. So the texts of checks, defaults, views and
triggers are compared in a normal form of ours (tokens; case, spacing and quoting of names do not count), and what SQLite's
pragmas tell of the same objects is held against our reading each time a database is read: a disagreement is reported as
the loss \`PRAGMA_DISAGREES\`.
`;
    await expect(text).toMatchFileSnapshot("../../docs/conformance-sqlite.md");
    expect(rows.every(({ equal }) => equal)).toBe(true);
    expect(selfEmpty).toBe(pairs.length);
    expect(differing + identical).toBe(pairs.length);
  });
});
