/** What the values of expressions are, and what the names in them mean. */
import type { ExpressionNode } from "../../../model/expression.ts";
import { COMPARISON, LEVEL } from "./levels.ts";

/** What a value is, as far as its SQL depends on it. */
export type ValueKind =
  | "text"
  | "number"
  | "float"
  | "boolean"
  | "array"
  | "json"
  | "binary"
  /** `timestamp with time zone`: its parts depend on the session's zone unless one is named. */
  | "instant"
  | "other";

export interface ExpressionColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** What the names in an expression mean. */
export interface ExpressionScope {
  /** The columns of a field or relation. */
  columns(member: string): readonly ExpressionColumn[];
  /** Generated fields to write out where they are read, for no generated column may read another. */
  readonly inline?: ReadonlyMap<string, InlineFormula>;
}

/** A generated field in SQL, to stand where others read it. */
export interface InlineFormula {
  readonly text: string;
  readonly level: number;
  readonly kind: ValueKind;
}

/** A scope without fields, for defaults. */
export const NO_COLUMNS: ExpressionScope = { columns: () => [] };

const RESULTS: { readonly [name: string]: ValueKind } = {
  length: "number",
  lower: "text",
  upper: "text",
  trim: "text",
  substring: "text",
  replace: "text",
  concat: "text",
  matches: "boolean",
  year: "number",
  month: "number",
  day: "number",
  now: "instant",
  setting: "text",
};

/** What a node gives; a literal or a call whose arguments decide is taken from the first that says something. */
export function kindOf(node: ExpressionNode, scope: ExpressionScope): ValueKind {
  switch (node.kind) {
    case "field":
      return scope.inline?.get(node.name)?.kind ?? scope.columns(node.name)[0]?.kind ?? "other";
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
    case "isNull":
    case "in":
    case "between":
      return "boolean";
    case "null":
      return "other";
    case "call":
      return RESULTS[node.name] ?? firstKind(node.args, scope);
    case "unary":
      return node.operator === "not" ? "boolean" : kindOf(node.operand, scope);
    case "binary":
      if (node.operator === "||") return "text";
      return LEVEL[node.operator] <= COMPARISON ? "boolean" : firstKind([node.left, node.right], scope);
    case "case":
      return firstKind(
        [...node.branches.map(({ value }) => value), ...(node.otherwise ? [node.otherwise] : [])],
        scope,
      );
  }
}

function firstKind(nodes: readonly ExpressionNode[], scope: ExpressionScope): ValueKind {
  const kinds = nodes.filter((node) => node.kind !== "null").map((node) => kindOf(node, scope));
  return kinds.find((kind) => kind === "float") ?? kinds.find((kind) => kind !== "text") ?? kinds[0] ?? "other";
}
