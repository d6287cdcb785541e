/**
 * The expression language of models: a small SQL subset over field names, engine-neutral.
 * A raw escape carries SQL per engine, verbatim.
 */
import type { EngineName } from "./model.ts";

export type ExpressionNode =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "string"; readonly value: string }
  /** Digits as written, so that no precision is lost. */
  | { readonly kind: "number"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  /** Lower-case function name. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly ExpressionNode[] }
  /** `not`, `-`. */
  | { readonly kind: "unary"; readonly operator: "not" | "-"; readonly operand: ExpressionNode }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | { readonly kind: "isNull"; readonly operand: ExpressionNode; readonly negated: boolean }
  | {
      readonly kind: "in";
      readonly operand: ExpressionNode;
      readonly list: readonly ExpressionNode[];
      readonly negated: boolean;
    }
  | {
      readonly kind: "between";
      readonly operand: ExpressionNode;
      readonly low: ExpressionNode;
      readonly high: ExpressionNode;
    }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: ExpressionNode; readonly value: ExpressionNode }[];
      readonly otherwise?: ExpressionNode;
    };

export type BinaryOperator =
  | "and"
  | "or"
  | "="
  | "<>"
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "||"
  | "like";

export type Expression =
  | {
      readonly kind: "parsed";
      /** As the author wrote it. */
      readonly authored: string;
      readonly ast: ExpressionNode;
      /** Field names that it reads, each once, in order of appearance. */
      readonly refs: readonly string[];
    }
  | { readonly kind: "raw"; readonly sql: { readonly [engine in EngineName]?: string } };
