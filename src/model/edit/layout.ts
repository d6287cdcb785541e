/** The rows of a model text in canonical block style: every entry and item, with the value that stands on its line. */
import { isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { blockEntry, blockValue, flowValue, type Habits, isShort } from "./style.ts";
import { colonOf, entriesOf, isBlockScalar, type Syntax, startOf } from "./syntax.ts";
import { isTreeMap, member, type Tree } from "./tree.ts";

/** One line of the result (or several, for texts of several lines) and the part of the source that it stands for. */
export interface LayoutRow {
  /** Where its content starts and ends in the source; what lies between rows is white space, comments and brackets. */
  readonly start: number;
  readonly end: number;
  /** Levels of indentation. */
  readonly depth: number;
  readonly lines: readonly string[];
  /** Comments from within it that stand on lines of their own above it. */
  readonly above: readonly string[];
  /** Its column in the source; undefined inside of flow collections, where columns mean nothing. */
  readonly column: number | undefined;
  /** A comment cannot stand behind its last line, which belongs to a block scalar. */
  readonly closed: boolean;
}

const STYLE: Habits = { eol: "\n", step: 2, indentedLists: true, json: false, unit: "  " };

/** Lays out the root of a model. */
export function layout(syntax: Syntax, tree: Tree): LayoutRow[] {
  const rows = new Layout(syntax);
  rows.value(syntax.contents, tree, 0, [], false);
  return rows.result;
}

/** Dashes on the first line of a collection: where the first stands, and how many there are. */
interface Lead {
  readonly start: number;
  readonly count: number;
}

class Layout {
  readonly result: LayoutRow[] = [];
  readonly #syntax: Syntax;

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
  }

  /**
   * The rows of a collection at `depth`. `path` are the keys that lead there; `lead` are the dashes of the lists around
   * it that stand on its first line.
   */
  value(node: Node | null, tree: Tree, depth: number, path: readonly string[], inFlow: boolean, lead?: Lead): void {
    if (isMap(node)) this.#entries(node, tree, depth, path, inFlow || node.flow === true, lead);
    else if (isSeq(node)) this.#items(node, tree, depth, path, inFlow || node.flow === true, lead);
  }

  #entries(node: YAMLMap, tree: Tree, depth: number, path: readonly string[], flow: boolean, dashes?: Lead): void {
    for (const [index, entry] of entriesOf(node).entries()) {
      const start = startOf(entry.keyNode);
      const lead = index === 0 ? dashes : undefined;
      this.#row({
        start: lead?.start ?? start,
        above: lead ? commentsIn(this.#syntax.text.slice(lead.start, start)) : [],
        head: "- ".repeat(lead?.count ?? 0) + blockEntry(entry.key, 0, "", STYLE).slice(0, -2),
        colon: colonOf(entry) ?? entry.keyNode.range?.[1] ?? start,
        node: entry.value,
        tree: member(tree, entry.key),
        depth: depth + (lead ? 0 : (dashes?.count ?? 0)),
        path: [...path, entry.key],
        flow,
        shift: lead?.count ?? 0,
      });
    }
  }

  #items(node: YAMLSeq, tree: Tree, depth: number, path: readonly string[], flow: boolean, dashes?: Lead): void {
    const list = listOf(tree, node.items.length);
    const tokens = node.srcToken?.type === "block-seq" ? node.srcToken.items : [];
    const at = [...path, "-"];
    for (const [index, item] of node.items.entries()) {
      if (!isMap(item) && !isSeq(item) && !isScalar(item)) continue;
      const lead = index === 0 ? dashes : undefined;
      const dash = tokens[index]?.start.find(({ type }) => type === "seq-item-ind")?.offset ?? startOf(item);
      const start = lead?.start ?? dash;
      const count = (lead?.count ?? 0) + 1;
      const own = depth + (lead ? 0 : (dashes?.count ?? 0));
      if (!isScalar(item) && this.#inline(item, list[index], at, dash) === undefined) {
        this.value(item, list[index], own, at, flow, { start, count });
        continue;
      }
      this.#row({
        start,
        above: lead ? commentsIn(this.#syntax.text.slice(lead.start, dash)) : [],
        head: "- ".repeat(count).trimEnd(),
        colon: tokens.length > 0 ? dash + 1 : dash,
        node: item,
        tree: list[index],
        depth: own,
        path: at,
        flow,
        shift: count - 1,
      });
    }
  }

  #row(part: {
    readonly start: number;
    readonly above: readonly string[];
    readonly head: string;
    readonly colon: number;
    readonly node: Node | null;
    readonly tree: Tree;
    readonly depth: number;
    readonly path: readonly string[];
    readonly flow: boolean;
    readonly shift: number;
  }): void {
    const { start, head, colon, node, tree, depth, path, flow, shift } = part;
    const { text } = this.#syntax;
    const column = flow ? undefined : this.#syntax.column(start);
    const row = { start, depth, column, above: part.above, closed: false };
    const inline = this.#inline(node, tree, path, colon);
    if (!node || inline !== undefined) {
      const lines = [inline === undefined ? head : `${head} ${inline}`];
      this.result.push({ ...row, lines, end: node ? this.#inlineEnd(node) : colon });
    } else if (isScalar(node)) {
      const above = [...part.above, ...commentsIn(text.slice(colon, startOf(node)))];
      const indent = "  ".repeat(depth + shift);
      const { head: first, body } = blockValue(scalarOf(node, tree), indent, STYLE);
      const comment = isBlockScalar(node)
        ? commentsIn(text.slice(startOf(node), this.#syntax.lineEnd(startOf(node))))
        : [];
      const folded = body === "" ? [] : body.split("\n");
      const closed = /^[|>]/.test(first);
      const behind = closed || folded.length === 0 ? comment.map((own) => ` ${own}`).join("") : "";
      const kept = behind === "" ? comment : [];
      this.result.push({
        ...row,
        above: [...above, ...kept],
        lines: [`${head} ${first}${behind}`, ...folded],
        end: this.#syntax.contentEnd(node),
        closed,
      });
    } else {
      const open = (isMap(node) || isSeq(node)) && node.flow === true;
      const end = open ? startOf(node) + 1 : colon;
      const above = open ? [...part.above, ...commentsIn(text.slice(colon, startOf(node)))] : part.above;
      this.result.push({ ...row, above, lines: [head], end });
      this.value(node, tree, depth + 1 + shift, path, flow);
    }
  }

  /**
   * What stands on the line of its key as a whole: empty collections, short lists and rows. `from` is where the text
   * between the key and the value begins.
   */
  #inline(node: Node | null, tree: Tree, path: readonly string[], from: number): string | undefined {
    if (!isMap(node) && !isSeq(node)) return undefined;
    if (node.items.length === 0) return isMap(node) ? "{}" : "[]";
    const isRow = isMap(node) && path.at(-1) === "-" && path.at(-2) === "rows";
    if (!isRow && !isSeq(node)) return undefined;
    const plain = plainOf(node, tree);
    if (!isShort(Object.values(plain))) return undefined;
    // Its words have no #, so that one is a comment, for which there has to be a line.
    const line = this.#syntax.lineEnd(this.#itemsEnd(node));
    const last = node.flow === true ? Math.min(line, this.#syntax.contentEnd(node)) : line;
    return this.#syntax.text.slice(from, last).includes("#")
      ? undefined
      : flowValue(plain, "", STYLE, { compact: false });
  }

  /** Where a value on the line of its key ends: comments before a closing bracket come after it. */
  #inlineEnd(node: Node): number {
    const end = this.#syntax.contentEnd(node);
    const items = this.#itemsEnd(node);
    return this.#syntax.text.slice(items, end).includes("#") ? items : end;
  }

  #itemsEnd(node: Node): number {
    const last = isMap(node) ? entriesOf(node).at(-1)?.value : isSeq(node) ? node.items.at(-1) : undefined;
    return isScalar(last) ? this.#syntax.contentEnd(last) : this.#syntax.contentEnd(node);
  }
}

/** The comments of a text that holds no values. */
export function commentsIn(text: string): string[] {
  return text.match(/#[^\n]*/g)?.map((comment) => comment.trimEnd()) ?? [];
}

/** The value that a scalar is to have: the canonical words where there are any, and numbers as they are spelled. */
function scalarOf(node: Node, tree: Tree): Tree {
  if (typeof tree === "string" || !isScalar(node)) return tree;
  const { value, source } = node;
  return typeof value === "number" && source !== undefined && String(value) !== source ? source : value;
}

/** A collection of scalars as plain values. */
function plainOf(node: YAMLMap | YAMLSeq, tree: Tree): unknown[] | { [key: string]: unknown } {
  const plain = (item: unknown, at: Tree): unknown => (isScalar(item) ? scalarOf(item, at) : {});
  if (isMap(node)) {
    return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key, plain(value, member(tree, key))]));
  }
  const list = listOf(tree, node.items.length);
  return node.items.map((item, index) => plain(item, list[index]));
}

/** The canonical list for one of `length` items; a type's short form is the list of its values. */
function listOf(tree: Tree, length: number): readonly unknown[] {
  const inner = isTreeMap(tree) && Object.keys(tree).length === 1 ? Object.values(tree)[0] : tree;
  return Array.isArray(inner) && inner.length === length ? inner : [];
}
