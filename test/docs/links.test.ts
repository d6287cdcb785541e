/** What the documents point to is there: links, anchors, files, scripts, folders of the layout. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { anchorsOf, claimsOf, codeOf, PAGES, pageOf } from "./pages.ts";

const SCRIPTS = Object.keys(
  (JSON.parse(readFileSync("package.json", "utf8")) as { readonly scripts: { readonly [name: string]: string } })
    .scripts,
);

/** Folders of the repository; a path in backticks that begins with one is a file of ours. */
const PATH = /^(?:src|test|scripts|docs|examples|schema|bench|\.ci)\/[\w./*<>-]+$/;

/** What commands write by default has such a name, too. */
const WRITTEN = /^schema\/(?:postgres\/|prisma\/|sqlite\/)/;

function expectThere(path: string): void {
  const [start = "", end] = basename(path).split("*");
  const isMeant = (name: string): boolean => name.startsWith(start) && name.endsWith(end ?? "");
  const found = end === undefined ? existsSync(path) : readdirSync(dirname(path)).some(isMeant);
  expect(found, path).toBe(true);
}

describe.each(PAGES)("$path", (page) => {
  const prose = page.prose;

  test("has links that lead somewhere", () => {
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    for (const target of targets.filter((each) => !/^[a-z]+:/.test(each))) {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? page.path : normalize(join(dirname(page.path), file));
      expectThere(path);
      if (anchor !== undefined) expect(anchorsOf(pageOf(path)), target).toContain(anchor);
    }
  });

  test("names files and scripts that exist", () => {
    const code = [...codeOf(claimsOf(page)), ...page.blocks.flatMap(({ text }) => text.split(/\s+/))];
    for (const path of code.filter((each) => PATH.test(each) && !WRITTEN.test(each) && !each.includes("<")))
      expectThere(path);
    const scripts = [...page.text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => script);
    // The scripts of an example's own package.json.
    const own = join(dirname(page.path), "package.json");
    const also = page.path.startsWith("examples/") && existsSync(own) ? readFileSync(own, "utf8") : "";
    for (const script of scripts) expect(SCRIPTS.includes(script) || also.includes(`"${script}":`), script).toBe(true);
  });
});

test("CONTRIBUTING.md names every script that people run", () => {
  const { text } = pageOf("CONTRIBUTING.md");
  const run = SCRIPTS.filter((name) => name !== "prepare");
  expect(run.filter((name) => !text.includes(`npm ${name}\``) && !text.match(`[ \`]${name}[\` ]`))).toEqual([]);
});

test("every document is linked from another one", () => {
  const linked = PAGES.flatMap(({ path, prose }) =>
    [...prose.matchAll(/\]\(([^)#\s]+)/g)].map(([, target = ""]) => normalize(join(dirname(path), target))),
  );
  const pages = PAGES.map(({ path }) => path).filter((path) => path !== "README.md");
  const reached = (path: string): boolean => linked.includes(path) || path.startsWith("examples/");
  expect(pages.filter((path) => !reached(path))).toEqual([]);
});

test("the layout of the architecture names the folders that there are", () => {
  const tree = pageOf("docs/architecture.md").blocks.find(({ text }) => text.startsWith("src/\n"))?.text ?? "";
  const named: string[] = [];
  const above: string[] = [];
  for (const line of tree.split("\n")) {
    const [, indent = "", name] = /^( *)([\w-]+)\//.exec(line) ?? [];
    if (name === undefined) continue;
    above.splice(indent.length / 2, Number.POSITIVE_INFINITY, name);
    named.push(above.join("/"));
    const others = line.match(/(?<= )[\w-]+(?=\/)/g) ?? [];
    if (indent === "") named.push(...others);
  }
  for (const path of named) expectThere(path);
  const there = ["src", "src/engines", "src/formats"].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`),
  );
  expect(there.filter((path) => !named.includes(path))).toEqual([]);
});
