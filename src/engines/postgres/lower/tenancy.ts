/**
 * Row-level security by tenant. The current tenant is a setting of the session; without it nothing is visible and nothing
 * can be written. Foreign keys hold the tenant (`expandModel`), for the server checks them past all policies.
 */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Entity, Model, Tenancy } from "../../../model/model.ts";
import type { ResolvedColumn, ResolvedForeignKey, ResolvedTable } from "../../../model/resolve/index.ts";
import { childId } from "../ids.ts";
import type { PolicyProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteName } from "../quote.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { pathOf } from "./columns.ts";
import { ALWAYS, allOf, type Condition, conditionText } from "./conditions.ts";
import { type Draft, tableId } from "./draft.ts";
import { columnType } from "./scope.ts";
import { comparedColumn, settingQuery, settingValue } from "./settings.ts";
import { type RecordConditions, recordConditions } from "./tenant-records.ts";

/** Names of the policies that the language makes. */
export const OWN_POLICIES = ["tenant_isolation", "tenant_bypass"] as const;

/**
 * Protects a table by tenant, if its rows belong to one: row security for everybody, the owner included; a default for
 * the tenant's column; one policy for every command; one more for the role that sees all tenants. Where the author
 * declares policies, each of them holds the tenant's condition instead (policies.ts).
 */
export function lowerTenancy(context: BehaviourContext): void {
  const { draft, table, model } = context;
  const condition = tenantCondition(context);
  const { tenancy } = model;
  if (!condition || !tenancy) return;
  draft.amend(tableId(table), { rowSecurity: "forced" });
  if ("entity" in table.source && hasTenant(table.source.entity, model)) {
    const column = tenantColumn(table, table.source.entity, tenancy, context.tables);
    if (column && !column.default && column.origin.kind === "relation")
      setDefault(draft, table, column, tenancy.setting);
  }
  const declared = "entity" in table.source ? (table.source.entity.policies ?? []) : [];
  const add = (name: string, roles: readonly string[], of: Condition, check: Condition): void =>
    addPolicy(draft, table, name, { command: "all", roles, using: conditionText(of), check: conditionText(check) }, of);
  if (declared.every(({ restrictive }) => restrictive)) {
    add("tenant_isolation", ["public"], condition, ofRecords(context)?.written ?? condition);
  }
  if (tenancy.bypass !== undefined) add("tenant_bypass", [tenancy.bypass], ALWAYS, ALWAYS);
}

/** Adds a policy to a table. */
export function addPolicy(
  draft: Draft,
  table: ResolvedTable,
  name: string,
  props: PolicyProps,
  { needs }: Pick<Condition, "needs">,
): void {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const id = childId("policy", schema, table.name, name);
  draft.add({ kind: "policy", id, parent: tableId(table), schema, name, props }, needs);
}

const tenantEntities = new WeakMap<Model, ReadonlySet<string>>();

/** Names of the entities whose rows belong to a tenant, each tenant's own among them. */
function tenantsOf(model: Model): ReadonlySet<string> {
  const known = tenantEntities.get(model);
  if (known) return known;
  const names = model.entities.filter(({ tenant, name }) => tenant || name === model.tenancy?.entity);
  const found = new Set(names.map(({ name }) => name));
  tenantEntities.set(model, found);
  return found;
}

/** True for an entity whose rows hold their tenant, and for its history. */
function hasTenant(entity: Entity, model: Model): boolean {
  if (entity.derived?.construct === "history") return entity.derived.from.some((name) => tenantsOf(model).has(name));
  return entity.derived === undefined && tenantsOf(model).has(entity.name);
}

/**
 * What has to hold of a row for the current tenant to see it; undefined for a table without tenants. A join table, or the
 * closure of a tree, has its rows where the current tenant has both ends; the record of changes, by the rows in it.
 *
 * @throws SchemaforgeError NO_TENANCY for an entity of tenants in a model that does not say what its tenants are,
 * TENANT_KEY for tenants with a key of several columns, UNKNOWN_FIELD
 */
export function tenantCondition(context: Omit<BehaviourContext, "draft">): Condition | undefined {
  const { table, model } = context;
  const { tenancy } = model;
  const entity = "entity" in table.source ? table.source.entity : undefined;
  if (!tenancy) {
    if (entity?.tenant) throw noTenancy(table);
    return undefined;
  }
  if (entity && hasTenant(entity, model)) {
    return ofSetting(table, tenantColumn(table, entity, tenancy, context.tables), tenancy.setting);
  }
  if (entity?.derived?.construct === "audit") return ofRecords(context)?.seen;
  if (entity && entity.derived?.construct !== "closure") return undefined;
  const ends = table.foreignKeys.filter(
    ({ target }) => "entity" in target.source && hasTenant(target.source.entity, model),
  );
  return allOf(ends.map((key) => atEnd(table, key)));
}

