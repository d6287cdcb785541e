/** The function that makes the partitions of coming periods and removes those of expired ones. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Partition } from "../../../model/model.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { childId, functionId, makeObjectName, schemaObjectId, truncateName } from "../ids.ts";
import type { TableProps } from "../objects.ts";
import { DEFAULT_SCHEMA, dollarQuote, quoteIdent, stringLiteral } from "../quote.ts";
import { storageOptions } from "../render/text.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { pathOf } from "./columns.ts";
import { tableId } from "./draft.ts";
import { columnType } from "./scope.ts";

type Range = Extract<Partition, { kind: "range" }>;

interface Period {
  readonly step: string;
  /** What a partition's name ends with (`to_char`). */
  readonly suffix: string;
  /** How many of them are made ahead unless said. */
  readonly ahead: number;
}

const PERIODS: { readonly [every in Range["every"]]: Period } = {
  day: { step: "1 day", suffix: "YYYY_MM_DD", ahead: 14 },
  week: { step: "7 days", suffix: "YYYY_MM_DD", ahead: 8 },
  month: { step: "1 month", suffix: "YYYY_MM", ahead: 3 },
  quarter: { step: "3 months", suffix: 'YYYY_"q"Q', ahead: 2 },
  year: { step: "1 year", suffix: "YYYY", ahead: 1 },
};

/** The longest suffix with its underscore. */
const SUFFIX_BYTES = 11;
const NAME_BYTES = 63;

const PARAMETERS = ["integer", "timestamp with time zone"] as const;

/** The name of the function that looks after a table's partitions. */
export function maintenanceName(table: string): string {
  return makeObjectName(table, undefined, "partitions");
}

/** The id of that function. */
export function maintenanceId(schema: string, table: string): string {
  return functionId(schema, maintenanceName(table), PARAMETERS.join(","));
}

/** `24 months`, as the server's `interval` reads it; undefined for anything else. */
function interval(text: string): string | undefined {
  return /^\s*[1-9]\d{0,5}\s+(day|week|month|year)s?\s*$/i.test(text) ? text.trim().toLowerCase() : undefined;
}

/**
 * Adds `<table>_partitions(ahead, as_of)`: idempotent, on an empty and on a filled table. Periods begin in UTC. Rows that
 * had no partition yet move out of the default one, unless other tables reference the table, whose foreign keys would see
 * them go: such periods are left as they are, with a warning.
 *
 * @throws SchemaforgeError BAD_PARTITION for a time of retention that is none
 */
export function lowerMaintenance(
  { draft, table, tables }: BehaviourContext,
  partition: Range,
  column: ResolvedColumn,
  storage: TableProps,
): void {
  const retain = partition.retain === undefined ? undefined : interval(partition.retain);
  if (partition.retain !== undefined && retain === undefined) {
    throw new SchemaforgeError("BAD_PARTITION", `\`${partition.retain}\` is no length of time`, {
      where: { object: `${pathOf(table)}.partition` },
      remedy: "Write it as `24 months`, `2 years`, `90 days`",
    });
  }
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const isReferenced = tables.some(({ foreignKeys }) => foreignKeys.some(({ target }) => target === table));
  const name = maintenanceName(table.name);
  const period = PERIODS[partition.every];
  const sql = [
    `CREATE OR REPLACE FUNCTION ${quoteIdent(schema)}.${quoteIdent(name)}(ahead integer DEFAULT ${period.ahead}, as_of timestamp with time zone DEFAULT now())`,
    " RETURNS SETOF text",
    " LANGUAGE plpgsql",
    ` SET "TimeZone" TO 'UTC'`,
    `AS ${dollarQuote(`\n${body({ table, column, every: partition.every, retain, storage, isReferenced }).join("\n")}\n`)}`,
  ].join("\n");
  const props = {
    routine: "function" as const,
    language: "plpgsql",
    identityArguments: "ahead integer, as_of timestamp with time zone",
    definition: { sql },
  };
  draft.add({ kind: "function", id: maintenanceId(schema, table.name), schema, name, props }, [
    tableId(table),
    childId("column", schema, table.name, column.name),
    schemaObjectId("table", schema, makeObjectName(table.name, undefined, "default")),
  ]);
}

/** Text that stands for itself in the template of `format`. */
function inFormat(text: string): string {
  return text.replaceAll("%", "%%");
}

interface Body {
  readonly table: ResolvedTable;
  readonly column: ResolvedColumn;
  readonly every: Range["every"];
  readonly retain: string | undefined;
  readonly storage: TableProps;
  /** Other tables have foreign keys to it. */
  readonly isReferenced: boolean;
}

