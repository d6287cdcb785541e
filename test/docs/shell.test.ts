/** The shell blocks and transcripts of the documents do what they say. docs/*.md, README.md, examples/. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dropDatabases, freshDatabase, runScript } from "../support/pg-databases.ts";
import { describeOnServer } from "../support/servers.ts";
import { type Block, PAGES } from "./pages.ts";
import { callsIn, LIVE_URL, runShell } from "./shell.ts";

/** Run by a test of its own, which also holds what comes out against the files that are there. */
const RUN_ELSEWHERE: { readonly [path: string]: string } = {
  "examples/prisma-app/README.md": "test/prisma/example.test.ts",
};

const pages = PAGES.filter(({ path }) => !(path in RUN_ELSEWHERE));
const blocks = pages.flatMap((page) => page.blocks).filter(({ note }) => !note.startsWith("no-run"));
const scripts = blocks.filter(({ language }) => language === "sh");
const transcripts = blocks.filter(({ language }) => language === "console");
const needsServer = ({ text }: Block): boolean => text.includes(LIVE_URL) || /\bpsql\b/.test(text);

async function expectToRun({ text, place }: Block, url?: URL): Promise<void> {
  const { status, printed, commands } = await runShell(text, url);
  expect(status, `${place}\n${commands.join("\n")}\n${printed.slice(-2000)}`).toBe(0);
  expect(commands.length, place).toBe(callsIn(text));
}

/** Each command of a transcript prints what stands below it. */
async function expectToPrint({ text, place }: Block): Promise<void> {
  const steps = text.split(/^\$ /m).slice(1);
  expect(steps.length, place).toBeGreaterThan(0);
  const script = steps.map((step) => `${step.split("\n")[0]} || true`).join("\n");
  const { printed } = await runShell(script);
  expect(printed, place).toBe(steps.map((step) => step.slice(step.indexOf("\n") + 1)).join(""));
}

test.each(scripts.filter((block) => !needsServer(block)))("$place runs", (block) => expectToRun(block));

test.each(transcripts)("$place prints what it shows", (block) => expectToPrint(block));

describeOnServer("postgres15", (server) => {
  test.each(scripts.filter(needsServer))("$place runs", async (block) => {
    const name = `docs_${process.pid}`;
    const url = new URL(await freshDatabase(server, name));
    // The examples make roles, which are the cluster's.
    const role = `saas_app_${process.pid}`;
    try {
      if (block.text.includes(LIVE_URL)) {
        const dump = readFileSync("test/docs/scenery/dump.sql", "utf8");
        expect(await runScript(url.href, dump, { stop: true })).toEqual([]);
      }
      await expectToRun({ ...block, text: `${renameRole(role)}${block.text}` }, url);
    } finally {
      await runScript(url.href, `DROP OWNED BY ${role}; DROP ROLE ${role}`, { stop: false });
      await dropDatabases(server, [name]);
    }
  });
});

function renameRole(role: string): string {
  return `sed -i.bak 's/saas_app/${role}/g' examples/saas/*.sql\n`;
}

test("what a test of its own runs is there", () => {
  for (const [path, file] of Object.entries(RUN_ELSEWHERE)) {
    const [, , folder = ""] = /^(examples)\/([^/]+)/.exec(path) ?? [];
    expect(readFileSync(file, "utf8")).toContain(`"${folder}"`);
  }
});
