import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expressionNode,
  fieldArbitrary,
  indexPartArbitrary,
  modelArbitrary,
  polymorphicArbitrary,
  relationArbitrary,
} from "../../test/model/model-arbitrary.ts";
import { SchemaforgeError } from "./errors.ts";
import { formatExpression } from "./expressions/format.ts";
import { parseExpression } from "./expressions/parse.ts";
import { modelFromObject, readModel } from "./read.ts";
import { parseExclusion } from "./shorthand/exclusion.ts";
import { formatField, parseField } from "./shorthand/field.ts";
import { formatIndexPart, parseIndexParts } from "./shorthand/index-part.ts";
import { parseEntityList } from "./shorthand/inline.ts";
import { formatPolymorphic, parsePolymorphic } from "./shorthand/polymorphic.ts";
import { formatRelation, parseRelation } from "./shorthand/relation.ts";
import { validateModel } from "./validate.ts";
import { modelToObject, writeModel } from "./write.ts";

const runs = { numRuns: 300 };
/** For what goes through YAML, which is slow. */
const fewer = { numRuns: 80 };

/** Runs `read` and passes only if it succeeds or throws the one error type with a message. */
function onlyKnownErrors(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SchemaforgeError)) throw error;
    expect(error.message).not.toBe("");
  }
}

describe("round trips", () => {
  it("tree → text → tree for expressions", () => {
    fc.assert(
      fc.property(expressionNode, (node) => {
        const parsed = parseExpression(formatExpression(node));
        expect(parsed.kind === "parsed" && parsed.ast).toEqual(node);
      }),
      runs,
    );
  });

  it("field → shorthand → field", () => {
    fc.assert(
      fc.property(fieldArbitrary(false), (field) => {
        expect(parseField(field.name, formatField(field))).toEqual(field);
      }),
      runs,
    );
  });

  it("shorthand is canonical: formatting what was parsed changes nothing more", () => {
    fc.assert(
      fc.property(fieldArbitrary(false), (field) => {
        const text = formatField(field);
        expect(formatField(parseField(field.name, text))).toBe(text);
      }),
      runs,
    );
  });

  it("relation → shorthand → relation", () => {
    fc.assert(
      fc.property(relationArbitrary, (relation) => {
        expect(parseRelation(relation.name, formatRelation(relation))).toEqual(relation);
      }),
      runs,
    );
  });

  it("relation to one of several entities → shorthand → relation", () => {
    fc.assert(
      fc.property(polymorphicArbitrary, (relation) => {
        expect(parsePolymorphic(relation.name, formatPolymorphic(relation))).toEqual(relation);
      }),
      runs,
    );
  });

  it("index parts → text → index parts", () => {
    fc.assert(
      fc.property(fc.array(indexPartArbitrary(false), { minLength: 1, maxLength: 4 }), (parts) => {
        expect(parseIndexParts(`[${parts.map(formatIndexPart).join(", ")}]`)).toEqual(parts);
      }),
      runs,
    );
  });

  it("entities → command line → entities", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fieldArbitrary(false), { selector: (field) => field.name, minLength: 1, maxLength: 4 }),
        (fields) => {
          const text = `User,Thing(${fields.map((field) => `${field.name}: ${formatField(field)}`).join(", ")}),Other`;
          expect(parseEntityList(text)[1]?.fields).toEqual(fields);
        },
      ),
      runs,
    );
  });

  it("Model → YAML → Model", () => {
    fc.assert(
      fc.property(modelArbitrary, (model) => {
        expect(readModel(writeModel(model), "m.yaml", { validate: false }).model).toEqual(model);
      }),
      fewer,
    );
  });

  it("Model → object → JSON → Model", () => {
    fc.assert(
      fc.property(modelArbitrary, (model) => {
        const json = JSON.stringify(modelToObject(model));
        expect(modelFromObject(JSON.parse(json), undefined, { validate: false })).toEqual(model);
        expect(readModel(json, "m.json", { validate: false }).model).toEqual(model);
      }),
      fewer,
    );
  });

  it("writing what was read changes nothing", () => {
    fc.assert(
      fc.property(modelArbitrary, (model) => {
        const text = writeModel(model);
        expect(writeModel(readModel(text, "m.yaml", { validate: false }).model)).toBe(text);
      }),
      fewer,
    );
  });
});

