/** One pass over a text: the splices that turn what it says from one tree into another, entry by entry. */
import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { type Piece, rebuilt } from "./flow.ts";
import { listSteps, renames } from "./match.ts";
import { endOfLines, insertion, type Lines, linesOf, type Row, removal } from "./rows.ts";
import { type Splice, spliced } from "./splice.ts";
import { blockEntry, blockItem, blockValue, flowKey, flowValue } from "./style.ts";
import { colonOf, type Entry, entriesOf, entryEnd, isBlock, isBlockScalar, type Syntax, startOf } from "./syntax.ts";
import { isTreeMap, member, pathKey, sameTree, type Tree, type TreeMap, type TreePath } from "./tree.ts";

/** Splices, or undefined where the notation of the text leaves no way but to write the value anew. */
type Edit = Splice[] | undefined;

/** How the object form of a construct is edited whose canonical form is another; undefined where it cannot be. */
export type OtherForm = (path: TreePath, keys: readonly string[]) => { a: TreeMap; b: TreeMap } | undefined;

export class TreeEdit {
  /** What was written, removed or renamed. */
  readonly touched: TreePath[] = [];
  readonly #syntax: Syntax;
  readonly #coarse: ReadonlySet<string>;
  readonly #otherForm: OtherForm;

  /** Values at the paths of `coarse` are written anew as a whole. */
  constructor(syntax: Syntax, coarse: ReadonlySet<string>, otherForm: OtherForm) {
    this.#syntax = syntax;
    this.#coarse = coarse;
    this.#otherForm = otherForm;
  }

  /** The splices that turn `a` into `b` at `node`. */
  node(node: Node | null, a: Tree, b: Tree, path: TreePath): Edit {
    if (sameTree(a, b, false)) return [];
    if (this.#coarse.has(pathKey(path))) return undefined;
    if (isMap(node)) return this.#mapForm(node, a, b, path);
    if (!isSeq(node)) return undefined;
    const only = soleKey(a);
    const [listA, listB] =
      only !== undefined && soleKey(b) === only && !Array.isArray(a) ? [member(a, only), member(b, only)] : [a, b];
    if (!Array.isArray(listA) || !Array.isArray(listB) || listA.length !== node.items.length) return undefined;
    return this.#list(node, listA, listB, path);
  }

  /** Maps, also where the canonical form on one side or both is a shorter one. */
  #mapForm(node: YAMLMap, a: Tree, b: Tree, path: TreePath): Edit {
    const keys = entriesOf(node).map(({ key }) => key);
    if (keys.length === 0) return undefined;
    if (isTreeMap(a) && isTreeMap(b) && keys.some((key) => Object.hasOwn(a, key))) {
      const other = keys.every((key) => Object.hasOwn(a, key)) ? undefined : this.#otherForm(path, keys);
      return this.#map(node, other?.a ?? a, other?.b ?? b, path);
    }
    const other = this.#otherForm(path, keys);
    if (other) return this.#map(node, other.a, other.b, path);
    const [key] = keys;
    if (!isTreeMap(a) && key !== undefined && keys.length === 1) {
      return this.#map(node, { [key]: a }, isTreeMap(b) ? b : { [key]: b }, path);
    }
    if (!isTreeMap(a) || isTreeMap(b)) return undefined;
    // `b` is the short form of one of the entries alone: the one of its kind.
    const alike = Object.keys(a).filter((name) => Array.isArray(a[name]) === Array.isArray(b) && !isTreeMap(a[name]));
    const [of] = alike;
    return of !== undefined && alike.length === 1 ? this.#map(node, a, { [of]: b }, path) : undefined;
  }

