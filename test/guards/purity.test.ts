/** Rules of docs/architecture.md that no type checker sees, read from the source. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = new URL("../../src/", import.meta.url).pathname;

/** Folders below workflows/: what they need of the world is handed to them as a `Runtime`. */
const PURE_FOLDERS = ["model", "catalog", "engines", "knowledge", "formats", "migrations", "review", "docs", "sample"];

const READS_THE_WORLD: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "process", pattern: /\bprocess\s*(\?\.|\.)\s*[a-z]/i },
  { name: "Date.now", pattern: /\bDate\.now\b/ },
  // With an argument it only reads a text.
  { name: "new Date()", pattern: /\bnew Date\(\s*\)/ },
  { name: "Math.random", pattern: /\bMath\.random\b/ },
];

/** Text of programs that others run, which read their own clock. */
const WRITTEN_FOR_OTHERS: ReadonlySet<string> = new Set([
  "formats/prisma/write/extension-parts.ts",
  "formats/prisma/write/extension-rows.ts",
]);

function sources(folder: string): string[] {
  return readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((file) => file.startsWith(`${folder}/`) && file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
}

/** Lines of code, with the lines of comments left out. */
function codeLines(file: string): { readonly line: number; readonly text: string }[] {
  return readFileSync(join(ROOT, file), "utf8")
    .split("\n")
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => !/^\s*(\/\/|\/?\*)/.test(text));
}

describe("what stands below workflows/ reads no process, clock or chance", () => {
  const files = PURE_FOLDERS.flatMap(sources).filter((file) => !WRITTEN_FOR_OTHERS.has(file));

  test("files are seen", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  test.each(READS_THE_WORLD)("no $name", ({ pattern }) => {
    const found = files.flatMap((file) =>
      codeLines(file)
        .filter(({ text }) => pattern.test(text))
        .map(({ line, text }) => `${file}:${line}: ${text.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

describe("the differ knows no kinds (decision 1)", () => {
  const kinds = new Set(
    sources("engines")
      .filter((file) => file.endsWith("/ids.ts") || file.endsWith("/kinds.ts"))
      .flatMap((file) => codeLines(file))
      .flatMap(({ text }) => /^ {2}"?([a-z-]+)"?: \{/.exec(text)?.[1] ?? []),
  );

  test("the engines' kinds are seen", () => {
    expect([...kinds]).toEqual(expect.arrayContaining(["table", "column", "foreign-key", "index", "view"]));
  });

  test("no kind's name stands in the differ's code", () => {
    const named = codeLines("catalog/diff.ts").flatMap(({ line, text }) =>
      [...text.matchAll(/"([a-z-]+)"/g)].flatMap(([, word]) => (kinds.has(word ?? "") ? `${line}: ${word}` : [])),
    );
    expect(named).toEqual([]);
  });
});
