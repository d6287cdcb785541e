/** Prisma on the command line: a target, a source of every command, and what a folder is found to hold. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { folderWith, run } from "./run.ts";

const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n';
const USER = "model User {\n  id Int @id @default(autoincrement())\n  email String @unique\n  posts Post[]\n}\n";
const POST =
  "model Post {\n  id Int @id\n  authorId Int\n  author User @relation(fields: [authorId], references: [id])\n}\n";

/** The database that Prisma's engine makes of the two models. */
const SQL = `CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Post" ("id" INTEGER NOT NULL, "authorId" INTEGER NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
`;

describe("as a target", () => {
  test("the founding document's command makes a project", async () => {
    const cwd = folderWith();
    const made = await run(["prisma", "--datasource=postgresql", "--models=User,Profile", "--json"], { cwd });
    const { result, losses } = envelopeOf(made) as unknown as {
      result: { files: { path: string; text: string }[]; proof: { status: string } };
      losses: { object: string }[];
    };
    expect(result.files.map(({ path }) => path)).toEqual(["schema.prisma", "prisma.config.ts", "complete.sql"]);
    expect(result.files[0]?.text).toMatch(/model User \{[\s\S]*profile +Profile\?[\s\S]*model Profile \{/);
    expect(result.proof.status).toBe("proven");
    expect(losses.map(({ object }) => object)).toContain("check:public.users.email_format");
  });

  test("for SQLite, documents are what the client reads; the model may say the same for SQLite alone", async () => {
    const cwd = folderWith({
      "a.model.yaml":
        "schemaforge: 1\nentities: { Thing: { fields: { data: json, size: smallint } } }\ntargets: { sqlite: { types: { json: JSONB, smallint: INTEGER } } }\n",
    });
    const made = await run(["prisma", "--datasource=sqlite", "--models=User", "--stdout"], { cwd });
    expect([made.status, made.stdout]).toEqual([0, expect.stringMatching(/profile +Json /)]);
    expect(made.stderr).toMatch(/types: \{ json: JSONB, smallint: INTEGER \}/);
    const said = await run(["prisma", "a.model.yaml", "--datasource=sqlite", "--stdout"], { cwd });
    expect([said.stdout, said.stderr]).toEqual([
      expect.stringMatching(/data +Json[\s\S]*size +Int/),
      expect.not.stringMatching(/are declared/),
    ]);
    const schema = await run(["sqlite", "a.model.yaml", "--stdout"], { cwd });
    expect(schema.stdout).toMatch(/data JSONB NOT NULL,\s+size INTEGER NOT NULL/);
  });

  test("of SQL, and back again without a difference", async () => {
    const cwd = folderWith({ "in.sql": SQL });
    const made = await run(["convert", "in.sql", "--to", "prisma", "--out", "out"], { cwd });
    expect(made.status, made.stderr).toBe(0);
    const compared = await run(["diff", "in.sql", "out/schema.prisma"], { cwd });
    expect([compared.status, compared.stdout]).toEqual([0, ""]);
  });
});

describe("as a source", () => {
  test("a folder of several files is the database that Prisma makes of it", async () => {
    const files = {
      "prisma/base.prisma": DATASOURCE,
      "prisma/models/user.prisma": USER,
      "prisma/models/post.prisma": POST,
    };
    const cwd = folderWith({ ...files, "prisma/migrations/1/migration.sql": "SELECT 1;", "db.sql": SQL });
    const compared = await run(["diff", "prisma", "db.sql"], { cwd });
    expect([compared.status, compared.stdout]).toEqual([0, ""]);
    expect(compared.stderr).toMatch(/url.*Prisma 7/);
    const model = await run(["convert", "prisma", "--to", "model", "--stdout"], { cwd });
    expect(model.stdout).toMatch(/author: one User as posts on update cascade/);
  });

  test("of a config, and found in a folder", async () => {
    const schema = `${DATASOURCE}${USER}${POST}`;
    const configured = folderWith({ "schemaforge.config.yaml": "source: db/app.prisma\n", "db/app.prisma": schema });
    const made = await run(["postgres", "--stdout"], { cwd: configured });
    expect(made.stdout).toMatch(/CREATE TABLE "User"/);
    const found = await run([], { cwd: folderWith({ "prisma/schema.prisma": schema, "other.sql": SQL }) });
    expect(found.stdout).toMatch(/prisma\/schema\.prisma/);
  });

  test("validate and format take it: of the config, of the folder, or by its name", async () => {
    const schema = `${DATASOURCE}${USER}${POST}`;
    const files = { "schemaforge.config.yaml": "source: db/app.prisma\n", "db/app.prisma": schema };
    const cwd = folderWith(files);
    for (const args of [["validate"], ["validate", "db"], ["validate", "db/app.prisma"]]) {
      const { status, stderr } = await run(args, { cwd });
      expect(status, stderr).toBe(0);
      expect(stderr).toMatch(/valid (db\/)?(app\.prisma|db) \(2 entities\)/);
      expect(stderr).toMatch(/app\.prisma:3:3: `url`/);
    }
    expect((await run(["format", "--check"], { cwd })).status).toBe(2);
    expect((await run(["format"], { cwd })).status).toBe(0);
    expect(readFileSync(join(cwd, "db", "app.prisma"), "utf8")).toMatch(/^ {2}email String @unique$/m);
    expect((await run(["format", "--check"], { cwd })).status).toBe(0);
    writeFileSync(join(cwd, "db", "app.prisma"), `${schema}model X {\n  id Int\n}\n`);
    const { error } = envelopeOf(await run(["validate", "--json"], { cwd }));
    expect(error).toMatchObject({ where: { file: "db/app.prisma", line: 15 } });
  });

  test("a schema for SQLite is one of SQLite to commands that nobody tells an engine", async () => {
    const sqlite = DATASOURCE.replace("postgresql", "sqlite");
    const schema = `${sqlite}${USER}${POST}`;
    const changed = schema.replace("email String @unique", "email String");
    const cwd = folderWith({ "prisma/schema.prisma": schema, "changed.prisma": changed });
    const rows = await run(["sample", "--rows=2", "--stdout"], { cwd });
    expect(rows.stdout).toMatch(/INSERT INTO "?User"? /);
    expect(rows.stdout).not.toMatch(/SET CONSTRAINTS/);
    const written = await run(["prisma", "--stdout"], { cwd });
    expect(written.stdout).toMatch(/provider = "sqlite"/);
    const compared = envelopeOf(await run(["diff", "prisma", "changed.prisma", "--json"], { cwd }));
    expect(compared).toMatchObject({
      engine: { name: "sqlite" },
      result: { changes: [{ op: "remove", kind: "index" }] },
    });
  });

  test("a missing file of several is an error with its place", async () => {
    const cwd = folderWith({ "prisma/base.prisma": DATASOURCE, "prisma/post.prisma": POST });
    const { error } = envelopeOf(await run(["postgres", "prisma", "--json"], { cwd }));
    expect(error).toMatchObject({ code: "PRISMA_INVALID", where: { file: "prisma/post.prisma", line: 4, column: 10 } });
  });
});
