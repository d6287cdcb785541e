/** The parts of an index: `createdAt desc`, `lower(email)`, `profile opclass=jsonb_path_ops`, `publishedAt nulls last`. */
import { expressionText, fieldText } from "../expressions/format.ts";
import { scanExpression } from "../expressions/parse.ts";
import { type Place, Scanner } from "../lexer.ts";
import type { IndexPart } from "../model.ts";
import { formatValue, scanValue } from "./attributes.ts";

/**
 * Reads the parts of an index from one text, divided by commas outside brackets; `[a, b]` may stand in its brackets.
 * @param name the index's name, for messages
 * @throws SchemaforgeError with the place in the text
 */
export function parseIndexParts(text: string, place?: Place, name = ""): IndexPart[] {
  const scanner = new Scanner(text, name, place);
  const bracketed = scanner.take("[");
  const parts: IndexPart[] = [];
  do parts.push(scanIndexPart(scanner));
  while (scanner.take(","));
  if (bracketed) scanner.expect("]", "to close the list");
  if (!scanner.atEnd) leftOver(scanner);
  return parts;
}

/**
 * Reads one part of an index.
 * @throws SchemaforgeError with the place in the text
 */
export function parseIndexPart(text: string, place?: Place, name = ""): IndexPart {
  const scanner = new Scanner(text, name, place);
  const part = scanIndexPart(scanner);
  if (!scanner.atEnd) leftOver(scanner);
  return part;
}

function leftOver(scanner: Scanner): never {
  return scanner.fail("SYNTAX", `\`${scanner.peekRun().slice(0, 40)}\` cannot stand in an index`, {
    remedy: "A part is a field or an expression, then asc or desc, nulls first or nulls last, opclass=…",
  });
}

function scanIndexPart(scanner: Scanner): IndexPart {
  const expression = scanExpression(scanner);
  const of =
    expression.kind === "parsed" && expression.ast.kind === "field" ? { field: expression.ast.name } : { expression };
  const part: { -readonly [key in keyof IndexPart]: IndexPart[key] } = { of };
  if (scanner.takeWord("desc")) part.descending = true;
  else scanner.takeWord("asc");
  if (scanner.takeWord("nulls")) {
    const which = scanner.word()?.toLowerCase();
    if (which !== "first" && which !== "last") scanner.fail("SYNTAX", "expected `first` or `last` after `nulls`");
    else part.nulls = which;
  }
  if (scanner.takeWord("opclass")) {
    scanner.expect("=", "after `opclass`");
    part.opclass = scanValue(scanner, "opclass");
  }
  return part;
}

/** A part as text, or undefined when its expression is raw SQL. */
export function formatIndexPartIfShort(part: IndexPart): string | undefined {
  const base = "field" in part.of ? fieldText(part.of.field) : expressionText(part.of.expression);
  if (base === undefined) return undefined;
  const rest = [
    part.descending ? " desc" : "",
    part.nulls ? ` nulls ${part.nulls}` : "",
    part.opclass === undefined ? "" : ` opclass=${formatValue(part.opclass)}`,
  ];
  return base + rest.join("");
}

/** A part as text; a raw expression, which has no text, comes out empty. */
export function formatIndexPart(part: IndexPart): string {
  return formatIndexPartIfShort(part) ?? "";
}
