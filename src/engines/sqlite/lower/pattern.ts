/**
 * Regular expressions as conditions that SQLite can check by itself (it has GLOB, trim and instr, and no regular
 * expressions unless an application adds them). Exact or not at all: undefined where a pattern cannot be said.
 */
import { quoteText } from "../quote.ts";
import { type CharacterSet, contains, disjoint, type Item, parseRegex, sameSet } from "./regex.ts";

type SetItem = Extract<Item, { kind: "set" }>;

/** Most alternatives that a pattern may have; each is a condition of its own. */
const MOST_ALTERNATIVES = 8;
/** Longest run of single characters that is written into one GLOB. */
const LONGEST_GLOB = 64;

/** The condition that `text` (SQL) matches the pattern, or undefined. NULL stays NULL. */
export function patternCondition(text: string, pattern: string, ignoreCase = false): string | undefined {
  const regex = parseRegex(pattern, ignoreCase);
  const subject = ignoreCase ? `lower(${text})` : text;
  if (!regex) return undefined;
  const anything: Item = {
    kind: "set",
    set: { characters: new Set(), negated: true },
    min: 0,
    max: Number.POSITIVE_INFINITY,
  };
  const open = (branch: Item[]) => [
    ...(regex.fromStart ? [] : [anything]),
    ...branch,
    ...(regex.toEnd ? [] : [anything]),
  ];
  const conditions: string[] = [];
  for (const branch of regex.branches) {
    const separated = regex.fromStart && regex.toEnd ? separatedRuns(branch, subject) : undefined;
    if (separated !== undefined) conditions.push(separated);
    else {
      const flat = alternatives(open(branch));
      if (!flat) return undefined;
      for (const items of flat) {
        const condition = wholeMatch(items, subject);
        if (condition === undefined) return undefined;
        conditions.push(condition);
      }
    }
  }
  const distinct = [...new Set(conditions)];
  return distinct.length === 1 ? distinct[0] : distinct.map((condition) => `(${condition})`).join(" OR ");
}

/** `a+(-a+)*`: runs of one set with single separators between them. */
function separatedRuns(items: readonly Item[], subject: string): string | undefined {
  const [run, group] = items;
  if (items.length !== 2 || run?.kind !== "set" || run.min !== 1 || run.max !== Number.POSITIVE_INFINITY)
    return undefined;
  if (group?.kind !== "group" || group.min !== 0 || group.max !== Number.POSITIVE_INFINITY) return undefined;
  const [separator, again] = group.branches[0] ?? [];
  if (group.branches.length !== 1 || group.branches[0]?.length !== 2) return undefined;
  if (
    separator?.kind !== "set" ||
    separator.min !== 1 ||
    separator.max !== 1 ||
    separator.set.negated ||
    run.set.negated
  )
    return undefined;
  if (again?.kind !== "set" || again.min !== 1 || again.max !== run.max || !sameSet(again.set, run.set))
    return undefined;
  if (!disjoint(separator.set, run.set)) return undefined;
  const both: CharacterSet = {
    characters: new Set([...run.set.characters, ...separator.set.characters]),
    negated: false,
  };
  const between = globOf(separator.set);
  return all([
    `${subject} <> ''`,
    onlyOf(subject, both),
    `${subject} NOT GLOB ${literal(`${between}*`)}`,
    `${subject} NOT GLOB ${literal(`*${between}`)}`,
    `${subject} NOT GLOB ${literal(`*${between}${between}*`)}`,
  ]);
}

/** The sequences of sets that a sequence with groups and optional parts stands for; undefined where they are too many. */
function alternatives(items: readonly Item[]): SetItem[][] | undefined {
  let found: SetItem[][] = [[]];
  for (const item of items) {
    const choices = choicesOf(item);
    if (!choices) return undefined;
    found = found.flatMap((before) => choices.map((choice) => [...before, ...choice]));
    if (found.length > MOST_ALTERNATIVES) return undefined;
  }
  return found;
}

