/** Defaults of the Model as SQL. */
import type { DefaultValue } from "../../../model/model.ts";
import { quoteText } from "../quote.ts";
import { type ExpressionScope, type Translated, translate } from "./expression.ts";

/** How a column keeps its values, as far as a default's spelling depends on it. */
export type DefaultForm = "json" | "boolean" | "binary" | "plain";

const NO_COLUMNS: ExpressionScope = { column: () => undefined, deterministic: false };

/** A default as SQL, or why there is none. Lists and JSON become JSON text. */
export function defaultSql(value: DefaultValue, form: DefaultForm): Translated {
  if (value.kind === "expression") return translate(value.expression, NO_COLUMNS);
  if (value.kind === "sequence") return { reason: "SQLite numbers nothing but a key of one column" };
  if (form === "json") return { sql: quoteText(JSON.stringify(jsonValue(value))) };
  switch (value.kind) {
    case "string":
      return { sql: form === "binary" ? `x'${hexOf(value.value)}'` : quoteText(value.value) };
    case "number":
      return { sql: value.value };
    case "boolean":
      return { sql: value.value ? "TRUE" : "FALSE" };
    case "null":
      return { sql: "NULL" };
    default:
      return { sql: quoteText(JSON.stringify(jsonValue(value))) };
  }
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A value as JSON. Calls have none. */
export function jsonValue(value: DefaultValue): unknown {
  switch (value.kind) {
    case "string":
    case "boolean":
      return value.value;
    case "number":
      return Number(value.value);
    case "null":
      return null;
    case "list":
      return value.items.map(jsonValue);
    case "json":
      return value.value;
    case "expression":
    case "sequence":
      return null;
  }
}
