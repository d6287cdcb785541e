/** Makes texts that match a regular expression: literals, sets, groups, alternatives and counts, no lookaround. */
import { POSIX, regExpOf } from "./evaluate.ts";
import type { Random } from "./random.ts";

type Node =
  | { readonly kind: "set"; readonly characters: readonly string[] }
  | { readonly kind: "group"; readonly branches: readonly (readonly Counted[])[] };

interface Counted {
  readonly node: Node;
  readonly min: number;
  readonly max: number;
}

/** What is drawn of an unbounded repetition beyond its least number. */
const MORE = 5;

const range = (from: string, to: string): string[] => {
  const list: string[] = [];
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) list.push(String.fromCharCode(code));
  return list;
};

const DIGITS = range("0", "9");
const LETTERS = range("a", "z");
/** What a negated set is drawn from: the first of these that are left. */
const FRIENDLY = [...LETTERS, ...DIGITS, ...range("A", "Z"), "-", "_", ".", "@", "/", " ", "#", ":"];

const ESCAPES: { readonly [letter: string]: readonly string[] } = {
  d: DIGITS,
  w: [...LETTERS, ...DIGITS],
  s: [" "],
  D: LETTERS,
  W: ["-"],
  S: LETTERS,
  t: ["\t"],
  n: ["\n"],
};

/** Escapes that hold at a place and take no character: the ends of the text and of words. */
const AT_A_PLACE = new Set(["A", "Z", "z", "b", "m", "M", "y"]);

class Unreadable extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(pattern: string) {
    this.#text = pattern;
  }

  whole(): Node {
    const node = this.#group();
    if (this.#at < this.#text.length) throw new Unreadable();
    return node;
  }

  #group(): Node {
    const branches = [this.#branch()];
    while (this.#take("|")) branches.push(this.#branch());
    return { kind: "group", branches };
  }

  #branch(): Counted[] {
    const items: Counted[] = [];
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined || next === "|" || next === ")") return items;
      if (next === "^" || next === "$") this.#at++;
      else {
        const node = this.#atom();
        if (node) items.push(this.#counted(node));
      }
    }
  }

  #counted(node: Node): Counted {
    let [min, max] = [1, 1];
    if (this.#take("*")) [min, max] = [0, MORE];
    else if (this.#take("+")) [min, max] = [1, 1 + MORE];
    else if (this.#take("?")) [min, max] = [0, 1];
    else {
      const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at));
      if (!braces) return { node, min, max };
      this.#at += braces[0].length;
      min = Number(braces[1]);
      max = braces[2] === undefined ? min : braces[3] ? Number(braces[3]) : min + MORE;
    }
    // Whether as much or as little as possible is taken makes no other texts.
    if (!this.#take("?")) this.#take("+");
    return { node, min, max };
  }

  #atom(): Node | undefined {
    if (this.#take("(")) {
      if (this.#take("?") && !this.#take(":")) throw new Unreadable();
      const node = this.#group();
      if (!this.#take(")")) throw new Unreadable();
      return node;
    }
    if (this.#take("[")) return { kind: "set", characters: this.#set() };
    if (this.#take(".")) return { kind: "set", characters: LETTERS };
    if (this.#take("\\")) {
      const letter = this.#text[this.#at++];
      if (letter === undefined || /[1-9]/.test(letter)) throw new Unreadable();
      if (AT_A_PLACE.has(letter)) return undefined;
      return { kind: "set", characters: ESCAPES[letter] ?? [letter] };
    }
    return { kind: "set", characters: [this.#text[this.#at++] ?? ""] };
  }

  #set(): readonly string[] {
    const negated = this.#take("^");
    const characters: string[] = [];
    for (let first = true; ; first = false) {
      const next = this.#text[this.#at];
      if (next === undefined) throw new Unreadable();
      if (next === "]" && !first) break;
      const named = /^\[:(\w+):\]/.exec(this.#text.slice(this.#at));
      if (named) {
        this.#at += named[0].length;
        characters.push(...new Reader(`[${POSIX[named[1] ?? ""] ?? ""}]`).#only());
        continue;
      }
      const from = this.#member();
      const isRange = this.#text[this.#at] === "-" && this.#text[this.#at + 1] !== "]" && from.length === 1;
      if (!isRange) characters.push(...from);
      else {
        this.#at++;
        const to = this.#member();
        characters.push(...range(from[0] ?? "", to[0] ?? ""));
      }
    }
    this.#at++;
    if (!negated) return characters;
    const out = new Set(characters);
    return FRIENDLY.filter((character) => !out.has(character)).slice(0, LETTERS.length);
  }

  #only(): readonly string[] {
    this.#at = 1;
    return this.#set();
  }

  #member(): readonly string[] {
    const character = this.#text[this.#at++] ?? "";
    if (character !== "\\") return [character];
    const letter = this.#text[this.#at++] ?? "";
    return ESCAPES[letter] ?? [letter];
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function draw(node: Node, random: Random): string {
  if (node.kind === "set") {
    if (node.characters.length === 0) throw new Unreadable();
    return random.pick(node.characters);
  }
  let text = "";
  for (const { node: item, min, max } of random.pick(node.branches)) {
    const count = random.int(min, max);
    for (let time = 0; time < count; time++) text += draw(item, random);
  }
  return text;
}

const TRIES = 16;

const read = new Map<string, Node | undefined>();

function nodeOf(pattern: string): Node | undefined {
  if (!read.has(pattern)) {
    let node: Node | undefined;
    try {
      node = new Reader(pattern.replace(/^\(\?[a-z]+\)/, "")).whole();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
    read.set(pattern, node);
  }
  return read.get(pattern);
}

/**
 * A text that matches, of `shortest` to `longest` characters; undefined for patterns that say more than this part reads, and
 * where none was found.
 */
export function textMatching(
  pattern: string,
  random: Random,
  longest = 255,
  shortest = 0,
  ignoreCase = false,
): string | undefined {
  const node = nodeOf(pattern);
  const regExp = regExpOf(pattern, ignoreCase);
  if (!node || !regExp) return undefined;
  for (let tried = 0; tried < TRIES; tried++) {
    let text: string;
    try {
      text = draw(node, random);
    } catch (error) {
      if (error instanceof Unreadable) return undefined;
      throw error;
    }
    if (text.length <= longest && text.length >= shortest && regExp.test(text)) return text;
  }
  return undefined;
}

/** A pattern of LIKE as a regular expression of the whole text. */
export function likePattern(pattern: string, quote = "\\"): string {
  let made = "^";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === quote && at + 1 < pattern.length) made += literal(pattern.charAt(++at));
    else made += character === "%" ? ".*" : character === "_" ? "." : literal(character);
  }
  return `${made}$`;
}

/** A pattern of GLOB as a regular expression of the whole text. */
export function globPattern(pattern: string): string {
  let made = "^";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") made += ".*";
    else if (character === "?") made += ".";
    else if (character === "[") {
      const end = pattern.indexOf("]", at + (pattern[at + 1] === "^" ? 3 : 2));
      if (end < 0) return "(?!)";
      made += `[${pattern.slice(at + 1, end).replaceAll("\\", "\\\\")}]`;
      at = end;
    } else made += literal(character);
  }
  return `${made}$`;
}

function literal(character: string): string {
  return /[a-zA-Z0-9_ ]/.test(character) ? character : `\\${character}`;
}
