/** The entries of a block map and the items of a block list as the lines that they stand on. */
import type { Splice } from "./splice.ts";
import type { Syntax } from "./syntax.ts";

/** An entry or item: where its key or dash stands, and the end of its content. */
export interface Row {
  readonly start: number;
  readonly end: number;
}

/** The whole lines of a row. */
export interface Lines {
  /** Start of the line of its key or dash. */
  readonly from: number;
  /** Start of the comment lines directly above, or `from`. */
  readonly lead: number;
  /** Start of the line behind it; comment lines that are indented deeper than the row belong to it. */
  readonly to: number;
}

/** YAML's white space; what Unicode counts as such may be a value. */
const blank = /^[ \t]*$/;

/** The lines of rows; undefined when one of them shares its first line with something else (`- a: 1`, `? a`). */
export function linesOf(syntax: Syntax, rows: readonly Row[]): Lines[] | undefined {
  const result: Lines[] = [];
  let floor = 0;
  for (const row of rows) {
    if (!blank.test(syntax.before(row.start))) return undefined;
    const from = syntax.lineStart(row.start);
    const lines = { from, lead: leadOf(syntax, from, floor), to: endOfLines(syntax, row) };
    result.push(lines);
    floor = lines.to;
  }
  return result;
}

/** The start of the line behind a row and the comments that belong to it. */
export function endOfLines(syntax: Syntax, row: Row): number {
  const column = syntax.column(row.start);
  let to = syntax.nextLine(row.end);
  for (let at = to; at < syntax.text.length; at = syntax.nextLine(at)) {
    const line = syntax.text.slice(at, syntax.lineEnd(at));
    if (blank.test(line)) continue;
    const deep = /^[ \t]*(?=#)/.exec(line)?.[0].length;
    if (deep === undefined || deep <= column) break;
    to = syntax.nextLine(at);
  }
  return to;
}

function leadOf(syntax: Syntax, from: number, floor: number): number {
  let lead = from;
  while (lead > floor) {
    const above = syntax.lineStart(lead - 1);
    if (above < floor || !/^[ \t]*#/.test(syntax.text.slice(above, lead))) break;
    lead = above;
  }
  return lead;
}

function isBlankAt(syntax: Syntax, at: number): boolean {
  return at < syntax.text.length && blank.test(syntax.text.slice(at, syntax.lineEnd(at)));
}

/**
 * The lines that go when the rows `gone` go, for row `index` of them. A comment above a row goes when every row that it
 * heads goes: those up to the next blank line or comment. Of blank lines on both sides one side remains.
 */
export function removal(
  syntax: Syntax,
  all: readonly Lines[],
  gone: ReadonlySet<number>,
  index: number,
): { start: number; end: number } {
  const lines = all[index] ?? { from: 0, lead: 0, to: 0 };
  const next = all[index + 1];
  let start = headsOthers(syntax, all, gone, index) ? lines.from : lines.lead;
  let { to: end } = lines;
  if (!isBlankAt(syntax, end) && next !== undefined) return { start, end };
  if (index > 0) {
    const floor = all[index - 1]?.to ?? 0;
    while (start > floor && isBlankAt(syntax, syntax.lineStart(start - 1))) start = syntax.lineStart(start - 1);
  } else if (next !== undefined) {
    while (isBlankAt(syntax, end)) end = syntax.nextLine(end);
  }
  return { start, end };
}

/** Whether the comment above a row stands above rows that remain, too. */
function headsOthers(syntax: Syntax, all: readonly Lines[], gone: ReadonlySet<number>, index: number): boolean {
  for (let at = index + 1; at < all.length; at++) {
    const lines = all[at];
    if (!lines || lines.lead !== lines.from || isBlankAt(syntax, all[at - 1]?.to ?? 0)) return false;
    if (!gone.has(at)) return true;
  }
  return false;
}

/** Whether new rows are set off by a blank line, as all rows there are. */
function spaced(syntax: Syntax, all: readonly Lines[]): boolean {
  return all.length > 1 && all.slice(0, -1).every(({ to }) => isBlankAt(syntax, to));
}

/** Inserts lines (`text` without its last line end) behind row `index`, or before the first row for -1. */
export function insertion(syntax: Syntax, all: readonly Lines[], index: number, text: string): Splice {
  const { eol } = syntax.habits;
  const [first] = all;
  if (index < 0) {
    const at = first?.lead ?? syntax.text.length;
    const gap = spaced(syntax, all) ? eol : "";
    return { start: at, end: at, text: `${text}${eol}${gap}` };
  }
  const at = all[index]?.to ?? syntax.text.length;
  const gap = spaced(syntax, all) ? eol : "";
  if (at > 0 && syntax.text.charAt(at - 1) !== "\n") return { start: at, end: at, text: `${eol}${gap}${text}` };
  return { start: at, end: at, text: `${gap}${text}${eol}` };
}
