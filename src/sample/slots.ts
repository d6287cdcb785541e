/** Ranges that overlap in no two rows of a table: each row has its own stretch of time or numbers. */
import type { SampleColumn, Slot } from "./schema.ts";
import { type Cell, dateText, timestampText, type ValueType } from "./values.ts";

const START = Date.UTC(2024, 0, 1, 8) / 1000;
const DAY = 86_400;

/** The `number`-th stretch of a type; undefined for types that have none. */
function stretch(type: ValueType, number: number): readonly [Cell, Cell] | undefined {
  switch (type.kind) {
    case "date":
      return [dateText(START + number * 2 * DAY), dateText(START + (number * 2 + 1) * DAY)];
    case "timestamp":
      return [timestampText(START + number * 7200), timestampText(START + number * 7200 + 3600)];
    case "integer":
    case "decimal":
      return [number * 10 + 1, number * 10 + 6];
    default:
      return undefined;
  }
}

/** The values of a slot's columns in the `number`-th row. */
export function slotValues(
  slot: Slot,
  columns: ReadonlyMap<string, SampleColumn>,
  number: number,
): readonly (readonly [string, Cell])[] {
  if ("range" in slot) {
    const type = columns.get(slot.range)?.type;
    const ends = type?.kind === "range" ? stretch(type.of, number) : undefined;
    return ends ? [[slot.range, { from: ends[0], to: ends[1] }]] : [];
  }
  const type = columns.get(slot.from)?.type;
  const ends = type ? stretch(type, number) : undefined;
  return ends
    ? [
        [slot.from, ends[0]],
        [slot.to, ends[1]],
      ]
    : [];
}