function choicesOf(item: Item): SetItem[][] | undefined {
  if (item.kind === "set") {
    if (item.min !== 0 || item.max !== 1) return [[item]];
    return [[], [{ ...item, min: 1, max: 1 }]];
  }
  if (item.max > LONGEST_GLOB) return undefined;
  const once: SetItem[][] = [];
  for (const branch of item.branches) {
    const flat = alternatives(branch);
    if (!flat) return undefined;
    once.push(...flat);
  }
  let repeated: SetItem[][] = [[]];
  const choices: SetItem[][] = item.min === 0 ? [[]] : [];
  for (let count = 1; count <= item.max; count++) {
    repeated = repeated.flatMap((before) => once.map((choice) => [...before, ...choice]));
    if (count >= item.min) choices.push(...repeated);
    if (choices.length > MOST_ALTERNATIVES || repeated.length > MOST_ALTERNATIVES) return undefined;
  }
  return choices;
}

const isFixed = (item: SetItem): boolean => item.min === item.max && item.max <= LONGEST_GLOB;

/** Tries the ways to say that the whole of `subject` is this sequence, simplest first. */
function wholeMatch(items: readonly SetItem[], subject: string): string | undefined {
  if (items.length === 0) return `${subject} = ''`;
  if (items.every(isFixed)) return `${subject} GLOB ${literal(globOfAll(items))}`;
  const [only] = items;
  if (items.length === 1 && only) return runOf(subject, only);
  return (
    globWithRuns(items, subject) ?? cutFixed(items, subject) ?? cutFirst(items, subject) ?? cutLast(items, subject)
  );
}

function globOfAll(items: readonly SetItem[]): string {
  return items.map((item) => globOf(item.set).repeat(item.max)).join("");
}

/** All runs without an upper bound and of one set that has room for everything between them. */
function globWithRuns(items: readonly SetItem[], subject: string): string | undefined {
  const set = items.find((item) => !isFixed(item))?.set;
  if (!set) return undefined;
  const fits = (item: SetItem) =>
    isFixed(item)
      ? !item.set.negated && [...item.set.characters].every((character) => contains(set, character))
      : item.max === Number.POSITIVE_INFINITY && sameSet(item.set, set);
  if (!items.every(fits)) return undefined;
  const glob = items
    .map((item) => (isFixed(item) ? globOf(item.set).repeat(item.max) : `${"?".repeat(item.min)}*`))
    .join("");
  return all([`${subject} GLOB ${literal(glob)}`, onlyOf(subject, set)]);
}

/** Takes fixed characters off at the start or the end. */
function cutFixed(items: readonly SetItem[], subject: string): string | undefined {
  const head = items.findIndex((item) => !isFixed(item));
  if (head > 0) {
    const fixed = items.slice(0, head);
    const rest = wholeMatch(items.slice(head), `substr(${subject}, ${lengthOf(fixed) + 1})`);
    return rest && all([`${subject} GLOB ${literal(`${globOfAll(fixed)}*`)}`, rest]);
  }
  const tail = items.findLastIndex((item) => !isFixed(item)) + 1;
  if (tail >= items.length) return undefined;
  const fixed = items.slice(tail);
  const rest = wholeMatch(items.slice(0, tail), `substr(${subject}, 1, length(${subject}) - ${lengthOf(fixed)})`);
  return rest && all([`${subject} GLOB ${literal(`*${globOfAll(fixed)}`)}`, rest]);
}

const lengthOf = (items: readonly SetItem[]): number => items.reduce((sum, item) => sum + item.max, 0);

/** A first run that ends where the next character, which cannot be part of it, begins. */
function cutFirst(items: readonly SetItem[], subject: string): string | undefined {
  const [first, second] = items;
  if (!first || !second || second.min === 0 || !disjoint(first.set, second.set)) return undefined;
  if (!first.set.negated) {
    const rest = `ltrim(${subject}, ${literal([...first.set.characters].join(""))})`;
    const after = wholeMatch(items.slice(1), rest);
    return after && all([...countOf(`length(${subject}) - length(${rest})`, first), after]);
  }
  const [separator] = second.set.characters;
  if (second.set.negated || second.set.characters.size !== 1 || separator === undefined || second.max !== 1)
    return undefined;
  const place = `instr(${subject}, ${literal(separator)})`;
  const after = wholeMatch(items.slice(2), `substr(${subject}, ${place} + 1)`);
  const run = `substr(${subject}, 1, ${place} - 1)`;
  return after && all([`${place} > 0`, runOf(run, first), after]);
}

