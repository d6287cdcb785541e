/** Holds a catalog against SQLite's pragmas: what both speak of has to be the same. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { childId, databaseObjectId } from "../ids.ts";
import { normalForm, withoutOuterParentheses } from "../normal.ts";
import { type IndexKey, isKind, type SqliteObject, type UniqueProps } from "../objects.ts";
import { tokenize, tokenValue } from "../parse/tokens.ts";
import { capitals, fold, quoteText } from "../quote.ts";
import type { ColumnFact, Facts, ForeignKeyFact, IndexFact } from "./facts.ts";

export interface Disagreement {
  /** Id of the object. */
  readonly object: string;
  /** What SQLite says and what we read. */
  readonly feature: string;
}

type TableParts = {
  readonly table: SqliteObject<"table">;
  readonly columns: SqliteObject<"column">[];
  readonly foreignKeys: SqliteObject<"foreign-key">[];
  readonly uniques: SqliteObject<"unique">[];
  readonly indexes: SqliteObject<"index">[];
  primaryKey?: SqliteObject<"primary-key">;
};

/** Everything in which the catalog and the facts differ; empty when they agree. */
export function disagreements(catalog: Catalog, facts: Facts): Disagreement[] {
  const tables = tableParts(catalog);
  const found: Disagreement[] = [];
  const columns = groupBy(facts.columns);
  const keys = groupBy(facts.foreignKeys);
  const indexes = groupBy(facts.indexes);
  const told = new Map(facts.tables.map((table) => [databaseObjectId("table", table.name), table]));
  for (const [id, parts] of tables) {
    const compare = (object: string, said: readonly string[], read: readonly string[]) => {
      const missing = said.filter((fact) => !read.includes(fact));
      const extra = read.filter((fact) => !said.includes(fact));
      if (missing.length + extra.length === 0) return;
      found.push({
        object,
        feature: `SQLite says ${missing.join("; ") || "nothing"}, read ${extra.join("; ") || "nothing"}`,
      });
    };
    const table = told.get(id);
    const { withoutRowid, strict } = parts.table.props;
    compare(id, [`${table?.wr}${table?.strict}`], [`${withoutRowid ? 1 : 0}${strict ? 1 : 0}`]);
    compare(
      id,
      (columns.get(id) ?? []).map(columnTold),
      parts.columns.map((column) => columnRead(parts, column)),
    );
    compare(id, foreignKeysTold(keys.get(id) ?? []), parts.foreignKeys.map(foreignKeyRead));
    compare(id, indexesTold(indexes.get(id) ?? []), indexesRead(parts));
  }
  return found;
}

function tableParts(catalog: Catalog): Map<string, TableParts> {
  const tables = new Map<string, TableParts>();
  for (const object of catalog.objects.values()) {
    if (isKind(object, "table"))
      tables.set(object.id, { table: object, columns: [], foreignKeys: [], uniques: [], indexes: [] });
    const parts = tables.get(object.parent ?? "");
    if (parts) addPart(parts, object);
  }
  return tables;
}

function addPart(parts: TableParts, object: CatalogObject): void {
  if (isKind(object, "column")) parts.columns.push(object);
  else if (isKind(object, "foreign-key")) parts.foreignKeys.push(object);
  else if (isKind(object, "unique")) parts.uniques.push(object);
  else if (isKind(object, "index")) parts.indexes.push(object);
  else if (isKind(object, "primary-key")) parts.primaryKey = object;
}

function groupBy<Row extends { readonly tbl: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = databaseObjectId("table", row.tbl);
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}

/** SQLite keeps the spacing of defaults as they were written, comments included. */
function normalized(text: string): string {
  const tokens = withoutOuterParentheses(tokenize({ name: "pragma", text }).tokens);
  return normalForm(tokens).replaceAll(" ", "").replaceAll('"', "'");
}

/** A type without spacing, comments and case; what was quoted may be no text of tokens any more. */
function normalizedType(type: string): string {
  try {
    return fold(
      tokenize({ name: "pragma", text: type })
        .tokens.map(({ text }) => text)
        .join(""),
    );
  } catch {
    return fold(type.replace(/\s/g, ""));
  }
}

function columnTold(fact: ColumnFact): string {
  const generated = fact.hidden === 2 ? " virtual" : fact.hidden === 3 ? " stored" : "";
  const value = fact.dflt_value === null ? "" : ` default ${defaultTold(fact.dflt_value)}`;
  return `${fold(fact.name)} ${normalizedType(fact.type)} ${fact.notnull} ${fact.pk}${value}${generated}`;
}

/** A bare or quoted word as a default is a string. */
function defaultTold(text: string): string {
  const { tokens } = tokenize({ name: "pragma", text });
  const [token] = tokens;
  const constant = /^(true|false|null|current_(date|time|timestamp))$/i.test(text.trim());
  const isWord = token?.kind === "quoted" || (token?.kind === "word" && !constant);
  return isWord && tokens.length === 1 ? quoteText(tokenValue(token)) : normalized(text);
}

