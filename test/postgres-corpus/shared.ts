/**
 * Real schemas and pairs of schemas that are not part of the project: a folder `shared` beside it, or where
 * SCHEMAFORGE_SHARED says. Tests that need it are skipped, saying so, where it is absent.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder of real schemas. */
export const folder = resolve(process.env["SCHEMAFORGE_SHARED"] ?? join(process.cwd(), "..", "shared"));

/** What is missing, as a sentence for a test's name; undefined when the folder is there. */
export function sharedMissing(): string | undefined {
  const wanted = [join(folder, "corpus", "MANIFEST.tsv"), join(folder, "cases", "pairs.jsonl")];
  return wanted.every((file) => existsSync(file)) ? undefined : "no corpus beside the project (SCHEMAFORGE_SHARED)";
}

export interface CorpusFile {
  readonly id: string;
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** Roles that the text takes for granted. */
  readonly roles: readonly string[];
}

interface Prelude {
  readonly roles?: readonly string[];
  readonly order?: readonly string[];
}

/** Rows of a table in tab-separated text whose cells may be quoted, as objects by the first row's names. */
function readTable(text: string): { readonly [column: string]: string }[] {
  const [head = "", ...lines] = text.split("\n").filter((line) => line !== "");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line
      .split("\t")
      .map((cell) => (/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell));
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ""]));
  });
}

function textsAt(path: string): { readonly name: string; readonly text: string }[] {
  if (!statSync(path).isDirectory()) return [{ name: path, text: readFileSync(path, "utf8") }];
  return readdirSync(path)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name: join(path, name), text: readFileSync(join(path, name), "utf8") }));
}

/** The PostgreSQL schemas of the corpus that a server loads and whose files are all there. */
export function corpusFiles(): CorpusFile[] {
  if (sharedMissing() !== undefined) return [];
  const corpus = join(folder, "corpus");
  const preludes = JSON.parse(readFileSync(join(corpus, "preludes.json"), "utf8")) as {
    readonly [id: string]: Prelude;
  };
  return readTable(readFileSync(join(corpus, "MANIFEST.tsv"), "utf8")).flatMap((row) => {
    const { kind, id = "", path = "", loads } = row;
    const prelude = preludes[id] ?? {};
    const file = join(corpus, path);
    if (kind !== "postgres" || !loads?.startsWith("yes") || prelude.order || !existsSync(file)) return [];
    return [{ id, texts: textsAt(file), roles: prelude.roles ?? [] }];
  });
}

export interface Pair {
  readonly src: string;
  readonly file: string;
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly meta?: { readonly isolatedCluster?: boolean };
}

const POSTGRES_SOURCES = new Set(["sqldef-psqldef", "stripe", "pg-delta", "migra", "bytebase-sdl"]);

/** Pairs of PostgreSQL schemas, in an order that is fixed and mixes their sources; the first `count` of them. */
export function postgresPairs(count = Number.POSITIVE_INFINITY): Pair[] {
  if (sharedMissing() !== undefined) return [];
  const lines = readFileSync(join(folder, "cases", "pairs.jsonl"), "utf8").split("\n");
  const rank = ({ src, file, id }: Pair) => createHash("sha256").update(`${src}\n${file}\n${id}`).digest("hex");
  return lines
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Pair)
    .filter(({ src }) => POSTGRES_SOURCES.has(src))
    .map((pair) => ({ pair, rank: rank(pair) }))
    .sort((x, y) => (x.rank < y.rank ? -1 : 1))
    .slice(0, count)
    .map(({ pair }) => pair);
}
