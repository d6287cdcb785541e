/** Words, strings and marks of a Prisma schema. Line breaks count: they end members. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Place } from "./syntax.ts";

export interface Token {
  readonly kind: "name" | "number" | "string" | "mark" | "doc" | "line" | "end";
  /** Of a string what it stands for; of documentation its text. */
  readonly text: string;
  readonly place: Place;
  /** Where it ends, in UTF-16 units. */
  readonly end: number;
}

const PATTERN =
  /(?<line>\r?\n)|(?<space>[ \t\uFEFF\r]+)|(?<doc>\/\/\/[^\n]*)|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_-]*)|(?<mark>@@|[@{}()[\],:=?.!])/suy;

const ESCAPES: { readonly [letter: string]: string } = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** @throws SchemaforgeError `PRISMA_SYNTAX` with the place of what is no part of a schema */
export function tokensOf(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let start = 0;
  const placeOf = (offset: number): Place => ({ file, line, column: offset - start + 1, offset });
  PATTERN.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(text);
    const place = placeOf(at);
    if (!match?.groups) {
      const what =
        text[at] === '"' ? "the text is not closed on its line" : `nothing in a schema begins with ${text[at]}`;
      throw new SchemaforgeError("PRISMA_SYNTAX", what, {
        where: { file, line: place.line, column: place.column },
        remedy: "Correct the schema; prisma validate says more",
      });
    }
    const [whole] = match;
    const end = at + whole.length;
    const { groups } = match;
    if (groups["line"] !== undefined) tokens.push({ kind: "line", text: "", place, end });
    else if (groups["doc"] !== undefined)
      tokens.push({ kind: "doc", text: whole.slice(3).replace(/^ /, "").trimEnd(), place, end });
    else if (groups["string"] !== undefined) tokens.push({ kind: "string", text: unescaped(whole), place, end });
    else if (groups["number"] !== undefined) tokens.push({ kind: "number", text: whole, place, end });
    else if (groups["name"] !== undefined) tokens.push({ kind: "name", text: whole, place, end });
    else if (groups["mark"] !== undefined) tokens.push({ kind: "mark", text: whole, place, end });
    for (let next = whole.indexOf("\n"); next >= 0; next = whole.indexOf("\n", next + 1)) {
      line++;
      start = at + next + 1;
    }
    at = end;
  }
  tokens.push({ kind: "end", text: "", place: placeOf(text.length), end: text.length });
  return tokens;
}

function unescaped(whole: string): string {
  return whole
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code: string | undefined, letter: string) =>
      code === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
