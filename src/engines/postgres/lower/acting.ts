/**
 * What is kept for a row is kept in its tenant: functions act for the tenant of the row, whatever the session's setting
 * is, so that roles that see all tenants change rows of any. They give the session its setting back when they end; after
 * an error the server does (SET LOCAL goes with what is rolled back).
 */
import type { Model } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { quoteIdent, stringLiteral } from "../quote.ts";

export interface Acting {
  readonly setting: string;
  /** The column with the row's tenant. */
  readonly column: string;
}

/** Whose the rows of a table are; undefined where they are nobody's. */
export function actingOf({ source, columnsOf, primaryKey }: ResolvedTable, { tenancy }: Model): Acting | undefined {
  if (!tenancy || !("entity" in source)) return undefined;
  const { tenant, name } = source.entity;
  if (!tenant && name !== tenancy.entity) return undefined;
  const columns = name === tenancy.entity ? primaryKey?.columns : columnsOf.get(tenancy.relation);
  const [column] = columns ?? [];
  return column === undefined ? undefined : { setting: tenancy.setting, column };
}

/** The statement of plpgsql after which a function acts for a tenant; nothing where there are none. */
export function actFor(acting: Acting | undefined, tenant: (column: string) => string): string[] {
  if (!acting) return [];
  return [`PERFORM set_config(${stringLiteral(acting.setting)}, ${tenant(quoteIdent(acting.column))}, true);`];
}

/** The same for the row of a trigger, which is gone when it was deleted. */
export function actForRow(acting: Acting | undefined): string[] {
  return actFor(acting, (column) => `coalesce(NEW.${column}, OLD.${column})::text`);
}
