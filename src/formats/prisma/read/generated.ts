/**
 * Generated columns: `prisma db pull` writes their formulas as defaults. No default of PostgreSQL may read a column, so
 * that one which does can mean nothing else.
 */
import { columnsRead } from "../../../engines/postgres/index.ts";
import type { FormatFinding } from "../../format.ts";
import { attributeOf, type Block, type Field, formulaOf, textArgument } from "./syntax.ts";

/** The fields with defaults that read columns of their own table. */
export async function generatedFields(models: readonly Block[], findings: FormatFinding[]): Promise<Set<Field>> {
  const candidates = models.flatMap((model) => {
    const columns = new Set(
      model.fields.map((field) => textArgument(attributeOf(field, "map"), "name", true) ?? field.name),
    );
    return model.fields.flatMap((field) => {
      const sql = formulaOf(field);
      // Most defaults speak of no column; for them the grammar need not be loaded.
      const isLikely = sql?.match(/\w+/g)?.some((word) => columns.has(word));
      return sql !== undefined && isLikely ? [{ field, sql, columns }] : [];
    });
  });
  const read = await columnsRead(candidates.map(({ sql }) => sql));
  const found = candidates.filter(({ columns }, at) => read[at]?.some((name) => columns.has(name)));
  for (const { field } of found) {
    const { file, line, column } = field.place;
    findings.push({
      code: "PRISMA_GENERATED",
      level: "info",
      message: `the default of ${field.name} reads columns: it is taken for the formula of a generated column`,
      where: { file, line, column },
    });
  }
  return new Set(found.map(({ field }) => field));
}
