/** `appendOnly`: rows are added and never changed or removed. */
import { waitsForValues } from "./filled.ts";
import type { TableScope } from "./scope.ts";
import { addTrigger, refuse } from "./triggers.ts";

/** Adds the triggers that refuse UPDATE and DELETE; what other triggers fill behind an insert is part of the insert. */
export function lowerAppendOnly(scope: TableScope): void {
  const { source, table, filled } = scope;
  if (!("entity" in source.source) || !source.source.entity.appendOnly) return;
  const waits = waitsForValues(filled, "OLD");
  for (const event of ["update", "delete"] as const) {
    addTrigger(scope, `refuse_${event}`, {
      timing: "before",
      event,
      ...(event === "update" && waits !== undefined ? { when: `NOT (${waits})` } : {}),
      body: [refuse(`${table.name} is append-only: ${event.toUpperCase()} is refused`)],
    });
  }
}
