/** `audit`: every change of a row is recorded, with who made it, when, and the row before and after. */
import type { Model } from "../../../model/model.ts";
import { columnOf, derivedTable } from "../../../model/resolve/derived.ts";
import { hiddenColumns } from "../../../model/resolve/hidden.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import { DEFAULT_SCHEMA, quoteIdent, stringLiteral } from "../quote.ts";
import { actingOf } from "./acting.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { tableId } from "./draft.ts";
import { addRoutine, addTrigger, arrayText, columnIds, fullName, schemaOf } from "./routines.ts";

const RECORD = "record_change";

/** What the trigger writes, by the field of the derived entity. */
const VALUES: readonly (readonly [field: string, ofRow: string, ofWholeTable: string])[] = [
  ["tableName", "about", "$1"],
  ["rowKey", "key", "key.value"],
  ["action", "lower(TG_OP)", "'truncate'"],
  ["actor", "who", "$2"],
  ["oldRow", "before", "row_copy.value - $4"],
  ["newRow", "after", "NULL"],
];

/**
 * Adds the triggers that write audit records. The function acts with its owner's rights, so that whoever changes a row
 * can neither forge a record nor change one. Its arguments are the table's name, the setting that names the actor (where
 * it is not set, the session's role stands), the columns of the key, and those that are left out of the copies.
 */
export function lowerAudit({ draft, table, tables, model }: BehaviourContext): void {
  if (!("entity" in table.source) || !table.source.entity.audit) return;
  const records = derivedTable("audit", table, tables);
  if (!records) return;
  const columns = VALUES.flatMap(([field, ofRow, ofWholeTable]) => {
    const name = columnOf(records, field);
    return name === undefined ? [] : [{ name: quoteIdent(name), ofRow, ofWholeTable }];
  });
  const tenant = tenantOfRecords(tables, model);
  const into = `INSERT INTO ${fullName(records)} (${columns.map(({ name }) => name).join(", ")})`;
  const id = addRoutine(
    draft,
    {
      name: RECORD,
      security: "definer",
      setting: tenant?.setting,
      declare: [
        "about text := TG_ARGV[0];",
        "who text := coalesce(nullif(current_setting(nullif(TG_ARGV[1], ''), true), ''), session_user);",
        "key_columns text[] := TG_ARGV[2];",
        "left_out text[] := TG_ARGV[3];",
        "before jsonb;",
        "after jsonb;",
        "key jsonb;",
      ],
      body: [
        "IF TG_OP = 'TRUNCATE' THEN",
        "  IF row_security_active(TG_RELID) THEN",
        "    RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', HINT = 'Use DELETE.',",
        "      MESSAGE = about || ': TRUNCATE cannot be recorded under row-level security';",
        "  END IF;",
        "  EXECUTE format($query$",
        `    ${into}`,
        `    SELECT ${columns.map(({ ofWholeTable }) => ofWholeTable).join(", ")}`,
        "    FROM %I.%I AS t, LATERAL (SELECT to_jsonb(t) AS value) AS row_copy, LATERAL (",
        "      SELECT coalesce(jsonb_object_agg(name, row_copy.value -> name), '{}') AS value FROM unnest($3) AS name) AS key",
        "    $query$, TG_TABLE_SCHEMA, TG_TABLE_NAME) USING about, who, key_columns, left_out;",
        "  RETURN NULL;",
        "END IF;",
        "IF TG_OP = 'UPDATE' THEN",
        "  IF OLD *= NEW THEN",
        "    RETURN NULL;",
        "  END IF;",
        "END IF;",
        "IF TG_OP <> 'INSERT' THEN",
        "  before := to_jsonb(OLD);",
        "END IF;",
        "IF TG_OP <> 'DELETE' THEN",
        "  after := to_jsonb(NEW);",
        "END IF;",
        "SELECT coalesce(jsonb_object_agg(name, coalesce(before, after) -> name), '{}') INTO key FROM unnest(key_columns) AS name;",
        ...(tenant ? [tenant.act] : []),
        "before := before - left_out;",
        "after := after - left_out;",
        into,
        `VALUES (${columns.map(({ ofRow }) => ofRow).join(", ")});`,
        "RETURN NULL;",
      ],
    },
    [tableId(records)],
  );
  const keys = table.primaryKey?.columns ?? [];
  const hidden = hiddenColumns(table);
  const { audit } = table.source.entity;
  // The name is given: a trigger of a partition would know the partition's alone.
  const about = schemaOf(table) === DEFAULT_SCHEMA ? table.name : `${table.schema}.${table.name}`;
  const args = [about, audit.actor ?? "", arrayText(keys), arrayText(hidden)];
  const call = { name: RECORD };
  const needs = [id, ...columnIds(table, [...keys, ...hidden])];
  addTrigger(
    draft,
    table,
    { label: "audit", timing: "AFTER", events: "INSERT OR DELETE OR UPDATE", call, args },
    needs,
  );
  addTrigger(
    draft,
    table,
    // Before, while the rows are there.
    { label: "audit_whole", timing: "BEFORE", events: "TRUNCATE", each: "STATEMENT", call, args },
    needs,
  );
}

/** The function acts for the tenant that the row in a record names: policies read it there. */
function tenantOfRecords(tables: readonly ResolvedTable[], model: Model): { setting: string; act: string } | undefined {
  const all = tables.flatMap((table) => {
    const isAudited = "entity" in table.source && table.source.entity.audit && table.source.entity.tenant;
    return (isAudited ? actingOf(table, model) : undefined) ?? [];
  });
  const [first] = all;
  if (!first) return undefined;
  const names = [...new Set(all.map(({ column }) => column))];
  const value = names.map((name) => `coalesce(after, before) ->> ${stringLiteral(name)}`).join(", ");
  return {
    setting: first.setting,
    act: `PERFORM set_config(${stringLiteral(first.setting)}, coalesce(${value}, ''), true);`,
  };
}
