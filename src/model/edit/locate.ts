/** Problems of a model file for editors: with the end of what is wrong, and the change of the text that mends it. */
import { isMap, isScalar, isSeq, type Node, parseDocument, type Scalar } from "yaml";
import type { Replacement, TextPosition } from "../errors.ts";
import type { Problem, TextChange } from "../problems.ts";
import { blockValue, flowValue } from "./style.ts";
import { entriesOf, Syntax, startOf } from "./syntax.ts";

/** The problems that stand in `file`, whose text is `text`, with ends and fixes; the others as they are. */
export function locate(problems: readonly Problem[], file: string, text: string): Problem[] {
  const located = new Located(text);
  return problems.map((problem) => {
    const { where, replacement } = problem;
    if (!("file" in where) || where.file !== file || where.line === undefined || where.end) return problem;
    const offset = located.offsetOf(where.line, where.column ?? 1);
    if (offset === undefined) return problem;
    const fix = problem.fix ?? (replacement && located.change(replacement, where.line, offset));
    return {
      ...problem,
      // The place of an error of YAML's syntax may lie behind the end of its line.
      where: { ...where, ...located.positionOf(offset), end: located.positionOf(located.endOf(offset)) },
      ...(fix ? { fix } : {}),
    };
  });
}

interface Found {
  readonly node: Scalar;
  /** Of a key: its value. */
  readonly value: Node | null;
  readonly isKey: boolean;
  readonly inFlow: boolean;
  readonly start: number;
  readonly end: number;
}

class Located {
  readonly #syntax: Syntax;
  readonly #starts: number[] = [0];
  readonly #scalars: Found[] = [];

  constructor(text: string) {
    this.#syntax = new Syntax(text);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
    this.#collect(this.#syntax.contents, false);
  }

  #collect(root: Node | null, flow: boolean): void {
    const stack: [Node | null, boolean, Node | null | undefined][] = [[root, flow, undefined]];
    for (let entry = stack.pop(); entry; entry = stack.pop()) {
      const [node, inFlow, value] = entry;
      if (isScalar(node)) {
        const isKey = value !== undefined;
        this.#scalars.push({
          node,
          value: value ?? null,
          isKey,
          inFlow,
          start: startOf(node),
          end: this.#syntax.contentEnd(node),
        });
      }
      const flowInside = inFlow || ((isMap(node) || isSeq(node)) && node.flow === true);
      if (isMap(node)) {
        for (const { keyNode, value } of entriesOf(node))
          stack.push([keyNode, flowInside, value], [value, flowInside, undefined]);
      } else if (isSeq(node)) {
        for (const item of node.items) {
          if (isMap(item) || isSeq(item) || isScalar(item)) stack.push([item, flowInside, undefined]);
        }
      }
    }
    this.#scalars.sort((a, b) => a.start - b.start);
  }

  offsetOf(line: number, column: number): number | undefined {
    const start = this.#starts[line - 1];
    return start === undefined ? undefined : Math.min(start + column - 1, this.#syntax.lineEnd(start));
  }

  positionOf(offset: number): TextPosition {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  #scalarAt(offset: number): Found | undefined {
    let [low, high] = [0, this.#scalars.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#scalars[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const found = this.#scalars[low - 1];
    return found && offset <= found.end ? found : undefined;
  }

  /** The end of the word at `offset`, or of the key that begins there. */
  endOf(offset: number): number {
    const found = this.#scalarAt(offset);
    const { text } = this.#syntax;
    if (found?.isKey && found.start === offset) return found.end;
    const limit = found ? found.end : this.#syntax.lineEnd(offset);
    const word = /^(?:[\w?.+-]+|[^\s\w])/.exec(text.slice(offset, limit))?.[0] ?? "";
    return Math.min(offset + Math.max(word.length, offset < limit ? 1 : 0), Math.max(limit, offset));
  }

  /** The replacement as a change of the text, quoted as its place needs; undefined when it cannot be told. */
  change(replacement: Replacement, line: number, offset: number): TextChange | undefined {
    const found = this.#scalarAt(offset);
    if (found && replacement.of === "value") {
      const whole = found.isKey ? found.value : found.node;
      if (!isScalar(whole) || /^BLOCK/.test(whole.type ?? "")) return undefined;
      return this.#changed(startOf(whole), whole.range?.[1] ?? 0, replacement.text);
    }
    if (found && replacement.word !== undefined) return this.#word(found, replacement.word, replacement.text);
    if (!found || (found.node.type !== undefined && /^BLOCK/.test(found.node.type))) return undefined;
    const { text } = this.#syntax;
    const quote = /^QUOTE/.test(found.node.type ?? "") ? 1 : 0;
    const value = typeof found.node.value === "string" ? found.node.value : (found.node.source ?? "");
    const { column, length } = replacement;
    const [from, to] =
      column === undefined || length === undefined
        ? [found.start + quote, found.start + quote + value.length]
        : [this.offsetOf(line, column) ?? 0, (this.offsetOf(line, column) ?? 0) + length];
    const inner = found.start + quote;
    if (from < inner || !text.startsWith(value, inner)) return undefined;
    const wanted = value.slice(0, from - inner) + replacement.text + value.slice(to - inner);
    const source = text.slice(found.start, from) + replacement.text + text.slice(to, found.end);
    if (reads(source, found) === wanted) return this.#changed(from, to, replacement.text);
    const type = quote ? (found.node.type as Scalar.Type) : undefined;
    const whole = found.inFlow
      ? flowValue(wanted, "", this.#syntax.habits, { compact: true, type })
      : blockValue(wanted, "", this.#syntax.habits, type).head;
    return this.#changed(found.start, found.end, whole);
  }

  /** A word inside of the value of a key, or of an item, that stands there once. */
  #word(found: Found, word: string, meant: string): TextChange | undefined {
    const whole = found.isKey ? found.value : found.node;
    if (!whole) return undefined;
    const start = startOf(whole);
    const source = this.#syntax.text.slice(start, this.#syntax.contentEnd(whole));
    const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const places = [...source.matchAll(new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`, "g"))];
    const [only] = places;
    if (!only || places.length > 1 || !/^\w+$/.test(meant)) return undefined;
    return this.#changed(start + only.index, start + only.index + word.length, meant);
  }

  #changed(from: number, to: number, text: string): TextChange {
    return { ...this.positionOf(from), end: this.positionOf(to), text };
  }
}

/** What YAML reads in the source text of a key or value; undefined for anything but one scalar. */
function reads(source: string, { inFlow, isKey }: Found): string | undefined {
  const around = inFlow ? (isKey ? `{ ${source}: 0 }` : `[ ${source} ]`) : isKey ? `${source}: 0` : `k: ${source}`;
  const document = parseDocument(around, { logLevel: "silent" });
  const { contents } = document;
  if (document.errors.length > 0 || (!isMap(contents) && !isSeq(contents)) || contents.items.length !== 1)
    return undefined;
  const [item] = contents.items;
  const scalar = isMap(contents) ? (isKey ? contents.items[0]?.key : contents.items[0]?.value) : item;
  if (!isScalar(scalar) || scalar.comment) return undefined;
  return typeof scalar.value === "string" ? scalar.value : scalar.source;
}
