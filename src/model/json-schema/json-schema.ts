/**
 * The JSON Schema of model files that is published (schema/v1.json): the structure that the reader checks, with
 * descriptions, the words of the shorthand to complete, and patterns that tell gross mistakes while typing.
 */
import { z } from "zod";
import { modelSchema, objectKinds } from "../file/schema.ts";
import { TYPE_WORDS } from "../types.ts";
import { descriptionOf } from "./descriptions.ts";

type Json = { [key: string]: unknown };

/** The JSON Schema (draft 2020-12) of model files. */
export function modelJsonSchema(): Json {
  const { $schema, ...root } = z.toJSONSchema(modelSchema, { unrepresentable: "any" }) as Json;
  const definitions: Json = {};
  const described = describe(root, [], definitions) as Json;
  const { properties, ...rest } = described;
  return {
    $schema,
    title: "Schemaforge model",
    description: "Entities, their fields, how they relate, and which rules hold; engine-neutral.",
    ...rest,
    // YAML files name their schema in a comment, JSON files here.
    properties: { $schema: { type: "string", description: "This schema, for editors." }, ...(properties as Json) },
    $defs: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Parts that stand in several places, by their paths. */
const shared: readonly { readonly path: readonly string[]; readonly name: string }[] = [
  { path: ["*", "*", "fields", "*"], name: "field" },
  { path: ["*", "*", "relations", "*"], name: "relation" },
  { path: ["*", "*", "checks", "*"], name: "check" },
  { path: ["*", "*", "indexes", "*"], name: "index" },
  { path: ["*", "*", "policies", "*"], name: "policy" },
  { path: ["entities", "*"], name: "entity" },
  { path: ["mixins", "*"], name: "mixin" },
  { path: ["types", "*"], name: "type" },
  { path: ["views", "*"], name: "view" },
];

function describe(schema: unknown, path: readonly string[], definitions: Json): unknown {
  const definition = shared.find((part) => matches(part.path, path));
  const result = described(schema as Json, path, definitions);
  if (!definition) return result;
  const known = definitions[definition.name];
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(result)) return result;
  definitions[definition.name] = result;
  return { $ref: `#/$defs/${definition.name}` };
}

function described(schema: Json, path: readonly string[], definitions: Json): Json {
  const result: Json = { ...schema };
  const { properties, additionalProperties, items, anyOf } = schema;
  if (isObject(properties)) {
    const kind = objectKinds.find((known) => matches(known.path, path))?.what ?? "raw SQL";
    result["properties"] = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => {
        const inner = describe(value, [...path, key], definitions) as Json;
        const description = descriptionOf(kind, key);
        return [key, description === undefined ? inner : { description, ...inner }];
      }),
    );
  }
  if (isObject(additionalProperties))
    result["additionalProperties"] = describe(additionalProperties, [...path, "*"], definitions);
  if (isObject(items)) result["items"] = described(items, [...path, "*"], definitions);
  if (Array.isArray(anyOf)) result["anyOf"] = anyOf.map((choice: Json) => described(choice, path, definitions));
  if (named.some((end) => matches(end, path)) && isObject(schema["propertyNames"])) {
    result["propertyNames"] = { type: "string", pattern: NAME };
  }
  const texts = shorthands.find((shorthand) => matches(shorthand.path, path));
  if (texts && schema["type"] === "string") {
    const text = { ...result, ...texts.text };
    return texts.words.length > 0 ? { anyOf: [{ enum: texts.words }, text] } : text;
  }
  return result;
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((step, index) => step === "*" || step === path[index]);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Maps whose keys are names of the language (validation/names.ts). */
const named: readonly (readonly string[])[] = [
  ["entities"],
  ["types"],
  ["mixins"],
  ["*", "*", "fields"],
  ["*", "*", "relations"],
];
const NAME = "^[A-Za-z][A-Za-z0-9_]{0,62}$";

const types = [...TYPE_WORDS].filter(([, word]) => word.needed === 0).map(([name]) => name);
const anyType = [...TYPE_WORDS.keys()].sort((a, b) => b.length - a.length).join("|");

/** Texts with a grammar of their own: words to complete, and what every one of them begins with. */
const shorthands: readonly { path: readonly string[]; words: readonly string[]; text: Json }[] = [
  {
    path: ["*", "*", "fields", "*"],
    words: types,
    text: {
      pattern: `^\\s*(?:${anyType}|[A-Z][A-Za-z0-9_]*)(?![A-Za-z0-9_])`,
      description:
        "type[(arguments)][[]][?] [= default | := expression] {flag} {key=value}. NOT NULL unless the type ends in `?`. " +
        "Flags: primary unique unique=tenant index secret immutable encrypt. " +
        "Keys: pii min max match check column was doc slug count.",
      examples: ["string(255) unique", "text?", "boolean = false", "datetime = now()", "decimal(10,2) min=0"],
    },
  },
  {
    path: ["*", "*", "relations", "*"],
    words: [],
    text: {
      pattern: "^\\s*(?:one\\s*\\??|many)(?![A-Za-z0-9_])",
      description:
        "one|one? Target [as inverse] [unique] [owned] [references field] [on delete action] [on update action] …, " +
        "or many Target as many inverse [through Join].",
      examples: ["one User as posts on delete cascade", "one? Comment as replies", "many Tag as many posts"],
    },
  },
];
