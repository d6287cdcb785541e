/**
 * The shorthand of a relation to one of several entities: `one|one? A|B as type|arcs [on delete …] [doc=…]`.
 * `parsePolymorphic` and `formatPolymorphic` are inverse to each other.
 */
import { clip, type Place, Scanner } from "../lexer.ts";
import type { PolymorphicRelation } from "../model.ts";
import { nearest } from "../suggest.ts";
import { scanEventAndAction } from "./action.ts";
import { formatValue, scanValue } from "./attributes.ts";

type Draft = { -readonly [key in keyof PolymorphicRelation]: PolymorphicRelation[key] };

const words = ["as", "on", "doc"];

/** True when a text is a relation to one of several entities: a `|` stands behind its first target. */
export function looksPolymorphic(text: string): boolean {
  return /^\s*one\s*\??\s*\w+\s*\|/.test(text);
}

/**
 * Reads such a relation.
 * @param name the relation's name; it leads corrected lines
 * @throws SchemaforgeError with the place in the text and, where it can be guessed, the corrected line
 */
export function parsePolymorphic(name: string, text: string, place?: Place): PolymorphicRelation {
  const scanner = new Scanner(text, name, place);
  const relation = scanPolymorphic(scanner, name);
  if (!scanner.atEnd) unknownPolymorphicClause(scanner);
  return relation;
}

/** Throws for a word that no clause of such a relation begins with. */
export function unknownPolymorphicClause(scanner: Scanner): never {
  scanner.skipSpace();
  const at = scanner.position;
  const word = scanner.peekWord();
  const guess = word === undefined ? undefined : nearest(word, words);
  const shown = clip(word ?? scanner.peekRun());
  return scanner.fail("UNKNOWN_KEY", `\`${shown}\` is no part of a relation to one of several entities`, {
    at,
    ...(guess !== undefined && word !== undefined
      ? { fix: { from: at, to: at + word.length, text: guess } }
      : { remedy: "After the targets come `as type` or `as arcs`, `on delete` and `doc=`" }),
  });
}

/** Reads such a relation at the scanner's position, up to what cannot belong to it. */
export function scanPolymorphic(scanner: Scanner, name: string): PolymorphicRelation {
  scanner.takeWord("one");
  const nullable = scanner.take("?");
  const targets: string[] = [];
  do {
    const target = scanner.peekWord();
    if (target === undefined || words.includes(target)) scanner.fail("SYNTAX", `expected an entity${scanner.found()}`);
    targets.push(scanner.word() ?? "");
  } while (scanner.take("|"));
  const end = scanner.position;
  const relation: Partial<Draft> = {};
  for (;;) {
    scanner.skipSpace();
    const at = scanner.position;
    const word = scanner.peekWord();
    if (word === undefined || !words.includes(word)) break;
    scanner.word();
    scanClause(scanner, relation, word, at);
    scanner.expectGap();
  }
  const { as, ...rest } = relation;
  if (as === undefined) {
    return scanner.fail("SYNTAX", "a relation to one of several entities says how it is kept", {
      at: end,
      fix: { from: end, to: end, text: " as type" },
    });
  }
  return { name, targets, nullable, as, ...rest };
}

function scanClause(scanner: Scanner, relation: Partial<Draft>, word: string, at: number): void {
  const once = (taken: unknown): void => {
    if (taken !== undefined) scanner.fail("SYNTAX", `\`${word}\` is given twice`, { at, remedy: "Keep one of them" });
  };
  if (word === "as") {
    once(relation.as);
    scanner.skipSpace();
    const start = scanner.position;
    const as = scanner.word();
    if (as !== "type" && as !== "arcs") {
      scanner.fail(
        "SYNTAX",
        `\`as\` takes \`type\` or \`arcs\`${as === undefined ? scanner.found() : `, not \`${as}\``}`,
        {
          at: start,
          remedy: "`as type` keeps the name and key of the target, `as arcs` one foreign key for each",
        },
      );
    }
    relation.as = as === "arcs" ? "arcs" : "type";
  } else if (word === "on") {
    const [event, action] = scanEventAndAction(scanner, at);
    if (event === "onUpdate") {
      scanner.fail("SYNTAX", "a relation to one of several entities has no `on update`", {
        at,
        remedy: "Leave it out",
      });
    }
    once(relation.onDelete);
    relation.onDelete = action;
  } else {
    if (scanner.text.charAt(scanner.position) !== "=") {
      scanner.fail("SYNTAX", "`doc` takes a value: `doc=…`, without spaces", { at });
    }
    scanner.take("=");
    once(relation.doc);
    relation.doc = scanValue(scanner, word);
  }
}

/** The canonical shorthand of a relation to one of several entities. */
export function formatPolymorphic(relation: PolymorphicRelation): string {
  const parts = [relation.nullable ? "one?" : "one", relation.targets.join("|"), `as ${relation.as}`];
  if (relation.onDelete) parts.push(`on delete ${relation.onDelete}`);
  if (relation.doc !== undefined) parts.push(`doc=${formatValue(relation.doc)}`);
  return parts.join(" ");
}
