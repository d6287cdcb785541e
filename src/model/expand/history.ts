/** `history`: a table beside an entity's own that keeps every version of its rows; engines write it by triggers. */
import type { Entity, Field, Model, OneRelation } from "../model.ts";
import { columnName, tableName } from "../naming.ts";
import { Columns } from "../resolve/columns.ts";
import type { ResolvedColumn } from "../resolve/resolved.ts";
import { storageType, TYPE_WORDS } from "../types.ts";
import { primaryFields } from "../validation/context.ts";
import { derivedEntity, derivedTableName, fail, field, formerly, tableOf, withDerived } from "./parts.ts";

/**
 * Adds `OrderHistory` for every entity `Order` with a history: its columns as they are stored, without keys, checks and
 * foreign keys, and the time from which and until which each version was.
 * @throws SchemaforgeError DUPLICATE_NAME, BAD_HISTORY when a field has the name of one of these times
 */
export function expandHistory(model: Model): Model {
  const kept = model.entities.filter(({ history }) => history);
  if (kept.length === 0) return model;
  const columns = new Columns(model, (name) => name);
  return withDerived(
    model,
    kept.map((entity) => ({ entity: historyOf(entity, model, columns), behind: entity.name })),
  );
}

const TIMES = [field("validFrom", "datetime"), field("validTo", "datetime", { nullable: true })] as const;

function historyOf(entity: Entity, model: Model, columns: Columns): Entity {
  const memberOf = new Map<string, string>();
  for (const relation of entity.relations) {
    if (relation.kind !== "one") continue;
    for (const { name, member } of columns.foreignKey(entity, relation)) {
      if (!memberOf.has(name)) memberOf.set(name, member);
    }
  }
  const all = columns.all(entity);
  const names = new Map(all.map((column) => [column.name, nameOf(column, memberOf)]));
  const fields = all.map((column) => versionOf(column, names.get(column.name) ?? column.name, model));
  for (const time of TIMES) {
    const taken = fields.some(({ name }) => name === time.name);
    if (taken) {
      const path = `${entity.name}.${time.name}`;
      fail("BAD_HISTORY", `the history of ${entity.name} makes \`${time.name}\` itself`, path, "Rename this one");
    }
  }
  const key = primaryFields(entity, model)
    .flatMap((member) => columns.membersColumns(entity, member))
    .map(({ name }) => names.get(name) ?? name);
  return derivedEntity(
    `${entity.name}History`,
    { construct: "history", from: [entity.name] },
    {
      table: derivedTableName(tableOf(entity, model), "history", model),
      ...formerly(entity, (name) => derivedTableName(tableName({ name }, model.conventions), "history", model)),
      ...(entity.schema === undefined ? {} : { schema: entity.schema }),
      fields: [...fields, ...TIMES],
      keys: key.length === 0 ? [] : [{ name: "primary", primary: true, fields: [...key, "validFrom"] }],
    },
  );
}

function nameOf({ name, origin }: ResolvedColumn, memberOf: ReadonlyMap<string, string>): string {
  if (origin.kind === "field") return origin.field.name;
  if (origin.kind === "relation" || origin.kind === "join") return memberOf.get(name) ?? name;
  return origin.kind;
}

/** A column as its versions are kept: the value and what says how it is to be handled, nothing that rules or makes it. */
function versionOf(column: ResolvedColumn, name: string, model: Model): Field {
  const { origin, nullable, targets, doc, generated } = column;
  const source = origin.kind === "field" ? origin.field : undefined;
  const secret = source?.secret || TYPE_WORDS.get(column.type.name)?.secret;
  const was = origin.kind === "relation" ? formerMembers(origin.relation, name) : source?.was;
  // What is computed when it is read has no value that could be kept.
  const isVirtual = Object.values(targets ?? {}).some((target) => target.virtual);
  return {
    name,
    // Meaning words bring checks of their own, which old versions need not meet.
    type: storageType(column.type),
    nullable,
    ...(generated && isVirtual ? { generated } : {}),
    ...(secret ? { secret: true } : {}),
    ...(source?.encrypt ? { encrypt: source.encrypt } : {}),
    ...(source?.pii === undefined ? {} : { pii: source.pii }),
    ...(was && was.length > 0 ? { was } : {}),
    ...(doc === undefined ? {} : { doc }),
    ...(columnName({ name }, model.conventions) === column.name ? {} : { column: column.name }),
    ...(targets ? { targets } : {}),
  };
}

/** `clientId` of what is `customerId`, where the relation `customer` was `client`. */
function formerMembers({ name: relation, was = [] }: OneRelation, member: string): string[] {
  return member.startsWith(relation) ? was.map((before) => before + member.slice(relation.length)) : [];
}
