/** The founding document's Prisma schema: read, and written again field for field; and what the catalogue makes of it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Design } from "../../src/engines/design.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { parseSchema } from "../../src/formats/prisma/read/parse.ts";
import type { Attribute, Value } from "../../src/formats/prisma/read/syntax.ts";
import type { Model } from "../../src/model/model.ts";
import { designModel } from "../../src/workflows/design.ts";
import { schemaFiles } from "./agreement.ts";

const FOUNDING = readFileSync("test/prisma/schemas/founding.prisma", "utf8");

const designed = (model: Model): Design => ({
  model,
  engine: "postgres",
  catalog: postgres.lower(model).catalog,
  residue: [],
});

async function written(model: Model): Promise<string> {
  const { files } = await prisma.write(designed(model));
  return schemaFiles(files)[0]?.text ?? "";
}

function valueText(value: Value): string {
  if (value.kind === "list") return `[${value.items.map(valueText).join(", ")}]`;
  if (value.kind === "object")
    return `{${value.entries.map(([name, each]) => `${name}: ${valueText(each)}`).join(", ")}}`;
  if (value.kind === "call") return `${value.name}(${value.args.map(argumentText).join(", ")})`;
  return value.kind === "string" ? JSON.stringify(value.value) : value.value;
}

const argumentText = ({ name, value }: Attribute["args"][number]): string =>
  name === undefined ? valueText(value) : `${name}: ${valueText(value)}`;

/** Indexes without their name and condition, which is SQL in what we write. */
function attributeText({ name, args }: Attribute): string {
  const shown = args.filter((each) => name !== "index" || (each.name !== "map" && each.name !== "where"));
  return `@${name}${shown.length > 0 ? `(${shown.map(argumentText).join(", ")})` : ""}`;
}

/** The fields and attributes of every model of a schema, each as one line; `without` are words of attributes to leave out. */
function linesOf(text: string, without: RegExp): Map<string, string> {
  const models = parseSchema(text, "schema.prisma").filter(({ keyword }) => keyword === "model");
  return new Map(
    models.flatMap(({ name, fields, attributes }) => [
      ...fields.map((field): [string, string] => {
        const words = field.attributes.map(attributeText).filter((word) => !without.test(word));
        const type = `${field.type}${field.list ? "[]" : ""}${field.optional ? "?" : ""}`;
        return [`${name}.${field.name}`, [type, ...words.sort()].join(" ")];
      }),
      [
        name,
        attributes
          .map(attributeText)
          .filter((word) => !without.test(word))
          .sort()
          .join(" "),
      ],
    ]),
  );
}

describe("as input and as output", () => {
  test("every field comes back but for what the client alone does", async () => {
    const reading = await prisma.read([{ path: "schema.prisma", text: FOUNDING }]);
    expect(reading.losses.map(({ code, object }) => `${code} ${object}`)).toEqual([
      "CLIENT_DEFAULT User.id",
      "CLIENT_UPDATED_AT User.updatedAt",
      "CLIENT_DEFAULT Post.id",
      "CLIENT_UPDATED_AT Post.updatedAt",
      "CLIENT_DEFAULT Comment.id",
      "CLIENT_UPDATED_AT Comment.updatedAt",
      "CLIENT_DEFAULT Tag.id",
    ]);
    expect(reading.findings.map(({ code, where }) => [code, where?.line])).toEqual([
      ["PRISMA_PREVIEW_GONE", 3],
      ["PRISMA_PREVIEW_GONE", 3],
      ["PRISMA_URL_IN_SCHEMA", 8],
      ["PRISMA_PREVIEW_MISSING", 24],
    ]);
    const client = /^@(default\(uuid\(\)\)|updatedAt)$/;
    const text = await written(reading.model);
    // Text needs no native type: `@db.Text` says the same as nothing.
    const plain = (lines: Map<string, string>) =>
      [...lines].map(([name, line]) => `${name} ${line.replace(" @db.Text", "")}`);
    expect(plain(linesOf(text, client)).sort()).toEqual(plain(linesOf(FOUNDING, client)).sort());
  });
});

describe("of the catalogue of entities", () => {
  test("User, Post, Comment and Tag have every field of the document, by name, type and column", async () => {
    const { model } = designModel("User,Post,Comment,Tag");
    const ours = linesOf(await written(model), /^@(?!map|unique|id)/);
    const theirs = linesOf(FOUNDING, /^@(?!map|unique|id)/);
    const missing = [...theirs].filter(([name, line]) => name.includes(".") && ours.get(name) !== line);
    // The join table of posts and tags is a model of its own.
    expect(missing.map(([name]) => name)).toEqual(["Post.tags", "Tag.posts"]);
    expect([...ours.keys()]).toEqual(expect.arrayContaining(["PostTag.post", "PostTag.tag"]));
  });
});
