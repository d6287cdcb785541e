/**
 * The shorthand of a relation: `one|one? Target [as inverse] …` owns the foreign key; `many Target as many inverse …`
 * goes through a join table. `parseRelation` and `formatRelation` are inverse to each other.
 */
import { clip, type Place, Scanner } from "../lexer.ts";
import type { ManyRelation, OneRelation, Relation } from "../model.ts";
import { plural, toCamel } from "../naming.ts";
import { nearest } from "../suggest.ts";
import { scanEventAndAction } from "./action.ts";
import { formatNames, formatValue, scanNames, scanValue } from "./attributes.ts";

type OneDraft = { -readonly [key in keyof OneRelation]: OneRelation[key] };
type ManyDraft = { -readonly [key in keyof ManyRelation]: ManyRelation[key] };

const oneWords = [
  "as",
  "unique",
  "owned",
  "references",
  "on",
  "onDeleteColumns",
  "deferrable",
  "period",
  "name",
  "columns",
  "index",
  "was",
  "doc",
];
const manyWords = ["as", "through", "table", "doc"];

const foreignHeads: Readonly<Record<string, string>> = {
  has_many: "The list is the other side of a `one`: write `one … as …` in the other entity",
  hasmany: "The list is the other side of a `one`: write `one … as …` in the other entity",
  belongs_to: "Write `one Target as inverse`",
  belongsto: "Write `one Target as inverse`",
  has_one: "Write `one Target as inverse unique` in the entity that holds the key",
  hasone: "Write `one Target as inverse unique` in the entity that holds the key",
  manytoone: "Write `one Target as inverse`",
  manytomany: "Write `many Target as many inverse`",
  onetomany: "The list is the other side of a `one`: write `one … as …` in the other entity",
  onetoone: "Write `one Target as inverse unique`",
};

/**
 * Reads a relation's shorthand.
 * @param name the relation's name; it leads corrected lines
 * @param owner the entity that declares it, to guess the inverse of an incomplete `many`
 * @throws SchemaforgeError with the place in the text and, where it can be guessed, the corrected line
 */
export function parseRelation(name: string, text: string, place?: Place, owner?: string): Relation {
  const scanner = new Scanner(text, name, place);
  const relation = scanRelation(scanner, name, owner);
  if (!scanner.atEnd) unknownRelationClause(scanner, relation.kind);
  return relation;
}

/** Reads a relation at the scanner's position, up to what cannot belong to it. */
export function scanRelation(scanner: Scanner, name: string, owner?: string): Relation {
  scanner.skipSpace();
  const at = scanner.position;
  const head = scanner.word();
  if (head === "one") return scanOne(scanner, name);
  if (head === "many") return scanMany(scanner, name, at, owner);
  const known = foreignHeads[(head ?? "").toLowerCase()];
  return scanner.fail("SYNTAX", "a relation begins with `one`, `one?` or `many`", {
    at,
    ...(known !== undefined
      ? { remedy: known }
      : head !== undefined && /^[A-Z]/.test(head)
        ? { fix: { from: at, to: at, text: "one " } }
        : { remedy: "Write `one Target as inverse` or `many Target as many inverse`" }),
  });
}

/** True when a text is a relation's rather than a field's. */
export function looksLikeRelation(text: string): boolean {
  return /^\s*(one\s*\?|one\s|many\s)/.test(text);
}

function scanTarget(scanner: Scanner, after: string): string {
  const target = scanner.word();
  if (target === undefined) {
    return scanner.fail("SYNTAX", `expected an entity after \`${after}\`${scanner.found()}`);
  }
  if (scanner.peek() === "|") {
    scanner.fail("SYNTAX", "a `many` relation, or one with an inverse, has one target", {
      remedy: "A relation to one of several entities is `one A|B as type`, or `as arcs`",
    });
  }
  return target;
}

function scanName(scanner: Scanner, after: string): string {
  const name = scanner.word();
  return name ?? scanner.fail("SYNTAX", `expected a name after \`${after}\`${scanner.found()}`);
}

/** `references slug`, or several in brackets: `references (organization, id)`. */
function scanReferences(scanner: Scanner, word: string): readonly string[] {
  if (!scanner.take("(")) return [scanName(scanner, word)];
  const names: string[] = [];
  do {
    scanner.skipSpace();
    names.push(scanName(scanner, word));
  } while (scanner.take(","));
  scanner.expect(")", "to close the fields that are referenced");
  return names;
}

