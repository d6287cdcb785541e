/** Both sides of a pair of schemas: read, compared with themselves and with each other, pg_dump as the judge. */

import type { StartedServer } from "../../scripts/servers/index.mjs";
import { postgres } from "../../src/engines/postgres/index.ts";
import type { Runtime } from "../../src/runtime.ts";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { dumpDifference } from "../support/pg-dump.ts";
import { changeLine, errorLine, settledDifference } from "./judge.ts";
import type { Pair } from "./shared.ts";

export type Verdict =
  /** The server itself does not load a side: nothing is asked of us. */
  | { readonly kind: "not loadable"; readonly why: string }
  | { readonly kind: "right" }
  /** A side that the server loads is not read. */
  | { readonly kind: "not read"; readonly why: string }
  /** A differs from itself. */
  | { readonly kind: "unlike itself"; readonly why: string }
  /** A and B are called the same, and pg_dump says that they differ; or the reverse. */
  | { readonly kind: "missed" | "invented"; readonly why: string };

/** Loads a side, making the roles that it wants, one after the other as the server names them. Answers the first error. */
async function load(
  server: StartedServer,
  database: string,
  sql: string,
): Promise<{ url: string; error: string | undefined }> {
  const roles: string[] = [];
  for (;;) {
    const url = await freshDatabase(server, database, roles);
    const [error] = await runScript(url, sql, { stop: true });
    const role = error === undefined ? undefined : /role "([^"]+)" does not exist/.exec(error)?.[1];
    if (role === undefined || roles.includes(role)) return { url, error };
    roles.push(role);
  }
}

/** Whether pg_dump says that the sides differ, or why a side does not load. */
async function truth(
  server: StartedServer,
  pair: Pair,
  tag: string,
): Promise<{ differs: boolean } | { error: string }> {
  const names = [`pair_a_${process.pid}_${tag}`, `pair_b_${process.pid}_${tag}`] as const;
  try {
    const a = await load(server, names[0], pair.a);
    if (a.error !== undefined) return { error: `a: ${a.error}` };
    const b = await load(server, names[1], pair.b);
    if (b.error !== undefined) return { error: `b: ${b.error}` };
    const { onlyInFirst, onlyInSecond } = await dumpDifference(server, a.url, b.url);
    return { differs: onlyInFirst.length + onlyInSecond.length > 0 };
  } finally {
    await dropDatabases(
      server,
      names.flatMap((name) => [name, `${name}_copy`]),
    );
  }
}

/** Judges one pair; `tag` keeps the databases of concurrent calls apart. */
export async function judgePair(server: StartedServer, pair: Pair, tag: string, runtime: Runtime): Promise<Verdict> {
  const wanted = await truth(server, pair, tag);
  if ("error" in wanted) return { kind: "not loadable", why: wanted.error };
  try {
    const read = async (side: "a" | "b") => {
      const { catalog } = await postgres.readText([{ name: `${side}.sql`, text: pair[side] }], runtime);
      return catalog;
    };
    const [a, b] = [await read("a"), await read("b")];
    const self = await settledDifference(a, await postgres.elaborate(a, runtime), runtime);
    if (self.length > 0) return { kind: "unlike itself", why: self.map(changeLine).join("; ") };
    const changes = await settledDifference(a, b, runtime);
    if (changes.length > 0 === wanted.differs) return { kind: "right" };
    return wanted.differs
      ? { kind: "missed", why: "pg_dump tells the sides apart" }
      : { kind: "invented", why: changes.map(changeLine).join("; ") };
  } catch (error) {
    return { kind: "not read", why: errorLine(error) };
  }
}

/** Judges pairs, a few at once (the server's part runs beside ours), and answers them with their verdicts, in order. */
export async function judgePairs(
  server: StartedServer,
  pairs: readonly Pair[],
  runtime: Runtime,
  workers = 3,
): Promise<{ readonly pair: Pair; readonly verdict: Verdict }[]> {
  const verdicts: { readonly pair: Pair; readonly verdict: Verdict }[] = [];
  const queue = [...pairs.entries()];
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, pair] = next;
        verdicts[index] = { pair, verdict: await judgePair(server, pair, String(worker), runtime) };
      }
    }),
  );
  return verdicts;
}