/** A last run before which a character stands that cannot be part of it. */
function cutLast(items: readonly SetItem[], subject: string): string | undefined {
  const last = items[items.length - 1];
  const before = items[items.length - 2];
  if (!last || !before || last.set.negated || before.min === 0 || !disjoint(last.set, before.set)) return undefined;
  const rest = `rtrim(${subject}, ${literal([...last.set.characters].join(""))})`;
  const ahead = wholeMatch(items.slice(0, -1), rest);
  return ahead && all([...countOf(`length(${subject}) - length(${rest})`, last), ahead]);
}

function runOf(subject: string, item: SetItem): string {
  return all([...countOf(`length(${subject})`, item), onlyOf(subject, item.set)]);
}

function countOf(length: string, { min, max }: SetItem): string[] {
  if (max !== Number.POSITIVE_INFINITY) return [`${length} BETWEEN ${min} AND ${max}`];
  return min === 0 ? [] : [`${length} >= ${min}`];
}

function onlyOf(subject: string, set: CharacterSet): string {
  if (set.characters.size === 0) return set.negated ? "" : `${subject} = ''`;
  return `${subject} NOT GLOB ${literal(`*${globOf({ ...set, negated: !set.negated })}*`)}`;
}

/** Conditions without the empty ones, which say nothing. */
function all(conditions: readonly string[]): string {
  const said = conditions.filter((condition) => condition !== "");
  // A text of any characters and length: only NULL is not one.
  if (said.length === 0) return "1";
  return said.map((condition) => (/ OR /.test(condition) ? `(${condition})` : condition)).join(" AND ");
}

/** A set as one unit of GLOB. `]` has to come first in brackets, `-` last, and `^` not first. */
function globOf({ characters, negated }: CharacterSet): string {
  if (characters.size === 0) return "?";
  const list = [...characters].sort();
  const [only = ""] = list;
  if (list.length === 1 && !negated) return "*?[".includes(only) ? `[${only}]` : only;
  const plain = ranges(list.filter((character) => !"]-^".includes(character)));
  const bracket = list.includes("]") ? "]" : "";
  const hyphen = list.includes("-") ? "-" : "";
  const caret = list.includes("^") ? "^" : "";
  const safe = bracket + plain === "" && !negated ? hyphen + caret : bracket + plain + caret + hyphen;
  return `[${negated ? "^" : ""}${safe}]`;
}

/** Neighbours as ranges: `abcd_` is `a-d_`. */
function ranges(sorted: readonly string[]): string {
  let text = "";
  for (let index = 0; index < sorted.length; ) {
    let end = index;
    while (follows(sorted[end], sorted[end + 1])) end++;
    text += end - index > 1 ? `${sorted[index]}-${sorted[end]}` : sorted.slice(index, end + 1).join("");
    index = end + 1;
  }
  return text;
}

function follows(character: string | undefined, next: string | undefined): boolean {
  return character !== undefined && next !== undefined && next.charCodeAt(0) === character.charCodeAt(0) + 1;
}

/** A text literal; control characters are given by number, so that the statement stays readable. */
function literal(text: string): string {
  const parts = text.split(/(\p{Cc}+)/u).filter((part) => part !== "");
  if (parts.length === 0) return "''";
  const written = parts.map((part) =>
    /^\p{Cc}/u.test(part)
      ? `char(${[...part].map((character) => character.charCodeAt(0)).join(", ")})`
      : quoteText(part),
  );
  return written.length === 1 ? (written[0] ?? "''") : `(${written.join(" || ")})`;
}
