/** Foreign keys as relations. */
import { type KeyFacts, liftRelation, type RelationFacts } from "../../../lifting/relations.ts";
import type { OneRelation } from "../../../model/model.ts";
import { makeObjectName } from "../ids.ts";
import type { Lifting } from "./lifting.ts";
import { type Members, type Relation, shapeOf } from "./shape.ts";

/** The relation of a foreign key. */
export function relationOf(lifting: Lifting, members: Members, relation: Relation, facts: RelationFacts): OneRelation {
  const { source, doubts, conventions } = lifting;
  const { table } = members;
  const { key, target, own } = relation;
  const { columns, references, onDelete, onUpdate, onDeleteColumns, deferrable, period } = key.props;
  const primary = source.children(target.table, "primary-key")[0]?.props.columns ?? [];
  const emptied = onDelete === "set null" || onUpdate === "set null";
  const usualName = makeObjectName(table.name, columns.join("_"), "fkey");
  const comment = own?.props.comment;
  const keyFacts: KeyFacts = {
    ofPrimary: primary.join("\n") === references.columns.join("\n"),
    nullable: emptied || source.columns(table).some(({ name, props }) => columns.includes(name) && !props.notNull),
    onDelete: onDelete ?? "no action",
    rest: {
      ...(onUpdate ? { onUpdate } : {}),
      ...(onDeleteColumns ? { onDeleteColumns } : {}),
      ...(deferrable ? { deferrable: deferrable === "deferrable" ? true : ("deferred" as const) } : {}),
      ...(key.name === usualName && !doubts.explicit.has(key.id) ? {} : { constraintName: key.name }),
      ...(period ? { period } : {}),
      ...(comment === undefined ? {} : { doc: comment }),
    },
  };
  return liftRelation(shapeOf(source, doubts, conventions), conventions, members, relation, keyFacts, facts);
}
