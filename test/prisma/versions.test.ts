/** What older versions wrote is a finding with its place; what only the client does is a loss that names the field. */
import { describe, expect, test } from "vitest";
import { prisma } from "../../src/formats/prisma/index.ts";

const read = (text: string) => prisma.read([{ path: "schema.prisma", text }]);
const MODEL = "model A {\n  id Int @id\n}\n";

describe("schemas of older versions", () => {
  test.each([
    [
      "Prisma 4",
      `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["referentialIntegrity", "extendedIndexes"]\n}
datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n  referentialIntegrity = "prisma"\n}\n`,
      [
        ["PRISMA_PREVIEW_GONE", 3],
        ["PRISMA_PREVIEW_GONE", 3],
        ["PRISMA_URL_IN_SCHEMA", 7],
        ["PRISMA_RENAMED", 8],
      ],
    ],
    [
      "Prisma 5",
      `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["jsonProtocol"]\n}
datasource db {\n  provider = "postgres"\n  url = env("A")\n  directUrl = env("B")\n}\n`,
      [
        ["PRISMA_PREVIEW_GONE", 3],
        ["PRISMA_URL_IN_SCHEMA", 7],
        ["PRISMA_URL_IN_SCHEMA", 8],
      ],
    ],
    [
      "Prisma 6",
      `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["prismaSchemaFolder", "multiSchema"]\n}
datasource db {\n  provider = "sqlite"\n  url = "file:./dev.db"\n}\n`,
      [
        ["PRISMA_PREVIEW_GONE", 3],
        ["PRISMA_PREVIEW_GONE", 3],
        ["PRISMA_URL_IN_SCHEMA", 7],
      ],
    ],
    [
      "Prisma 7",
      `generator client {\n  provider = "prisma-client"\n  output = "../generated"\n}\ndatasource db {\n  provider = "sqlite"\n}\n`,
      [],
    ],
  ])("%s", async (_version, head, findings) => {
    const { model, findings: found, losses } = await read(`${head}${MODEL}`);
    expect(found.map(({ code, where }) => [code, where?.line])).toEqual(findings);
    expect(model.entities.map(({ name }) => name)).toEqual(["A"]);
    expect(losses).toEqual([]);
  });
});

describe("what the client makes", () => {
  test.each(["postgresql", "sqlite"])("%s: every generator and @updatedAt, by field", async (provider) => {
    const makers = ["uuid()", "uuid(7)", "cuid()", "cuid(2)", "ulid()", "nanoid()", "nanoid(8)"];
    const fields = makers.map((maker, at) => `  f${at} String @default(${maker})`).join("\n");
    const { model, losses } = await read(
      `datasource db {\n  provider = "${provider}"\n}\nmodel A {\n  id Int @id @default(autoincrement())\n${fields}\n  at DateTime @default(now()) @updatedAt\n  made String @default(dbgenerated("lower('A')"))\n}\n`,
    );
    expect(losses.map(({ code, object, feature }) => [code, object, feature.replace(/^.*: /, "")])).toEqual([
      ...makers.map((maker, at) => ["CLIENT_DEFAULT", `A.f${at}`, maker.replace(/\(.*/, "()")]),
      ["CLIENT_UPDATED_AT", "A.at", "@updatedAt"],
    ]);
    const [entity] = model.entities;
    const defaults = entity?.fields.filter((field) => field.default).map(({ name }) => name);
    expect(defaults).toEqual(["id", "at", "made"]);
  });

  test('relationMode = "prisma": the fields without a key, by relation', async () => {
    const { model, losses } = await read(
      `datasource db {\n  provider = "postgresql"\n  relationMode = "prisma"\n}
model A {\n  id Int @id\n  b B @relation(fields: [bId], references: [id])\n  bId Int\n  @@index([bId])\n}
model B {\n  id Int @id\n  as A[]\n}\n`,
    );
    expect(losses.map(({ code, object }) => [code, object])).toEqual([["CLIENT_RELATION", "A.b"]]);
    expect(model.entities.flatMap(({ relations }) => relations)).toEqual([]);
    expect(model.entities[0]?.fields.map(({ name }) => name)).toEqual(["id", "bId"]);
  });
});
