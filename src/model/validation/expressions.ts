/** Expressions: what they name exists, and calls whose result changes stand only where that is allowed. */
import type { Expression, ExpressionNode } from "../expression.ts";
import { FUNCTIONS } from "../expressions/functions.ts";
import { childrenOf } from "../expressions/tree.ts";
import { clip } from "../lexer.ts";
import { nearest } from "../suggest.ts";
import type { Members, Validation } from "./context.ts";

/**
 * Checks one expression of an entity.
 * @param stable what it is when its result must not change over time (`a generated field`), undefined when it may
 */
export function checkExpression(
  validation: Validation,
  path: string,
  expression: Expression,
  members: Members,
  entity: string,
  stable?: string,
): void {
  if (expression.kind === "raw") {
    if (Object.keys(expression.sql).length === 0) {
      validation.add(path, "EMPTY_SQL", "raw SQL names no engine", "Write it as { sql: { postgres: … } }");
    }
    return;
  }
  for (const name of expression.refs) checkMember(validation, path, name, members, entity);
  if (stable === undefined) return;
  const call = unstableCall(expression.ast);
  if (call !== undefined) {
    validation.add(
      path,
      "UNSTABLE_EXPRESSION",
      `${stable} cannot call \`${call}()\`, whose result changes`,
      "Leave it out, or use a default instead",
    );
  }
}

/** Notes that `entity` has no member `name`, with the nearest one. */
export function checkMember(
  validation: Validation,
  path: string,
  name: string,
  members: Members,
  entity: string,
): boolean {
  if (members.names.has(name)) return true;
  const parts = members.composed.get(name);
  if (parts) {
    validation.add(
      path,
      "SEVERAL_COLUMNS",
      `\`${clip(name)}\` of ${entity} stands for several columns`,
      `Name one of them: ${parts.slice(0, 12).join(", ")}`,
    );
    return false;
  }
  const plain = name.slice(name.indexOf(".") + 1);
  if (plain !== name && members.names.has(plain)) {
    validation.add(
      path,
      "UNKNOWN_FIELD",
      `an expression of ${entity} reads its own fields, by their plain names`,
      `Write \`${clip(plain)}\``,
    );
    return false;
  }
  const shown = [...members.names].filter((known) => !known.includes("."));
  validation.addUnknown(path, "UNKNOWN_FIELD", `${entity} has no field \`${clip(name)}\``, {
    word: name,
    meant: nearest(name, members.names),
    otherwise: `It has ${shown.slice(0, 12).join(", ") || "none"}`,
  });
  return false;
}

function unstableCall(root: ExpressionNode): string | undefined {
  const open: ExpressionNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "call" && FUNCTIONS.get(node.name)?.stable === false) return node.name;
    open.push(...childrenOf(node));
  }
  return undefined;
}
