/**
 * The shorthand of a field: `type[(args)][[]][?] [= default | := expression] {flag} {key=value}`.
 * `parseField` and `formatField` are inverse to each other.
 */
import { expressionText } from "../expressions/format.ts";
import { scanExpression } from "../expressions/parse.ts";
import { clip, type Place, Scanner } from "../lexer.ts";
import type { Field } from "../model.ts";
import { nearest } from "../suggest.ts";
import {
  formatExpressionValue,
  formatNames,
  formatValue,
  scanExpressionValue,
  scanNames,
  scanValue,
} from "./attributes.ts";
import { formatDefault, scanDefault } from "./default.ts";
import { formatType, scanType } from "./type.ts";

type Draft = { -readonly [key in keyof Field]: Field[key] };

/** Flags in canonical order. */
export const FIELD_FLAGS = ["primary", "unique", "index", "secret", "immutable"] as const;
const words: readonly string[] = [...FIELD_FLAGS, "encrypt"];
const textKeys = ["pii", "min", "max", "match"] as const;
const lateTextKeys = ["column", "doc"] as const;
/** Keys that name another member. */
const memberKeys = [
  ["slug", "slugOf"],
  ["count", "countOf"],
] as const;
const keys: readonly string[] = [...textKeys, ...memberKeys.map(([key]) => key), "check", "was", ...lateTextKeys];
/** Flags with a value of their own: what it is called in the Model, and the value. */
const valuedFlags = {
  unique: { tenant: { uniqueInTenant: true } },
  encrypt: { database: { encrypt: "database" }, application: { encrypt: "application" } },
} as const;

/** Words that people write by habit: what to do instead. */
const foreignFlags: Readonly<Record<string, string>> = {
  not: "Leave it out: a field is NOT NULL unless its type ends in `?`",
  notnull: "Leave it out: a field is NOT NULL unless its type ends in `?`",
  required: "Leave it out: a field is NOT NULL unless its type ends in `?`",
  null: "End the type in `?`: `text?`",
  nullable: "End the type in `?`: `text?`",
  optional: "End the type in `?`: `text?`",
  default: "Write a default as `= value`",
  pk: "Write `primary`",
  uniq: "Write `unique`",
  generated: "Write a computed field as `:= expression`",
  as: "Write a computed field as `:= expression`",
  comment: "Write `doc='…'`",
  references: "Declare it under `relations:`, as `author: one User as posts`",
  unsigned: "Write `min=0`",
  identity: "Write `= identity()`, or set `id: identity` on the entity",
  autoincrement: "Write `= autoincrement()`, or set `id: serial` on the entity",
  array: "Write an array as `text[]`",
  tenant: "Write `unique=tenant`, or `tenant: true` on the entity",
  encrypted: "Write `encrypt`",
};

/**
 * Reads a field's shorthand.
 * @param name the field's name; it leads corrected lines
 * @param place where `text` begins, if it comes from a file
 * @throws SchemaforgeError with the place in the text and, where it can be guessed, the corrected line
 */
export function parseField(name: string, text: string, place?: Place): Field {
  const scanner = new Scanner(text, name, place);
  const field = scanField(scanner, name);
  if (!scanner.atEnd) unknownClause(scanner);
  return field;
}

/** Reads a field at the scanner's position, up to what cannot belong to it (the caller says whether that may follow). */
export function scanField(scanner: Scanner, name: string): Field {
  const type = scanType(scanner);
  const field: Draft = { name, type, nullable: scanner.take("?") };
  for (;;) {
    scanner.skipSpace();
    const at = scanner.position;
    if (scanner.take(":=")) {
      once(scanner, field, "generated", at);
      field.generated = scanExpression(scanner);
    } else if (scanner.take("=")) {
      once(scanner, field, "default", at);
      field.default = scanDefault(scanner, type);
    } else if (!scanClause(scanner, field, at)) return field;
    scanner.expectGap();
  }
}

function once(scanner: Scanner, field: Draft, key: keyof Field, at: number): void {
  if (field[key] !== undefined) scanner.fail("SYNTAX", `\`${key}\` is given twice`, { at, remedy: "Keep one of them" });
}

function scanClause(scanner: Scanner, field: Draft, at: number): boolean {
  const word = scanner.peekWord();
  if (word === undefined) return false;
  const flag = FIELD_FLAGS.find((known) => known === word);
  const follows = scanner.text.charAt(at + word.length);
  if ((word === "unique" || word === "encrypt") && follows === "=") {
    scanner.word();
    scanner.take("=");
    scanValuedFlag(scanner, field, word, at);
    return true;
  }
  if (word === "encrypt") {
    once(scanner, field, "encrypt", at);
    scanner.word();
    field.encrypt = "application";
    return true;
  }
  if (flag) {
    if (follows === "=") noValue(scanner, word, at);
    once(scanner, field, flag, at);
    scanner.word();
    field[flag] = true;
    return true;
  }
  if (!keys.includes(word)) return false;
  scanner.word();
  if (follows !== "=") {
    const spaced = /^\s*=\s*/.exec(scanner.text.slice(scanner.position))?.[0];
    scanner.fail("SYNTAX", `\`${word}\` takes a value: \`${word}=…\`, without spaces`, {
      at,
      ...(spaced ? { fix: { from: scanner.position, to: scanner.position + spaced.length, text: "=" } } : {}),
    });
  }
  scanner.take("=");
  const memberKey = memberKeys.find(([known]) => known === word)?.[1];
  const textKey = [...textKeys, ...lateTextKeys].find((known) => known === word);
  if (textKey) {
    once(scanner, field, textKey, at);
    field[textKey] = scanValue(scanner, word);
  } else if (memberKey) {
    once(scanner, field, memberKey, at);
    field[memberKey] = scanValue(scanner, word);
  } else if (word === "was") {
    once(scanner, field, "was", at);
    field.was = scanNames(scanner, word);
  } else {
    once(scanner, field, "check", at);
    field.check = scanExpressionValue(scanner, word, field.name);
  }
  return true;
}

