/** Everything that the corpus and the pairs say, as a Markdown document. */
import type { MissingServer, StartedServer } from "../../scripts/servers/index.mjs";
import type { Runtime } from "../../src/runtime.ts";
import { type Outcome, onEmbeddedEngine, onLiveServer, textOnServer } from "./judge.ts";
import { judgePairs, type Verdict } from "./pairs.ts";
import { type CorpusFile, corpusFiles, postgresPairs, sharedMissing } from "./shared.ts";

type Servers = { readonly [name: string]: StartedServer | MissingServer };

interface Column {
  readonly title: string;
  readonly meaning: string;
  readonly run: ((file: CorpusFile) => Promise<Outcome>) | undefined;
}

/** The ways in which a file is held against itself; those of a missing server have no `run`. */
function columns(servers: Servers, runtime: Runtime): Column[] {
  const on = (name: string, run: (server: StartedServer, file: CorpusFile) => Promise<Outcome>) => {
    const server = servers[name];
    return server && "url" in server ? (file: CorpusFile) => run(server, file) : undefined;
  };
  return [
    {
      title: "embedded",
      meaning: "text → catalog → statements → embedded engine → catalog: no difference",
      run: (file) => onEmbeddedEngine(file, runtime),
    },
    {
      title: "text → 15",
      meaning: "text → catalog → statements → PostgreSQL 15: pg_dump finds no difference to the text run by psql",
      run: on("postgres15", (server, file) => textOnServer(server, file, runtime)),
    },
    {
      title: "live 15",
      meaning: "live database on PostgreSQL 15 → catalog → statements → PostgreSQL 15: pg_dump finds no difference",
      run: on("postgres15", (server, file) => onLiveServer(server, file, runtime)),
    },
    {
      title: "live 18",
      meaning: "live database on PostgreSQL 18 → catalog → statements → PostgreSQL 18: inspection finds no difference",
      run: on("postgres18", (server, file) => onLiveServer(server, file, runtime)),
    },
  ];
}

/** A cell's text on one line, with nothing that Markdown would read. */
function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 200);
}

function mark(outcome: Outcome | undefined): string {
  if (!outcome) return "not run";
  return outcome.equal ? "equal" : "**differs**";
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

function kindsLine(objects: ReadonlyMap<string, number>): string {
  return [...objects]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

async function corpusPart(servers: Servers, runtime: Runtime): Promise<string[]> {
  const ways = columns(servers, runtime);
  const rows: (string | number)[][] = [];
  const details: string[] = [];
  const kinds: string[] = [];
  const equal = ways.map(() => 0);
  const files = corpusFiles();
  for (const file of files) {
    const outcomes: (Outcome | undefined)[] = [];
    for (const { run } of ways) outcomes.push(await run?.(file));
    runtime.progress(
      [file.id, ...outcomes.map((outcome) => (outcome ? (outcome.equal ? "equal" : "differs") : "not run"))].join(" "),
    );
    const objects = outcomes[0]?.objects ?? new Map<string, number>();
    const total = [...objects.values()].reduce((sum, count) => sum + count, 0);
    rows.push([file.id, total, objects.get("opaque") ?? 0, outcomes[0]?.notices.length ?? 0, ...outcomes.map(mark)]);
    kinds.push(`- ${file.id}: ${kindsLine(objects)}`);
    outcomes.forEach((outcome, index) => {
      if (outcome?.equal) equal[index] = (equal[index] ?? 0) + 1;
      for (const why of outcome?.equal === false ? outcome.why.slice(0, 8) : []) {
        details.push(`- ${file.id}, ${ways[index]?.title}: ${cell(why)}`);
      }
    });
  }
  return [
    "## Schemas of real projects",
    "",
    ...ways.map(
      ({ title, meaning }, index) => `- **${title}** (${equal[index]} of ${files.length} equal): ${meaning}.`,
    ),
    "",
    ...table(["file", "objects", "opaque", "notices", ...ways.map(({ title }) => title)], rows),
    "",
    "*Objects* are counted in the reading of the text; *opaque* ones are held by their definition alone; a *notice* tells of",
    "a statement that was skipped, stubbed or substituted.",
    "",
    ...(details.length > 0 ? ["### What differs", "", ...details, ""] : []),
    "### Objects by kind",
    "",
    ...kinds,
    "",
  ];
}

const KINDS: readonly Verdict["kind"][] = ["right", "not read", "unlike itself", "missed", "invented", "not loadable"];

async function pairsPart(servers: Servers, runtime: Runtime): Promise<string[]> {
  const server = servers["postgres15"];
  if (!server || !("url" in server))
    return ["## Pairs of schemas", "", `Not run: ${server?.missing ?? "no server"}.`, ""];
  const pairs = postgresPairs();
  runtime.progress(`${pairs.length} pairs`);
  const verdicts = await judgePairs(server, pairs, runtime);
  const sources = [...new Set(pairs.map(({ src }) => src))].sort();
  const count = (kind: Verdict["kind"], src?: string) =>
    verdicts.filter(({ pair, verdict }) => verdict.kind === kind && (src === undefined || pair.src === src)).length;
  const rows = sources.map((src) => [src, ...KINDS.map((kind) => count(kind, src))]);
  const wrong = verdicts.flatMap(({ pair, verdict }) =>
    verdict.kind === "right" || verdict.kind === "not loadable"
      ? []
      : [`- ${pair.src} ${pair.file} ${pair.id}: ${verdict.kind}: ${cell(verdict.why)}`],
  );
  return [
    "## Pairs of schemas",
    "",
    `${pairs.length} pairs A → B of public test suites. *Right*: both sides are read, A does not differ from itself after it was`,
    "written out and run, and A differs from B exactly where pg_dump of PostgreSQL 15 tells them apart. *Not loadable*: the",
    "server refuses a side, and nothing is asked of us.",
    "",
    ...table(["source", ...KINDS], [...rows, ["**all**", ...KINDS.map((kind) => count(kind))]]),
    "",
    ...(wrong.length > 0 ? ["### What is wrong", "", ...wrong, ""] : []),
  ];
}

/** The document. Throws when the corpus is not there: an empty report would say nothing. */
export async function conformanceReport(servers: Servers, runtime: Runtime): Promise<string> {
  const missing = sharedMissing();
  if (missing !== undefined) throw new Error(missing);
  const versions = Object.entries(servers).map(([name, server]) =>
    "url" in server ? `PostgreSQL ${server.version}` : `${name} is missing (${server.missing})`,
  );
  return [
    "# Conformance of PostgreSQL",
    "",
    "Written by `npm run conformance`. Schemas that nobody here wrote are read, written out again and run; the result has to",
    `be the same database. Run on the embedded engine (PGlite, PostgreSQL 18) and on ${versions.join(", ")}.`,
    "",
    ...(await corpusPart(servers, runtime)),
    ...(await pairsPart(servers, runtime)),
  ].join("\n");
}
