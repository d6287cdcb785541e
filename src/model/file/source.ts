/**
 * Model text → plain value, with the place and the source text of everything in it. YAML's concrete syntax is read, so
 * that what YAML makes of a text (a split value, a comment, a number) can be told from what its author wrote.
 */

import type { CST, YAMLMap, YAMLSeq } from "yaml";
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type Scalar,
} from "yaml";
import type { Place } from "../lexer.ts";
import { clip, lineOf } from "../lexer.ts";
import { Problems, type TextChange } from "../problems.ts";
import { type Torn, tornItems, tornPairs } from "./torn.ts";
import { syntaxRemedies } from "./yaml-errors.ts";

/** Keys and list positions from the root of a file. */
export type Path = readonly (string | number)[];

/** A place in the file. */
export interface FileWhere {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Located {
  /** Where the key, or the item of a list, begins. */
  readonly offset: number;
  readonly scalar?: Scalar;
}

// A model is a few levels deep; the YAML library recurses and must not be led out of the stack.
const maxDepth = 64;

/** A text read as YAML: its value, and where each part of it stands. */
export class Source {
  readonly file: string;
  readonly problems = new Problems();
  value: unknown;
  /** True when the text is no YAML: what was read of it means nothing. */
  broken = false;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #located = new Map<string, Located>();

  /** Reads `text`; what is wrong with it is in `problems` afterwards. */
  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    const document = this.#compose();
    this.value = document?.contents ? this.#convert(document.contents, []) : undefined;
  }

