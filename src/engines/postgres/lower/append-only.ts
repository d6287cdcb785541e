/** `appendOnly`: rows are added and never changed or removed. */
import type { BehaviourContext } from "./behaviours.ts";
import { addRoutine, addTrigger } from "./routines.ts";

const REFUSE = "refuse_rewrite";

/**
 * Adds the triggers that refuse UPDATE, DELETE and TRUNCATE. Rows are refused one by one, since a statement of a foreign
 * key's action that meets no row does nothing that is forbidden.
 */
export function lowerAppendOnly({ draft, table }: BehaviourContext): void {
  if (!("entity" in table.source) || !table.source.entity.appendOnly) return;
  const id = addRoutine(draft, {
    name: REFUSE,
    body: [
      "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,",
      "  MESSAGE = TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' is refused',",
      "  HINT = 'Add a row that corrects the other.';",
    ],
  });
  const call = { name: REFUSE };
  addTrigger(draft, table, { label: "append_only", timing: "BEFORE", events: "DELETE OR UPDATE", call }, [id]);
  addTrigger(
    draft,
    table,
    { label: "append_only_whole", timing: "BEFORE", events: "TRUNCATE", each: "STATEMENT", call },
    [id],
  );
}
