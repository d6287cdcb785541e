/** What SQLite makes of values by a column's declared type (datatype3.html#determination_of_column_affinity). */

export type Affinity = "integer" | "text" | "blob" | "real" | "numeric";

/** The first row of which a word stands in the type counts. */
const WORDS: readonly (readonly [words: readonly string[], affinity: Affinity])[] = [
  [["INT"], "integer"],
  [["CHAR", "CLOB", "TEXT"], "text"],
  [["BLOB"], "blob"],
  [["REAL", "FLOA", "DOUB"], "real"],
];

/** The affinity of a declared type; none is that of a BLOB, and ANY of a STRICT table changes nothing either. */
export function affinityOf(type: string | undefined): Affinity {
  if (type === undefined || type === "" || type.toUpperCase() === "ANY") return "blob";
  const capitals = type.toUpperCase();
  return WORDS.find(([words]) => words.some((word) => capitals.includes(word)))?.[1] ?? "numeric";
}
