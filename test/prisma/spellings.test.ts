/** What Prisma takes and the Model says otherwise: told with its place, and never refused. */
import { describe, expect, test } from "vitest";
import { prisma } from "../../src/formats/prisma/index.ts";
import { readModel } from "../../src/model/read.ts";
import { writeModel } from "../../src/model/write.ts";

const read = (text: string, provider = "postgresql") =>
  prisma.read([{ path: "schema.prisma", text: `datasource db {\n  provider = "${provider}"\n}\n${text}` }]);

describe("what stands behind the brace of a block", () => {
  test("is not read, and told", async () => {
    const { model, findings } = await read(
      "model A { name String\n  id Int @id\n}\nmodel B { // with a word\n  id Int @id\n}\n",
    );
    expect(findings.map(({ code, where }) => [code, where?.line, where?.column])).toEqual([["PRISMA_UNREAD", 4, 11]]);
    expect(model.entities[0]?.fields.map(({ name }) => name)).toEqual(["id"]);
  });

  test("is read in the notation of Prisma 8", async () => {
    const text = "// use prisma-next\nmodel A { name String\n  id Int @id\n}\n";
    const { model } = await prisma.read([{ path: "schema.prisma", text }]);
    expect(model.entities[0]?.fields.map(({ name }) => name)).toEqual(["name", "id"]);
  });

  test("a block on one line is refused as Prisma refuses it", async () => {
    await expect(read("model A { id Int @id }\n")).rejects.toMatchObject({
      code: "PRISMA_INVALID",
      where: { line: 4 },
    });
  });
});

test("keys and indexes of views, which Prisma took before version 7, are told with their places", async () => {
  const { losses, findings } = await read(
    'model A {\n  id Int @id\n}\nview V {\n  a Int @id(map: "key")\n  b Int @unique\n  @@index([a, b])\n}\n',
  );
  expect(losses.map(({ code, object }) => [code, object])).toEqual([["VIEW", "V"]]);
  const told = findings.filter(({ code }) => code === "PRISMA_VIEW_KEY");
  expect(told.map(({ where }) => [where?.line, where?.column])).toEqual([
    [10, 5],
    [8, 10],
  ]);
});

test("relations that capitals alone tell apart from others have another name, and columns keep theirs", async () => {
  const { model, losses } = await read(
    `model User {\n  id Int @id\n  items Item[]\n  likes Item[] @relation("likes")\n}
model Item {\n  id Int @id\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n  User User[] @relation("likes")\n}\n`,
  );
  expect(losses.map(({ code, object, instead }) => [code, object, instead])).toEqual([
    ["NAME", "Item.User", "the relation is called User2"],
  ]);
  const [, item] = model.entities;
  expect(item?.relations.map(({ name }) => name)).toEqual(["user", "User2"]);
});

test("defaults that the language is too strict for are SQL, so that a file of the model is read again", async () => {
  const { model } = await read(
    `model A {
  id Int @id
  code String @default("too long") @db.VarChar(3)
  day DateTime @default("2030-01-31T08:00:00+02:00") @db.Date
  clock DateTime @default("2030-01-31T08:00:00.1234567Z") @db.Time
  times DateTime[] @default(now())
}\n`,
  );
  expect(readModel(writeModel(model), "schema.model.yaml").model).toEqual(model);
  expect(model.entities[0]?.fields.map((field) => field.default)).toEqual([
    undefined,
    { kind: "expression", expression: { kind: "raw", sql: { postgres: "'too long'" } } },
    { kind: "string", value: "2030-01-31" },
    {
      kind: "expression",
      expression: { kind: "raw", sql: { postgres: "'2030-01-31 08:00:00.123456700 +00:00'" } },
    },
    { kind: "expression", expression: { kind: "raw", sql: { postgres: "CURRENT_TIMESTAMP" } } },
  ]);
});

test("indexes of SQLite with names that no other database keeps are statements of SQLite", async () => {
  const long = "aFieldWithANameOfThirtyLetters";
  const { model } = await read(
    `model Table {\n  id Int @id\n  ${long}1 Int\n  ${long}2 Int\n  @@unique([${long}1, ${long}2(sort: Desc)])\n}\n`,
    "sqlite",
  );
  expect(model.targets.sqlite?.objects).toEqual([
    {
      sql: `CREATE UNIQUE INDEX Table_${long}1_${long}2_key ON "Table" (${long}1, ${long}2 DESC)`,
      needs: ["Table"],
    },
  ]);
  expect(model.entities[0]?.indexes).toEqual([]);
});

describe("extensions", () => {
  const objectsOf = async (datasource: string, sql: string) => {
    const { model, losses, findings } = await prisma.read([
      {
        path: "schema.prisma",
        text: `datasource db {\n  provider = "postgresql"\n${datasource}}\nmodel A {\n  id Int @id\n  key String @default(dbgenerated("${sql}"))\n}\n`,
      },
    ]);
    const codes = [...losses, ...findings].map(({ code }) => code).filter((code) => code !== "PRISMA_PREVIEW_MISSING");
    return [model.targets.postgres?.objects?.map((object) => object.sql), codes];
  };

  test("stand in the schema that the datasource names, in the version of the server", async () => {
    const extensions = '  extensions = [uuidOssp(map: "uuid-ossp", schema: "extensions"), pgcrypto(version: "1.3")]\n';
    expect(await objectsOf(extensions, "extensions.uuid_generate_v4()")).toEqual([
      ["CREATE SCHEMA extensions", 'CREATE EXTENSION "uuid-ossp" SCHEMA extensions', "CREATE EXTENSION pgcrypto"],
      ["EXTENSION_VERSION"],
    ]);
  });

  test("that defaults need are made, and told, where no datasource names them", async () => {
    expect(await objectsOf("", "encode(gen_random_bytes(16), 'hex'::text)")).toEqual([
      ["CREATE EXTENSION pgcrypto"],
      ["PRISMA_EXTENSION_UNSAID"],
    ]);
    expect(await objectsOf("", "gen_random_uuid()")).toEqual([undefined, []]);
  });
});

test("a default that reads columns is the formula of a generated column, and one that is not said is told", async () => {
  const { model, findings, losses } = await read(
    `model A {
  id Int @id
  zone DateTime @default(dbgenerated("(now() AT TIME ZONE 'utc'::text)"))
  body String
  words String @default(dbgenerated("upper(body)"))
  other String @default(dbgenerated())
}\n`,
  );
  const [entity] = model.entities;
  const formulas = entity?.fields.filter(({ generated }) => generated).map(({ name }) => name);
  expect(formulas).toEqual(["words"]);
  expect(entity?.fields.find(({ name }) => name === "zone")?.default).toBeDefined();
  expect(findings.map(({ code, where }) => [code, where?.line])).toEqual([["PRISMA_GENERATED", 8]]);
  expect(losses.map(({ code, object }) => [code, object])).toEqual([["DEFAULT", "A.other"]]);
});