function body({ table, column, every, retain, storage, isReferenced }: Body): string[] {
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const full = (name: string) => `${quoteIdent(schema)}.${quoteIdent(name)}`;
  const parent = full(table.name);
  const fallback = full(makeObjectName(table.name, undefined, "default"));
  const field = `t.${quoteIdent(column.name)}`;
  const type = columnType(column).type.replace(/\(\d+\)/, "");
  const prefix = stringLiteral(`${truncateName(table.name, NAME_BYTES - SUFFIX_BYTES)}_`);
  const unit = stringLiteral(every);
  const inPeriod = `${field} >= period::${type} AND ${field} < (period + step)::${type}`;
  const create = `CREATE ${storage.unlogged ? "UNLOGGED " : ""}TABLE %I.%I PARTITION OF ${inFormat(parent)} FOR VALUES FROM (%L) TO (%L)${
    storage.options ? ` WITH (${inFormat(storageOptions(storage.options))})` : ""
  }`;
  const stored = table.columns.filter(({ generated }) => !generated);
  const columns = inFormat(stored.map(({ name }) => quoteIdent(name)).join(", "));
  const isDeferred = table.foreignKeys.some(({ deferrable }) => deferrable === "deferred");
  const text = (sql: string) => stringLiteral(sql);
  const on = (action: string) => `EXECUTE format(${text(`ALTER TABLE %I.%I ${action}`)}, ${text(schema)}, part);`;
  const bounds = [
    "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,",
    "  LATERAL pg_get_expr(c.relpartbound, c.oid) AS bound",
    `WHERE i.inhparent = ${text(parent)}::regclass AND bound <> 'DEFAULT'`,
  ];
  const from = `COALESCE(substring(bound FROM 'FROM \\(''([^'']*)''')::timestamptz, '-infinity')`;
  const to = `COALESCE(substring(bound FROM 'TO \\(''([^'']*)''')::timestamptz, 'infinity')`;
  return [
    // Columns are named with their table, whatever they are called.
    "#variable_conflict use_variable",
    "DECLARE",
    `  step CONSTANT interval := ${text(PERIODS[every].step)};`,
    "  period timestamptz;",
    "  part text;",
    "  has_rows boolean;",
    // A scheduler may be another role.
    `  owner CONSTANT name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = ${text(parent)}::regclass);`,
    "BEGIN",
    "  -- One at a time; reading and writing goes on.",
    `  LOCK TABLE ONLY ${parent} IN SHARE UPDATE EXCLUSIVE MODE;`,
    ...(isDeferred ? ["  SET CONSTRAINTS ALL IMMEDIATE;"] : []),
    "  FOREACH period IN ARRAY ARRAY(",
    `    SELECT generate_series(date_trunc(${unit}, as_of), date_trunc(${unit}, as_of) + ahead * step, step)`,
    ...(isReferenced
      ? []
      : [
          "    UNION",
          `    SELECT date_trunc(${unit}, ${field}::timestamptz) FROM ${fallback} AS t`,
          `      WHERE ${field} >= '0001-01-01' AND isfinite(${field})`,
        ]),
    "    ORDER BY 1)",
    "  LOOP",
    "    CONTINUE WHEN EXISTS (",
    "      SELECT",
    ...bounds.map((line) => `      ${line}`),
    `        AND ${from} < period + step AND ${to} > period);`,
    `    part := ${prefix} || to_char(period, ${text(PERIODS[every].suffix)});`,
    `    LOCK TABLE ONLY ${parent} IN ACCESS EXCLUSIVE MODE;`,
    `    has_rows := EXISTS (SELECT FROM ${fallback} AS t WHERE ${inPeriod});`,
    "    IF has_rows THEN",
    ...(isReferenced
      ? [
          `      RAISE WARNING '% is not made: its rows are in the default partition, and other tables reference them', part;`,
          "      CONTINUE;",
        ]
      : [
          `      ALTER TABLE ${fallback} DISABLE TRIGGER USER;`,
          `      EXECUTE format(${text(`CREATE TEMPORARY TABLE partition_rows ON COMMIT DROP AS SELECT * FROM ${inFormat(fallback)} AS t WHERE ${inFormat(field)} >= %L AND ${inFormat(field)} < %L`)}, period::${type}, (period + step)::${type});`,
          `      DELETE FROM ${fallback} AS t WHERE ${inPeriod};`,
          `      ALTER TABLE ${fallback} ENABLE TRIGGER USER;`,
        ]),
    "    END IF;",
    `    EXECUTE format(${text(create)}, ${text(schema)}, part, period::${type}, (period + step)::${type});`,
    `    EXECUTE format(${text("ALTER TABLE %I.%I OWNER TO %I")}, ${text(schema)}, part, owner);`,
    ...(storage.rowSecurity ? [`    ${on("ENABLE ROW LEVEL SECURITY")}`] : []),
    ...(isReferenced
      ? []
      : [
          "    IF has_rows THEN",
          `      ${on("DISABLE TRIGGER USER")}`,
          `      EXECUTE format(${text(`INSERT INTO %I.%I (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM pg_temp.partition_rows`)}, ${text(schema)}, part);`,
          `      ${on("ENABLE TRIGGER USER")}`,
          "      EXECUTE 'DROP TABLE pg_temp.partition_rows';",
          "    END IF;",
        ]),
    "    RETURN NEXT 'made ' || part;",
    "  END LOOP;",
    ...(retain === undefined ? [] : expiry(parent, bounds, to, unit, retain)),
    "END;",
  ];
}

/** Periods that ended longer ago than rows are to be kept. */
function expiry(parent: string, bounds: readonly string[], to: string, unit: string, retain: string): string[] {
  return [
    "  FOREACH part IN ARRAY ARRAY(",
    "    SELECT c.oid::regclass::text",
    ...bounds.map((line) => `    ${line}`),
    `      AND ${to} <= date_trunc(${unit}, as_of - interval ${stringLiteral(retain)})`,
    "    ORDER BY 1)",
    "  LOOP",
    "    BEGIN",
    `      EXECUTE format(${stringLiteral(`ALTER TABLE ${inFormat(parent)} DETACH PARTITION %s`)}, part);`,
    "      EXECUTE format('DROP TABLE %s', part);",
    "      RETURN NEXT 'dropped ' || part;",
    "    EXCEPTION WHEN foreign_key_violation THEN",
    "      RAISE WARNING '% has expired and is kept: other tables reference its rows', part;",
    "    END;",
    "  END LOOP;",
  ];
}