function ofRecords({ table, tables, model }: Omit<BehaviourContext, "draft">): RecordConditions | undefined {
  const { tenancy } = model;
  if (!tenancy || !("entity" in table.source) || table.source.entity.derived?.construct !== "audit") return undefined;
  const recorded = new Set(table.source.entity.derived.from);
  const names = tables.flatMap((other): string[] => {
    if (!("entity" in other.source)) return [];
    const { entity } = other.source;
    return recorded.has(entity.name) && entity.tenant ? [tenantColumn(other, entity, tenancy, tables).name] : [];
  });
  return recordConditions(table, [...new Set(names)], model);
}

function noTenancy(table: ResolvedTable): SchemaforgeError {
  return new SchemaforgeError("NO_TENANCY", "the entity has tenants, but the model does not say what they are", {
    where: { object: pathOf(table) },
    remedy: "Declare `tenancy:` with entity, relation and setting, or leave out `tenant: true`",
  });
}

/** The column that says whose a row is: the tenants' own key, or the foreign key to it; versions have it as their rows. */
function tenantColumn(
  table: ResolvedTable,
  entity: Entity,
  tenancy: Tenancy,
  tables: readonly ResolvedTable[],
): ResolvedColumn {
  if (entity.name === tenancy.entity) return onlyKey(table, table.primaryKey?.columns);
  const [origin] = entity.derived?.from ?? [];
  const source = origin === undefined ? undefined : tableOf(origin, tables);
  if (source && "entity" in source.source) {
    return onlyKey(table, [tenantColumn(source, source.source.entity, tenancy, tables).name]);
  }
  const names = table.columnsOf.get(tenancy.relation);
  if (names) return onlyKey(table, names);
  throw new SchemaforgeError("UNKNOWN_FIELD", `an entity of tenants has no relation \`${tenancy.relation}\``, {
    where: { object: pathOf(table) },
    remedy: `Add the relation \`${tenancy.relation}\` to the entity whose rows are the tenants`,
  });
}

const tablesByEntity = new WeakMap<readonly ResolvedTable[], ReadonlyMap<string, ResolvedTable>>();

function tableOf(entity: string, tables: readonly ResolvedTable[]): ResolvedTable | undefined {
  const known =
    tablesByEntity.get(tables) ??
    new Map(tables.flatMap((table) => ("entity" in table.source ? [[table.source.entity.name, table] as const] : [])));
  tablesByEntity.set(tables, known);
  return known.get(entity);
}

/** The tenant's key has to be one column: a setting holds one value. */
function onlyKey(table: ResolvedTable, names: readonly string[] = []): ResolvedColumn {
  const column = table.columns.find(({ name }) => name === names[0]);
  if (column && names.length === 1) return column;
  throw new SchemaforgeError("TENANT_KEY", "tenants need a primary key of one column, which the setting holds", {
    where: { object: pathOf(table) },
    remedy: "Give the entity whose rows are the tenants a key of one field",
  });
}

function ofSetting(table: ResolvedTable, column: ResolvedColumn, setting: string): Condition {
  const { type } = columnType(column);
  const name = quoteIdent(column.name);
  const value = settingQuery(setting, type);
  return {
    sql: `(${comparedColumn(name, type)} = ${value.sql})`,
    authored: `${name} = ${value.authored}`,
    isClosed: true,
    needs: [childId("column", table.schema ?? DEFAULT_SCHEMA, table.name, column.name)],
  };
}

/** The other end of a foreign key is visible: its own policies are asked, and so follow the role that asks. */
function atEnd(table: ResolvedTable, { columns, target, targetColumns }: ResolvedForeignKey): Condition {
  const alias = table.name === "target" ? "other" : "target";
  const pairs = columns.map((column, at) => {
    const end = `${alias}.${quoteIdent(targetColumns[at] ?? "")}`;
    return `${end} = ${quoteIdent(table.name)}.${quoteIdent(column)}`;
  });
  const from = quoteName({ schema: target.schema ?? DEFAULT_SCHEMA, name: target.name });
  const printed = pairs.map((pair) => `(${pair})`).join(" AND ");
  const where = pairs.length > 1 ? `(${printed})` : printed;
  const schema = table.schema ?? DEFAULT_SCHEMA;
  return {
    sql: `(EXISTS ( SELECT\n   FROM ${from} ${alias}\n  WHERE ${where}))`,
    authored: `EXISTS (SELECT FROM ${from} ${alias} WHERE ${pairs.join(" AND ")})`,
    isClosed: true,
    needs: [
      ...columns.map((column) => childId("column", schema, table.name, column)),
      ...targetColumns.map((column) => childId("column", target.schema ?? DEFAULT_SCHEMA, target.name, column)),
    ],
  };
}

function setDefault(draft: Draft, table: ResolvedTable, column: ResolvedColumn, setting: string): void {
  const id = childId("column", table.schema ?? DEFAULT_SCHEMA, table.name, column.name);
  draft.amend(id, { default: settingValue(setting, columnType(column).type) });
}