function scanValuedFlag(scanner: Scanner, field: Draft, word: keyof typeof valuedFlags, at: number): void {
  const known: { readonly [value: string]: Partial<Draft> } = valuedFlags[word];
  const start = scanner.position;
  const value = scanner.bare() ?? "";
  const said = Object.entries(known).find(([name]) => name === value)?.[1];
  if (!said) {
    const guess = nearest(value, Object.keys(known));
    scanner.fail("UNKNOWN_KEY", `\`${word}=\` takes ${Object.keys(known).join(" or ")}, or stands without \`=\``, {
      at,
      fix:
        guess === undefined
          ? { from: start - 1, to: start + value.length, text: "" }
          : { from: start, to: start + value.length, text: guess },
    });
  }
  once(scanner, field, word === "unique" ? "uniqueInTenant" : "encrypt", at);
  Object.assign(field, said);
}

function noValue(scanner: Scanner, word: string, at: number): never {
  const value = scanner.text.slice(at + word.length + 1).match(/^[\w-]*/)?.[0] ?? "";
  return scanner.fail("UNKNOWN_KEY", `\`${word}\` takes no value`, {
    at,
    fix: { from: at + word.length, to: at + word.length + 1 + value.length, text: "" },
  });
}

/** Throws for a word that no clause of a field begins with. */
export function unknownClause(scanner: Scanner): never {
  scanner.skipSpace();
  const at = scanner.position;
  const word = scanner.peekWord();
  if (word === undefined) {
    const next = scanner.peekRun();
    return scanner.fail("SYNTAX", `\`${clip(next)}\` cannot stand here`, {
      remedy: next.startsWith("?")
        ? "Put the `?` right behind the type"
        : "After the type come `= default` or `:= expression`, flags and `key=value`",
    });
  }
  const remedy = foreignFlags[word.toLowerCase()];
  const guess = nearest(word, [...words, ...keys]);
  return scanner.fail("UNKNOWN_KEY", `\`${clip(word)}\` is no flag or key of a field`, {
    at,
    ...(remedy !== undefined
      ? { remedy }
      : guess !== undefined
        ? { fix: { from: at, to: at + word.length, text: guess } }
        : { remedy: `Flags are ${words.join(", ")}; keys are ${keys.map((key) => `${key}=`).join(", ")}` }),
  });
}

/**
 * A field's canonical shorthand, or undefined when it says something that only the object form holds: raw SQL, native
 * types of engines.
 */
export function formatFieldIfShort(field: Field): string | undefined {
  if (field.targets) return undefined;
  const parts: (string | undefined)[] = [formatType(field.type) + (field.nullable ? "?" : "")];
  if (field.default) parts.push(prefixed("= ", formatDefault(field.default)));
  if (field.generated) parts.push(prefixed(":= ", expressionText(field.generated)));
  parts.push(...FIELD_FLAGS.filter((flag) => field[flag] === true));
  if (field.uniqueInTenant) parts.push("unique=tenant");
  if (field.encrypt) parts.push(field.encrypt === "application" ? "encrypt" : `encrypt=${field.encrypt}`);
  for (const [key, name] of memberKeys) if (field[name] !== undefined) parts.push(`${key}=${formatValue(field[name])}`);
  for (const key of textKeys) if (field[key] !== undefined) parts.push(`${key}=${formatValue(field[key])}`);
  if (field.check) parts.push(prefixed("check=", formatExpressionValue(field.check)));
  if (field.column !== undefined) parts.push(`column=${formatValue(field.column)}`);
  if (field.was) parts.push(`was=${formatNames(field.was)}`);
  if (field.doc !== undefined) parts.push(`doc=${formatValue(field.doc)}`);
  return parts.includes(undefined) ? undefined : parts.join(" ");
}

/**
 * A field's canonical shorthand; what only the object form holds (raw SQL, native types) is left out. Use
 * `formatFieldIfShort` to learn whether anything is.
 */
export function formatField(field: Field): string {
  const short = formatFieldIfShort(field);
  if (short !== undefined) return short;
  const { default: standard, generated, check, targets: _targets, ...rest } = field;
  return (
    formatFieldIfShort({
      ...rest,
      ...(standard && formatDefault(standard) !== undefined ? { default: standard } : {}),
      ...(generated?.kind === "parsed" ? { generated } : {}),
      ...(check?.kind === "parsed" ? { check } : {}),
    }) ?? formatType(field.type)
  );
}

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : prefix + text;
}
