/** Defaults that the language has no word for and that both engines can say. */
import type { EngineName } from "../model/model.ts";

interface Row {
  readonly engine: EngineName;
  /** The normal form of one engine … */
  readonly said: RegExp;
  /** … and the same in others. */
  readonly others: { readonly [engine in EngineName]?: string };
}

/**
 * Seconds since 1970, and the time in UTC as text: PostgreSQL's manual 9.8 and 9.9.1, SQLite's lang_datefunc.html
 * (`unixepoch` is there since 3.38).
 */
const ROWS: readonly Row[] = [
  {
    engine: "postgres",
    said: /^\(*(EXTRACT\(epoch FROM (now\(\)|CURRENT_TIMESTAMP|clock_timestamp\(\)))\)\)*(::(bigint|integer|numeric))?\)*$/i,
    others: { sqlite: "(unixepoch())" },
  },
  {
    engine: "sqlite",
    said: /^(unixepoch\(('now')?\)|strftime\('%s', ?'now'\)|cast\(strftime\('%s', ?'now'\) as (int|integer)\))$/i,
    others: { postgres: "EXTRACT(epoch FROM now())::bigint" },
  },
  {
    engine: "sqlite",
    said: /^(current_timestamp|datetime\(('now')?\))$/i,
    others: { postgres: "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')" },
  },
];

/**
 * A default by engine: as it stands for its own, and for others that can say the same.
 *
 * @param said in the normal form of its engine
 * @param authored as its author wrote it
 */
export function rawDefault(
  engine: EngineName,
  said: string,
  authored: string = said,
): { readonly [engine in EngineName]?: string } {
  const row = ROWS.find((candidate) => candidate.engine === engine && candidate.said.test(said));
  return { ...row?.others, [engine]: authored };
}
