/** JSON as `jsonb` prints it (jsonb_out in src/backend/utils/adt/jsonb.c). */
import { SchemaforgeError } from "../../../model/errors.ts";

const encoder = new TextEncoder();

/** Keys of jsonb are ordered by their length in bytes, then by their bytes. */
function byLengthAndBytes(a: string, b: string): number {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  if (left.length !== right.length) return left.length - right.length;
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/**
 * A JSON value as the server prints it once it is `jsonb`; undefined where a number would be printed in a form that is
 * not sure from here.
 *
 * @throws SchemaforgeError NULL_CHARACTER: jsonb has no `\u0000`
 */
export function jsonbText(value: unknown): string | undefined {
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "number") {
    const text = String(value);
    return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map(jsonbText);
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
  const entries = Object.entries(value).sort(([a], [b]) => byLengthAndBytes(a, b));
  const members = entries.map(([key, item]) => {
    const text = jsonbText(item);
    return text === undefined ? undefined : `${jsonString(key)}: ${text}`;
  });
  return members.includes(undefined) ? undefined : `{${members.join(", ")}}`;
}

function jsonString(text: string): string {
  if (text.includes("\0")) {
    throw new SchemaforgeError("NULL_CHARACTER", "PostgreSQL's jsonb has no text with a null character", {
      where: { object: JSON.stringify(text.slice(0, 40)) },
      remedy: "Remove the character",
    });
  }
  return JSON.stringify(text);
}
