/** `audit`: one table for the record of all changes; engines make the triggers that write it. */
import { parseExpression } from "../expressions/parse.ts";
import type { Entity, Model } from "../model.ts";
import { tableName } from "../naming.ts";
import { derivedEntity, field, madeName, withDerived } from "./parts.ts";

const NAME = "AuditRecord";

/**
 * Adds the entity `AuditRecord` when any entity is audited.
 * @throws SchemaforgeError DUPLICATE_NAME when the author has an entity of that name
 */
export function expandAudit(model: Model): Model {
  const audited = model.entities.filter(({ audit }) => audit !== undefined).map(({ name }) => name);
  return audited.length === 0 ? model : withDerived(model, [{ entity: auditRecord(audited, model) }]);
}

function auditRecord(from: readonly string[], model: Model): Entity {
  const now = { kind: "expression", expression: parseExpression("now()") } as const;
  const nullable = { nullable: true };
  const table = tableName({ name: NAME }, model.conventions);
  return derivedEntity(
    NAME,
    { construct: "audit", from },
    {
      id: "identity",
      fields: [
        field("tableName", "text"),
        field("rowKey", "json"),
        field("action", "text"),
        field("actor", "text", nullable),
        field("changedAt", "datetime", { default: now }),
        field("oldRow", "json", nullable),
        field("newRow", "json", nullable),
      ],
      keys: [],
      indexes: [
        {
          name: madeName(table, "table_name_changed_at_idx"),
          parts: [{ of: { field: "tableName" } }, { of: { field: "changedAt" } }],
        },
      ],
    },
  );
}
