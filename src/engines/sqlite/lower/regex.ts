/** The part of regular expressions that can be said in SQLite without one: classes, groups and counts, no lookaround. */

import { fold } from "../quote.ts";

/** A set of characters: those listed, or all others. */
export interface CharacterSet {
  readonly characters: ReadonlySet<string>;
  readonly negated: boolean;
}

export interface Counted {
  readonly min: number;
  /** Infinity for no bound. */
  readonly max: number;
}

export type Item = Counted &
  (
    | { readonly kind: "set"; readonly set: CharacterSet }
    | { readonly kind: "group"; readonly branches: readonly Item[][] }
  );

export interface Regex {
  readonly branches: readonly Item[][];
  /** `^` and `$` hold the whole of it. */
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

const range = (from: string, to: string): string[] => {
  const list: string[] = [];
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) list.push(String.fromCharCode(code));
  return list;
};

const DIGITS = range("0", "9");
const WORD = [...DIGITS, ...range("A", "Z"), "_", ...range("a", "z")];
const SPACES = [..." \t\n\v\f\r"];

const CLASS_ESCAPES: { readonly [letter: string]: CharacterSet } = {
  d: { characters: new Set(DIGITS), negated: false },
  D: { characters: new Set(DIGITS), negated: true },
  w: { characters: new Set(WORD), negated: false },
  W: { characters: new Set(WORD), negated: true },
  s: { characters: new Set(SPACES), negated: false },
  S: { characters: new Set(SPACES), negated: true },
};

const CONTROL_ESCAPES: { readonly [letter: string]: string } = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };

/** Thrown inside, where a pattern uses what has no counterpart. */
class Unsupported extends Error {}

/**
 * Reads a pattern; undefined where it uses more than this part. With `ignoreCase` its letters become small ones, to be
 * held against a text in small letters.
 */
export function parseRegex(pattern: string, ignoreCase: boolean): Regex | undefined {
  try {
    return new RegexReader(pattern, ignoreCase).regex();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class RegexReader {
  readonly #pattern: string;
  readonly #ignoreCase: boolean;
  #at = 0;

  constructor(pattern: string, ignoreCase: boolean) {
    this.#pattern = pattern;
    this.#ignoreCase = ignoreCase;
  }

  regex(): Regex {
    const fromStart = this.#take("^");
    const branches = this.#branches();
    const toEnd = this.#take("$");
    // `^a|b$` anchors each branch for itself.
    const clear = branches.length === 1 || !(fromStart || toEnd);
    if (!clear || this.#at < this.#pattern.length) throw new Unsupported();
    return { branches, fromStart, toEnd };
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #next(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#pattern.length) throw new Unsupported();
    this.#at += character.length;
    return character;
  }

  #branches(): Item[][] {
    const branches = [this.#sequence()];
    while (this.#take("|")) branches.push(this.#sequence());
    return branches;
  }

  #sequence(): Item[] {
    const items: Item[] = [];
    while (this.#at < this.#pattern.length && !/^(?:[|)]|\$$)/.test(this.#pattern.slice(this.#at))) {
      if (this.#take("(")) {
        if (this.#take("?") && !this.#take(":")) throw new Unsupported();
        const branches = this.#branches();
        if (!this.#take(")")) throw new Unsupported();
        items.push({ kind: "group", branches, ...this.#count() });
      } else {
        const set = this.#set();
        items.push({ kind: "set", set, ...this.#count() });
      }
    }
    return items;
  }

  #count(): Counted {
    const counted = this.#plainCount();
    // Lazy and possessive counts match the same whole texts, but a double count is a mistake.
    if (/^[*+?{]/.test(this.#pattern.slice(this.#at))) throw new Unsupported();
    return counted;
  }

  #plainCount(): Counted {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    const bounds = /^\{(\d+)(,(\d*))?\}/.exec(this.#pattern.slice(this.#at));
    if (!bounds) return { min: 1, max: 1 };
    this.#at += bounds[0].length;
    const min = Number(bounds[1]);
    if (bounds[2] === undefined) return { min, max: min };
    return { min, max: bounds[3] ? Number(bounds[3]) : Number.POSITIVE_INFINITY };
  }

  #set(): CharacterSet {
    if (this.#take("[")) return this.#cased(this.#bracket());
    const character = this.#next();
    if (character === ".") return { characters: new Set(), negated: true };
    if ("^$*+?{}".includes(character)) throw new Unsupported();
    if (character !== "\\") return this.#cased({ characters: new Set([character]), negated: false });
    return this.#cased(this.#escape());
  }

  #escape(): CharacterSet {
    const letter = this.#next();
    const known = CLASS_ESCAPES[letter];
    if (known) return known;
    const control = CONTROL_ESCAPES[letter];
    if (control === undefined && /[A-Za-z0-9]/.test(letter)) throw new Unsupported();
    return { characters: new Set([control ?? letter]), negated: false };
  }

  #bracket(): CharacterSet {
    const negated = this.#take("^");
    const characters = new Set<string>();
    for (let first = true; first || !this.#take("]"); first = false) {
      if (this.#pattern.startsWith("[:", this.#at)) throw new Unsupported();
      const from = this.#member();
      if (typeof from !== "string") {
        if (from.negated) throw new Unsupported();
        for (const character of from.characters) characters.add(character);
        continue;
      }
      if (this.#pattern[this.#at] !== "-" || this.#pattern[this.#at + 1] === "]") characters.add(from);
      else {
        this.#at++;
        const to = this.#member();
        if (typeof to !== "string" || to < from || to > "~") throw new Unsupported();
        for (const character of range(from, to)) characters.add(character);
      }
    }
    return { characters, negated };
  }

  #member(): string | CharacterSet {
    const character = this.#next();
    if (character !== "\\") return character;
    const set = this.#escape();
    const [only] = set.characters;
    return set.characters.size === 1 && !set.negated && only !== undefined ? only : set;
  }

  /** Without regard to case, the text is compared in small letters. */
  #cased(set: CharacterSet): CharacterSet {
    if (!this.#ignoreCase) return set;
    return { characters: new Set([...set.characters].map(fold)), negated: set.negated };
  }
}

export function sameSet(a: CharacterSet, b: CharacterSet): boolean {
  return (
    a.negated === b.negated &&
    a.characters.size === b.characters.size &&
    [...a.characters].every((c) => b.characters.has(c))
  );
}

export function contains(set: CharacterSet, character: string): boolean {
  return set.characters.has(character) !== set.negated;
}

/** True where no character is in both. */
export function disjoint(a: CharacterSet, b: CharacterSet): boolean {
  if (a.negated && b.negated) return false;
  const [listed, other] = a.negated ? [b, a] : [a, b];
  return [...listed.characters].every((character) => !contains(other, character));
}
