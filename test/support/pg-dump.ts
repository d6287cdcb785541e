/**
 * An independent judge: whether two databases are the same, said by pg_dump alone. Our own inspection, rendering and
 * comparison take no part in it.
 */
import { basename } from "node:path";
import type { StartedServer } from "../../scripts/servers/index.mjs";
import { freshDatabase, runProgram, runScript } from "./pg-databases.ts";

/**
 * A dump as a script for any database: psql's own commands and statements about databases go, COPY blocks stay.
 */
export function loadable(script: string): string {
  const kept: string[] = [];
  let copying = false;
  for (const line of script.split("\n")) {
    if (copying) {
      copying = line.trimEnd() !== "\\.";
    } else if (/^\s*COPY\b.*FROM stdin/i.test(line)) {
      copying = true;
    } else if (line.startsWith("\\") || /^\s*(CREATE|DROP|ALTER) DATABASE\b/i.test(line)) {
      continue;
    }
    kept.push(line);
  }
  return kept.join("\n");
}

/** What pg_dump prints of a database's schema, owners left out. Throws when it fails. */
export async function schemaDump(server: StartedServer, url: string): Promise<string> {
  const { stdout, stderr, ok } = await runProgram(`${server.binaries}/pg_dump`, [
    "--schema-only",
    "--no-owner",
    "-d",
    url,
  ]);
  if (!ok) throw new Error(`pg_dump: ${stderr}`);
  return stdout;
}

/** The statements of a dump in a fixed order; the order of columns inside a table is ignored. */
export function dumpStatements(dump: string): string[] {
  const lines = dump.split("\n").filter((line) => line.trim() !== "" && !/^(--|\\restrict|\\unrestrict)/.test(line));
  return `${lines.join("\n")}\n`
    .split(";\n")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "" && !/^(SET |SELECT pg_catalog\.set_config)/.test(statement))
    .map((statement) => {
      if (!/^CREATE (UNLOGGED )?TABLE/.test(statement)) return statement;
      const [head, ...columns] = statement.split("\n");
      return [head, ...columns.map((column) => column.trim().replace(/,+$/, "")).sort()].join("\n");
    })
    .sort();
}

/** The dump of a dump: printed expressions are no fixpoint (an IN over a varchar settles in the second round). */
async function reprinted(server: StartedServer, url: string): Promise<string> {
  const name = `${decodeURIComponent(basename(new URL(url).pathname))}_copy`;
  const copy = await freshDatabase(server, name);
  await runScript(copy, loadable(await schemaDump(server, url)), { stop: false });
  return schemaDump(server, copy);
}

export interface DumpDifference {
  readonly onlyInFirst: readonly string[];
  readonly onlyInSecond: readonly string[];
}

function without(statements: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const statement of others) left.set(statement, (left.get(statement) ?? 0) + 1);
  return statements.filter((statement) => {
    const count = left.get(statement) ?? 0;
    left.set(statement, count - 1);
    return count <= 0;
  });
}

/** The statements that only one of two databases has; none when pg_dump calls them the same, at once or reprinted. */
export async function dumpDifference(server: StartedServer, first: string, second: string): Promise<DumpDifference> {
  let difference: DumpDifference = { onlyInFirst: [], onlyInSecond: [] };
  for (const read of [schemaDump, reprinted]) {
    const [a, b] = await Promise.all([read(server, first), read(server, second)]);
    const statements = [dumpStatements(a), dumpStatements(b)] as const;
    difference = {
      onlyInFirst: without(statements[0], statements[1]),
      onlyInSecond: without(statements[1], statements[0]),
    };
    if (difference.onlyInFirst.length + difference.onlyInSecond.length === 0) return difference;
  }
  return difference;
}
