/** Models and configs that are modules, run as people have them: in a project with its own packages. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { folderWith, run } from "./run.ts";

const model = `
export default {
  schemaforge: 1,
  entities: { User: { fields: { email: "string(255) unique" } } },
};
`;
const typed = `
import { name, type Name } from "./names.ts";
const email: Name = name;
export default {
  entities: { User: { fields: { [email]: "string(255) unique" } } },
  schemaforge: 1,
} as const;
`;
const names = `export type Name = string;\nexport const name: Name = "email";\n`;

/** A project that has installed esbuild, by which Node 20 reads its TypeScript. */
function project(files: { readonly [path: string]: string }): string {
  const cwd = folderWith(files);
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(join(process.cwd(), "node_modules", "esbuild"), join(cwd, "node_modules", "esbuild"));
  return cwd;
}

test("a model in JavaScript is a source", async () => {
  const cwd = folderWith({ "shop.model.mjs": model });
  const made = await run(["postgres", "shop.model.mjs", "--stdout", "--no-verify"], { cwd });
  expect([made.status, made.stdout]).toEqual([0, expect.stringContaining("CREATE TABLE users")]);
  expect((await run(["validate", "shop.model.mjs"], { cwd })).stderr).toBe("valid shop.model.mjs (1 entity)\n");
  expect((await run(["convert", "--to", "model", "--stdout"], { cwd })).stdout).toContain("email: string(255) unique");
});

test("a model in TypeScript is a source, with what it imports", async () => {
  const cwd = project({ "shop.model.ts": typed, "names.ts": names });
  const made = await run(["convert", "shop.model.ts", "--to", "model", "--stdout"], { cwd });
  expect([made.status, made.stdout], made.stderr).toEqual([0, expect.stringContaining("email: string(255) unique")]);
  const again = await run(["diff", "shop.model.ts", "."], { cwd });
  expect(again.status, again.stderr).toBe(0);
});

test("a config in TypeScript names the source", async () => {
  const cwd = project({
    "schemaforge.config.ts": "const source: string = 'other.model.mjs';\nexport default { source };\n",
    "other.model.mjs": model,
  });
  const { status, stdout } = await run(["convert", "--to", "model", "--stdout"], { cwd });
  expect([status, stdout]).toEqual([0, expect.stringContaining("User:")]);
});

test("a Node that does not read TypeScript says what to do", async () => {
  const printed = await run(["validate", "shop.model.ts", "--json"], {
    cwd: folderWith({ "shop.model.ts": typed, "names.ts": names }),
  });
  if ("typescript" in process.features && process.features.typescript) expect(printed.status).toBe(0);
  else
    expect(envelopeOf(printed).error).toMatchObject({
      code: "TYPESCRIPT_NOT_READ",
      remedy: expect.stringContaining("Node 22.18"),
    });
});

test.each([
  ["export default 5;", "NO_MODEL"],
  ["export const a = 1;", "NO_MODEL"],
  ["export default {", "CANNOT_IMPORT"],
  ["throw new Error('no')", "CANNOT_IMPORT"],
  ["import 'not-installed-anywhere'; export default {};", "CANNOT_IMPORT"],
  ["export default { schemaforge: 1, entities: { A: { fields: { b: 'txt' } } } };", "MODEL_INVALID"],
  ["export default { conventions: {}, types: [], entities: [5], targets: {} };", "NO_MODEL"],
])("%s is %s", async (text, code) => {
  const printed = await run(["convert", "a.model.mjs", "--to", "model", "--json"], {
    cwd: folderWith({ "a.model.mjs": text }),
  });
  expect(printed.status).toBe(1);
  expect(envelopeOf(printed).error?.code).toBe(code);
});

test("a module at another revision is not run, and formatting one is left to others", async () => {
  const cwd = folderWith({ "a.model.ts": typed });
  expect(
    envelopeOf(await run(["convert", "git:HEAD:a.model.ts", "--to", "model", "--json"], { cwd })).error?.code,
  ).toBe("SOURCE_NOT_SUPPORTED");
  expect(envelopeOf(await run(["format", "a.model.ts", "--json"], { cwd })).error?.code).toBe("CANNOT_FORMAT");
});