function columnRead(parts: TableParts, column: SqliteObject<"column">): string {
  const { type, notNull, default: value, generated } = column.props;
  const name = fold(column.name);
  const position = (parts.primaryKey?.props.columns.indexOf(name) ?? -1) + 1;
  const implied = position > 0 && isImpliedNotNull(parts);
  const kind = generated ? (generated.stored ? " stored" : " virtual") : "";
  const text = value === undefined ? "" : ` default ${normalized(value.sql)}`;
  return `${name} ${normalizedType(type ?? "")} ${notNull || implied ? 1 : 0} ${position}${text}${kind}`;
}

function isImpliedNotNull(parts: TableParts): boolean {
  if (parts.table.props.withoutRowid) return true;
  return parts.table.props.strict === true && !isRowidKey(parts);
}

/** True where the primary key is the rowid itself and has no index. */
function isRowidKey(parts: TableParts): boolean {
  const { columns, descending } = parts.primaryKey?.props ?? { columns: [] };
  if (columns.length !== 1 || parts.table.props.withoutRowid || descending) return false;
  const column = parts.columns.find(({ id }) => id === childId("column", parts.table.name, columns[0] ?? ""));
  return column?.props.type === "INTEGER";
}

function foreignKeysTold(facts: readonly ForeignKeyFact[]): string[] {
  const keys = new Map<number, ForeignKeyFact[]>();
  for (const fact of facts) keys.set(fact.id, [...(keys.get(fact.id) ?? []), fact]);
  return [...keys.values()].map((parts) => {
    const [first] = parts;
    const from = parts.map((part) => fold(part.from)).join(",");
    const to = parts.map((part) => (part.to === null ? "" : fold(part.to))).join(",");
    return `${from} -> ${fold(first?.table ?? "")} ${to} ${first?.on_update} ${first?.on_delete}`;
  });
}

function foreignKeyRead({ props }: SqliteObject<"foreign-key">): string {
  const to = (props.references.columns ?? props.columns.map(() => "")).join(",");
  const action = (word?: string) => (word ?? "no action").toUpperCase();
  return `${props.columns.join(",")} -> ${props.references.table} ${to} ${action(props.onUpdate)} ${action(props.onDelete)}`;
}

function indexesTold(facts: readonly IndexFact[]): string[] {
  const indexes = new Map<string, IndexFact[]>();
  for (const fact of facts) indexes.set(fact.idx, [...(indexes.get(fact.idx) ?? []), fact]);
  return [...indexes.values()].map((parts) => {
    const [first] = parts;
    const keys = parts.map((part) => indexKeyText(part.name, part.desc === 1, part.coll));
    const name = first?.origin === "c" ? fold(first.idx) : first?.origin;
    return `${name} ${first?.unique}${first?.partial} ${keys.join(",")}`;
  });
}

/** The collation of an expression is its own affair: only a column's is compared. */
function indexKeyText(name: string | null, descending: boolean, collation: string): string {
  return name === null
    ? `expression${descending ? " desc" : ""}`
    : `${fold(name)} ${capitals(collation)}${descending ? " desc" : ""}`;
}

function indexesRead(parts: TableParts): string[] {
  const own = new Map(parts.columns.map((column) => [fold(column.name), column.props.collation ?? "BINARY"]));
  const keyText = (props: UniqueProps) =>
    props.columns.map((column) => {
      const collation = props.collations?.[column] ?? own.get(column) ?? "BINARY";
      return indexKeyText(column, props.descending?.includes(column) ?? false, collation);
    });
  const read: string[] = [];
  const { primaryKey } = parts;
  if (primaryKey && !isRowidKey(parts)) read.push(`pk 10 ${keyText(primaryKey.props).join(",")}`);
  for (const { props } of parts.uniques) {
    const keys = keyText(props).join(",");
    // SQLite makes no second index for the same columns.
    if (!read.includes(`pk 10 ${keys}`)) read.push(`u 10 ${keys}`);
  }
  for (const index of parts.indexes) {
    const keys = index.props.keys.map((key) => indexKeyRead(key, own));
    read.push(`${fold(index.name)} ${index.props.unique ? 1 : 0}${index.props.where ? 1 : 0} ${keys.join(",")}`);
  }
  return [...new Set(read)];
}

function indexKeyRead(key: IndexKey, own: ReadonlyMap<string, string>): string {
  const isColumn =
    key.column !== undefined && (own.has(key.column) || ["rowid", "oid", "_rowid_"].includes(key.column));
  const collation = key.collation ?? own.get(key.column ?? "") ?? "BINARY";
  return indexKeyText(isColumn ? (key.column ?? null) : null, key.descending === true, collation);
}