function formatReferences(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `(${names.join(", ")})`;
}

function scanOne(scanner: Scanner, name: string): OneRelation {
  const afterOne = scanner.position;
  const nullable = scanner.take("?");
  const target = scanTarget(scanner, nullable ? "one?" : "one");
  if (scanner.peek() === "?" && !nullable) {
    const at = scanner.position;
    scanner.fail("SYNTAX", "the `?` stands behind `one`", {
      at,
      fix: { from: afterOne, to: at + 1, text: `? ${target}` },
    });
  }
  const relation: OneDraft = { kind: "one", name, target, nullable };
  for (;;) {
    scanner.skipSpace();
    const at = scanner.position;
    const word = scanner.peekWord();
    if (word === undefined || !oneWords.includes(word)) return relation;
    scanner.word();
    scanOneClause(scanner, relation, word, at);
    scanner.expectGap();
  }
}

function once(scanner: Scanner, taken: unknown, word: string, at: number): void {
  if (taken !== undefined) scanner.fail("SYNTAX", `\`${word}\` is given twice`, { at, remedy: "Keep one of them" });
}

function expectEquals(scanner: Scanner, word: string, at: number): void {
  if (scanner.text.charAt(scanner.position) !== "=") {
    scanner.fail("SYNTAX", `\`${word}\` takes a value: \`${word}=…\`, without spaces`, { at });
  }
  scanner.take("=");
}

/** True at `many name`; `many` alone, or before another clause, is a name itself. */
function isManyBefore(scanner: Scanner): boolean {
  scanner.skipSpace();
  const next = /^many\s+([A-Za-z_]\w*)/.exec(scanner.text.slice(scanner.position))?.[1];
  return next !== undefined && !oneWords.includes(next);
}

function scanOneClause(scanner: Scanner, relation: OneDraft, word: string, at: number): void {
  switch (word) {
    case "as":
      once(scanner, relation.inverse, word, at);
      if (isManyBefore(scanner)) {
        scanner.fail("SYNTAX", "a `one` relation's other side is named alone", {
          fix: { from: scanner.position, to: scanner.position + 5, text: "" },
        });
      }
      relation.inverse = scanName(scanner, word);
      return;
    case "deferrable":
      once(scanner, relation.deferrable, word, at);
      relation.deferrable = scanner.text.charAt(scanner.position) !== "=" || scanDeferred(scanner);
      return;
    case "unique":
    case "owned":
    case "period":
      once(scanner, relation[word], word, at);
      relation[word] = true;
      return;
    case "references":
      once(scanner, relation.references, word, at);
      relation.references = scanReferences(scanner, word);
      return;
    case "on":
      scanAction(scanner, relation, at);
      return;
    default:
      expectEquals(scanner, word, at);
      scanOneValue(scanner, relation, word, at);
  }
}

function scanDeferred(scanner: Scanner): "deferred" {
  const at = scanner.position;
  scanner.take("=");
  const value = scanValue(scanner, "deferrable");
  if (value !== "deferred") {
    const fix = { from: at, to: scanner.position, text: value === "true" ? "" : "=deferred" };
    scanner.fail("SYNTAX", "`deferrable` stands alone, or is `deferrable=deferred`", { at, fix });
  }
  return "deferred";
}

function scanOneValue(scanner: Scanner, relation: OneDraft, word: string, at: number): void {
  if (word === "name") {
    once(scanner, relation.constraintName, word, at);
    relation.constraintName = scanValue(scanner, word);
  } else if (word === "doc") {
    once(scanner, relation.doc, word, at);
    relation.doc = scanValue(scanner, word);
  } else if (word === "index") {
    once(scanner, relation.index, word, at);
    const value = scanValue(scanner, word);
    if (value !== "true" && value !== "false") scanner.fail("SYNTAX", "`index=` takes true or false", { at });
    relation.index = value === "true";
  } else {
    const key = word === "was" || word === "onDeleteColumns" ? word : "columns";
    once(scanner, relation[key], word, at);
    relation[key] = scanNames(scanner, word);
  }
}

function scanAction(scanner: Scanner, relation: OneDraft, at: number): void {
  const [key, action] = scanEventAndAction(scanner, at);
  once(scanner, relation[key], key === "onDelete" ? "on delete" : "on update", at);
  relation[key] = action;
}

