/** Flow collections (`{ a: 1 }`, `[a, b]`, JSON): entries added and removed between their commas. */
import type { Splice } from "./splice.ts";
import type { Syntax } from "./syntax.ts";

/** The text of an item as it is to be: of the file (by position there), or new. */
export type Piece = { readonly from: number } | { readonly text: string };

interface Surroundings {
  /** White space and comments before the item, from the line of the item before on. */
  readonly lead: string;
  /** What stands behind its comma on the same line: a comment. */
  readonly tail: string;
}

/**
 * The collection with other items.
 * @param range of the collection, brackets included; @param items ranges of its items in the file
 * @param pieces the items as they are to be; @param texts the items of the file as they are to be, by position
 */
export function rebuilt(
  syntax: Syntax,
  range: readonly [number, number],
  items: readonly { readonly start: number; readonly end: number }[],
  pieces: readonly Piece[],
  texts: (position: number) => string,
): Splice {
  const [start, end] = range;
  const gaps = items.map((item, index) => syntax.text.slice(item.end, items[index + 1]?.start ?? end - 1));
  const first = syntax.text.slice(start + 1, items[0]?.start ?? end - 1);
  const around = items.map((_item, index): Surroundings => {
    const before = index === 0 ? { tail: "", lead: first } : split(gaps[index - 1] ?? "");
    return { lead: before.lead, tail: index < items.length - 1 ? split(gaps[index] ?? "").tail : "" };
  });
  const last = split(gaps.at(-1) ?? "");
  const trailingComma = hasComma(gaps.at(-1) ?? "");
  const lines = around.find(({ lead }) => lead.includes("\n"))?.lead;
  const ownLine = lines?.slice(lines.lastIndexOf("\n") + 1).replace(/\S.*$/, "");
  const lead = (piece: Piece, position: number): string => {
    const own = "from" in piece ? around[piece.from]?.lead : undefined;
    if (own?.includes("\n")) return own;
    if (ownLine !== undefined && own === undefined) return syntax.habits.eol + ownLine;
    if (position === 0) return first.includes("\n") ? "" : first;
    return own && piece !== pieces[0] && "from" in piece && piece.from > 0
      ? own
      : compact(gaps, items.length)
        ? ""
        : " ";
  };
  const inner = pieces.map((piece, position) => {
    const isLast = position === pieces.length - 1;
    const comma = !isLast || trailingComma ? "," : "";
    const lastOfFile = "from" in piece && piece.from === items.length - 1;
    const tail = "from" in piece ? (lastOfFile ? last.tail : (around[piece.from]?.tail ?? "")) : "";
    const text = "from" in piece ? texts(piece.from) : piece.text;
    return lead(piece, position) + text + comma + tail;
  });
  return { start: start + 1, end: end - 1, text: inner.join("") + last.lead };
}

/** Whether the items stand without white space between them, as in minified JSON. */
function compact(gaps: readonly string[], count: number): boolean {
  return count > 1 && gaps.slice(0, -1).every((gap) => gap === ",");
}

function hasComma(gap: string): boolean {
  return gap.split("\n").some((line) => line.replace(/#.*$/, "").includes(","));
}

/** What follows an item: its comment on the same line, and from the line end on what leads the next one. */
function split(gap: string): { tail: string; lead: string } {
  const withoutComma = dropComma(gap);
  const newline = withoutComma.indexOf("\n");
  if (newline < 0) return { tail: "", lead: withoutComma };
  const at = withoutComma.charAt(newline - 1) === "\r" ? newline - 1 : newline;
  return { tail: withoutComma.slice(0, at).trimEnd(), lead: withoutComma.slice(at) };
}

/** Without the comma, which stands outside of comments. */
function dropComma(gap: string): string {
  let comment = false;
  for (let at = 0; at < gap.length; at++) {
    const character = gap.charAt(at);
    if (character === "\n") comment = false;
    else if (character === "#") comment = true;
    else if (character === "," && !comment) return gap.slice(0, at) + gap.slice(at + 1);
  }
  return gap;
}
