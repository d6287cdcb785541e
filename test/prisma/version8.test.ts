/** Schemas of Prisma 8: what its migrations make of them is what we read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diffCatalogs } from "../../src/catalog/diff.ts";
import { asPrinted } from "../../src/catalog/texts.ts";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { testRuntime } from "../support/runtime.ts";
import { corpusMissing, schemaFiles, version8Schemas, withoutComments } from "./agreement.ts";

const runtime = testRuntime();
afterAll(() => closeScratch(runtime));

const at = (name: string) => readFileSync(join(process.cwd(), "test", "prisma", "version8", name), "utf8");
const reading = (text: string) => prisma.read([{ path: "contract.prisma", text }]);

test("every construct that maps is read as Prisma 8 makes it, the others are told with their place", async () => {
  const { model, losses, findings } = await reading(at("contract.prisma"));
  const ours = await postgres.elaborate(postgres.lower(model).catalog, runtime);
  const theirs = (await postgres.readText([{ name: "contract.sql", text: at("contract.sql") }], runtime)).catalog;
  expect(diffCatalogs(asPrinted(theirs), withoutComments(ours), postgres.kinds)).toEqual([]);
  expect(losses.map(({ code, object }) => `${code} ${object}`).sort()).toEqual([
    "CLIENT_DEFAULT Member.id",
    "CLIENT_UPDATED_AT Member.changedAt",
    "DISCRIMINATOR Group",
    "FOREIGN_RELATION Invoice.owner",
    "POLICY everybody",
    "ROW_SECURITY Invoice",
    "VALUE_OBJECT Member.home",
  ]);
  expect(losses.find(({ code }) => code === "VALUE_OBJECT")?.feature).toContain("(contract.prisma:27)");
  expect(findings).toMatchObject([{ code: "PRISMA_8", where: { line: 1 } }]);
  const member = model.entities.find(({ name }) => name === "Member");
  expect(member?.relations).toContainEqual({
    kind: "many",
    name: "groups",
    target: "Group",
    inverse: "members",
    through: "Seat",
  });
});

test("the same Model as of a Prisma 7 schema of the same meaning", async () => {
  const eight = `// use prisma-next
model Post {
  id     Int         @id @default(autoincrement())
  title  VarChar(80)
  at     Timestamp(3)?
  userId Uuid
  user   User        @relation(fields: [userId], references: [id], onDelete: Cascade)
  @@map("Post")
}
model User {
  id    Uuid   @id
  posts Post[]
  @@map("User")
}`;
  const seven = `datasource db {
  provider = "postgresql"
}
model Post {
  id     Int       @id @default(autoincrement())
  title  String    @db.VarChar(80)
  at     DateTime? @db.Timestamp(3)
  userId String    @db.Uuid
  user   User      @relation(fields: [userId], references: [id], onDelete: Cascade, onUpdate: NoAction)
  @@index([userId])
}
model User {
  id    String @id @db.Uuid
  posts Post[]
}`;
  expect((await reading(eight)).model).toEqual((await reading(seven)).model);
});

describe("what cannot be read is refused by name, at its place", () => {
  test.each([
    ["model A {\n  id ObjectId @id\n}", "the type ObjectId of A.id", 3],
    ["types {\n  A = B\n  B = A\n}\nmodel C {\n  id A @id\n}", "the type A, which stands for itself", 7],
    ["model A {\n  id Int @id\n  @@textsearch([id])\n}", "the attribute @@textsearch", 4],
    ["model A {\n  id Int @id\n}\nextension x {\n  a = 1\n}", "the block `extension`", 5],
    ['enum E {\n  @@type("pg/int4@1")\n  One = 1\n}\nmodel A {\n  id Int @id\n  e E\n}', "the enum E", 2],
    ["model A {\n  id Int @id\n  bs B[]\n}\nmodel B {\n  id Int @id\n  as A[]\n}", "the list A.bs", 4],
    ['model A {\n  id Int @id\n  @@index([id], type: "bm25")\n}', "the index method bm25", 4],
    ['datasource db {\n  provider = "mongodb"\n}\nmodel A {\n  id Int @id\n}', "the provider mongodb", 3],
    ["namespace a {\n  namespace b {\n  }\n}", "a namespace within another", 3],
  ])("%j", async (text, construct, line) => {
    await expect(reading(`// use prisma-next\n${text}`)).rejects.toMatchObject({
      code: "PRISMA_8",
      message: expect.stringContaining(construct),
      where: { file: "contract.prisma", line },
    });
  });

  test.each([
    ["model A {\n  id Int @id\n  b B @relation(fields: [bid], references: [id])\n}\nmodel B {\n  id Int @id\n}", 4],
    ['model A {\n  id Int @id\n  @@base(B, "a")\n}', 4],
  ])("wrong in any version: %j", async (text, line) => {
    await expect(reading(`// use prisma-next\n${text}`)).rejects.toMatchObject({
      code: "PRISMA_INVALID",
      where: { file: "contract.prisma", line },
    });
  });
});

describe("schemas of real projects are read; written for Prisma 7 and read again, nothing changes", () => {
  const missing = corpusMissing();
  if (missing !== undefined) test.skip(missing);
  else
    test.each(version8Schemas())("$id", async ({ files }) => {
      const { model } = await prisma.read(files);
      const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
      expect(catalog.objects.size).toBeGreaterThan(40);
      const written = await prisma.write({ model, engine: "postgres", catalog, residue: [] });
      const again = await prisma.read(schemaFiles(written.files));
      const lost = new Set(written.losses.map(({ object }) => object));
      const after = await postgres.elaborate(postgres.lower(again.model).catalog, runtime);
      const changes = diffCatalogs(withoutComments(catalog), withoutComments(after), postgres.kinds);
      // Prisma 7 makes indexes of unique constraints, and spells `now()` in another way.
      const others = changes.filter(
        ({ id, kind, props }) =>
          !lost.has(id) && kind !== "unique" && !id.endsWith("_key") && props.some(({ name }) => name !== "default"),
      );
      expect(others).toEqual([]);
    });
});
