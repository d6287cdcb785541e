/** Which columns an expression reads, by PostgreSQL's own grammar. */
import { loadParser } from "./elaborate/statements.ts";

/** The names of the columns that SQL expressions read, in the order of the expressions; none for what is no expression. */
export async function columnsRead(expressions: readonly string[]): Promise<string[][]> {
  if (expressions.length === 0) return [];
  const parser = await loadParser();
  return expressions.map((sql) => {
    const names: string[] = [];
    try {
      gather(parser.parse(`SELECT ${sql}`), names);
    } catch {
      return [];
    }
    return names;
  });
}

function gather(node: unknown, names: string[]): void {
  if (node === null || typeof node !== "object") return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "ColumnRef") {
      const { fields = [] } = value as {
        readonly fields?: readonly { readonly String?: { readonly sval?: string } }[];
      };
      const name = fields.at(-1)?.String?.sval;
      if (name !== undefined) names.push(name);
    } else gather(value, names);
  }
}