function scanMany(scanner: Scanner, name: string, start: number, owner?: string): ManyRelation {
  if (scanner.peek() === "?") {
    scanner.fail("SYNTAX", "a list is never null", {
      fix: { from: scanner.position, to: scanner.position + 1, text: "" },
    });
  }
  const target = scanTarget(scanner, "many");
  const relation: ManyDraft = { kind: "many", name, target, inverse: "" };
  for (;;) {
    scanner.skipSpace();
    const at = scanner.position;
    const word = scanner.peekWord();
    if (word === undefined || !manyWords.includes(word)) break;
    scanner.word();
    if (word === "as") {
      once(scanner, relation.inverse || undefined, word, at);
      if (!scanner.takeWord("many")) {
        scanner.fail("SYNTAX", "the other side of `many` is `many` too", {
          fix: { from: scanner.position, to: scanner.position, text: "many " },
        });
      }
      relation.inverse = scanName(scanner, "as many");
    } else if (word === "through") {
      once(scanner, relation.through, word, at);
      relation.through = scanName(scanner, word);
    } else {
      expectEquals(scanner, word, at);
      const key = word === "table" ? "table" : "doc";
      once(scanner, relation[key], word, at);
      relation[key] = scanValue(scanner, word);
    }
    scanner.expectGap();
  }
  if (relation.inverse === "") missingInverse(scanner, target, start, owner);
  return relation;
}

/** People who come from Prisma or Rails write the inverse of a `one`: the message shows both ways out. */
function missingInverse(scanner: Scanner, target: string, start: number, owner?: string): never {
  const inverse = owner === undefined ? "inverse" : toCamel(plural(owner));
  const end = scanner.position;
  const head = `many ${target}`;
  return scanner.fail("MANY_WITHOUT_INVERSE", `\`${head}\` does not name its other side`, {
    at: start,
    remedy:
      `For a list of ${target} whose rows each belong to one ${owner ?? "owner"}, write \`one ${owner ?? "Owner"} as …\` in ${target} instead; for a many-to-many relation write \`${scanner.text.slice(0, start)}${head} as many ${inverse}${scanner.text.slice(start + head.length, end)}\``.replace(
        /\s+`$/,
        "`",
      ),
  });
}

/** Throws for a word that no clause of a relation begins with. */
export function unknownRelationClause(scanner: Scanner, kind: Relation["kind"]): never {
  scanner.skipSpace();
  const at = scanner.position;
  const words = kind === "one" ? oneWords : manyWords;
  const word = scanner.peekWord();
  const guess = word === undefined ? undefined : nearest(word, words);
  return scanner.fail("UNKNOWN_KEY", `\`${clip(word ?? scanner.peekRun())}\` is no part of a \`${kind}\` relation`, {
    at,
    ...(guess !== undefined && word !== undefined
      ? { fix: { from: at, to: at + word.length, text: guess } }
      : { remedy: `After the target come ${words.join(", ")}` }),
  });
}

/** A relation's canonical shorthand. */
export function formatRelation(relation: Relation): string {
  const parts: string[] = [];
  if (relation.kind === "one") {
    parts.push(relation.nullable ? "one?" : "one", relation.target);
    if (relation.inverse !== undefined) parts.push(`as ${relation.inverse}`);
    if (relation.unique) parts.push("unique");
    if (relation.owned) parts.push("owned");
    if (relation.references !== undefined) parts.push(`references ${formatReferences(relation.references)}`);
    if (relation.onDelete) parts.push(`on delete ${relation.onDelete}`);
    if (relation.onUpdate) parts.push(`on update ${relation.onUpdate}`);
    if (relation.onDeleteColumns) parts.push(`onDeleteColumns=${formatNames(relation.onDeleteColumns)}`);
    if (relation.deferrable) parts.push(relation.deferrable === "deferred" ? "deferrable=deferred" : "deferrable");
    if (relation.period) parts.push("period");
    if (relation.constraintName !== undefined) parts.push(`name=${formatValue(relation.constraintName)}`);
    if (relation.columns) parts.push(`columns=${formatNames(relation.columns)}`);
    if (relation.index !== undefined) parts.push(`index=${relation.index}`);
    if (relation.was) parts.push(`was=${formatNames(relation.was)}`);
  } else {
    parts.push("many", relation.target, `as many ${relation.inverse}`);
    if (relation.through !== undefined) parts.push(`through ${relation.through}`);
    if (relation.table !== undefined) parts.push(`table=${formatValue(relation.table)}`);
  }
  if (relation.doc !== undefined) parts.push(`doc=${formatValue(relation.doc)}`);
  return parts.join(" ");
}
