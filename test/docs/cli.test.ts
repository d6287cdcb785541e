/** docs/cli.md and the command line's own help name the same commands and options. */
import { beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { claimsOf, codeOf, PAGES, pageOf, sectionOf } from "./pages.ts";

const page = pageOf("docs/cli.md");

/** The sections in which the options of a command are, beside the one of every command. */
const SECTIONS: { readonly [command: string]: readonly string[] } = {
  postgres: ["Targets", "Files and streams"],
  sqlite: ["Targets", "Files and streams"],
  prisma: ["Targets", "Files and streams"],
  init: ["init"],
  convert: ["convert", "Targets", "Files and streams"],
  pull: ["pull"],
  diff: ["diff"],
  sample: ["sample"],
  validate: ["validate"],
  format: ["format"],
};

/** Options of other programs that the documents name. */
const OTHERS = new Set(["--create-only", "--ignore-scripts", "--project"]);

const FLAG = /(?<![\w-])--[a-z][a-z-]*|(?<![\w-])-[A-Z](?![\w-])/g;
const flagsIn = (text: string): string[] => [...new Set(text.match(FLAG) ?? [])];

/** The flags at the beginning of the lines of a help text; `also` those that stand for them. */
function optionsOf(help: string): { readonly flags: string[]; readonly also: string[] } {
  const part = help.slice(
    help.indexOf("\nOptions:"),
    help.indexOf("\nCommands:") > 0 ? help.indexOf("\nCommands:") : undefined,
  );
  const flags = [...part.matchAll(/^ {2}(-.*?)(?: {2}|$)/gm)].flatMap(([, names = ""]) => flagsIn(names));
  const also = [...part.replace(/\s+/g, " ").matchAll(/\(also ([^)]*)\)/g)].flatMap(([, names = ""]) => flagsIn(names));
  return { flags: [...new Set(flags)], also };
}

/** What the first cells of a section's tables name. */
function rowsOf(title: string): string[] {
  const rows = [...sectionOf(page, title).matchAll(/^\| (.*?) \|/gm)].map(([, cell = ""]) => cell);
  return rows.flatMap((cell) => codeOf(cell).flatMap(flagsIn));
}

let root = "";
let helps = new Map<string, string>();

beforeAll(async () => {
  const help = async (...args: string[]): Promise<string> => (await runCli([...args, "--help"], process.cwd())).stdout;
  const names = Object.keys(SECTIONS);
  const [first = "", ...others] = await Promise.all([help(), ...names.map((name) => help(name))]);
  root = first;
  helps = new Map(names.map((name, index) => [name, others[index] ?? ""]));
});

const helpOf = (name: string) => optionsOf(helps.get(name) ?? "");

describe("docs/cli.md", () => {
  test("has the commands that there are, with their other names", () => {
    const [list = ""] = root.slice(root.indexOf("Commands:\n")).split("\n\n");
    const lines = [...list.matchAll(/^ {2}([a-z]+)(?:\|([a-z0-9]+))?/gm)];
    const commands = lines.map(([, name = ""]) => name).filter((name) => name !== "help");
    expect(commands.toSorted()).toEqual(Object.keys(SECTIONS).toSorted());
    const [table = ""] = page.prose.split("\n## ");
    const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) => codeOf(cell));
    expect([...new Set(named.map((code) => code.split(" ")[0]))].toSorted()).toEqual(commands.toSorted());
    for (const [, name, alias] of lines)
      if (alias !== undefined && name !== "help") expect(page.prose).toContain(`\`${alias}\``);
  });

  test.each(Object.keys(SECTIONS))("has every option of %s", (name) => {
    const documented = new Set([...(SECTIONS[name] ?? []), "Every command"].flatMap(rowsOf));
    const { flags } = helpOf(name);
    expect(flags.length).toBeGreaterThan(6);
    expect(flags.filter((flag) => !documented.has(flag))).toEqual([]);
  });

  test.each(Object.entries(SECTIONS))("has no option that %s lacks", (name, sections) => {
    // What several commands share is of each of them only together.
    const owners = Object.keys(SECTIONS).filter((other) => SECTIONS[other]?.some((title) => sections.includes(title)));
    const also = [...helps.keys()].flatMap((other) => helpOf(other).also);
    const all = new Set([...owners.flatMap((owner) => helpOf(owner).flags), ...also]);
    expect(
      sections.flatMap(rowsOf).filter((flag) => !all.has(flag)),
      name,
    ).toEqual([]);
  });

  test("has the options of every command, and no other among them", () => {
    const common = optionsOf(root);
    expect(rowsOf("Every command").toSorted()).toEqual([...common.flags, ...common.also].toSorted());
  });

  test("has every other name of an option", () => {
    const also = Object.keys(SECTIONS).flatMap((name) => helpOf(name).also);
    expect(also.length).toBeGreaterThan(5);
    expect(also.filter((flag) => !page.prose.includes(`\`${flag}\``))).toEqual([]);
  });
});

test("no document names an option that no command has", () => {
  const all = new Set([root, ...helps.values()].map(optionsOf).flatMap(({ flags, also }) => [...flags, ...also]));
  for (const page of PAGES) {
    const named = codeOf(claimsOf(page))
      .filter((code) => !/^(?:npm|npx|node|prisma) /.test(code))
      .flatMap(flagsIn);
    expect(
      named.filter((flag) => !all.has(flag) && !OTHERS.has(flag)),
      page.path,
    ).toEqual([]);
  }
});
