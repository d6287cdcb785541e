/** `count=comments`: the number of rows of a relation, kept in a column of the row that they relate to. */
import { type Counted, countedBy } from "../../../model/resolve/counted.ts";
import { columnOf } from "../../../model/resolve/derived.ts";
import type { ResolvedColumn, ResolvedForeignKey, ResolvedTable } from "../../../model/resolve/index.ts";
import { quoteIdent, stringLiteral } from "../quote.ts";
import { type Acting, actFor, actForRow, actingOf } from "./acting.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { columnPath } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import {
  addRoutine,
  addTrigger,
  changed,
  columnIds,
  fullName,
  refuseTruncate,
  routineName,
  schemaOf,
} from "./routines.ts";

interface Counter extends Counted {
  readonly parent: ResolvedTable;
  readonly column: ResolvedColumn;
  /** A condition on an alias of the counted table: it relates to a row, and is not marked as deleted. */
  readonly counts: (alias: string) => string;
  readonly deletedAt: string | undefined;
  readonly acting: Acting | undefined;
}

/**
 * Adds what keeps the counters of a table.
 * @throws SchemaforgeError UNKNOWN_RELATION when there is nothing to count, APPEND_ONLY_COUNTER when the counter may not
 * change
 */
export function lowerCounters({ draft, table, tables, model }: BehaviourContext): void {
  for (const column of table.columns) {
    if (column.origin.kind !== "field" || column.origin.field.countOf === undefined) continue;
    const counter = counterOf(table, column, column.origin.field.countOf, tables, actingOf(table, model));
    recount(draft, counter);
    keepCount(draft, counter);
  }
}

function counterOf(
  parent: ResolvedTable,
  column: ResolvedColumn,
  relation: string,
  tables: readonly ResolvedTable[],
  acting: Acting | undefined,
): Counter {
  const { table, key } = countedBy(parent, columnPath(parent, column), relation, tables);
  const marked = "entity" in table.source && table.source.entity.softDelete;
  const deletedAt = marked ? columnOf(table, "deletedAt") : undefined;
  const counts = (alias: string) =>
    [
      ...key.columns.map((name) => `${alias}.${quoteIdent(name)} IS NOT NULL`),
      ...(deletedAt === undefined ? [] : [`${alias}.${quoteIdent(deletedAt)} IS NULL`]),
    ].join(" AND ");
  return { parent, column, table, key, counts, deletedAt, acting };
}

const isOf = (key: ResolvedForeignKey, alias: string, parent: string): string =>
  key.columns
    .map((name, at) => `${alias}.${quoteIdent(name)} = ${parent}.${quoteIdent(key.targetColumns[at] ?? "")}`)
    .join(" AND ");

/** Whatever is written into a counter, it is counted: a new row has none, `SET comment_count = 0` counts all again. */
function recount(draft: Draft, counter: Counter): void {
  const { parent, table, key, column, counts } = counter;
  const name = routineName(draft, parent, "recount", { column: column.name });
  const own = quoteIdent(column.name);
  const count = `SELECT count(*) INTO NEW.${own} FROM ${fullName(table)} AS r WHERE ${isOf(key, "r", "NEW")} AND ${counts("r")};`;
  // With a deferred key the rows may be there before the one that they relate to.
  const mayPrecede = key.deferrable !== false && table !== parent;
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(parent),
      name,
      security: "definer",
      setting: counter.acting?.setting,
      body: [
        ...actForRow(counter.acting),
        ...(mayPrecede ? [count] : ["IF TG_OP = 'INSERT' THEN", `  NEW.${own} := 0;`, "ELSE", `  ${count}`, "END IF;"]),
        "RETURN NEW;",
      ],
    },
    [tableId(parent), tableId(table)],
  );
  const call = { schema: schemaOf(parent), name };
  const needs = [id, ...columnIds(parent, [column.name, ...key.targetColumns])];
  const label = `keep_${column.name}`;
  addTrigger(draft, parent, { label: `${label}_new`, timing: "BEFORE", events: "INSERT", call }, needs);
  const when = `pg_trigger_depth() = 0 AND ${changed(parent, [column.name])}`;
  addTrigger(draft, parent, { label, timing: "BEFORE", events: "UPDATE", when, call }, needs);
}

const indent = (lines: readonly string[], by: number): string[] => lines.map((line) => " ".repeat(by) + line);

/** Where the key holds the tenant of the rows that are counted for, the column that it is in. */
function tenantOfKey({ acting, key }: Counter): Acting | undefined {
  const column = acting && key.columns[key.targetColumns.indexOf(acting.column)];
  return column === undefined ? undefined : { setting: acting?.setting ?? "", column };
}

/**
 * Rows that come or go are counted once a statement, so that a thousand of them change their row once; moves are counted
 * one by one. Rows are locked in the order of their keys, so that two who count do not wait for each other.
 */
