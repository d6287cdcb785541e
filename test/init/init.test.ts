/** `schemaforge init`, as its documentation says. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readModel } from "../../src/model/read.ts";
import { envelopeOf } from "../cli/envelope.ts";
import { addFiles, folderWith, run } from "../cli/run.ts";

const MODEL = "schema.model.yaml";
const CONFIG = "schemaforge.config.yaml";
const read = (cwd: string, file: string) => readFileSync(join(cwd, file), "utf8");

describe("from entities", () => {
  test("a model and a config are written, which commands then work on", async () => {
    const cwd = folderWith();
    const { status, stdout, stderr } = await run(["init", "--entity=User,Post"], { cwd });
    expect(status, stderr).toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/proven by running it on pglite/);
    const text = read(cwd, MODEL);
    expect(text.split("\n")[0]).toMatch(/^# yaml-language-server: \$schema=/);
    expect(readModel(text, MODEL).model.entities.map(({ name }) => name)).toEqual(["User", "Post"]);
    expect(read(cwd, CONFIG)).toMatch(/^source: schema\.model\.yaml$/m);
    const made = await run(["postgres", "--stdout"], { cwd });
    expect(made.stdout).toMatch(/CREATE TABLE posts \(/);
  });

  test("--engine goes into the config, and the schema is run there", async () => {
    const cwd = folderWith();
    const { status, stderr } = await run(["init", "--entity=User,Post", "--engine=sqlite3"], { cwd });
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/proven by running it on (libsql|sqlite)/);
    expect(read(cwd, CONFIG)).toMatch(/^engine: sqlite$/m);
  });

  test("fields of one's own are taken", async () => {
    const cwd = folderWith();
    const { stdout } = await run(["init", "--entity=Coupon(code: string(8) unique)", "--stdout", "--no-verify"], {
      cwd,
    });
    expect(stdout).toContain("code: string(8) unique");
    expect(existsSync(join(cwd, MODEL))).toBe(false);
  });

  test("--explain says why, on standard error", async () => {
    const cwd = folderWith();
    const args = ["init", "--entity=Customer,Order", "--stdout", "--no-verify"];
    const [plain, explained] = await Promise.all([run(args, { cwd }), run([...args, "--explain"], { cwd })]);
    expect(explained.stdout).toBe(plain.stdout);
    for (const part of [
      "Order.total: money",
      "Order.customer: on delete restrict",
      "Order.id: primary key: uuid",
      "Order.orders_total_adds_up: check",
    ])
      expect(explained.stderr).toContain(part);
  });
});

describe("what is there is kept", () => {
  test("a model or a config is overwritten with --force alone", async () => {
    const cwd = folderWith({ [MODEL]: "schemaforge: 1\nentities: {}\n" });
    const refused = await run(["init", "--entity=User", "--no-verify"], { cwd });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/there is a model already.*PROJECT_EXISTS/);
    expect(read(cwd, MODEL)).toContain("entities: {}");
    expect(existsSync(join(cwd, CONFIG))).toBe(false);
    const forced = await run(["init", "--entity=User", "--no-verify", "--force"], { cwd });
    expect(forced.status, forced.stderr).toBe(0);
    expect(read(cwd, MODEL)).toContain("User:");
  });

  test.each([
    ["package.json", '{ "schemaforge": { "source": "a.sql" } }'],
    ["schemaforge.config.json", '{ "source": "a.sql" }'],
  ])("a config in %s too", async (file, text) => {
    const cwd = folderWith({ [file]: text });
    const { status, stderr } = await run(["init", "--entity=User", "--no-verify"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain(file);
    expect(existsSync(join(cwd, CONFIG))).toBe(false);
  });

  test("the same twice is no conflict", async () => {
    const cwd = folderWith();
    const args = ["init", "--entity=User", "--no-verify"];
    expect((await run(args, { cwd })).status).toBe(0);
    expect((await run(args, { cwd })).status).toBe(0);
    addFiles(cwd, { [MODEL]: `${read(cwd, MODEL)}# mine\n` });
    expect((await run(args, { cwd })).status).toBe(1);
  });

  test("--out makes another folder the project's", async () => {
    const cwd = folderWith();
    const { status, stderr } = await run(["init", "--entity=User", "--no-verify", "--out=app/db"], { cwd });
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("Next: schemaforge -C app/db postgres");
    const made = await run(["-C", "app/db", "postgres", "--stdout", "--no-verify"], { cwd });
    expect(made.stdout).toContain("CREATE TABLE users (");
  });

  test("--dry-run writes nothing", async () => {
    const cwd = folderWith();
    const { status, stderr } = await run(["init", "--entity=User", "--dry-run", "--no-verify"], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain(`would write ${join(cwd, MODEL)}`);
    expect(existsSync(join(cwd, MODEL))).toBe(false);
  });
});

describe("what is asked", () => {
  test("with nothing named, the blueprints are shown and the exit code is 3", async () => {
    const cwd = folderWith();
    const { status, stdout, stderr } = await run(["init"], { cwd });
    expect(status).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/--like=shop\s+products/);
  });

  test("as a question for programs", async () => {
    const cwd = folderWith();
    const printed = await run(["init", "--json"], { cwd });
    expect(printed.status).toBe(3);
    expect(envelopeOf(printed)).toMatchObject({
      ok: false,
      error: { code: "NO_START" },
      questions: [{ id: "like", kind: "choice", flag: "--like", choices: expect.arrayContaining(["shop", "saas"]) }],
    });
  });

  test("a blueprint without its flag is told how to be written", async () => {
    const { status, stderr } = await run(["init", "shop"], { cwd: folderWith() });
    expect(status).toBe(1);
    expect(stderr).toContain("--like=shop");
  });

  test("an unknown blueprint is answered with the nearest", async () => {
    const cwd = folderWith();
    const { status, stderr } = await run(["init", "--like=shp"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/UNKNOWN_BLUEPRINT[\s\S]*Did you mean shop/);
  });
});

test("--json gives both files, the reasons and the proof", async () => {
  const cwd = folderWith();
  const envelope = envelopeOf(await run(["init", "--entity=User", "--json", "--dry-run"], { cwd }));
  expect(envelope).toMatchObject({
    ok: true,
    command: "init",
    engine: { name: "postgres" },
    result: {
      files: [{ path: MODEL }, { path: CONFIG }],
      reasons: expect.arrayContaining([expect.objectContaining({ subject: "User.email" })]),
      proof: { status: "proven" },
    },
  });
});
