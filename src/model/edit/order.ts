/** The entries of maps in another order: moved with their lines and the comments that head them. */
import { isMap, type Node, type YAMLMap } from "yaml";
import { rebuilt } from "./flow.ts";
import { increasing } from "./match.ts";
import { type Lines, linesOf, removal } from "./rows.ts";
import { type Splice, spliced } from "./splice.ts";
import { entriesOf, entryEnd, Syntax, startOf } from "./syntax.ts";
import { isTreeMap, type Tree } from "./tree.ts";

/**
 * The text with the entries of its outermost maps that stand in another order than in `wanted` moved.
 * @param said the tree that the text is read as: maps whose order it does not show are left alone
 */
export function reordered(text: string, said: Tree, wanted: Tree): string {
  const syntax = new Syntax(text);
  return spliced(text, ordering(syntax, syntax.contents, said, wanted));
}

function ordering(syntax: Syntax, node: Node | null, said: Tree, wanted: Tree): Splice[] {
  if (!isMap(node) || !isTreeMap(said) || !isTreeMap(wanted)) return [];
  const keys = Object.keys(wanted);
  const rank = new Map(keys.map((key, index) => [key, index]));
  const read = Object.keys(said).filter((key) => rank.has(key));
  const inOrder = read.every(
    (key, index) => index === 0 || (rank.get(read[index - 1] ?? "") ?? 0) < (rank.get(key) ?? 0),
  );
  if (inOrder) {
    return entriesOf(node).flatMap(({ key, value }) => ordering(syntax, value, said[key], wanted[key]));
  }
  const ranks = entriesOf(node).map(({ key }) => rank.get(key) ?? -1);
  return node.flow ? flowOrder(syntax, node, ranks) : blockOrder(syntax, node, ranks);
}

function flowOrder(syntax: Syntax, node: YAMLMap, ranks: readonly number[]): Splice[] {
  const rows = entriesOf(node).map((entry) => ({ start: startOf(entry.keyNode), end: entryEnd(syntax, entry) }));
  const [start, end] = node.range ?? [0, 0];
  const order = [...ranks.keys()].sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  const text = (at: number): string => syntax.text.slice(rows[at]?.start, rows[at]?.end);
  return [
    rebuilt(
      syntax,
      [start, end],
      rows,
      order.map((from) => ({ from })),
      text,
    ),
  ];
}

/** Moves as few entries as can be; nothing where entries share lines with something else. */
function blockOrder(syntax: Syntax, node: YAMLMap, ranks: readonly number[]): Splice[] {
  const rows = entriesOf(node).map((entry) => ({ start: startOf(entry.keyNode), end: entryEnd(syntax, entry) }));
  const lines = linesOf(syntax, rows);
  if (!lines) return [];
  const kept = increasing(ranks);
  const moved = new Set([...ranks.keys()].filter((at) => !kept.has(at)));
  const order = [...ranks.keys()].sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
  const result: Splice[] = [];
  let after = -1;
  for (const at of order) {
    if (kept.has(at)) {
      after = at;
      continue;
    }
    const { start, end } = removal(syntax, lines, new Set([at]), at);
    result.push({ start, end, text: "" });
    const place =
      after < 0 ? (lines[[...kept][0] === undefined ? 0 : Math.min(...kept)]?.lead ?? 0) : (lines[after]?.to ?? 0);
    result.push(placed(syntax, place, chunk(syntax, lines, moved, at)));
  }
  return result;
}

function chunk(syntax: Syntax, lines: readonly Lines[], moved: ReadonlySet<number>, at: number): string {
  const { start } = removal(syntax, lines, moved, at);
  const { from, lead, to } = lines[at] ?? { from: 0, lead: 0, to: 0 };
  return syntax.text.slice(start <= lead ? lead : from, to);
}

/** Whole lines at the start of a line; the last line of the text may lack its end. */
function placed(syntax: Syntax, at: number, text: string): Splice {
  const { eol } = syntax.habits;
  const whole = text.endsWith("\n") ? text : text + eol;
  const open = at > 0 && syntax.text.charAt(at - 1) !== "\n";
  return { start: at, end: at, text: open ? eol + whole.slice(0, whole.length - eol.length) : whole };
}
