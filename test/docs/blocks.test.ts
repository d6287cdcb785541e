/** Blocks of the documents that are no commands: models are valid, SQL is what comes of them, TypeScript uses what there is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "libpg-query";
import { afterAll, describe, expect, test } from "vitest";
import { postgres } from "../../src/engines/postgres/index.ts";
import { open } from "../../src/engines/sqlite/connect.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import * as library from "../../src/index.ts";
import { findConfig } from "../../src/workflows/config.ts";
import { testRuntime } from "../support/runtime.ts";
import { type Block, codeOf, PAGES, pageOf, sectionOf } from "./pages.ts";

/** Kinds of blocks: `sh` and `console` are run by shell.test.ts, `ebnf`, `fields` and `relations` by tests of the model. */
const KINDS = ["sh", "console", "yaml", "sql", "ts", "ebnf", "fields", "relations", "text"];

const NO_RUN = /^no-run: \w/;
const NOTES: { readonly [language: string]: readonly string[] } = { sql: ["of-model"], ts: ["of-library"] };

const all = PAGES.flatMap(({ blocks }) => blocks);
const blocks = (language: string): Block[] =>
  all.filter((block) => block.language === language && !NO_RUN.test(block.note));

describe("every block", () => {
  test.each(all)("$place is of a kind that a test reads", ({ language, note }) => {
    expect(KINDS).toContain(language);
    if (note !== "" && !NO_RUN.test(note)) expect(NOTES[language] ?? []).toContain(note);
  });

  test("is run, but for a few with a reason", () => {
    expect(all.filter(({ note }) => NO_RUN.test(note)).map(({ place }) => place.replace(/:.*/, ""))).toEqual([
      "CONTRIBUTING.md",
      "docs/prisma.md",
      "examples/prisma-app/README.md",
    ]);
  });
});

const isModel = ({ text }: Block): boolean => text.startsWith("schemaforge: 1");

test.each(blocks("yaml").filter(isModel))("the model at $place is one that every engine takes", ({ text, place }) => {
  const { model } = library.readModel(text, place);
  for (const engine of [postgres, sqlite]) expect(engine.lower(model).catalog.objects.size).toBeGreaterThan(0);
});

const folder = mkdtempSync(join(tmpdir(), "schemaforge-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(blocks("yaml").filter((block) => !isModel(block)))("the config at $place is one", async ({ text }) => {
  writeFileSync(join(folder, "schemaforge.config.yaml"), text);
  const found = await findConfig(testRuntime({ cwd: folder }));
  expect(Object.keys(found?.config ?? {})).toEqual(["source", "engine", "out", "migrations"]);
});

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

test.each(blocks("sql").filter(({ note }) => note === "of-model"))("$place comes of the model before it", (block) => {
  const before = all[all.indexOf(block) - 1];
  const { catalog } = postgres.lower(library.readModel(before?.text ?? "", block.place).model);
  const script = oneLine(postgres.script(postgres.render(catalog)));
  for (const line of block.text.trim().split("\n")) expect(script).toContain(oneLine(line));
});

test.each(blocks("sql").filter(({ note }) => note === ""))("$place is SQL", async ({ text, place }) => {
  if (!place.startsWith("docs/sqlite.md")) return void (await parse(text));
  const connection = await open(join(folder, "settings.db"));
  connection.exec(text);
  connection.close();
});

describe("TypeScript", () => {
  test.each(blocks("ts").filter(({ note }) => note === "of-library"))(
    "$place names functions of the library",
    ({ text }) => {
      const names = [...text.matchAll(/^(\w+)\(/gm)].map(([, name = ""]) => name);
      expect(names.length).toBeGreaterThan(5);
      expect(names.filter((name) => !(name in library))).toEqual([]);
    },
  );

  test.each(blocks("ts").filter(({ note }) => note === ""))("$place is a model", ({ text }) => {
    const [, imported = "", value = ""] =
      /^import \{ (\w+) \} from "schemaforge";\s+export default (.*);\s*$/s.exec(text) ?? [];
    expect(imported).toBe("defineModel");
    const make = new Function(imported, `return ${value}`) as (define: typeof library.defineModel) => library.Model;
    expect(library.validateModel(make(library.defineModel))).toEqual([]);
  });
});

test("docs/cli.md has every member of the envelope, and no other", () => {
  const { properties } = JSON.parse(readFileSync("schema/envelope.json", "utf8")) as { readonly properties: object };
  const [table = ""] = sectionOf(pageOf("docs/cli.md"), "For programs").split("| exit code");
  const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) => codeOf(cell));
  expect(named.toSorted()).toEqual(Object.keys(properties).toSorted());
});
