import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import { designEntities } from "../../src/knowledge/design.ts";
import { CATALOGUE } from "../../src/knowledge/entities/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";
import { compare, runtime } from "./compare.ts";
import { EVERYTHING, modelOf, ODD } from "./models.ts";
import { validModel } from "./valid-model.ts";

afterAll(async () => {
  await closeScratch(runtime);
});

const blog = (): Model =>
  readModel(readFileSync(new URL("../../examples/blog/schema.model.yaml", import.meta.url), "utf8"), "blog").model;

describe("what is lowered is what the server shows", () => {
  it("of the blog", async () => {
    const { structure, expressions, lowered } = await compare(blog());
    expect(structure).toEqual([]);
    expect(lowered.losses).toEqual([]);
    // Simple defaults are predicted to the letter: what is left are checks and indexes.
    expect(expressions.filter((line) => line.startsWith("column:"))).toEqual([]);
    expect(expressions.map((line) => line.split(":")[1]?.split(" ")[0])).toEqual([
      "public.users.email_format",
      "public.users.username_length",
      "public.idx_users_email_active",
      "public.idx_users_search",
    ]);
  });

  it("of every type, default, expression and kind of index", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(EVERYTHING));
    expect(structure).toEqual([]);
    const defaults = expressions.filter((line) => / default: /.test(line));
    expect(defaults).toEqual([
      'column:animals.zoos.both default: {"sql":"(1 < 2 AND NOT 2 < 1)"} → {"sql":"((1 < 2) AND (NOT (2 < 1)))"}',
    ]);
    expect(lowered.losses.map(({ code, object }) => `${code} ${object}`)).toEqual(["ELEMENT_CHECK Zoo.emails"]);
  });

  it("of odd names, native types, other conventions and keys through relations", async () => {
    const { structure, expressions, lowered } = await compare(modelOf(ODD));
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => line.startsWith("column:") || line.startsWith("trigger:"))).toEqual([]);
    expect(lowered.losses.map(({ code, object }) => `${code} ${object}`)).toEqual([
      "NO_SQL_FOR_ENGINE User.checks.raw2",
      "INDEX_WEAKENED User.cit",
      "INDEX_NOT_HELD User.no1",
      "INDEX_WEAKENED User.inc",
    ]);
  });

  it("of every entity of the catalogue, all related", async () => {
    const { model } = designEntities({ entities: CATALOGUE.map(({ name }) => ({ name })) });
    const { structure, expressions } = await compare(model);
    expect(structure).toEqual([]);
    expect(expressions.filter((line) => / default: /.test(line))).toEqual([]);
  });

  it("of documents, which become comments", async () => {
    const { structure, lowered } = await compare(
      modelOf(`
types:
  Mood: { values: [{ value: good, doc: Fine }, bad], doc: "It's a mood" }
entities:
  User:
    doc: People
    fields: { name: "text doc='What they''re called'" }
    relations: { boss: one? User as staff doc='Who decides' }
`),
    );
    expect(structure).toEqual([]);
    expect(lowered.losses.map(({ code, object }) => `${code} ${object}`)).toEqual(["ENUM_VALUE_DOC Mood.good"]);
  });

  it("of verbatim objects, after what they need", async () => {
    const { structure } = await compare(
      modelOf(`
entities:
  User: { fields: { name: text } }
targets:
  postgres:
    objects:
      - sql: COMMENT ON VIEW names IS 'Names';
        needs: [names]
      - sql: CREATE VIEW names AS SELECT name FROM users
        needs: [User]
`),
    );
    expect(structure).toEqual([
      'remove opaque:sql."statement 1"',
      'remove opaque:sql."statement 2"',
      "add view:public.names",
    ]);
  });

  it("of every type word, required, optional and in lists", async () => {
    const needs: { readonly [word: string]: string } = { vector: "(3)", range: "(date)", set: "(a, b)", map: "(int)" };
    const fields = [...TYPE_WORDS.keys()].flatMap((word) => {
      const type = `${word}${needs[word] ?? ""}`;
      return [
        `      ${word}1: ${type}`,
        `      ${word}2: ${type}?`,
        ...(needs[word] ? [] : [`      ${word}3: ${type}[]`]),
      ];
    });
    const { structure } = await compare(modelOf(`entities:\n  All:\n    fields:\n${fields.join("\n")}\n`));
    expect(structure).toEqual([]);
  });
});

describe("random models", () => {
  it("are shown by the server as they were lowered", { timeout: 600_000 }, async () => {
    for (const model of fc.sample(validModel, { numRuns: 40, seed: 7 })) {
      const { structure, expressions } = await compare(model);
      expect(structure, JSON.stringify(model)).toEqual([]);
      expect(expressions.filter((line) => / default: |^trigger:/.test(line))).toEqual([]);
    }
  });
});

describe("a lowered catalog", () => {
  it("is written in an order that works although its foreign keys form a circle", async () => {
    const { structure, lowered } = await compare(
      modelOf(`
entities:
  A: { relations: { b: one? B as as1 } }
  B: { relations: { a: one A as bs } }
`),
    );
    expect(structure).toEqual([]);
    const sections = postgres.render(lowered.catalog).map(({ section }) => section);
    expect(sections.indexOf("Foreign keys")).toBeGreaterThan(sections.lastIndexOf("Tables"));
  });
});
