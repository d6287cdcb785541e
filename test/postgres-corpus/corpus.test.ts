/** Real schemas that nobody here wrote: what we make of them is the same database. */
import { describe, expect, test } from "vitest";
import { testRuntime } from "../support/runtime.ts";
import { describeOnServer } from "../support/servers.ts";
import { onEmbeddedEngine, onLiveServer, textOnServer } from "./judge.ts";
import { judgePairs } from "./pairs.ts";
import { corpusFiles, postgresPairs, sharedMissing } from "./shared.ts";

const missing = sharedMissing();
const runtime = testRuntime();

if (missing !== undefined) {
  test.skip(`the PostgreSQL corpus: ${missing}`);
} else {
  const files = corpusFiles();

  test("the corpus is seen", () => {
    expect(files.length).toBeGreaterThanOrEqual(17);
    expect(postgresPairs().length).toBe(595);
  });

  describe("read as text, written out, run on the embedded engine", () => {
    test.each(files)("$id", async (file) => {
      const { why, equal, objects } = await onEmbeddedEngine(file, runtime);
      expect(why).toEqual([]);
      expect(equal).toBe(true);
      expect(objects.get("table")).toBeGreaterThan(0);
    });
  });

  describeOnServer("postgres15", (server) => {
    test.each(files)("$id: its text makes the same database", async (file) => {
      expect((await textOnServer(server, file, runtime)).why).toEqual([]);
    });

    test.each(files)("$id: the live database, read and written out, is the same", async (file) => {
      const { why, objects } = await onLiveServer(server, file, runtime);
      expect(why).toEqual([]);
      expect(objects.get("table")).toBeGreaterThan(0);
    });

    test("a sample of the pairs: same is the same, different differs", async () => {
      const verdicts = await judgePairs(server, postgresPairs(40), runtime);
      const wrong = verdicts.flatMap(({ pair, verdict }) =>
        verdict.kind === "right" || verdict.kind === "not loadable"
          ? []
          : [`${pair.src} ${pair.file} ${pair.id}: ${verdict.kind}: ${verdict.why}`],
      );
      expect(wrong).toEqual([]);
      expect(verdicts.filter(({ verdict }) => verdict.kind === "right").length).toBeGreaterThan(20);
    });
  });

  describeOnServer("postgres18", (server) => {
    test.each(files)("$id: the live database, read and written out, is the same", async (file) => {
      expect((await onLiveServer(server, file, runtime)).why).toEqual([]);
    });
  });
}
