/** Makes values: by type, meaning and what the checks leave; and values that differ by a number, for keys. */
import { regExpOf } from "./evaluate.ts";
import type { Limits } from "./limits.ts";
import { ENDING_STAGE, meaningOf, stageOf } from "./meaning.ts";
import { type Random, randomOf } from "./random.ts";
import { textMatching } from "./regex.ts";
import type { SampleColumn } from "./schema.ts";
import { hexText, MEANINGS, numberedText, type Subject, subjectOf, textOf, uuidText } from "./text.ts";
import { type Cell, dateText, secondsOf, timestampText, timeText, type ValueType } from "./values.ts";

/** A column with what has been worked out about it once. */
export interface ColumnPlan {
  readonly column: SampleColumn;
  readonly meaning: string | undefined;
  readonly limits: Limits;
  readonly stage: number;
  /** Alone in a key: its values are numbered from the start. */
  readonly isKey: boolean;
}

/** What the columns of one row have in common. */
export interface RowSource {
  readonly random: Random;
  readonly subject: Subject;
  /** From 0. */
  readonly number: number;
  /** Seconds since 1970 at which the row came into being. */
  readonly born: number;
}

const DAY = 86_400;
const FIRST_BIRTH = Date.UTC(2023, 0, 2, 8) / 1000;
const TIMES_END = Date.UTC(2025, 4, 1) / 1000;
const MOST_CHARACTERS = 400;

/** Plans a column. */
export function planColumn(column: SampleColumn, table: string, limits: Limits, isKey: boolean): ColumnPlan {
  const meaning = column.meaning ?? meaningOf(column.name, column.type.kind, table);
  return { column, meaning, limits, stage: stageOf(column.name), isKey };
}

/**
 * The plan with the first meaning whose texts `accepts` takes, where it does not take those of the plan itself: checks
 * may say what the name does not.
 */
export function withFittingMeaning(plan: ColumnPlan, accepts: (value: Cell) => boolean): ColumnPlan {
  const { type } = plan.column;
  if (type.kind !== "text" || plan.limits.choices) return plan;
  const fits = (candidate: ColumnPlan) => {
    const source = rowSource("sample", candidate.column.name, 1, 0);
    return accepts(makeValue({ ...candidate, isKey: false }, source));
  };
  if (fits(plan)) return plan;
  const meaning = MEANINGS.find((word) => fits({ ...plan, meaning: word }));
  return meaning === undefined ? plan : { ...plan, meaning };
}

/** What a row starts from; another attempt gives another one. */
export function rowSource(seed: string, table: string, number: number, attempt: number): RowSource {
  const random = randomOf(seed, table, number, attempt);
  const born = FIRST_BIRTH + random.int(0, 600) * DAY + random.int(0, 36_000);
  return { random, subject: subjectOf(random), number, born };
}

/** Whether a column that may be null is null in this row. */
export function drawsNull({ column, stage }: ColumnPlan, { random }: RowSource): boolean {
  if (!column.nullable) return false;
  return random.chance(stage === ENDING_STAGE ? 0.85 : 0.12);
}

/** A value for a column that is not null. */
export function makeValue(plan: ColumnPlan, source: RowSource): Cell {
  const { limits, column } = plan;
  const choices = limits.choices?.filter((choice) => choice !== null);
  if (choices && choices.length > 0) {
    const { type } = column;
    return type.kind === "boolean" || choices.length === 1 || !plan.isKey
      ? source.random.pick(choices)
      : (choices[source.number % choices.length] as Cell);
  }
  if (plan.isKey && column.type.kind === "integer") return numbered(plan, source, source.number);
  return valueFor(column.type, plan, source);
}

function valueFor(type: ValueType, plan: ColumnPlan, source: RowSource): Cell {
  const { random, number } = source;
  switch (type.kind) {
    case "text":
      return textValue(type, plan, source);
    case "integer":
      return integerValue(type, plan, source);
    case "decimal":
      return decimalValue(type, plan, random);
    case "boolean":
      return random.chance(0.6);
    case "date":
      return dateText(moment(plan, source));
    case "timestamp":
      return timestampText(moment(plan, source));
    case "time":
      return timeText(random.int(7, 15) * 3600 + plan.stage * 3600 + random.int(0, 11) * 300);
    case "json":
      return { json: { note: random.pick(["first", "second", "third"]), number } };
    case "uuid":
      return uuidText(random);
    case "bytes":
      return Uint8Array.from(Buffer.from(hexText(random, 2 * Math.min(type.length ?? 8, 8)), "hex"));
    case "choice":
      return type.values.length === 0 ? null : random.pick(type.values);
    case "array": {
      const count = random.int(1, 3);
      const items = Array.from({ length: count }, () => valueFor(type.of, { ...plan, limits: {} }, source));
      return items.filter((item, at) => at === 0 || item !== items[0]);
    }
    case "range": {
      const from = valueFor(type.of, { ...plan, limits: {} }, source);
      return { from, to: later(from, random.int(1, 5)) };
    }
    case "record":
      return { fields: type.fields.map((field) => valueFor(field, { ...plan, limits: {} }, source)) };
    case "made":
      return type.make(random, number);
    case "unknown":
      return null;
  }
}

