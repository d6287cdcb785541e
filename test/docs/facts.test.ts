/** Tables and pictures of the documents that say what is made: held against what is made. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { designModel, readModel } from "../../src/index.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";
import { codeOf, pageOf, sectionOf } from "./pages.ts";

const withoutArguments = (type: string): string => type.replace(/\(.*/, "");

/** The first word behind the name of each column of a table, in the script that makes it. */
function declaredTypes(script: string, table: string): Map<string, string> {
  const [, columns = ""] = new RegExp(`CREATE TABLE ${table} \\((.*?)\\n\\)`, "s").exec(script) ?? [];
  const lines = [...columns.matchAll(/^ {2}([a-z_]+) ([A-Za-z]+)/gm)];
  return new Map(lines.map(([, name = "", type = ""]) => [name, type]));
}

describe("docs/sqlite.md: how values are stored", () => {
  const rows = sectionOf(pageOf("docs/sqlite.md"), "How values are stored")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(" | ").map((cell) => codeOf(cell).map(withoutArguments)));
  const words = rows.flatMap(([types = [], declared = [], strict = []]) =>
    types
      .filter((type) => TYPE_WORDS.has(type) && declared.length > 0)
      .map((type, at): [string, string, string] => [type, declared[at] ?? declared[0] ?? "", strict[0] ?? ""]),
  );
  const given: { readonly [type: string]: string } = {
    vector: "vector(3)",
    range: "range(date)",
    set: "set(a, b)",
    map: "map(int)",
    string: "string(5)",
  };

  function typesOf(strict: boolean): Map<string, string> {
    const fields = words.map(([type]) => `      a_${type}:\n        type: ${given[type] ?? type}\n`).join("");
    const text = `schemaforge: 1\ntargets: { sqlite: { strict: ${strict} } }\nentities:\n  Thing:\n    fields:\n${fields}`;
    return declaredTypes(sqlite.script(sqlite.render(sqlite.lower(readModel(text, "types").model).catalog)), "things");
  }

  const [loose, strict] = [typesOf(false), typesOf(true)];

  test.each(words)("%s is declared %s, in STRICT tables %s", (type, inTable, inStrict) => {
    expect(loose.get(`a_${type}`)).toBe(inTable);
    expect(strict.get(`a_${type}`)).toBe(inStrict);
  });

  test("every type is there", () => {
    const stored = [...TYPE_WORDS].filter(([, word]) => !("storage" in word)).map(([name]) => name);
    expect(stored.filter((name) => !rows.some(([types = []]) => types.includes(name)))).toEqual([]);
  });
});

test("the README is short: a sentence, a picture, two commands, and the rest on a few screens", () => {
  const { text, blocks } = pageOf("README.md");
  const [title = "", sentence = "", picture = ""] = text.split("\n\n");
  expect(title).toBe("# Schemaforge");
  expect(sentence).toMatch(/^[^.]+\.$/);
  expect(picture).toMatch(/^!\[.*\]\(docs\/overview\.svg\)$/);
  expect(blocks[0]?.text.trim().split("\n")).toHaveLength(2);
  expect(text.split("\n").length).toBeLessThanOrEqual(110);
});

test("the README's picture shows columns that its first command makes", () => {
  const script = postgres.script(postgres.render(postgres.lower(designModel("User,Post,Comment").model).catalog));
  const picture = readFileSync("docs/overview.svg", "utf8");
  const parts = picture.split(/<text class="white"[^>]*>/).slice(1);
  expect(parts.map((part) => part.split("<")[0])).toEqual(["users", "posts", "comments"]);
  const names: { readonly [type: string]: string } = { varchar: "character", timestamptz: "timestamp" };
  for (const part of parts) {
    const columns = declaredTypes(script, part.split("<")[0] ?? "");
    const shown = [...part.matchAll(/class="mono"[^>]*><tspan[^>]*>(\w+)<\/tspan><tspan[^>]*>(\w+)/g)];
    expect(shown.length).toBeGreaterThan(3);
    for (const [, name = "", type = ""] of shown) expect(columns.get(name), name).toBe(names[type] ?? type);
  }
});
