/** The shorthand of an exclusion: `room with =, during with overlaps`. */
import { type Place, Scanner } from "../lexer.ts";
import type { Exclusion } from "../model.ts";

type Part = Exclusion["parts"][number];

/** Operators of PostgreSQL and words that people write by habit, with ours. */
const foreignOperators: readonly (readonly [string, Part["operator"]])[] = [
  ["&&", "overlaps"],
  ["==", "="],
  ["equals", "="],
  ["overlap", "overlaps"],
  ["overlapping", "overlaps"],
];

/**
 * Reads the parts of an exclusion, divided by commas.
 * @param name the exclusion's name, for messages
 * @throws SchemaforgeError with the place in the text and, where it can be guessed, the corrected line
 */
export function parseExclusion(text: string, place?: Place, name = ""): Part[] {
  const scanner = new Scanner(text, name, place);
  const parts: Part[] = [];
  do parts.push(scanPart(scanner));
  while (scanner.take(","));
  if (!scanner.atEnd) {
    scanner.fail("SYNTAX", `\`${scanner.peekRun().slice(0, 40)}\` cannot stand in an exclusion`, {
      remedy: "A part is `field with =` or `field with overlaps`; divide them by commas",
    });
  }
  return parts;
}

function scanPart(scanner: Scanner): Part {
  const field = scanMember(scanner);
  if (!scanner.takeWord("with")) {
    const at = scanner.position;
    scanner.fail("SYNTAX", `expected \`with\` after \`${field}\`${scanner.found()}`, {
      fix: { from: at, to: at, text: /\s$/.test(scanner.text.slice(0, at)) ? "with " : " with " },
    });
  }
  scanner.skipSpace();
  const at = scanner.position;
  const foreign = foreignOperators.find(([sign]) => scanner.text.toLowerCase().startsWith(sign, at));
  if (scanner.takeWord("overlaps")) return { field, operator: "overlaps" };
  if (foreign) {
    scanner.fail("SYNTAX", `\`${foreign[0]}\` is no operator of an exclusion`, {
      fix: { from: at, to: at + foreign[0].length, text: foreign[1] },
    });
  }
  if (scanner.take("=")) return { field, operator: "=" };
  return scanner.fail("SYNTAX", `expected \`=\` or \`overlaps\` after \`with\`${scanner.found()}`);
}

/** A field, relation or part of an embedded value (`shipTo.city`). */
function scanMember(scanner: Scanner): string {
  const first = scanner.word();
  if (first === undefined) return scanner.fail("SYNTAX", `expected the name of a field${scanner.found()}`);
  const names = [first];
  while (scanner.take(".")) names.push(scanner.word() ?? scanner.fail("SYNTAX", "expected a name after `.`"));
  return names.join(".");
}

/** The parts as text: the inverse of `parseExclusion`. */
export function formatExclusion(parts: readonly Part[]): string {
  return parts.map(({ field, operator }) => `${field} with ${operator}`).join(", ");
}
