/** `schemaforge TARGET [SOURCE]`, as its documentation says. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { addFiles, folderWith, run } from "./run.ts";

const SHOP = `schemaforge: 1
entities:
  Customer:
    fields:
      email: email unique
  Order:
    fields:
      total: money
    relations:
      customer: one Customer as orders
  Note:
    fields:
      body: text
`;

const written = (cwd: string, path = "schema/postgres/schema.sql") => readFileSync(join(cwd, path), "utf8");

describe("from entities", () => {
  test("the schema is written, shown and proven", async () => {
    const cwd = folderWith();
    const { status, stdout, stderr } = await run(["postgres", "--entity=User,Post,Comment", "--relations=true"], {
      cwd,
    });
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(written(cwd));
    expect(stdout).toMatch(/CREATE TABLE users \(/);
    expect(stdout.match(/FOREIGN KEY/g)?.length).toBeGreaterThanOrEqual(4);
    expect(stderr).toMatch(/proven by running it on pglite 18/);
    expect(stderr).toContain(join(cwd, "schema", "postgres", "schema.sql"));
  });

  test("--no-verify gives the same text", async () => {
    const cwd = folderWith();
    const args = ["postgres", "--entity=User,Post", "--stdout"];
    const [verified, unverified] = await Promise.all([run(args, { cwd }), run([...args, "--no-verify"], { cwd })]);
    expect(verified.status, verified.stderr).toBe(0);
    expect(unverified.stdout).toBe(verified.stdout);
    expect(existsSync(join(cwd, "schema"))).toBe(false);
  });

  test("--relations=false leaves foreign keys out", async () => {
    const cwd = folderWith();
    const { status, stdout } = await run(["postgres", "--entity=User,Post", "--relations=false", "--stdout"], { cwd });
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/REFERENCES/);
  });

  test("--explain says why, and not on standard output", async () => {
    const cwd = folderWith();
    const args = ["postgres", "--entity=users,blog_post", "--no-verify", "--stdout"];
    const [plain, explained] = await Promise.all([run(args, { cwd }), run([...args, "--explain"], { cwd })]);
    expect(explained.stdout).toBe(plain.stdout);
    expect(explained.stderr).toMatch(/^User/m);
    expect(explained.stderr.length).toBeGreaterThan(plain.stderr.length);
  });

  test("the shorthand gives fields", async () => {
    const cwd = folderWith();
    const args = ["postgres", "--entity=Invoice(number: string(20) unique, total: money)", "--stdout"];
    const { status, stdout } = await run(args, { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/number character varying\(20\) NOT NULL/);
    expect(stdout).toMatch(/total numeric\(19,4\) NOT NULL/);
  });

  test("every other name of the engine and the options means the same", async () => {
    const cwd = folderWith();
    const runs = await Promise.all(
      [
        ["postgres", "--entity=User"],
        ["pg", "--models", "User"],
        ["postgresql", "--entities=User", "--dialect=postgresql"],
      ].map((args) => run([...args, "--stdout", "--no-verify"], { cwd })),
    );
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(runs[0]?.stdout).toContain("CREATE TABLE users");
  });

  test("SQLite", async () => {
    const cwd = folderWith();
    const { status, stdout, stderr } = await run(["sqlite", "--entity=User,Post"], { cwd });
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(written(cwd, "schema/sqlite/schema.sql"));
    expect(stderr).toMatch(/proven/);
  });
});

describe("from a model", () => {
  test("as SOURCE, as --model, from standard input and as what the folder holds", async () => {
    const cwd = folderWith({ "shop.model.yaml": SHOP });
    const options = ["--stdout", "--no-verify"];
    const runs = await Promise.all([
      run(["postgres", "shop.model.yaml", ...options], { cwd }),
      run(["postgres", "--model", "shop.model.yaml", ...options], { cwd }),
      run(["postgres", "-", ...options], { cwd, input: SHOP }),
      run(["postgres", ...options], { cwd }),
      run(["postgres", ".", ...options], { cwd }),
      run(["-C", cwd, "postgres", ...options], { cwd: "/" }),
    ]);
    expect(runs.map(({ status, stderr }) => [status, stderr])).toEqual(runs.map(() => [0, ""]));
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(runs[0]?.stdout).toContain("CREATE TABLE orders");
  });

  test("--entity takes some of it, with what they require", async () => {
    const cwd = folderWith({ "shop.model.yaml": SHOP });
    const { status, stdout, stderr } = await run(
      ["postgres", "shop.model.yaml", "--entity=orders", "--stdout", "--explain"],
      { cwd },
    );
    expect(status, stderr).toBe(0);
    expect(stdout.match(/CREATE TABLE \w+/g)?.sort()).toEqual(["CREATE TABLE customers", "CREATE TABLE orders"]);
    expect(stderr).toMatch(/Customer: taken along \(Order.customer requires it\)/);
  });

  test("with a config's source, --entity selects too; its folder is the default", async () => {
    const cwd = folderWith({ "db/shop.model.yaml": SHOP });
    addFiles(cwd, { "schemaforge.config.yaml": "source: db/${MODEL:-shop}.model.yaml\nout: made\n" });
    const { status, stderr } = await run(["postgres", "--entity=Note"], { cwd });
    expect(status, stderr).toBe(0);
    expect(written(cwd, "made/schema.sql").match(/CREATE TABLE \w+/g)).toEqual(["CREATE TABLE notes"]);
  });
});

describe("files", () => {
  test("our own are written again, those of others never without --force", async () => {
    const cwd = folderWith();
    const args = ["postgres", "--entity=User", "--no-verify"];
    expect((await run(args, { cwd })).status).toBe(0);
    expect((await run(["postgres", "--entity=User,Post", "--no-verify"], { cwd })).status).toBe(0);
    const ours = written(cwd);
    expect(ours).toContain("CREATE TABLE posts");

    addFiles(cwd, { "schema/postgres/schema.sql": `${ours}-- a line of mine\n` });
    const refused = await run([...args, "--json"], { cwd });
    expect(refused.status).toBe(1);
    expect(envelopeOf(refused).error).toMatchObject({
      code: "FOREIGN_FILE",
      remedy: expect.stringContaining("--force"),
    });
    expect(written(cwd)).toContain("a line of mine");

    expect((await run([...args, "--force"], { cwd })).status).toBe(0);
    expect(written(cwd)).not.toContain("a line of mine");
  });

  test("--dry-run says what would be written and writes nothing", async () => {
    const cwd = folderWith();
    const { status, stderr } = await run(["postgres", "--entity=User", "--no-verify", "--dry-run"], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain(`would write ${join(cwd, "schema", "postgres", "schema.sql")}`);
    expect(existsSync(join(cwd, "schema"))).toBe(false);
  });
});

describe("--target-version", () => {
  const overlapping = `CREATE TABLE bookings (
  room integer NOT NULL,
  during daterange NOT NULL,
  seats integer,
  free integer GENERATED ALWAYS AS (seats - 1) VIRTUAL
);`;

  test("refuses what the version lacks, and names the version that has it", async () => {
    const cwd = folderWith({ "a.sql": overlapping });
    const [old, present] = await Promise.all([
      run(["postgres", "a.sql", "--target-version=17", "--json"], { cwd }),
      run(["postgres", "a.sql", "--target-version=18", "--stdout"], { cwd }),
    ]);
    expect(old.status).toBe(1);
    expect(envelopeOf(old).error).toMatchObject({ code: "TOO_NEW", remedy: expect.stringContaining("18") });
    expect(existsSync(join(cwd, "schema"))).toBe(false);
    expect(present.status, present.stderr).toBe(0);
  });

  test("is one of those that we write for", async () => {
    const cwd = folderWith();
    const { status, stderr } = await run(["postgres", "--entity=User", "--target-version=9.6"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/BAD_VERSION[\s\S]*13, 14, 15, 16, 17, 18/);
  });
});