/** A value of a kind of time or number that comes some steps after another. */
export function later(cell: Cell, steps: number): Cell {
  if (typeof cell === "number") return Math.round((cell + steps) * 1e6) / 1e6;
  if (typeof cell !== "string") return cell;
  const seconds = secondsOf(cell);
  if (seconds === undefined) return cell;
  if (cell.length === 10) return dateText(seconds + steps * DAY);
  return /^\d\d:/.test(cell)
    ? timeText(Math.min(seconds + steps * 60, DAY - 60))
    : timestampText(seconds + steps * 3600);
}

function longestOf(type: ValueType & { kind: "text" }, { limits }: ColumnPlan): number {
  return Math.min(type.length ?? MOST_CHARACTERS, limits.longest ?? MOST_CHARACTERS, MOST_CHARACTERS);
}

function textValue(type: ValueType & { kind: "text" }, plan: ColumnPlan, source: RowSource): string {
  const { limits, meaning } = plan;
  const longest = longestOf(type, plan);
  const words = textOf(meaning, source.random, source.subject, source.number, longest);
  const text = limits.shortest === undefined ? words : lengthened(words, limits.shortest);
  if (limits.pattern === undefined || accepts(limits.pattern, text)) return text;
  return textMatching(limits.pattern, source.random, longest, limits.shortest) ?? text;
}

function lengthened(text: string, shortest: number): string {
  if (text.length >= shortest) return text;
  // Spaces at the end do not count in columns of a fixed length.
  return text.padEnd(shortest, text === "" ? "x" : text).replace(/ $/, "x");
}

function integerValue({ min, max }: { min: number; max: number }, plan: ColumnPlan, source: RowSource): number {
  const { random } = source;
  if (plan.stage !== 3 && /(_at|_on|_ts|_time|At|date)$/.test(plan.column.name) && max > 2e9)
    return moment(plan, source);
  const [low, high] = bounds(plan, NUMBER_RANGES[plan.meaning ?? ""] ?? [1, 100], 1);
  return random.int(Math.ceil(Math.max(low, min)), Math.floor(Math.min(high, max)));
}

/** The usual values of numbers by meaning. */
const NUMBER_RANGES: { readonly [meaning: string]: readonly [number, number] } = {
  latitude: [-60, 70],
  longitude: [-170, 170],
  money: [1, 500],
  percent: [0, 100],
  share: [0, 1],
  rating: [1, 5],
  year: [1990, 2024],
  month: [1, 12],
  age: [18, 80],
  order: [1, 50],
  count: [1, 40],
  bytes: [1_000, 5_000_000],
  pixels: [10, 2_000],
};

/** The usual range, cut and moved to where the limits allow values; `step` is the distance of neighbours. */
function bounds(
  { limits }: ColumnPlan,
  [from, to]: readonly [number, number],
  step: number,
): readonly [number, number] {
  const least = typeof limits.min === "number" ? limits.min + (limits.above ? step : 0) : Number.NEGATIVE_INFINITY;
  const most = typeof limits.max === "number" ? limits.max - (limits.below ? step : 0) : Number.POSITIVE_INFINITY;
  let [low, high] = [Math.max(from, least), Math.min(to, most)];
  if (low > high)
    [low, high] =
      least > to ? [least, Math.min(most, least + (to - from))] : [Math.max(least, most - (to - from)), most];
  return [low, high];
}

function decimalValue(type: ValueType & { kind: "decimal" }, plan: ColumnPlan, random: Random): number {
  const unit = 10 ** Math.min(type.scale, 6);
  const room = 10 ** Math.min(type.precision - type.scale, 9) - 1 / unit;
  const usual = NUMBER_RANGES[plan.meaning ?? ""] ?? [1, 100];
  const [low, high] = bounds(plan, usual, 1 / unit);
  const [least, most] = [Math.ceil(Math.max(low, -room) * unit), Math.floor(Math.min(high, room) * unit)];
  const drawn = random.int(least, most);
  // Prices end in whole tenths.
  const rounded = unit >= 100 && most - least > unit ? drawn - (drawn % (unit / 10)) : drawn;
  return Math.max(rounded, least) / unit;
}

