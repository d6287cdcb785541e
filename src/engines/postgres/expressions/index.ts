/** The language's expressions in PostgreSQL's SQL, with as few parentheses as they need. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Expression } from "../../../model/expression.ts";
import { type ExpressionScope, type InlineFormula, kindOf, type ValueKind } from "./kinds.ts";
import { CAST, LOOSEST, OPERAND } from "./levels.ts";
import { print } from "./print.ts";
import { withTruthValues } from "./truth.ts";

export {
  type ExpressionColumn,
  type ExpressionScope,
  type InlineFormula,
  NO_COLUMNS,
  type ValueKind,
} from "./kinds.ts";

export interface PrintedExpression {
  readonly sql: string;
  /** Stands without parentheses wherever one operand may: a column, a literal, a call. */
  readonly isOperand: boolean;
  /** What it gives; `other` of raw SQL. */
  readonly kind: ValueKind;
}

/**
 * Prints an expression; undefined for raw SQL that is given only for other engines.
 *
 * @throws SchemaforgeError UNKNOWN_FIELD, or COMPOSITE_OPERAND for a relation of several columns in a comparison
 */
export function printExpression(expression: Expression, scope: ExpressionScope): PrintedExpression | undefined {
  return printed(expression, scope, false);
}

/** As `printExpression`, of what is true or false: the condition of a check or of an index. */
export function printCondition(expression: Expression, scope: ExpressionScope): PrintedExpression | undefined {
  return printed(expression, scope, true);
}

function printed(expression: Expression, scope: ExpressionScope, isCondition: boolean): PrintedExpression | undefined {
  if (expression.kind === "raw") {
    const sql = expression.sql.postgres;
    return sql === undefined ? undefined : { sql, isOperand: false, kind: "other" };
  }
  const ast = withTruthValues(expression.ast, (node) => kindOf(node, scope), isCondition);
  const { text, level } = print(ast, scope);
  return { sql: text, isOperand: level === OPERAND, kind: kindOf(ast, scope) };
}

/** Kinds whose values a column keeps as its formula gives them; a column of another kind may round or convert. */
const KEPT_AS_GIVEN: readonly ValueKind[] = ["text", "boolean", "array", "json", "binary"];

/** Formulas that read formulas that read formulas … grow exponentially: beyond this many characters nobody means it. */
const LONGEST_FORMULA = 20_000;

/**
 * A generated field as others read it: its formula, cast to the column's type where that may change the value.
 *
 * @param column what the generated column holds, and its type as printed
 * @param path what the Model calls the field
 * @returns undefined for raw SQL of other engines: the column is then none that is generated
 * @throws SchemaforgeError FORMULA_TOO_LONG, and what `printExpression` throws
 */
export function inlineFormula(
  expression: Expression,
  scope: ExpressionScope,
  column: { readonly kind: ValueKind; readonly type: string },
  path: string,
): InlineFormula | undefined {
  const printed = printExpression(expression, scope);
  if (!printed) return undefined;
  const { sql, kind } = printed;
  const growsBy = expression.kind === "parsed" && expression.refs.some((name) => scope.inline?.has(name));
  if (growsBy && sql.length > LONGEST_FORMULA) {
    const size = `${sql.length} characters long once the fields that it reads are written out`;
    throw new SchemaforgeError("FORMULA_TOO_LONG", `the formula is ${size}, at most ${LONGEST_FORMULA} are allowed`, {
      where: { object: path },
      remedy: "Make it of stored fields, for PostgreSQL's generated columns cannot read each other",
    });
  }
  // Raw SQL always stands in parentheses, for nobody knows how tightly it binds.
  const level = expression.kind === "parsed" ? print(expression.ast, scope).level : LOOSEST;
  if (kind === column.kind && KEPT_AS_GIVEN.includes(kind)) return { text: sql, level, kind };
  return { text: `${level === OPERAND ? sql : `(${sql})`}::${column.type}`, level: CAST, kind: column.kind };
}
