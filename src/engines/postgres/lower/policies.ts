/** Policies of the author. What they compare with a setting of the session is compared as the field's type. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Expression, ExpressionNode } from "../../../model/expression.ts";
import { mapChildren } from "../../../model/expressions/tree.ts";
import type { Policy } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { type ExpressionScope, type InlineFormula, printExpression } from "../expressions/index.ts";
import type { PolicyProps } from "../objects.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { columnIds, pathOf } from "./columns.ts";
import { allOf, type Condition, conditionText } from "./conditions.ts";
import { tableId } from "./draft.ts";
import { columnType, kindOfType, scopeOf } from "./scope.ts";
import { settingQuery } from "./settings.ts";
import { addPolicy, OWN_POLICIES, tenantCondition } from "./tenancy.ts";

/** Which conditions a command takes (CREATE POLICY, Table 296 of the manual, version 18). */
const TAKES: { readonly [command in Policy["for"]]: { readonly using: boolean; readonly check: boolean } } = {
  all: { using: true, check: true },
  select: { using: true, check: false },
  insert: { using: false, check: true },
  update: { using: true, check: true },
  delete: { using: true, check: false },
};

/**
 * Adds the policies of an entity and turns its row security on. In an entity of tenants every permissive policy holds the
 * tenant's condition too, for permissive policies widen each other.
 *
 * @throws SchemaforgeError BAD_POLICY, DUPLICATE_NAME, UNKNOWN_FIELD
 */
export function lowerPolicies(context: BehaviourContext): void {
  const { draft, table } = context;
  const policies = "entity" in table.source ? (table.source.entity.policies ?? []) : [];
  if (policies.length === 0) return;
  const tenant = tenantCondition(context);
  if (!tenant) draft.amend(tableId(table), { rowSecurity: "enabled" });
  const taken = new Set<string>(tenant ? OWN_POLICIES : []);
  for (const policy of policies) {
    const path = `${pathOf(table)}.policies.${policy.name}`;
    if (taken.has(policy.name)) {
      throw new SchemaforgeError("DUPLICATE_NAME", `there is another policy called \`${policy.name}\``, {
        where: { object: path },
        remedy: "Rename the policy",
      });
    }
    taken.add(policy.name);
    lowerPolicy(context, policy, policy.restrictive ? undefined : tenant, path);
  }
}

function lowerPolicy(
  { draft, table }: BehaviourContext,
  policy: Policy,
  tenant: Condition | undefined,
  path: string,
): void {
  const takes = TAKES[policy.for];
  const misplaced = (["using", "check"] as const).find((name) => policy[name] !== undefined && !takes[name]);
  if (misplaced !== undefined) {
    const other = misplaced === "using" ? "check" : "using";
    throw new SchemaforgeError("BAD_POLICY", `a policy for ${policy.for} has no \`${misplaced}\``, {
      where: { object: path },
      remedy: `Say \`${other}\` instead`,
    });
  }
  const own = (expression: Expression | undefined): Condition | undefined | "elsewhere" => {
    if (!expression) return undefined;
    return ownCondition(table, expression, path) ?? "elsewhere";
  };
  const [using, check] = [own(policy.using), own(policy.check)];
  if (using === "elsewhere" || check === "elsewhere") {
    draft.loseRaw(path, "a policy");
    return;
  }
  const seen = takes.using ? allOf([...(tenant ? [tenant] : []), ...(using ? [using] : [])]) : undefined;
  const asked = check ?? (takes.using ? undefined : using);
  // Without a check of its own a written row has to meet what is asked of a row that is read.
  const written =
    takes.check && (asked || !seen) ? allOf([...(tenant ? [tenant] : []), ...(asked ? [asked] : [])]) : undefined;
  const roles = policy.to.length === 0 ? ["public"] : [...new Set(policy.to)].sort();
  const props: PolicyProps = {
    ...(policy.restrictive ? { restrictive: true } : {}),
    command: policy.for,
    roles,
    ...(seen ? { using: conditionText(seen) } : {}),
    ...(written ? { check: conditionText(written) } : {}),
  };
  addPolicy(draft, table, policy.name, props, { needs: [...(seen?.needs ?? []), ...(written?.needs ?? [])] });
}

/** @returns undefined for raw SQL of other engines */
function ownCondition(table: ResolvedTable, expression: Expression, path: string): Condition | undefined {
  const plain = scopeOf(table);
  const inline = new Map<string, InlineFormula>();
  const typed =
    expression.kind === "parsed" ? { ...expression, ast: withTypes(expression.ast, table, inline) } : expression;
  const scope: ExpressionScope = { columns: (member) => plain.columns(member), inline };
  try {
    const printed = printExpression(typed, scope);
    if (!printed) return undefined;
    const refs = expression.kind === "parsed" ? expression.refs : [];
    return {
      sql: printed.sql,
      authored: printed.sql,
      isClosed: printed.isOperand,
      needs: columnIds(plain, table, refs),
    };
  } catch (error) {
    if (!(error instanceof SchemaforgeError)) throw error;
    const { code, message, remedy } = error;
    throw new SchemaforgeError(code, message, {
      where: { object: path },
      ...(remedy === undefined ? {} : { remedy }),
      cause: error,
    });
  }
}

const isSetting = (node: ExpressionNode): node is ExpressionNode & { kind: "call" } =>
  node.kind === "call" && node.name === "setting";

/**
 * The same expression with every setting that stands beside a field in the field's type. Each becomes a name of its own
 * that the scope writes out.
 */
function withTypes(root: ExpressionNode, table: ResolvedTable, inline: Map<string, InlineFormula>): ExpressionNode {
  const typeOf = (node: ExpressionNode): string | undefined => {
    if (node.kind !== "field") return undefined;
    const names = table.columnsOf.get(node.name) ?? [];
    const column = names.length === 1 ? table.columns.find(({ name }) => name === names[0]) : undefined;
    return column && columnType(column).type;
  };
  const named = (key: string, text: string, type: string): ExpressionNode => {
    inline.set(key, { text, level: OPERAND, kind: kindOfType(type) });
    return { kind: "field", name: key };
  };
  const setting = (node: ExpressionNode, type: string): ExpressionNode => {
    const [name] = isSetting(node) ? node.args : [];
    if (name?.kind !== "string") return visit(node);
    return named(`setting ${type} ${name.value}`, settingQuery(name.value, type).authored, type);
  };
  /** Operands that are compared with each other. */
  const compared = (nodes: readonly ExpressionNode[]): ExpressionNode[] => {
    const type = nodes.map(typeOf).find((found) => found !== undefined);
    return nodes.map((node) => (isSetting(node) ? setting(node, type ?? "text") : visit(node)));
  };
  const visit = (node: ExpressionNode): ExpressionNode => {
    switch (node.kind) {
      case "binary": {
        const [left, right] = compared([node.left, node.right]);
        return { ...node, left: left ?? node.left, right: right ?? node.right };
      }
      case "in": {
        const [operand, ...list] = compared([node.operand, ...node.list]);
        return { ...node, operand: operand ?? node.operand, list };
      }
      case "between": {
        const [operand, low, high] = compared([node.operand, node.low, node.high]);
        return { ...node, operand: operand ?? node.operand, low: low ?? node.low, high: high ?? node.high };
      }
      case "call":
        return isSetting(node) ? setting(node, "text") : { ...node, args: node.args.map(visit) };
      default:
        return mapChildren(node, visit);
    }
  };
  return visit(root);
}

/** How tightly something in parentheses binds, for the printer of expressions. */
const OPERAND = Number.POSITIVE_INFINITY;