/** Seconds since 1970 for a column: births long ago, everything else by its stage in the life of the row. */
function moment(plan: ColumnPlan, { random, born }: RowSource): number {
  if (plan.meaning === "born") return Date.UTC(random.int(1950, 2003), random.int(0, 11), random.int(1, 28)) / 1000;
  const { limits } = plan;
  const usual = Math.min(born + plan.stage * 2 * DAY + random.int(0, DAY), TIMES_END);
  const least = typeof limits.min === "string" ? secondsOf(limits.min) : undefined;
  const most = typeof limits.max === "string" ? secondsOf(limits.max) : undefined;
  if ((least === undefined || usual > least) && (most === undefined || usual < most)) return usual;
  const low = least ?? (most ?? 0) - 30 * DAY;
  const high = most ?? low + 30 * DAY;
  return random.int(low + (limits.above ? 1 : 0), Math.max(low, high - 1));
}

/** A value that differs from all others that this function gives for other numbers, as far as the type has as many. */
export function numbered(plan: ColumnPlan, source: RowSource, number: number): Cell {
  const { limits, column } = plan;
  const { type } = column;
  const choices =
    limits.choices?.filter((choice) => choice !== null) ?? (type.kind === "choice" ? type.values : undefined);
  if (choices && choices.length > 0) return choices[number % choices.length] as Cell;
  switch (type.kind) {
    case "integer": {
      const [low, high] = bounds(plan, [1, type.max], 1);
      const least = Math.ceil(Math.max(low, type.min));
      return least + (number % Math.max(1, Math.floor(Math.min(high, type.max)) - least + 1));
    }
    case "decimal": {
      const unit = 10 ** Math.min(type.scale, 6);
      const most = 10 ** Math.min(type.precision - type.scale, 9) - 1;
      const [low, high] = bounds(plan, [type.precision > type.scale ? 1 : 0, Math.max(most, 1)], 1 / unit);
      return Math.min(low + number / (type.precision - type.scale > 3 ? 1 : unit), high);
    }
    case "text": {
      const longest = longestOf(type, plan);
      if (limits.pattern !== undefined) return patterned(plan, source, number, longest);
      if (plan.meaning === "uuid" || plan.meaning === "ulid" || plan.meaning === "objectid") {
        return textOf(plan.meaning, source.random, source.subject, number, longest);
      }
      if (plan.meaning === "phone" && longest >= 12)
        return `+1202555${String(number).padStart(4, "0")}`.slice(0, longest);
      const text = textOf(plan.meaning, source.random, source.subject, number, longest);
      const made = numberedText(text, plan.meaning, number, longest, type.fixed === true && longest < 20);
      return limits.shortest === undefined ? made : made.padStart(limits.shortest, "x");
    }
    case "boolean":
      return number % 2 === 0;
    case "date":
      return dateText(FIRST_BIRTH + (number % 900) * DAY);
    case "timestamp":
      return timestampText(FIRST_BIRTH + number * 60);
    case "time":
      return timeText(number * 60);
    case "json":
      return { json: { number } };
    case "range": {
      const from = later(valueFor(type.of, { ...plan, limits: {} }, { ...source, born: FIRST_BIRTH }), number * 24);
      return { from, to: later(from, 1) };
    }
    case "array":
      return [numbered({ ...plan, column: { ...column, type: type.of }, limits: {} }, source, number)];
    case "made":
      return type.make(source.random, number);
    default:
      return valueFor(type, plan, source);
  }
}

/** A text of the pattern with the number at its end where the pattern has it, else another draw. */
function patterned(plan: ColumnPlan, source: RowSource, number: number, longest: number): Cell {
  const pattern = plan.limits.pattern ?? "";
  const words = textOf(plan.meaning, source.random, source.subject, number, longest);
  for (const form of [words, words.toLowerCase(), words.toUpperCase()]) {
    for (const fixed of [false, true]) {
      const text = numberedText(form, plan.meaning, number, longest, fixed);
      if (accepts(pattern, text)) return text;
    }
  }
  return textMatching(pattern, source.random, longest, plan.limits.shortest) ?? words;
}

function accepts(pattern: string, text: string): boolean {
  return regExpOf(pattern)?.test(text) ?? false;
}