function keepCount(draft: Draft, counter: Counter): void {
  const { parent, table, key, column, counts, deletedAt } = counter;
  const rows = fullName(parent);
  const own = quoteIdent(column.name);
  const value = column.nullable ? `coalesce(p.${own}, 0)` : `p.${own}`;
  const tenant = tenantOfKey(counter);
  const add = (amount: string, of: string, by: number) =>
    indent(
      [
        ...actFor(tenant, (name) => `${of}.${name}::text`),
        `UPDATE ${rows} AS p SET ${own} = ${value} ${amount} WHERE ${isOf(key, of, "p")};`,
      ],
      by,
    );
  const columns = key.columns.map((name) => `c.${quoteIdent(name)}`).join(", ");
  const order = key.targetColumns.map((name) => `p.${quoteIdent(name)}`).join(", ");
  const hidden = `${parent.name}.${column.name} cannot be kept: the row to count for is hidden from `;
  const refuse =
    key.deferrable === false
      ? [
          "IF NOT FOUND THEN",
          `  RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = ${stringLiteral(hidden)} || current_user;`,
          "END IF;",
        ]
      : [];
  // A row whose key changed took its children along: it is gone under the old key, and counts them already.
  const tookAlong = key.onUpdate === "cascade" && key.onDelete !== "set default";
  const name = routineName(draft, parent, "count", { column: column.name });
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(parent),
      name,
      security: "definer",
      setting: tenant?.setting,
      declare: ["r record;", "renamed boolean := false;"],
      body: [
        "IF TG_OP = 'TRUNCATE' THEN",
        ...indent(refuseTruncate(table, parent), 2),
        `  UPDATE ${rows} AS p SET ${own} = 0 WHERE p.${own} <> 0;`,
        "ELSIF TG_LEVEL = 'STATEMENT' THEN",
        `  FOR r IN SELECT ${columns}, count(*) AS rows FROM changed AS c WHERE ${counts("c")} GROUP BY ${columns} ORDER BY ${columns} LOOP`,
        "    IF TG_OP = 'INSERT' THEN",
        ...add("+ r.rows", "r", 6),
        ...indent(refuse, 6),
        "    ELSE",
        ...add("- r.rows", "r", 6),
        "    END IF;",
        "  END LOOP;",
        "ELSE",
        "  IF TG_OP = 'UPDATE' THEN",
        ...indent(
          actFor(tenant, (name) => `NEW.${name}::text`),
          4,
        ),
        `    PERFORM FROM ${rows} AS p WHERE ${isOf(key, "OLD", "p")} OR ${isOf(key, "NEW", "p")} ORDER BY ${order} FOR NO KEY UPDATE;`,
        "  END IF;",
        "  IF TG_OP <> 'INSERT' THEN",
        `    IF ${counts("OLD")} THEN`,
        ...add("- 1", "OLD", 6),
        ...(tookAlong ? ["      renamed := TG_OP = 'UPDATE' AND NOT FOUND;"] : []),
        "    END IF;",
        "  END IF;",
        "  IF TG_OP <> 'DELETE' AND NOT renamed THEN",
        `    IF ${counts("NEW")} THEN`,
        ...add("+ 1", "NEW", 6),
        ...indent(refuse, 6),
        "    END IF;",
        "  END IF;",
        "END IF;",
        "RETURN NULL;",
      ],
    },
    [tableId(parent), tableId(table)],
  );
  const call = { schema: schemaOf(parent), name };
  const needs = [id, ...columnIds(table, key.columns)];
  const label = (word: string) => `${word}_for_${parent.name}_${column.name}`;
  const moved = [
    changed(table, key.columns),
    ...(deletedAt === undefined
      ? []
      : [`(old.${quoteIdent(deletedAt)} IS NULL) <> (new.${quoteIdent(deletedAt)} IS NULL)`]),
  ].join(" OR ");
  addTrigger(draft, table, { label: label("move"), timing: "AFTER", events: "UPDATE", when: moved, call }, needs);
  // Statements on a partition run no triggers of the whole table's statements.
  const isPartitioned = "entity" in table.source && table.source.entity.partition !== undefined;
  if (isPartitioned) {
    addTrigger(draft, table, { label: label("count"), timing: "AFTER", events: "INSERT OR DELETE", call }, needs);
  } else {
    for (const [word, events, side] of [
      ["come", "INSERT", "NEW"],
      ["go", "DELETE", "OLD"],
    ] as const) {
      const referencing = `${side} TABLE AS changed`;
      addTrigger(
        draft,
        table,
        { label: label(word), timing: "AFTER", events, each: "STATEMENT", referencing, call },
        needs,
      );
    }
  }
  addTrigger(
    draft,
    table,
    { label: label("empty"), timing: "AFTER", events: "TRUNCATE", each: "STATEMENT", call },
    needs,
  );
}