  #compose(): Document.Parsed | undefined {
    const tokens: CST.Token[] = [];
    for (const token of new Parser(this.#lines.addNewLine).parse(this.#text)) tokens.push(token);
    const deep = tooDeep(tokens);
    if (deep) {
      this.#problem("TOO_DEEP", `nested more than ${maxDepth} levels deep`, deep.offset);
      return undefined;
    }
    const options = { uniqueKeys: false, merge: false, logLevel: "silent", prettyErrors: false } as const;
    const [document, second] = [...new Composer(options).compose(tokens, true, this.#text.length)];
    if (second?.contents) {
      this.#problem("YAML_SYNTAX", "a model is one YAML document", second.range[0], "Remove the line ---");
    }
    for (const error of document?.errors ?? []) {
      this.broken = true;
      const message = error.message.charAt(0).toLowerCase() + error.message.slice(1);
      this.#problem(
        "YAML_SYNTAX",
        clip(message, 200),
        error.pos[0],
        syntaxRemedies[error.code] ?? this.#quotedLine(error.pos[0])?.remedy,
        syntaxRemedies[error.code] === undefined ? this.#quotedLine(error.pos[0])?.fix : undefined,
      );
    }
    return document as Document.Parsed | undefined;
  }

  /** The line at `offset` with its value in quotes, which is what most syntax errors need. */
  #quotedLine(offset: number): { remedy: string; fix: TextChange } | undefined {
    const start = this.#text.lastIndexOf("\n", offset - 1) + 1;
    const end = this.#text.indexOf("\n", offset);
    const line = this.#text.slice(start, end < 0 ? undefined : end);
    const parts = /^\s*(?:- )?([\w]+):\s+(\S.*?)\s*$/.exec(line);
    const [, key, value] = parts ?? [];
    if (key === undefined || value === undefined || value.length > 300 || /^[|>{["]/.test(value)) return undefined;
    const quoted = `'${value.replaceAll("'", "''")}'`;
    const from = start + line.lastIndexOf(value);
    return {
      remedy: `Put the value in quotes: \`${key}: ${quoted}\``,
      fix: this.#change(from, from + value.length, quoted),
    };
  }

  #problem(code: string, message: string, offset: number, remedy?: string, fix?: TextChange): void {
    this.problems.add({
      code,
      message,
      where: this.#where(offset),
      ...(remedy === undefined ? {} : { remedy }),
      ...(fix ? { fix } : {}),
    });
  }

  #change(from: number, to: number, text: string): TextChange {
    const [start, end] = [this.#where(from), this.#where(to)];
    return { line: start.line, column: start.column, end: { line: end.line, column: end.column }, text };
  }

  #torn({ message, offset, end, quoted, remedy }: Torn): void {
    this.#problem("YAML_TORN", message, offset, remedy, this.#change(offset, end, quoted));
  }

  #where(offset: number): FileWhere {
    const { line, col } = this.#lines.linePos(Math.max(0, Math.min(offset, this.#text.length)));
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #convert(node: unknown, path: Path): unknown {
    if (isAlias(node)) {
      this.#problem(
        "YAML_ALIAS",
        "anchors and aliases are not part of the language",
        node.range?.[0] ?? 0,
        "Write the value out",
      );
      return undefined;
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (!this.#plain(node)) return undefined;
      if (isScalar(node)) return node.value;
      return isSeq(node) ? this.#list(node, path) : this.#map(node, path);
    }
    return null;
  }

  /** False, with a problem, for nodes that carry an anchor or a tag. */
  #plain(node: Node): boolean {
    const offset = node.range?.[0] ?? 0;
    if ("anchor" in node && node.anchor !== undefined) {
      this.#problem(
        "YAML_ALIAS",
        `the anchor &${clip(String(node.anchor))} is not part of the language`,
        offset,
        "Leave it out",
      );
    } else if (node.tag !== undefined) {
      this.#problem(
        "YAML_TAG",
        `the tag ${clip(node.tag)} is not part of the language`,
        offset,
        "Put a value that begins with ! in quotes",
      );
    } else return true;
    return false;
  }

  /** The items; undefined when a problem took one away, since the list is not what its author meant then. */
  #list(node: YAMLSeq, path: Path): unknown[] | undefined {
    const torn = node.flow ? tornItems(node) : undefined;
    if (torn) this.#torn(torn);
    const items = node.items.map((item, index) => {
      const at = [...path, index];
      const offset = isNode(item) ? (item.range?.[0] ?? 0) : 0;
      this.#located.set(key(at), isScalar(item) ? { offset, scalar: item } : { offset });
      return this.#convert(item, at);
    });
    return torn || items.includes(undefined) ? undefined : items;
  }

  #map(node: YAMLMap, path: Path): Record<string, unknown> {
    const torn = node.flow ? tornPairs(node) : undefined;
    if (torn) this.#torn(torn);
    const result: Record<string, unknown> = {};
    for (const pair of node.items) {
      const offset = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : (node.range?.[0] ?? 0);
      const name = this.#keyOf(pair.key, offset);
      if (name === undefined || torn?.keys.has(name)) continue;
      const at = [...path, name];
      const first = this.#located.get(key(at));
      if (first) {
        const line = this.#where(first.offset).line;
        this.#problem(
          "DUPLICATE_NAME",
          `\`${clip(name)}\` is given twice`,
          offset,
          `The first is on line ${line}; keep one of them`,
        );
        continue;
      }
      this.#located.set(key(at), isScalar(pair.value) ? { offset, scalar: pair.value } : { offset });
      const value = this.#convert(pair.value, at);
      if (value !== undefined) result[name] = value;
    }
    return result;
  }

  #keyOf(node: unknown, offset: number): string | undefined {
    if (!isScalar(node)) {
      this.#problem("YAML_SYNTAX", "a key is a plain name", offset, "Put it in quotes");
      return undefined;
    }
    if (!this.#plain(node)) return undefined;
    // From the source: the keys `on`, `null` and `01` are names.
    const name = node.source ?? String(node.value);
    if (name === "<<" && node.type === "PLAIN") {
      this.#problem("YAML_ALIAS", "merge keys are not part of the language", offset, "Write the values out");
      return undefined;
    }
    if (name === "__proto__") {
      this.#problem("BAD_NAME", "`__proto__` cannot be a name", offset);
      return undefined;
    }
    return name;
  }

  /** Where the part at `path` stands: its key, or itself in a list. Falls back to the nearest part around it. */
  where(path: Path): FileWhere {
    for (let length = path.length; length > 0; length--) {
      const located = this.#located.get(key(path.slice(0, length)));
      if (located) return this.#where(located.offset);
    }
    return { file: this.file, line: 1, column: 1 };
  }

  /** As `where`, undefined when the path is not in the file. */
  find(path: Path): { line: number; column: number } | undefined {
    const located = this.#located.get(key(path));
    if (!located) return undefined;
    const { line, column } = this.#where(located.offset);
    return { line, column };
  }

  /** Where the text of the value at `path` begins, for readers of that text. */
  textPlace(path: Path): Place {
    const scalar = this.#located.get(key(path))?.scalar;
    if (!scalar?.range || typeof scalar.value !== "string") return { ...this.where(path), fixed: true };
    const [start] = scalar.range;
    const quoted = scalar.type === "QUOTE_SINGLE" || scalar.type === "QUOTE_DOUBLE" ? 1 : 0;
    const exact = this.#text.startsWith(scalar.value, start + quoted) && !scalar.value.includes("\n");
    const place = this.#where(exact ? start + quoted : start);
    return exact ? place : { ...place, fixed: true };
  }

  /** The value at `path` as its author spelled it (`01`, `yes`), if it is a scalar. */
  spelled(path: Path): string | undefined {
    const scalar = this.#located.get(key(path))?.scalar;
    return scalar ? (scalar.source ?? String(scalar.value)) : undefined;
  }

  /** The line with quotes that keeps what YAML took for a comment behind the value at `path`, if it took any. */
  cutByComment(path: Path): string | undefined {
    const scalar = this.#located.get(key(path))?.scalar;
    const end = scalar?.range?.[1];
    if (scalar?.type !== "PLAIN" || end === undefined || typeof scalar.value !== "string") return undefined;
    const comment = /^[ \t]+#[^\n\r]*/.exec(this.#text.slice(end, end + 300))?.[0];
    if (comment === undefined) return undefined;
    const name = path.at(-1);
    const shown = comment.trim();
    const cut = /=\s*$/.test(scalar.value)
      ? `${scalar.value} '${shown.replaceAll("'", "''")}'`
      : scalar.value + comment.trimEnd();
    return lineOf(typeof name === "string" ? name : "", cut);
  }
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function key(path: Path): string {
  return path.join("\u0001");
}

/** The first token nested too deeply, found without recursion. */
function tooDeep(tokens: readonly CST.Token[]): { offset: number } | undefined {
  const stack: (readonly [CST.Token, number])[] = tokens.map((token) => [token, 0] as const);
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const [token, depth] = entry;
    if (depth > maxDepth) return { offset: token.offset };
    if (token.type === "document" && token.value) stack.push([token.value, depth]);
    if (!("items" in token)) continue;
    for (const item of token.items) {
      if (item.key) stack.push([item.key, depth + 1]);
      if (item.value) stack.push([item.value, depth + 1]);
    }
  }
  return undefined;
}
