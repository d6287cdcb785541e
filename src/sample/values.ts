/** The values that sample rows are made of, and the types that say which values a column takes. Engine-neutral. */
import type { Random } from "./random.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON document in a column. */
export interface JsonCell {
  readonly json: Json;
}

/** A range from its inclusive lower to its exclusive upper bound; null for no bound. */
export interface RangeCell {
  readonly from: Cell;
  readonly to: Cell;
}

/** A value of a composite type. */
export interface RecordCell {
  readonly fields: readonly Cell[];
}

/**
 * One value. Days are `2024-03-09`, times `13:45:00`, points in time `2024-03-09 13:45:00` in UTC, so that the order of
 * their texts is the order in time.
 */
export type Cell = null | boolean | number | string | Uint8Array | JsonCell | RangeCell | RecordCell | readonly Cell[];

export type ValueType =
  /** `folded`: compared without regard to case. */
  | { readonly kind: "text"; readonly length?: number; readonly fixed?: true; readonly folded?: true }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "date" }
  | { readonly kind: "time" }
  | { readonly kind: "timestamp"; readonly zone: boolean }
  | { readonly kind: "json" }
  | { readonly kind: "uuid" }
  | { readonly kind: "bytes"; readonly length?: number }
  /** One of a list: enums. */
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "array"; readonly of: ValueType }
  | { readonly kind: "range"; readonly of: ValueType }
  | { readonly kind: "record"; readonly fields: readonly ValueType[] }
  /** Any other type: its literals are made by the engine; different numbers make different ones. */
  | { readonly kind: "made"; readonly make: (random: Random, number: number) => string }
  /** A type that nobody knows: only NULL fits. */
  | { readonly kind: "unknown"; readonly name: string };

export function isJson(cell: Cell): cell is JsonCell {
  return typeof cell === "object" && cell !== null && "json" in cell;
}

export function isRange(cell: Cell): cell is RangeCell {
  return typeof cell === "object" && cell !== null && "from" in cell && "to" in cell;
}

export function isRecord(cell: Cell): cell is RecordCell {
  return typeof cell === "object" && cell !== null && "fields" in cell;
}

export function isList(cell: Cell): cell is readonly Cell[] {
  return Array.isArray(cell);
}

/** A text that is the same for equal values of one type and different for different ones. */
export function identity(cell: Cell): string {
  if (typeof cell === "string") return `"${cell}`;
  if (cell instanceof Uint8Array) return `x${Buffer.from(cell).toString("hex")}`;
  return JSON.stringify(cell);
}

const pad = (value: number, digits = 2): string => String(value).padStart(digits, "0");

/** Seconds since 1970 as `2024-03-09 13:45:00`. */
export function timestampText(seconds: number): string {
  const at = new Date(seconds * 1000);
  const day = `${pad(at.getUTCFullYear(), 4)}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  return `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`;
}

/** Seconds since 1970 as `2024-03-09`. */
export function dateText(seconds: number): string {
  return timestampText(seconds).slice(0, 10);
}

/** Seconds since midnight as `13:45:00`. */
export function timeText(seconds: number): string {
  const within = ((seconds % 86_400) + 86_400) % 86_400;
  return `${pad(Math.floor(within / 3600))}:${pad(Math.floor(within / 60) % 60)}:${pad(within % 60)}`;
}

/** The seconds of a text that one of the three functions above gives; undefined for any other text. */
export function secondsOf(text: string): number | undefined {
  const point = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?/.exec(text);
  if (point) {
    const [, year, month, day, hour = 0, minute = 0, second = 0] = point;
    return Date.UTC(+(year ?? 0), +(month ?? 1) - 1, +(day ?? 1), +hour, +minute, +second) / 1000;
  }
  const time = /^(\d\d):(\d\d)(?::(\d\d))?/.exec(text);
  return time ? +(time[1] ?? 0) * 3600 + +(time[2] ?? 0) * 60 + +(time[3] ?? 0) : undefined;
}

/** How SQL writes a point in time that a constant gives: `T` and the zone of UTC taken out. */
export function plainTime(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ").replace(/(?:\.0+)?(?:\+00(?::00)?|Z)$/, "");
}
