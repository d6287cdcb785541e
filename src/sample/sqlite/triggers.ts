/** What triggers tell of rows: tables that they fill, and ranges that they keep from overlapping. */
import type { Catalog } from "../../catalog/catalog.ts";
import { type SqliteObject, tokenize, tokenValue } from "../../engines/sqlite/index.ts";
import { isKind } from "../../engines/sqlite/objects.ts";
import { fold } from "../../engines/sqlite/quote.ts";

/**
 * The name of a trigger that fills a table, by the table's folded name; tables that others refer to are not among them.
 * @param tables folded names
 */
export function filledByTriggers(catalog: Catalog, tables: ReadonlySet<string>): ReadonlyMap<string, string> {
  const referred = new Set<string>();
  for (const object of catalog.objects.values()) {
    if (isKind(object, "foreign-key")) referred.add(object.props.references.table);
  }
  const filled = new Map<string, string>();
  for (const object of catalog.objects.values()) {
    if (!isKind(object, "trigger") || object.props.event !== "insert") continue;
    const own = fold(catalog.objects.get(object.parent ?? "")?.name ?? "");
    for (const { sql } of object.props.body) {
      const name = insertedInto(sql);
      if (name !== undefined && name !== own && tables.has(name) && !referred.has(name)) filled.set(name, object.name);
    }
  }
  return filled;
}

/** The folded name behind INSERT [OR …] INTO or REPLACE INTO at the start of a statement. */
function insertedInto(sql: string): string | undefined {
  const { tokens } = tokenize({ name: "trigger", text: sql });
  const into = tokens.slice(0, 4).findIndex(({ text }) => fold(text) === "into");
  if (into < 1 || !/^(insert|replace)$/i.test(tokens[0]?.text ?? "")) return undefined;
  const qualified = tokens[into + 2]?.text === ".";
  const token = tokens[into + (qualified ? 3 : 1)];
  return token ? fold(tokenValue(token)) : undefined;
}

export interface HeldRange {
  /** Folded name of the column: a JSON array of both ends. */
  readonly column: string;
  /** Its ends are points in time, else numbers. */
  readonly ofTime: boolean;
}

/** The range of a new row that a trigger compares with those of other rows before it refuses the row. */
export function heldRange({ props }: SqliteObject<"trigger">): HeldRange | undefined {
  if (props.event !== "insert") return undefined;
  for (const { sql } of props.body) {
    const { tokens } = tokenize({ name: "trigger", text: sql });
    const words = tokens.map((token) => fold(tokenValue(token)));
    if (!words.includes("raise")) continue;
    const at = words.findIndex((word, index) => word === "json_extract" && isLowEnd(words.slice(index)));
    const column = words[at + 4];
    if (at >= 0 && column !== undefined) return { column, ofTime: words[at - 2] === "julianday" };
  }
  return undefined;
}

/** `json_extract(new.during, '$[0]')` */
function isLowEnd(words: readonly string[]): boolean {
  return words[2] === "new" && words[5] === "," && words[6] === "$[0]";
}