  #map(node: YAMLMap, a: TreeMap, b: TreeMap, path: TreePath): Edit {
    const entries = entriesOf(node);
    const inFile = new Set(entries.map(({ key }) => key));
    const newNames = renames(a, b);
    const splices: Splice[][] = [];
    const gone = new Set<number>();
    const present = new Map<string, number>();
    for (const [index, entry] of entries.entries()) {
      const name = newNames.get(entry.key) ?? entry.key;
      if (!Object.hasOwn(b, name)) {
        if (Object.hasOwn(a, entry.key)) gone.add(index);
        splices.push([]);
        continue;
      }
      present.set(name, index);
      const edit = this.#entry(node, entry, name, a, b, path);
      if (!edit) return undefined;
      splices.push(edit);
    }
    const oldNames = new Map([...newNames].map(([old, fresh]) => [fresh, old]));
    const added: { key: string; value: Tree; after: number }[] = [];
    let after = -1;
    let final = -1;
    for (const index of present.values()) final = Math.max(final, index);
    const names = Object.keys(b);
    const lastPresent = names.findLastIndex((name) => present.has(name));
    for (const [position, key] of names.entries()) {
      const at = present.get(key);
      if (at !== undefined) after = at;
      else {
        const before = member(a, oldNames.get(key) ?? key);
        const value = before !== undefined && !inFile.has(key) ? unsaid(before, b[key]) : b[key];
        if (value !== undefined) added.push({ key, value, after: position > lastPresent ? final : after });
      }
    }
    for (const { key } of added) this.touched.push([...path, key]);
    for (const index of gone) this.touched.push([...path, entries[index]?.key ?? ""]);
    if (added.length === 0 && gone.size === 0) return splices.flat();
    if (added.length === 0 && gone.size === entries.length) return undefined;
    return node.flow
      ? this.#flowRows(
          node,
          entries.map((entry) => this.#rowOf(entry)),
          splices,
          gone,
          added.map(({ key, value, after: at }) => ({ after: at, text: this.#flowEntry(node, key, value) })),
        )
      : this.#blockRows(
          entries.map((entry) => this.#rowOf(entry)),
          splices,
          gone,
          (indent) =>
            added.map(({ key, value, after: at }) => ({
              after: at,
              text: blockEntry(key, value, indent, this.#syntax.habits),
            })),
        );
  }

  #rowOf(entry: Entry): Row {
    return { start: startOf(entry.keyNode), end: entryEnd(this.#syntax, entry) };
  }

  /** An entry that stays, with its name and its value. */
  #entry(map: YAMLMap, entry: Entry, name: string, a: TreeMap, b: TreeMap, path: TreePath): Edit {
    const result: Splice[] = [];
    const at = [...path, name];
    const flow = map.flow === true;
    if (name !== entry.key) {
      const text = flow
        ? flowKey(name, this.#syntax.habits)
        : blockEntry(name, 0, "", this.#syntax.habits).slice(0, -3);
      result.push({ start: startOf(entry.keyNode), end: entry.keyNode.range?.[1] ?? 0, text });
      this.touched.push(at);
    }
    const before = Object.hasOwn(a, entry.key) ? a[entry.key] : isTreeMap(b[name]) ? {} : undefined;
    const inner = this.node(entry.value, before, b[name], at);
    if (inner) return [...result, ...inner];
    this.touched.push(at);
    const whole = flow ? this.#flowReplaced(map, entry.value, b[name]) : this.#blockReplaced(entry, b[name]);
    return whole && [...result, whole];
  }

  /** The value of an entry of a block map written anew; the comment on the line of its key stays. */
  #blockReplaced(entry: Entry, value: Tree): Splice | undefined {
    const syntax = this.#syntax;
    const colon = colonOf(entry);
    if (colon === undefined) return undefined;
    const old = entry.value;
    const indent = this.#indentAt(startOf(entry.keyNode));
    const { head, body } = blockValue(value, indent, syntax.habits, old ? keptType(old, value) : undefined);
    if (!old) return { start: colon, end: colon, text: ` ${head}${body === "" ? "" : syntax.habits.eol + body}` };
    const start = startOf(old);
    const end = syntax.contentEnd(old);
    const inline = !isBlock(old) && !isBlockScalar(old) && syntax.lineStart(start) === syntax.lineStart(colon);
    if (inline && body === "") return { start, end, text: head };
    const line = inline ? end : colon;
    const comment = /[ \t]+#[^\n]*$/.exec(syntax.text.slice(line, syntax.lineEnd(line)))?.[0] ?? "";
    const lines = (head === "" ? "" : ` ${head}`) + comment + (body === "" ? "" : syntax.habits.eol + body);
    return { start: colon, end: inline ? end + comment.length : this.#ownEnd(entry, end), text: lines };
  }

  /** The end of an entry's lines before the line end, comments inside of a block collection included. */
  #ownEnd(entry: Entry, end: number): number {
    if (!isBlock(entry.value)) return end;
    const { text } = this.#syntax;
    const to = endOfLines(this.#syntax, { start: startOf(entry.keyNode), end });
    if (text.charAt(to - 1) !== "\n") return to;
    return text.charAt(to - 2) === "\r" ? to - 2 : to - 1;
  }

  #indentAt(offset: number): string {
    const before = this.#syntax.before(offset);
    return /^[ \t]*$/.test(before) ? before : " ".repeat(before.length);
  }

  #flowReplaced(collection: YAMLMap | YAMLSeq, old: Node | null, value: Tree): Splice | undefined {
    if (!old) return undefined;
    const type = keptType(old, value);
    const text = flowValue(value, this.#lineIndent(startOf(old)), this.#syntax.habits, {
      compact: !this.#isSpread(collection),
      type,
    });
    return { start: startOf(old), end: old.range?.[1] ?? 0, text };
  }

  #lineIndent(offset: number): string {
    return /^[ \t]*/.exec(this.#syntax.before(offset))?.[0] ?? "";
  }

  /** Whether a flow collection stands on several lines. */
  #isSpread(collection: YAMLMap | YAMLSeq): boolean {
    const [start = 0, end = 0] = collection.range ?? [];
    return this.#syntax.text.slice(start, end).includes("\n");
  }

  #flowEntry(map: YAMLMap, key: string, value: Tree): string {
    const spread = this.#isSpread(map);
    const [first] = entriesOf(map);
    const indent = this.#lineIndent(first ? startOf(first.keyNode) : 0);
    const colon = first && colonOf(first);
    const gap = colon === undefined || /\s/.test(this.#syntax.text.charAt(colon)) ? ": " : ":";
    return (
      flowKey(key, this.#syntax.habits) + gap + flowValue(value, indent, this.#syntax.habits, { compact: !spread })
    );
  }

  #list(node: YAMLSeq, a: readonly Tree[], b: readonly Tree[], path: TreePath): Edit {
    if (b.length === 0) return undefined;
    this.touched.push(path);
    const syntax = this.#syntax;
    const items = node.items.map((item) => (isMap(item) || isSeq(item) || isScalar(item) ? item : null));
    const dashes =
      node.srcToken?.type === "block-seq"
        ? node.srcToken.items.map(({ start }) => start.find(({ type }) => type === "seq-item-ind")?.offset)
        : [];
    const rows: Row[] = [];
    for (const [index, item] of items.entries()) {
      const start = node.flow ? item && startOf(item) : dashes[index];
      if (!item || start === null || start === undefined) return undefined;
      rows.push({ start, end: syntax.contentEnd(item) });
    }
    const splices: Splice[][] = rows.map(() => []);
    const gone = new Set<number>();
    const added: { after: number; value: Tree }[] = [];
    let after = -1;
    for (const step of listSteps(a, b)) {
      if (step.a === undefined) added.push({ after, value: b[step.b ?? 0] });
      else if (step.b === undefined) gone.add(step.a);
      else {
        after = step.a;
        const edit = this.#item(node, items[step.a] ?? null, rows[step.a]?.start ?? 0, a[step.a], b[step.b], [
          ...path,
          step.b,
        ]);
        if (!edit) return undefined;
        splices[step.a] = edit;
      }
    }
    if (added.length === 0 && gone.size === 0) return splices.flat();
    if (node.flow) {
      const indent = this.#lineIndent(rows[0]?.start ?? 0);
      const form = { compact: !this.#isSpread(node) };
      return this.#flowRows(
        node,
        rows,
        splices,
        gone,
        added.map(({ after: at, value }) => ({ after: at, text: flowValue(value, indent, syntax.habits, form) })),
      );
    }
    return this.#blockRows(rows, splices, gone, (indent) =>
      added.map(({ after: at, value }) => ({ after: at, text: blockItem(value, indent, syntax.habits) })),
    );
  }

  #item(list: YAMLSeq, item: Node | null, start: number, a: Tree, b: Tree, path: TreePath): Edit {
    if (!item) return undefined;
    const inner = this.node(item, a, b, path);
    if (inner) return inner;
    if (list.flow) {
      const whole = this.#flowReplaced(list, item, b);
      return whole && [whole];
    }
    const text = blockItem(b, this.#indentAt(start), this.#syntax.habits).replace(/^ +/, "");
    const end = this.#syntax.contentEnd(item);
    if (text.includes("\n") && this.#syntax.text.slice(end, this.#syntax.lineEnd(end)).trim() !== "") return undefined;
    const gap = /^-\s*/.exec(this.#syntax.text.slice(start, startOf(item)))?.[0] ?? "- ";
    return [{ start, end, text: text.includes("\n") ? text : gap + text.slice(2) }];
  }

  #blockRows(
    rows: readonly Row[],
    splices: readonly (readonly Splice[])[],
    gone: ReadonlySet<number>,
    added: (indent: string) => readonly { after: number; text: string }[],
  ): Edit {
    const lines: Lines[] | undefined = linesOf(this.#syntax, rows);
    const [first] = rows;
    if (!lines || !first) return undefined;
    const result = splices.flat();
    for (const index of gone) result.push({ ...removal(this.#syntax, lines, gone, index), text: "" });
    for (const { after, text } of added(this.#syntax.before(first.start))) {
      result.push(insertion(this.#syntax, lines, after, text));
    }
    return result;
  }

  #flowRows(
    node: YAMLMap | YAMLSeq,
    rows: readonly Row[],
    splices: readonly (readonly Splice[])[],
    gone: ReadonlySet<number>,
    added: readonly { after: number; text: string }[],
  ): Edit {
    const [start, end] = node.range ?? [];
    if (start === undefined || end === undefined) return undefined;
    const pieces: Piece[] = added.filter(({ after }) => after < 0);
    rows.forEach((_row, index) => {
      if (!gone.has(index)) pieces.push({ from: index });
      pieces.push(...added.filter(({ after }) => after === index));
    });
    const { text } = this.#syntax;
    return [
      rebuilt(this.#syntax, [start, end], rows, pieces, (at) =>
        spliced(text, splices[at] ?? [], rows[at]?.start ?? 0, rows[at]?.end ?? 0),
      ),
    ];
  }
}

/** The quotes or block style that a scalar keeps when its value changes. */
function keptType(old: Node, value: Tree): Scalar.Type | undefined {
  if (!isScalar(old) || typeof value !== "string" || old.type === undefined || old.type === null) return undefined;
  const quoted = old.type === "QUOTE_SINGLE" || old.type === "QUOTE_DOUBLE";
  return quoted !== value.includes("\n") && (quoted || isBlockScalar(old)) ? (old.type as Scalar.Type) : undefined;
}

function soleKey(value: Tree): string | undefined {
  const keys = isTreeMap(value) ? Object.keys(value) : [];
  return keys.length === 1 ? keys[0] : undefined;
}

/** Of a value that the text leaves to the language: what has to be said where another one is meant. */
function unsaid(a: Tree, b: Tree): Tree {
  if (sameTree(a, b, false)) return undefined;
  if (!isTreeMap(a) || !isTreeMap(b) || Object.keys(a).some((key) => !Object.hasOwn(b, key))) return b;
  const entries = Object.keys(b).map((key) => [key, Object.hasOwn(a, key) ? unsaid(a[key], b[key]) : b[key]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
