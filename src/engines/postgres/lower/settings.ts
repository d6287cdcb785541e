/** Values of session settings (`current_setting`) as row-level security reads them. */

import type { SqlText } from "../../../catalog/catalog.ts";
import { stringLiteral } from "../quote.ts";

/** Types that hold text of limited length: a cast to the limit would cut the setting, and make it another's. */
const TEXT = /^(text|character varying)\b/;

/** The type that the setting's text is cast to before it is compared with a column; undefined for text. */
function castTo(type: string): string | undefined {
  if (TEXT.test(type)) return undefined;
  const open = type.indexOf("(");
  const bare = open < 0 ? type : type.slice(0, open) + type.slice(type.indexOf(")") + 1);
  return bare === "character" ? "bpchar" : bare;
}

/**
 * The value of a setting as a column's type, null where nobody has set it: `set_config` that ends with a transaction
 * leaves an empty text behind. `sql` is as the server prints it.
 *
 * @param type the column's type, as printed
 */
export function settingValue(setting: string, type: string): SqlText {
  const name = stringLiteral(setting);
  const cast = castTo(type);
  const written = `NULLIF(current_setting(${name}, true), '')`;
  const printed = `NULLIF(current_setting(${name}::text, true), ''::text)`;
  if (cast === undefined) return { sql: printed, authored: written };
  return { sql: `(${printed})::${cast}`, authored: `${written}::${cast}` };
}

/** The same as a scalar subquery, which is worked out once a statement and not for every row (an InitPlan). */
export function settingQuery(setting: string, type: string): { readonly sql: string; readonly authored: string } {
  const { sql, authored = sql } = settingValue(setting, type);
  return { sql: `( SELECT ${sql} AS "nullif")`, authored: `(SELECT ${authored})` };
}

/** A column as it stands before `=`: text of limited length is compared as text. */
export function comparedColumn(quoted: string, type: string): string {
  return type.startsWith("character varying") ? `(${quoted})::text` : quoted;
}
