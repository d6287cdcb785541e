/** A model text and the places in it that edits go by: lines, entries with their comments, ends of values. */
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Habits } from "./style.ts";

/** An entry of a map: its key as the reader takes it, and the nodes. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node | null;
  readonly pair: Pair;
}

/** The text of a model file with its nodes, for one edit. */
export class Syntax {
  readonly text: string;
  readonly contents: Node | null;
  readonly habits: Habits;

  /** `text` is one that the reader takes: no anchors, tags or duplicate keys. */
  constructor(text: string) {
    this.text = text;
    const document: Document.Parsed = parseDocument(text, {
      keepSourceTokens: true,
      uniqueKeys: false,
      merge: false,
      logLevel: "silent",
      prettyErrors: false,
    });
    this.contents = document.contents;
    this.habits = habitsOf(this);
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf("\n", offset - 1) + 1;
  }

  /** Behind the last character of the line of `offset`, before its line end. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf("\n", offset);
    if (end < 0) return this.text.length;
    return this.text.charAt(end - 1) === "\r" && end > offset ? end - 1 : end;
  }

  /** The start of the next line, or the end of the text. */
  nextLine(offset: number): number {
    const end = this.text.indexOf("\n", offset);
    return end < 0 ? this.text.length : end + 1;
  }

  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** What stands before `offset` on its line. */
  before(offset: number): string {
    return this.text.slice(this.lineStart(offset), offset);
  }

  /** Behind the last character that belongs to the value of a node, comments and line ends not among them. */
  contentEnd(node: Node): number {
    if ((isMap(node) || isSeq(node)) && !node.flow) {
      if (isMap(node)) {
        const last = entriesOf(node).at(-1);
        return last ? entryEnd(this, last) : startOf(node);
      }
      const last = node.items.at(-1);
      return isScalar(last) || isMap(last) || isSeq(last) ? this.contentEnd(last) : startOf(node);
    }
    const end = node.range?.[1] ?? 0;
    if (!isBlockScalar(node)) return end;
    // Of a block scalar, the blank lines at the end count only if it keeps them.
    const header = this.text.slice(startOf(node), this.lineEnd(startOf(node)));
    const kept = /^[|>]\d?\+/.test(header) || /^[|>]\+/.test(header);
    if (kept) return this.text.charAt(end - 1) === "\n" ? end - (this.text.charAt(end - 2) === "\r" ? 2 : 1) : end;
    return startOf(node) + this.text.slice(startOf(node), end).replace(/[ \t\r\n]+$/, "").length;
  }
}

/** The first character of a node. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

export function isBlockScalar(node: Node): boolean {
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

/** A collection in block style. */
export function isBlock(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && !node.flow;
}

function entryOf(pair: Pair): Entry {
  const keyNode = pair.key as Node;
  // From the source, as the reader does: the keys `on`, `null` and `01` are names.
  const key = isScalar(keyNode) ? (keyNode.source ?? String(keyNode.value)) : "";
  return { key, keyNode, value: pair.value as Node | null, pair };
}

export function entriesOf(map: YAMLMap): Entry[] {
  return map.items.map((pair) => entryOf(pair as Pair));
}

/** Behind the colon of an entry; undefined where it has none, or an explicit `?`. */
export function colonOf({ pair }: Entry): number | undefined {
  const token = pair.srcToken;
  if (!token || token.start.some(({ type }) => type === "explicit-key-ind")) return undefined;
  const colon = token.sep?.find(({ type }) => type === "map-value-ind");
  return colon && colon.offset + 1;
}

export function entryEnd(syntax: Syntax, entry: Entry): number {
  const end = entry.value ? syntax.contentEnd(entry.value) : 0;
  return Math.max(end, colonOf(entry) ?? 0, entry.keyNode.range?.[1] ?? 0);
}

function habitsOf(syntax: Syntax): Habits {
  const { text, contents } = syntax;
  const ends = text.match(/\r?\n/g) ?? [];
  const crlf = ends.filter((end) => end === "\r\n").length;
  const found: { step?: number; lists?: boolean } = {};
  look(syntax, contents, 0, found);
  return {
    eol: crlf * 2 > ends.length ? "\r\n" : "\n",
    step: found.step ?? 2,
    indentedLists: found.lists ?? true,
    json: isMap(contents) && contents.flow === true && isJson(text),
    unit: /\n([ \t]{1,8})"/.exec(text)?.[1] ?? "  ",
  };
}

/** The indentation of the first nested map and of the first nested list. */
function look(syntax: Syntax, node: Node | null, depth: number, found: { step?: number; lists?: boolean }): void {
  if (!isMap(node) || node.flow || depth > 8) return;
  for (const entry of entriesOf(node)) {
    if (found.step !== undefined && found.lists !== undefined) return;
    const { value } = entry;
    if (!value || !isBlock(value)) continue;
    const deeper = syntax.column(startOf(value)) - syntax.column(startOf(entry.keyNode));
    if (isMap(value) && deeper > 0) found.step ??= deeper;
    if (isSeq(value)) found.lists ??= deeper > 0;
    look(syntax, value, depth + 1, found);
  }
}

/** True for texts that are JSON, which is edited and formatted as such. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
