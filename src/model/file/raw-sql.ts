/** Raw SQL where any value may stand: `{ sql: { postgres: … } }`. */
import type { EngineName } from "../model.ts";
import { ENGINE_NAMES } from "./schema.ts";

/** The SQL by engine, or undefined when `raw` is something else. */
export function rawSql(raw: unknown): { [engine in EngineName]?: string } | undefined {
  if (typeof raw !== "object" || raw === null || Object.keys(raw).join() !== "sql" || !("sql" in raw)) return undefined;
  const sql = raw.sql;
  if (typeof sql !== "object" || sql === null) return undefined;
  const result: { [engine in EngineName]?: string } = {};
  for (const [engine, text] of Object.entries(sql)) {
    const known = ENGINE_NAMES.find((name) => name === engine);
    if (!known || typeof text !== "string") return undefined;
    result[known] = text;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}
