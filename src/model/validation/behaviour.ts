/** What the database does with rows: audit, history, policies. */
import { clip } from "../lexer.ts";
import type { Behaviour, Entity, Policy } from "../model.ts";
import { checkSetting } from "./constructs.ts";
import type { Members, Validation } from "./context.ts";
import { checkExpression } from "./expressions.ts";

/** Checks the behaviour of an entity or mixin. */
export function checkBehaviour(
  validation: Validation,
  owner: Behaviour & { readonly name: string },
  members: Members,
): void {
  if (owner.audit?.actor !== undefined) checkSetting(validation, `${owner.name}.audit`, owner.audit.actor);
  for (const policy of owner.policies ?? []) checkPolicy(validation, owner.name, policy, members);
}

/** Checks what versions of rows need. */
export function checkHistory(validation: Validation, entity: Entity): void {
  if (!entity.history || validation.members.primaryOf(entity).length > 0) return;
  validation.add(
    `${entity.name}.history`,
    "BAD_HISTORY",
    `${entity.name} has no primary key that would tell whose versions they are`,
    "Give it one",
  );
}

function checkPolicy(validation: Validation, owner: string, policy: Policy, members: Members): void {
  const path = `${owner}.policies.${policy.name}`;
  const bad = (message: string, remedy: string): void => validation.add(path, "BAD_POLICY", message, remedy);
  const { using, check } = policy;
  if (!using && !check) {
    const word = policy.for === "insert" ? "check" : "using";
    bad(`the policy ${clip(policy.name)} says for no row whether it is allowed`, `Add \`${word}:\` with a condition`);
  }
  // PostgreSQL's manual on CREATE POLICY: which of both each command takes.
  if (using && policy.for === "insert")
    bad("new rows are held against `check`, not `using`", "Write `check:` in place of `using:`");
  if (check && (policy.for === "select" || policy.for === "delete"))
    bad(
      `\`for: ${policy.for}\` writes no rows that \`check\` could be held against`,
      "Write `using:` in place of `check:`",
    );
  for (const expression of [using, check]) {
    if (expression) checkExpression(validation, path, expression, members, owner);
  }
  const seen = new Set<string>();
  for (const role of policy.to) {
    if (role === "") bad("a role is empty", "Name it, or leave `to` out for everybody");
    if (seen.has(role)) bad(`the role \`${clip(role)}\` is named twice`, "Name it once");
    seen.add(role);
  }
}
