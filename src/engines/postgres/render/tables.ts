/** Tables, foreign tables and partitions with their columns and constraints. */
import { childId, makeObjectName, schemaObjectId } from "../ids.ts";
import type { PostgresObject } from "../objects.ts";
import { quoteIdent, quoteName } from "../quote.ts";
import { alterColumn, columnDetails, columnText } from "./columns.ts";
import { addConstraint, type Constraint, constraintText } from "./constraints.ts";
import { commentOn, nameOf, serverOptions, storageOptions } from "./text.ts";
import type { Tree } from "./tree.ts";
import { needsOf, type Unit } from "./unit.ts";

type Table = PostgresObject<"table" | "foreign-table">;
type Key = PostgresObject<"primary-key" | "unique">;

/** What a default expression may call, as opposed to what a column's type is made of. */
const CALLED = new Set(["function", "sequence", "opaque"]);

/** CREATE TABLE with what can stand in it, and units for what cannot. */
export function tableUnits(table: Table, tree: Tree): Unit[] {
  const shape = shapeOf(table, tree);
  const constraints = constraintsOf(table, tree);
  const inline = constraints.filter((constraint) => shape.inlines && canInline(constraint, table, tree));
  const made = constraints.filter((constraint) => comesWithParent(constraint, tree));
  const later = constraints.filter((constraint) => !inline.includes(constraint) && !made.includes(constraint));
  return [
    createTable(table, tree, shape, inline),
    ...later.map((constraint) => keyUnit(constraint, table, tree)),
    ...made.flatMap((constraint) => commentUnits(constraint, table)),
    ...marks(table),
  ];
}

/** Takes a table that waits in a cycle apart: defaults and checks, which may call functions, come afterwards. */
export function splitTable(table: Table, tree: Tree): Unit[] | undefined {
  const shape = shapeOf(table, tree);
  const inline = constraintsOf(table, tree).filter((constraint) => shape.inlines && canInline(constraint, table, tree));
  const keys = inline.filter((constraint) => constraint.kind !== "check");
  const checks = inline.filter((constraint) => constraint.kind === "check");
  const columns = tree.columns(table.id).filter((column) => column.props.default && !column.props.inherited);
  const calling = columns.filter((column) => column.edges.some((edge) => CALLED.has(tree.get(edge.to)?.kind ?? "")));
  if (checks.length === 0 && calling.length === 0) return undefined;
  const defaults = calling.map(
    (column): Unit => ({
      section: "Tables",
      object: column.id,
      makes: [],
      needs: new Set([table.id, ...needsOf(column)]),
      sql: alterColumn(table, column, { ...column.props, default: undefined }),
    }),
  );
  return [
    createTable(table, tree, shape, keys, new Set(calling.map((column) => column.id))),
    ...checks.map((check) => addConstraint(check, table, "Tables")),
    ...defaults,
  ];
}

interface Shape {
  readonly kind: "plain" | "partition" | "attached" | "inherits" | "typed";
  /** Whether constraints can stand in the CREATE statement. */
  readonly inlines: boolean;
}

function shapeOf(table: Table, tree: Tree): Shape {
  const { partitionOf, inherits, ofType } = table.props;
  if (ofType) return { kind: "typed", inlines: false };
  if (inherits) return { kind: "inherits", inlines: true };
  if (!partitionOf) return { kind: "plain", inlines: true };
  const parent = tree.get(schemaObjectId("table", partitionOf.schema, partitionOf.name));
  const names = (id: string) =>
    tree.columns(id).map((column) => `${column.name} ${column.props.generated?.expression.sql ?? ""}`);
  const same = parent && names(parent.id).join("\n") === names(table.id).join("\n");
  return same ? { kind: "partition", inlines: false } : { kind: "attached", inlines: true };
}

function constraintsOf(table: Table, tree: Tree): Constraint[] {
  return [
    ...tree.children(table.id, "primary-key"),
    ...tree.children(table.id, "unique"),
    ...tree.children(table.id, "check"),
    ...tree.children(table.id, "exclusion"),
    ...tree.children(table.id, "foreign-key"),
  ];
}

function isKey(constraint: Constraint): constraint is Key {
  return constraint.kind === "primary-key" || constraint.kind === "unique";
}

/** Partitions' keys of unusual names are made first and attached to the parent's key, which so has to wait. */
function hasPartitionKeys(constraint: Constraint, tree: Tree): boolean {
  return tree.partitionParts(constraint.id).some((id) => {
    const part = tree.get(id);
    return part !== undefined && !comesWithParent(part, tree);
  });
}

