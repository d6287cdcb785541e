/** What happens to rows whose target goes or changes its key: `on delete cascade`. */
import type { Scanner } from "../lexer.ts";
import type { ReferentialAction } from "../model.ts";
import { nearest } from "../suggest.ts";

/** What may happen to rows whose target goes or changes its key. */
const REFERENTIAL_ACTIONS: readonly ReferentialAction[] = [
  "cascade",
  "restrict",
  "set null",
  "set default",
  "no action",
];

/**
 * Reads `delete restrict` behind `on`.
 * @param at where `on` stands
 * @throws SchemaforgeError SYNTAX, with the nearest action
 */
export function scanEventAndAction(scanner: Scanner, at: number): ["onDelete" | "onUpdate", ReferentialAction] {
  const event = scanner.word();
  if (event !== "delete" && event !== "update") {
    return scanner.fail("SYNTAX", "expected `delete` or `update` after `on`", { at });
  }
  const key = event === "delete" ? "onDelete" : "onUpdate";
  scanner.skipSpace();
  const start = scanner.position;
  const first = scanner.word() ?? "";
  const between = scanner.position;
  const two = `${first} ${scanner.word() ?? ""}`.toLowerCase();
  const pair = REFERENTIAL_ACTIONS.find((action) => action === two);
  if (!pair) scanner.position = between;
  const action = pair ?? REFERENTIAL_ACTIONS.find((single) => single === first.toLowerCase());
  if (!action) {
    const guess = nearest(two.trim(), REFERENTIAL_ACTIONS) ?? nearest(first, REFERENTIAL_ACTIONS);
    return scanner.fail("SYNTAX", `\`on ${event}\` takes ${REFERENTIAL_ACTIONS.join(", ")}${scanner.found()}`, {
      at: start,
      ...(guess === undefined ? {} : { fix: { from: start, to: between, text: guess } }),
    });
  }
  return [key, action];
}
