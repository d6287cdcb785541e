/** What became of a schema: read, written out again and held against the original. */

import type { StartedServer } from "../../scripts/servers/index.mjs";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { type Change, diffCatalogs } from "../../src/catalog/diff.ts";
import type { Notice } from "../../src/engines/engine.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { formatWhere, SchemaforgeError } from "../../src/model/errors.ts";
import type { Runtime } from "../../src/runtime.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { type DumpDifference, dumpDifference, loadable } from "../support/pg-dump.ts";
import type { CorpusFile } from "./shared.ts";

export interface Outcome {
  readonly equal: boolean;
  /** The first differences, or the error that stopped it. */
  readonly why: readonly string[];
  /** Objects read, by kind. */
  readonly objects: ReadonlyMap<string, number>;
  readonly notices: readonly Notice[];
}

/** Counts a catalog's objects by kind. */
export function countKinds(catalog: Catalog): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of catalog.objects.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** An error as one line. */
export function errorLine(error: unknown): string {
  if (!(error instanceof SchemaforgeError)) return `${error instanceof Error ? error.message : error}`;
  return `${error.code}: ${error.message}${error.where ? ` (${formatWhere(error.where).replace(/^.*\//, "")})` : ""}`;
}

/** A change as one line. */
export function changeLine({ op, id, props }: Change): string {
  return `${op} ${id}${props.length > 0 ? ` (${props.map(({ name }) => name).join(", ")})` : ""}`;
}

/**
 * The differences between two catalogs that are left when one elaborator has printed both until their texts are stable:
 * printed text is no fixpoint (an IN over a varchar settles in the second round).
 */
export async function settledDifference(a: Catalog, b: Catalog, runtime: Runtime): Promise<Change[]> {
  let [first, second] = [a, b];
  let changes = diffCatalogs(first, second, postgres.kinds);
  for (let round = 0; round < 2 && changes.length > 0; round++) {
    first = await postgres.elaborate(first, runtime);
    second = await postgres.elaborate(second, runtime);
    changes = diffCatalogs(first, second, postgres.kinds);
  }
  return changes;
}

function failed(error: unknown): Outcome {
  return { equal: false, why: [errorLine(error)], objects: new Map(), notices: [] };
}

/** Text → catalog → statements → the embedded engine → catalog: nothing differs. */
export async function onEmbeddedEngine(file: CorpusFile, runtime: Runtime): Promise<Outcome> {
  try {
    const { catalog, notices } = await postgres.readText(file.texts, runtime);
    const changes = await settledDifference(catalog, await postgres.elaborate(catalog, runtime), runtime);
    return { equal: changes.length === 0, why: changes.map(changeLine), objects: countKinds(catalog), notices };
  } catch (error) {
    return failed(error);
  }
}

/** Runs at the same time share a server. */
const ORIGINAL = `corpus_a_${process.pid}`;
const COPY = `corpus_b_${process.pid}`;

function dumpLines({ onlyInFirst, onlyInSecond }: DumpDifference): string[] {
  const line = (statement: string) => statement.replace(/\s+/g, " ").slice(0, 160);
  return [
    ...onlyInFirst.map((statement) => `lost: ${line(statement)}`),
    ...onlyInSecond.map((statement) => `made: ${line(statement)}`),
  ];
}

/** Loads the original into a database of the server, as psql does it: statements that fail are passed over. */
async function loadOriginal(server: StartedServer, file: CorpusFile): Promise<string> {
  const url = await freshDatabase(server, ORIGINAL, file.roles);
  for (const { text } of file.texts) await runScript(url, loadable(text), { stop: false });
  return url;
}

async function compareDatabases(
  server: StartedServer,
  first: string,
  second: string,
  runtime: Runtime,
): Promise<string[]> {
  // npm's package of PostgreSQL 18 has no pg_dump: there, our own inspection compares.
  if (Number.parseInt(server.version, 10) === 15) return dumpLines(await dumpDifference(server, first, second));
  const [a, b] = [await postgres.readLive(first, {}, runtime), await postgres.readLive(second, {}, runtime)];
  const changes = diffCatalogs(a.catalog, b.catalog, postgres.kinds);
  if (changes.length === 0) return [];
  const third = await freshDatabase(server, `${COPY}_copy`);
  const errors = await runScript(third, postgres.script(postgres.render(b.catalog)), { stop: true });
  if (errors.length > 0) return errors;
  const c = await postgres.readLive(third, {}, runtime);
  return diffCatalogs(b.catalog, c.catalog, postgres.kinds).map(changeLine);
}

/**
 * The original in one database of a real server, what `read` makes of it rendered and run into another: equal, says
 * pg_dump on version 15 and our own inspection on 18.
 */
async function onServer(
  server: StartedServer,
  file: CorpusFile,
  runtime: Runtime,
  read: (original: string) => Promise<{ readonly catalog: Catalog; readonly notices: readonly Notice[] }>,
): Promise<Outcome> {
  try {
    const original = await loadOriginal(server, file);
    const { catalog, notices } = await read(original);
    const copy = await freshDatabase(server, COPY);
    const script = postgres.script(postgres.render(catalog));
    const errors = await runScript(copy, script, { stop: true });
    const why = errors.length > 0 ? errors : await compareDatabases(server, original, copy, runtime);
    return { equal: why.length === 0, why, objects: countKinds(catalog), notices };
  } catch (error) {
    return failed(error);
  } finally {
    await dropDatabases(server, [ORIGINAL, COPY, `${ORIGINAL}_copy`, `${COPY}_copy`]);
  }
}

/** The live database is read, written out again and run on the same server. */
export function onLiveServer(server: StartedServer, file: CorpusFile, runtime: Runtime): Promise<Outcome> {
  return onServer(server, file, runtime, (original) => postgres.readLive(original, {}, runtime));
}

/** The text is read by the embedded engine, and what is written out makes the same database on a real server. */
export function textOnServer(server: StartedServer, file: CorpusFile, runtime: Runtime): Promise<Outcome> {
  return onServer(server, file, runtime, () => postgres.readText(file.texts, runtime));
}