/** Of keys that say the same, CREATE TABLE makes the first alone (transformIndexConstraints); ALTER TABLE adds them. */
function repeatsAnother(key: Key, table: Table, tree: Tree): boolean {
  const keys = constraintsOf(table, tree).filter(isKey);
  const columns = key.props.columns.join();
  return keys.slice(0, keys.indexOf(key)).some((other) => other.props.columns.join() === columns);
}

function canInline(constraint: Constraint, table: Table, tree: Tree): boolean {
  if (constraint.kind === "foreign-key" || tree.apart.has(constraint.id)) return false;
  if (constraint.kind === "check") return !constraint.props.notValid;
  if (isKey(constraint)) {
    if (table.props.partitionOf || hasPartitionKeys(constraint, tree)) return false;
    if (repeatsAnother(constraint, table, tree)) return false;
  }
  return table.props.tablespace === undefined;
}

/**
 * True when making the parent's key or index makes this partition's with its name by itself (DefineIndex, version 18).
 * Only when all keys and indexes of a partition have their usual names is it sure which parent made which.
 */
export function comesWithParent(part: PostgresObject, tree: Tree): boolean {
  const { partitionOf } = part.props as { readonly partitionOf?: string };
  const parent = partitionOf === undefined ? undefined : tree.get(partitionOf);
  const table = part.parent === undefined ? undefined : tree.get(part.parent);
  if (!parent || !table || (parent.kind === "index" && parent.props.invalid)) return false;
  if ((parent.kind === "index") !== (part.kind === "index")) return false;
  const keys = [...tree.children(table.id, "primary-key"), ...tree.children(table.id, "unique")];
  return [...keys, ...tree.children(table.id, "index")].every((item) => item.name === usualName(item, table.name));
}

function usualName(item: PostgresObject<"primary-key" | "unique" | "index">, table: string): string {
  if (item.kind === "primary-key") return makeObjectName(table, undefined, "pkey");
  const columns = item.kind === "index" ? item.props.keys.map((key) => key.column ?? "expr") : item.props.columns;
  const include = item.props.include ?? [];
  return makeObjectName(table, [...columns, ...include].join("_"), item.kind === "index" ? "idx" : "key");
}

function keyUnit(constraint: Constraint, table: Table, tree: Tree): Unit {
  if (constraint.kind === "foreign-key") return addConstraint(constraint, table, "Foreign keys");
  const unit = addConstraint(constraint, table, constraint.kind === "check" ? "Tables" : "Keys");
  if (!isKey(constraint)) return unit;
  // A partition's own key comes first: the parent's key then attaches it instead of making another.
  const needs = new Set([...unit.needs, table.id].filter((id) => id !== constraint.props.partitionOf));
  for (const part of tree.partitionParts(constraint.id)) needs.add(part);
  // The own key of a partition that backs an index of the parent is made before that index, others after it.
  if (!constraint.props.partitionOf) for (const id of parentIndexes(table, tree)) needs.add(id);
  return { ...unit, needs };
}

/** A partition's own key or index waits for those of its parent, which would otherwise attach it as theirs. */
export function parentIndexes(table: PostgresObject | undefined, tree: Tree): string[] {
  if (table?.kind !== "table" || !table.props.partitionOf) return [];
  const { schema, name } = table.props.partitionOf;
  const parent = schemaObjectId("table", schema, name);
  return (["primary-key", "unique", "index"] as const).flatMap((kind) =>
    tree.children(parent, kind).map((item) => item.id),
  );
}

function commentUnits(constraint: Constraint, table: Table): Unit[] {
  const sql = commentOn(constraint, table);
  const needs = needsOf(constraint);
  return [{ section: "Keys", object: constraint.id, makes: [constraint.id], needs, sql }];
}

