/** Features by the first version that has them (sqlite.org/changes.html, from 3.31 on), held against a target version. */
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";
import type { TooNew } from "../engine.ts";
import { isKind } from "./objects.ts";
import { type Token, tokenize } from "./parse/tokens.ts";

/** `sqlite3` versions by their second number: 37 is 3.37. */
type Minor = number;

interface Feature {
  readonly name: string;
  readonly since: Minor;
  used(object: CatalogObject, tokens: readonly Token[]): boolean;
}

const calls =
  (...names: readonly string[]): Feature["used"] =>
  (_object, tokens) =>
    tokens.some((token, index) => names.includes(token.text.toLowerCase()) && tokens[index + 1]?.text === "(");

const operator =
  (...texts: readonly string[]): Feature["used"] =>
  (_object, tokens) =>
    tokens.some(({ kind, text }) => kind === "operator" && texts.includes(text));

const words =
  (...sequence: readonly string[]): Feature["used"] =>
  (_object, tokens) =>
    tokens.some((_token, start) => sequence.every((word, index) => tokens[start + index]?.text.toUpperCase() === word));

const FEATURES: readonly Feature[] = [
  {
    name: "generated columns",
    since: 31,
    used: (object) => isKind(object, "column") && object.props.generated !== undefined,
  },
  { name: "iif()", since: 32, used: calls("iif") },
  {
    name: "the trigram tokenizer",
    since: 34,
    used: (object, tokens) => isKind(object, "virtual-table") && tokens.some(({ text }) => /\btrigram\b/i.test(text)),
  },
  { name: "materialization hints", since: 35, used: words("AS", "MATERIALIZED") },
  {
    name: "mathematical functions",
    since: 35,
    used: calls("ceil", "floor", "ln", "log", "pow", "power", "sqrt", "exp", "mod", "trunc"),
  },
  { name: "STRICT tables", since: 37, used: (object) => isKind(object, "table") && object.props.strict === true },
  { name: "the operators -> and ->>", since: 38, used: operator("->", "->>") },
  {
    name: "JSON functions without an extension",
    since: 38,
    used: calls("json_valid", "json_type", "json_extract", "json_array_length", "json_each"),
  },
  { name: "unixepoch()", since: 38, used: calls("unixepoch") },
  {
    name: "RIGHT and FULL JOIN",
    since: 39,
    used: (object, tokens) => words("RIGHT", "JOIN")(object, tokens) || words("FULL", "JOIN")(object, tokens),
  },
  { name: "IS DISTINCT FROM", since: 39, used: words("DISTINCT", "FROM") },
  { name: "unhex()", since: 41, used: calls("unhex") },
  { name: "octet_length() and timediff()", since: 43, used: calls("octet_length", "timediff") },
  { name: "concat() and string_agg()", since: 44, used: calls("concat", "concat_ws", "string_agg") },
  { name: "JSONB functions", since: 45, used: calls("jsonb", "jsonb_extract", "jsonb_array", "jsonb_object") },
];

/** Versions that schemas are written for: from 3.37, the oldest that is supported, to the one that tests run. */
export const TARGET_VERSIONS: readonly string[] = Array.from({ length: 45 - 37 + 1 }, (_, at) => `3.${37 + at}`);

/** What a catalog uses that SQLite of version `target` (`3.37`) does not have, in the order of the objects. */
export function newerThan(catalog: Catalog, target: string): TooNew[] {
  const [major, minor] = target.split(".").map(Number);
  const features = FEATURES.filter(({ since }) => major !== 3 || since > (minor ?? 0));
  if (features.length === 0) return [];
  return [...catalog.objects.values()].flatMap((object) => {
    const tokens = sqlTexts(object.props).flatMap((text) => tokenize({ name: object.id, text }).tokens);
    return features
      .filter((feature) => feature.used(object, tokens))
      .map(({ name, since }) => ({ object: object.id, feature: name, since: `3.${since}` }));
  });
}

/** Every SQL text in an object's properties, as it is compared. */
function sqlTexts(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  if ("sql" in value && typeof value.sql === "string") return [value.sql];
  return Object.values(value).flatMap(sqlTexts);
}
