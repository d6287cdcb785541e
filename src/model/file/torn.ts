/**
 * Values that YAML has torn apart: in `{ price: decimal(10,2), name: text }` and `[coalesce(a, b), c]` it splits at
 * the comma inside the brackets. Recognised by a piece that opens a bracket which a later piece closes.
 */
import { isScalar, type YAMLMap, type YAMLSeq } from "yaml";

export interface Torn {
  readonly offset: number;
  /** What stands instead of the text from `offset` to `end`. */
  readonly end: number;
  readonly quoted: string;
  readonly message: string;
  readonly remedy: string;
  /** Of a map: the keys that are pieces, not keys. */
  readonly keys: ReadonlySet<string>;
}

interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

/** Opening minus closing brackets outside single quotes. */
function openBrackets(text: string): number {
  let open = 0;
  let quoted = false;
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    else if (!quoted && (character === "(" || character === "[")) open++;
    else if (!quoted && (character === ")" || character === "]")) open--;
  }
  return open;
}

function plainText(node: unknown): Piece | undefined {
  if (!isScalar(node) || node.type !== "PLAIN") return undefined;
  const [offset = 0, end = 0] = node.range ?? [];
  return { text: node.source ?? String(node.value), offset, end };
}

/** The first torn value among the items of a flow list. */
export function tornItems(list: YAMLSeq): Torn | undefined {
  for (let index = 0; index < list.items.length; index++) {
    const first = plainText(list.items[index]);
    if (!first || openBrackets(first.text) <= 0) continue;
    let joined = first.text;
    let { end } = first;
    for (const item of list.items.slice(index + 1, index + 20)) {
      const next = plainText(item);
      if (!next) break;
      joined += `, ${next.text}`;
      end = next.end;
      if (openBrackets(joined) <= 0) break;
    }
    return torn({ ...first, end }, joined, quoteOf(joined), new Set());
  }
  return undefined;
}

/** The first torn value among the pairs of a flow map. */
export function tornPairs(map: YAMLMap): Torn | undefined {
  for (let index = 0; index < map.items.length; index++) {
    const pair = map.items[index];
    const name = plainText(pair?.key);
    const first = plainText(pair?.value);
    if (!name || !first || openBrackets(first.text) <= 0) continue;
    let joined = first.text;
    let { end } = first;
    const keys = new Set([name.text]);
    for (const next of map.items.slice(index + 1, index + 20)) {
      const piece = plainText(next.key);
      const value = plainText(next.value);
      if (!piece || (value && value.text !== "")) break;
      keys.add(piece.text);
      joined += `,${piece.text}`;
      end = piece.end;
      if (openBrackets(joined) <= 0) break;
    }
    return torn({ ...first, end }, joined, `${name.text}: ${quoteOf(joined)}`, keys);
  }
  return undefined;
}

function quoteOf(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function torn(piece: Piece, joined: string, corrected: string, keys: ReadonlySet<string>): Torn {
  return {
    offset: piece.offset,
    end: piece.end,
    quoted: quoteOf(joined),
    message: `YAML splits \`${joined.slice(0, 200)}\` at the comma inside its brackets`,
    remedy: `Write it on a line of its own, or in quotes: \`${corrected.slice(0, 300)}\``,
    keys,
  };
}