function createTable(
  table: Table,
  tree: Tree,
  shape: Shape,
  inline: readonly Constraint[],
  withoutDefault: ReadonlySet<string> = new Set(),
): Unit {
  const columns = tree.columns(table.id);
  const declared = columns.filter((column) => shape.kind !== "inherits" || !column.props.inherited);
  const listed = shape.kind === "partition" || shape.kind === "typed" ? [] : declared;
  const lines = [
    ...listed.map((column) => columnText(column, !withoutDefault.has(column.id))),
    ...inline.map(constraintText),
  ];
  const { props } = table;
  const head = `CREATE ${props.unlogged ? "UNLOGGED " : ""}${table.kind === "foreign-table" ? "FOREIGN TABLE" : "TABLE"} ${nameOf(table)}`;
  const of = props.ofType ? ` OF ${quoteName(props.ofType)}` : "";
  const partition =
    shape.kind === "partition" && props.partitionOf ? ` PARTITION OF ${quoteName(props.partitionOf)}` : "";
  const list =
    lines.length > 0 || !(of || partition) ? ` (${lines.length > 0 ? `\n  ${lines.join(",\n  ")}\n` : ""})` : "";
  const storage = { ...props.options, ...prefixed(props.toastOptions) };
  const create = [
    head,
    of,
    partition,
    list,
    partition && props.partitionOf ? ` ${props.partitionOf.bound}` : "",
    props.inherits ? ` INHERITS (${props.inherits.map(quoteName).join(", ")})` : "",
    props.partitionBy ? ` PARTITION BY ${props.partitionBy}` : "",
    props.server ? ` SERVER ${quoteIdent(props.server)}${serverOptions(props.serverOptions)}` : "",
    props.accessMethod ? ` USING ${quoteIdent(props.accessMethod)}` : "",
    Object.keys(storage).length > 0 ? ` WITH (${storageOptions(storage)})` : "",
    props.tablespace ? ` TABLESPACE ${quoteIdent(props.tablespace)}` : "",
  ].join("");
  const sql = [create];
  if (shape.kind === "attached" && props.partitionOf) {
    sql.push(
      `ALTER TABLE ONLY ${quoteName(props.partitionOf)} ATTACH PARTITION ${nameOf(table)} ${props.partitionOf.bound}`,
    );
  }
  for (const column of columns) {
    if (listed.includes(column)) sql.push(...columnDetails(table, column));
    else
      sql.push(...alterColumn(table, column, inheritedColumn(table, column.name, tree)), ...commentOn(column, table));
  }
  sql.push(
    ...tableDetails(table),
    ...commentOn(table),
    ...inline.flatMap((constraint) => commentOn(constraint, table)),
  );
  const own = new Set([table.id, ...columns.map((column) => column.id), ...inline.map((constraint) => constraint.id)]);
  const parts = columns.map((column) => (withoutDefault.has(column.id) ? withoutCalls(column, tree) : needsOf(column)));
  const needs = new Set(
    [...needsOf(table, ...inline), ...parts.flatMap((part) => [...part])].filter((id) => !own.has(id)),
  );
  return { section: "Tables", object: table.id, makes: [...own], needs, sql };
}

function withoutCalls(column: PostgresObject<"column">, tree: Tree): Set<string> {
  return new Set([...needsOf(column)].filter((id) => !CALLED.has(tree.get(id)?.kind ?? "")));
}

function prefixed(options: { readonly [name: string]: string } | undefined): { [name: string]: string } {
  return Object.fromEntries(Object.entries(options ?? {}).map(([name, value]) => [`toast.${name}`, value]));
}

/** What a column is before ALTER TABLE speaks of it: as the parents (or the row type) made it. */
function inheritedColumn(table: Table, name: string, tree: Tree): Parameters<typeof alterColumn>[2] {
  const parents = table.props.partitionOf ? [table.props.partitionOf] : (table.props.inherits ?? []);
  for (const parent of parents) {
    const found = (["table", "foreign-table"] as const)
      .flatMap((kind) => tree.columns(schemaObjectId(kind, parent.schema, parent.name)))
      .find((column) => column.name === name);
    if (found) return { ...found.props, statistics: undefined, options: undefined };
  }
  return {};
}

function tableDetails(table: Table): string[] {
  const alter = `ALTER TABLE ${nameOf(table)}`;
  const security = table.props.rowSecurity;
  const identity = table.props.replicaIdentity;
  return [
    ...(security && security !== "forced but disabled" ? [`${alter} ENABLE ROW LEVEL SECURITY`] : []),
    ...(security && security !== "enabled" ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
    ...(typeof identity === "string" ? [`${alter} REPLICA IDENTITY ${identity.toUpperCase()}`] : []),
  ];
}

/** CLUSTER ON and REPLICA IDENTITY USING INDEX wait for the index, which may stand behind a constraint. */
function marks(table: Table): Unit[] {
  const { clusterOn, replicaIdentity } = table.props;
  const schema = table.schema ?? "";
  const index = typeof replicaIdentity === "object" ? replicaIdentity.index : undefined;
  const unit = (name: string, action: string): Unit => ({
    section: "Indexes",
    object: table.id,
    makes: [],
    needs: new Set([
      table.id,
      schemaObjectId("index", schema, name),
      childId("primary-key", schema, table.name, name),
      childId("unique", schema, table.name, name),
    ]),
    sql: [`ALTER TABLE ${nameOf(table)} ${action} ${quoteIdent(name)}`],
  });
  return [
    ...(clusterOn ? [unit(clusterOn, "CLUSTER ON")] : []),
    ...(index ? [unit(index, "REPLICA IDENTITY USING INDEX")] : []),
  ];
}
