/** What everything in a lifting knows, and how it says expressions. */
import type { SqlText } from "../../../catalog/catalog.ts";
import type { Doubts } from "../../../lifting/doubts.ts";
import type { Expression } from "../../../model/expression.ts";
import type { Conventions } from "../../../model/model.ts";
import { textOf } from "../render/table.ts";
import { readExpression } from "./expressions.ts";
import type { Members } from "./shape.ts";
import type { Source } from "./source.ts";
import type { Styles } from "./style.ts";

export interface Lifting {
  readonly source: Source;
  readonly styles: Styles;
  readonly doubts: Doubts;
  readonly conventions: Conventions;
  /** True where all expressions are to stay as they were written. */
  readonly raw: boolean;
}

/** An expression in the language, or raw where it has no words for it or where the object's form is doubted. */
export function liftExpression({ doubts, raw }: Lifting, { memberOf }: Members, id: string, text: SqlText): Expression {
  const read = raw || doubts.explicit.has(id) ? undefined : readExpression(text.sql, memberOf);
  return read ?? { kind: "raw", sql: { sqlite: textOf(text) } };
}