const pieces = [
  "string",
  "(",
  ")",
  "(10,2)",
  "[",
  "]",
  "{",
  "}",
  "?",
  "=",
  ":=",
  "'",
  '"',
  "unique",
  "primary",
  "check=",
  "min=",
  "doc=",
  "was=",
  ",",
  "one",
  "many",
  "User",
  "as",
  "on delete",
  "cascade",
  "null",
  "true",
  "now()",
  "1",
  "-",
  "+",
  "||",
  "|",
  "and",
  "not",
  "in",
  "between",
  "case",
  "when",
  "then",
  "end",
  "is",
  "like",
  "length(",
  "matches(",
  ":",
  "#",
  "\n",
  "\t",
  " ",
  "  ",
  "é",
  "😀",
  "\0",
  "\\",
  "set(",
  "range(",
  ".",
  "desc",
  "nulls",
];
const soup = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 20 })
  .chain((parts) => fc.constantFrom("", " ").map((gap) => parts.join(gap)));
const place = { file: "m.yaml", line: 3, column: 7 };

describe("any text", () => {
  it("is a field or a SchemaforgeError", () => {
    fc.assert(
      fc.property(soup, (text) => onlyKnownErrors(() => parseField("f", text, place))),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(soup, (text) => onlyKnownErrors(() => parseField("f", `string = ${text}`))),
      { numRuns: 1000 },
    );
  });

  it("is a relation, an index, an expression, a list of entities or a SchemaforgeError", () => {
    fc.assert(
      fc.property(soup, (text) => {
        onlyKnownErrors(() => parseRelation("r", text, place));
        onlyKnownErrors(() => parsePolymorphic("r", `one A|B ${text}`, place));
        onlyKnownErrors(() => parseExclusion(`a with = ${text}`, place));
        onlyKnownErrors(() => parseRelation("r", `one User ${text}`));
        onlyKnownErrors(() => parseIndexParts(text, place));
        onlyKnownErrors(() => parseExpression(text, place));
        onlyKnownErrors(() => parseEntityList(text));
        onlyKnownErrors(() => parseEntityList(`User(${text})`));
      }),
      { numRuns: 1500 },
    );
  });

  it("is a model or a SchemaforgeError", () => {
    const yamlPieces = [
      "schemaforge: 1\n",
      "entities:\n",
      "  User:\n",
      "    fields:\n",
      "      a: text\n",
      "- ",
      "&a ",
      "*a",
      "!x ",
      "<<: ",
      "---\n",
      "%YAML",
      "|\n",
      ">\n",
      "null",
      "~",
      "[a, b",
      "{a: b",
    ];
    const yaml = fc
      .array(fc.oneof(fc.constantFrom(...yamlPieces, ...pieces), fc.string({ maxLength: 3 })), { maxLength: 25 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(yaml, (text) => onlyKnownErrors(() => readModel(text, "m.yaml"))),
      { numRuns: 1500 },
    );
  });

  it("spliced into a good model is a model or a SchemaforgeError", () => {
    fc.assert(
      fc.property(modelArbitrary, fc.nat(), fc.nat(30), soup, (model, at, length, text) => {
        const good = writeModel(model);
        const start = at % good.length;
        onlyKnownErrors(() => readModel(good.slice(0, start) + text + good.slice(start + length), "m.yaml"));
      }),
      { numRuns: 120 },
    );
  });

  it("or any model is checked without an error of ours", () => {
    fc.assert(
      fc.property(modelArbitrary, (model) => {
        for (const { message } of validateModel(model)) expect(message).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });

  it("is never more than data: any JSON is a model or a SchemaforgeError", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        onlyKnownErrors(() => modelFromObject(value));
        onlyKnownErrors(() => modelFromObject({ schemaforge: 1, entities: value }));
        onlyKnownErrors(() => modelFromObject({ schemaforge: 1, entities: { User: { fields: value } } }));
      }),
      { numRuns: 500 },
    );
  });
});
