/** What the four ways to keep a tree have in common. */
import type { Model } from "../../../../model/model.ts";
import type { ResolvedTable } from "../../../../model/resolve/index.ts";
import { type TreeLinks, treeLinks } from "../../../../model/resolve/trees.ts";
import { quoteIdent, quoteName, stringLiteral } from "../../quote.ts";
import { type Acting, actingOf } from "../acting.ts";
import { type Draft, tableId } from "../draft.ts";
import {
  addRoutine,
  addTrigger,
  changed,
  columnIds,
  fullName,
  parametersOf,
  routineName,
  schemaOf,
} from "../routines.ts";

/** A table whose rows name the row above them. */
export interface TreeShape extends TreeLinks {
  readonly table: ResolvedTable;
  /** The table's quoted name with its schema. */
  readonly name: string;
  readonly acting: Acting | undefined;
}

/** The tree of a table by its relation `parent`; undefined where there is none to the table itself. */
export function treeShape(table: ResolvedTable, model: Model): TreeShape | undefined {
  const links = treeLinks(table);
  return links && { ...links, table, name: fullName(table), acting: actingOf(table, model) };
}

/** `a.x = b.y AND …` for columns pair by pair. */
export function equal(a: string, columns: readonly string[], b: string, others: readonly string[] = columns): string {
  const pairs = columns.map((column, at) => `${a}.${quoteIdent(column)} = ${b}.${quoteIdent(others[at] ?? column)}`);
  return pairs.join(" AND ");
}

/** `a` is the row above `b`. */
export function isAbove({ target, parent }: TreeShape, a: string, b: string): string {
  return equal(a, target, b, parent);
}

/** Both are in one tree's scope, as a further condition; nothing where the table is one scope. */
export function inScope({ shared }: TreeShape, a: string, b: string): string {
  return shared.length === 0 ? "" : ` AND ${equal(a, shared, b)}`;
}

/** The row has one above it. `row` in lower case is as the server prints conditions of triggers. */
export function hasParent({ parent, shared }: TreeShape, row: "NEW" | "new"): string {
  const own = parent.filter((column) => !shared.includes(column));
  return own.map((column) => `${row}.${quoteIdent(column)} IS NOT NULL`).join(" AND ");
}

/** The row above is another one, as the server prints conditions of triggers. */
export function isMoved({ table, parent }: TreeShape): string {
  return changed(table, parent);
}

/** Columns that say where a row stands. */
export function linkColumns({ key, target, parent }: TreeShape): string[] {
  return [...new Set([...key, ...target, ...parent])];
}

/** A list of columns of an alias. */
export function columns(names: readonly string[], alias: string): string {
  return names.map((name) => `${alias}.${quoteIdent(name)}`).join(", ");
}

const LOCK = "lock_tree";

export interface TreeLock {
  readonly id: string;
  /** The statement of plpgsql that takes it. */
  readonly sql: string;
}

/**
 * Makes everyone wait who changes the same tree, until the transaction ends. A lock of the table would not do: all who
 * wait hold a weaker one already, and would wait for each other.
 */
export function lockTree(draft: Draft, { table }: TreeShape): TreeLock {
  const id = addRoutine(draft, {
    name: LOCK,
    parameters: [{ name: "tree", type: "text" }],
    returns: "void",
    security: "pinned",
    body: [
      // What others changed since its snapshot would stay unseen in such a transaction, and nothing would tell.
      "IF current_setting('transaction_isolation') = 'repeatable read' THEN",
      "  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = 'a tree cannot be changed under REPEATABLE READ',",
      "    HINT = 'Use READ COMMITTED or SERIALIZABLE.';",
      "END IF;",
      "PERFORM pg_advisory_xact_lock(hashtextextended(tree, 0));",
    ],
  });
  return { id, sql: `PERFORM public.${LOCK}(${stringLiteral(treeName(table))});` };
}

function treeName(table: ResolvedTable): string {
  return `${schemaOf(table)}.${table.name}`;
}

const LOCK_FIRST = "lock_tree_first";

/**
 * Takes the lock before a statement that adds, moves or removes rows locks any of them: who has the lock may have to change
 * these, and both would wait for each other.
 */
export function lockFirst(draft: Draft, { table }: TreeShape, lock: TreeLock, moving: readonly string[]): void {
  const body = [`PERFORM public.${LOCK}(TG_ARGV[0]);`, "RETURN NULL;"];
  const id = addRoutine(draft, { name: LOCK_FIRST, security: "pinned", body }, [lock.id]);
  const events = `INSERT OR DELETE OR UPDATE OF ${moving.map(quoteIdent).join(", ")}`;
  const call = { name: LOCK_FIRST };
  const args = [treeName(table)];
  addTrigger(draft, table, { label: "lock_tree", timing: "BEFORE", events, each: "STATEMENT", call, args }, [
    id,
    ...columnIds(table, moving),
  ]);
}

/** RAISE for a row that would stand below itself. */
export function refuseCircle({ table }: TreeShape): string {
  return refuse(table, "integrity_constraint_violation", `${table.name}: a row cannot stand below itself`);
}

/** What an insert does whose row above is not there (yet): rows are put into their place one by one. */
export function refuseOrphan(shape: TreeShape): string[] {
  const { table, target, parent } = shape;
  return [
    `IF ${equal("NEW", target, "NEW", parent)} THEN`,
    `  ${refuseCircle(shape)}`,
    "END IF;",
    refuse(table, "foreign_key_violation", `${table.name}: the row above is not there; rows come after the one above`),
  ];
}

/** Row-level security may hide from the owner of the functions what they have to keep: that is told, and nothing is lost. */
export function refuseHidden({ table }: TreeShape): string[] {
  const hidden = `${table.name}: the tree cannot be kept, row-level security hides its rows from `;
  const about = `SCHEMA = ${stringLiteral(schemaOf(table))}, TABLE = ${stringLiteral(table.name)}`;
  return [
    "IF NOT FOUND THEN",
    `  RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', ${about}, MESSAGE = ${stringLiteral(hidden)} || current_user;`,
    "END IF;",
  ];
}

function refuse(table: ResolvedTable, code: string, message: string): string {
  const about = `SCHEMA = ${stringLiteral(schemaOf(table))}, TABLE = ${stringLiteral(table.name)}`;
  return `RAISE EXCEPTION USING ERRCODE = '${code}', ${about}, MESSAGE = ${stringLiteral(message)};`;
}

/** Adds a function that answers rows of the table for the key of one: `categories_ancestors(id)`. */
export function addReader(
  draft: Draft,
  { table, key }: TreeShape,
  label: "ancestors" | "descendants",
  body: readonly string[],
  needs: readonly string[] = [],
): void {
  const parameters = parametersOf(table, key);
  addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name: routineName(draft, table, label, { parameters }),
      parameters,
      returns: `SETOF ${quoteName({ schema: schemaOf(table), name: table.name })}`,
      language: "sql",
      options: "STABLE",
      body,
    },
    [tableId(table), ...columnIds(table, key), ...needs],
  );
}

/** `n.id = $1`: the row that a reader is asked about. */
export function isAsked({ key }: TreeShape, alias: string): string {
  return key.map((column, at) => `${alias}.${quoteIdent(column)} = $${at + 1}`).join(" AND ");
}
