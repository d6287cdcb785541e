/** The documents that people write, and what is in them: blocks, headings, links, code in sentences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Block {
  /** File and line of the fence, for messages. */
  readonly place: string;
  /** First word behind the fence: `sh`, `yaml` …; empty where nothing is said. */
  readonly language: string;
  /** What stands behind the language: `no-run: downloads packages`. */
  readonly note: string;
  readonly text: string;
}

export interface Page {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text without its blocks, line for line. */
  readonly prose: string;
}

const inFolder = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const examples = readdirSync("examples").flatMap((name) => inFolder(join("examples", name)));

/** Every document of the repository. */
export const PAGES: readonly Page[] = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...inFolder("docs"),
  ...examples,
].map(page);

export function pageOf(path: string): Page {
  const found = PAGES.find((page) => page.path === path);
  if (!found) throw new Error(`there is no ${path}`);
  return found;
}

function page(path: string): Page {
  const text = readFileSync(path, "utf8");
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { readonly line: number; readonly info: string; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.startsWith("```")) {
      if (open) open.lines.push(line);
      prose.push(open ? "" : line);
      continue;
    }
    prose.push("");
    if (!open) {
      open = { line: index + 1, info: line.slice(3), lines: [] };
      continue;
    }
    const [language = "", ...note] = open.info.split(" ");
    blocks.push({ place: `${path}:${open.line}`, language, note: note.join(" "), text: `${open.lines.join("\n")}\n` });
    open = undefined;
  }
  if (open) throw new Error(`${path}:${open.line}: the block has no end`);
  return { path, text, blocks, prose: prose.join("\n") };
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf({ prose }: Page): string[] {
  const titles = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** The lines below a heading, up to the next one of its level or a higher one. */
export function sectionOf({ prose, path }: Page, title: string): string {
  const lines = prose.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === title);
  if (start < 0) throw new Error(`${path} has no section ${title}`);
  const level = lines[start]?.indexOf(" ") ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(" ") <= level);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** What stands between backticks in sentences and tables. */
export function codeOf(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code.replaceAll("\\|", "|"));
}

/** The prose without the lines that speak of what is only decided. */
export function claimsOf({ prose }: Page): string {
  return prose
    .split("\n")
    .filter((line) => !/\(not built\)/i.test(line))
    .join("\n");
}
