/** Makes the objects of a table from its CREATE TABLE statement. */
import type { Edge, SqlText } from "../../../catalog/catalog.ts";
import { childId, databaseObjectId, primaryKeyId, says, structuralId } from "../ids.ts";
import { columnExpression, joinSign, normalForm, withoutOuterParentheses } from "../normal.ts";
import type { ColumnProps, ForeignKeyProps, PrimaryKeyProps, UniqueProps } from "../objects.ts";
import type {
  ColumnConstraint,
  ColumnDefinition,
  Conflict,
  CreateTable,
  References,
  SortedTerm,
} from "../parse/syntax.ts";
import { type Comment, type NamedText, type Token, tokenize, tokenValue } from "../parse/tokens.ts";
import { capitals, fold, quoteText } from "../quote.ts";
import type { Drafts } from "./drafts.ts";

/** The names of the rowid that are no columns. */
const ROWID_NAMES = ["rowid", "oid", "_rowid_"];

interface TableScope {
  readonly source: NamedText;
  readonly drafts: Drafts;
  readonly statement: CreateTable;
  readonly tableId: string;
  /** Folded names that expressions may use. */
  readonly names: ReadonlySet<string>;
  /** Folded column → collation in capitals, where it is not BINARY. */
  readonly collations: ReadonlyMap<string, string>;
}

/** Adds the table, its columns and its constraints. */
export function buildTable(drafts: Drafts, source: NamedText, statement: CreateTable): void {
  const { name } = statement;
  const tableId = databaseObjectId("table", name);
  const collations = columnCollations(statement.columns);
  const names = new Set([...statement.columns.map((column) => fold(column.name)), fold(name), ...ROWID_NAMES]);
  const scope: TableScope = { source, drafts, statement, tableId, names, collations };
  const { comments } = statement.open === undefined ? { comments: [] } : tokenize(source);
  drafts.add({
    kind: "table",
    id: tableId,
    name,
    props: {
      ...(statement.strict && { strict: true as const }),
      ...(statement.withoutRowid && { withoutRowid: true as const }),
      ...commentAfter(source, comments, statement.open),
    },
  });
  const implicit = implicitlyNotNull(statement);
  for (const [index, column] of statement.columns.entries()) {
    const comment = commentAfter(source, comments, column.end);
    const props = { ...columnProps(scope, column, index + 1, implicit.has(fold(column.name))), ...comment };
    const id = childId("column", name, column.name);
    const generated = column.constraints.findLast((constraint) => constraint.kind === "generated");
    const edges = generated ? columnEdges(scope, generated.expression, id) : [];
    drafts.add({ kind: "column", id, parent: tableId, name: column.name, props, edges });
  }
  for (const column of statement.columns)
    for (const constraint of column.constraints) addColumnConstraint(scope, column, constraint);
  for (const constraint of statement.constraints) {
    if (constraint.kind === "check") addCheck(scope, constraint.name, constraint.expression);
    else if (constraint.kind === "foreign-key")
      addForeignKey(scope, constraint.name, constraint.columns, constraint.references);
    else if (constraint.kind === "unique") addUnique(scope, constraint.name, constraint.terms, constraint.conflict);
    else addPrimaryKey(scope, constraint.name, constraint.terms, constraint);
  }
}

/** The comment on the same line behind an offset, with at most a comma between: people describe columns so. */
function commentAfter(
  source: NamedText,
  comments: readonly Comment[],
  offset: number | undefined,
): { comment?: string } {
  if (offset === undefined) return {};
  const comment = comments.find(({ start }) => start >= offset);
  const isBeside = comment !== undefined && /^[ \t]*,?[ \t]*$/.test(source.text.slice(offset, comment.start));
  return isBeside && comment.text !== "" ? { comment: comment.text } : {};
}

function columnCollations(columns: readonly ColumnDefinition[]): Map<string, string> {
  const collations = new Map<string, string>();
  for (const column of columns) {
    const clause = column.constraints.findLast((constraint) => constraint.kind === "collate");
    const collation = clause && capitals(clause.collation);
    if (collation !== undefined && collation !== "BINARY") collations.set(fold(column.name), collation);
  }
  return collations;
}

/** Columns of the primary key of a WITHOUT ROWID or STRICT table are NOT NULL unsaid, unless the key is the rowid. */
function implicitlyNotNull(statement: CreateTable): ReadonlySet<string> {
  if (!statement.strict && !statement.withoutRowid) return new Set();
  const { columns, inline } = primaryKeyColumns(statement);
  if (!statement.withoutRowid && isRowid(statement, columns, inline)) return new Set();
  return new Set(columns);
}

function primaryKeyColumns(statement: CreateTable): { columns: string[]; inline?: ColumnConstraint } {
  for (const column of statement.columns) {
    const inline = column.constraints.find((constraint) => constraint.kind === "primary-key");
    if (inline) return { columns: [fold(column.name)], inline };
  }
  const key = statement.constraints.find((constraint) => constraint.kind === "primary-key");
  return { columns: key?.kind === "primary-key" ? key.terms.map((term) => fold(term.column ?? "")) : [] };
}

/** True where the key is another name of the rowid (lang_createtable.html#rowid): one column of type INTEGER. */
function isRowid(statement: CreateTable, columns: readonly string[], inline?: ColumnConstraint): boolean {
  if (columns.length !== 1 || statement.withoutRowid) return false;
  if (inline?.kind === "primary-key" && inline.descending) return false;
  const column = statement.columns.find((candidate) => fold(candidate.name) === columns[0]);
  return column !== undefined && typeText(column.type) === "INTEGER";
}

/**
 * The declared type in capitals, one space between words, none in the arguments. SQLite takes the quotes off a type
 * that starts with one and forgets the rest; quotes further on stay. Behind brackets it takes off the first and the last
 * character of the whole, if nothing else is quoted (`sqlite3AddColumn` in src/build.c, 3.45).
 */
export function typeText(tokens: readonly Token[]): string {
  const [first, ...rest] = tokens;
  if (first && (first.kind === "quoted" || first.kind === "string")) {
    const isCut = first.text.startsWith("[") && rest.length > 0 && !rest.some(({ text: own }) => /^['"`[]/.test(own));
    return capitals(
      isCut
        ? tokens
            .map(({ text: own }) => own)
            .join(" ")
            .slice(1, -1)
        : tokenValue(first),
    );
  }
  let text = "";
  let inArguments = false;
  for (const token of tokens) {
    if (token.text === "(") inArguments = true;
    text += (text === "" || inArguments ? "" : " ") + capitals(token.text);
  }
  return text;
}

function columnProps(scope: TableScope, column: ColumnDefinition, position: number, implicit: boolean): ColumnProps {
  const last = <K extends ColumnConstraint["kind"]>(kind: K) =>
    column.constraints.findLast(
      (constraint): constraint is Extract<ColumnConstraint, { kind: K }> => constraint.kind === kind,
    );
  const type = typeText(column.type);
  const notNull = last("not-null");
  const says = notNull && (!implicit || notNull.name !== undefined || notNull.conflict !== undefined);
  const defaultClause = last("default");
  const generated = last("generated");
  const collation = scope.collations.get(fold(column.name));
  return {
    position,
    ...(type !== "" && { type }),
    ...(says && { notNull: true as const }),
    ...(says && notNull.name !== undefined && { notNullName: fold(notNull.name) }),
    ...(says && notNull.conflict && { notNullConflict: notNull.conflict }),
    ...(defaultClause && { default: defaultText(scope, defaultClause.expression) }),
    ...(collation !== undefined && { collation }),
    ...(generated && {
      generated: {
        expression: columnExpression(scope.source, generated.expression, scope.names),
        ...(generated.stored && { stored: true as const }),
      },
    }),
  };
}

const CONSTANT_WORDS = new Set(["true", "false", "null", "current_date", "current_time", "current_timestamp"]);

/** A bare or quoted word as a default is a string (`default_value` in src/parse.y). */
function defaultText(scope: TableScope, tokens: readonly Token[]): SqlText {
  const authored = scope.source.text.slice(tokens[0]?.start ?? 0, tokens[tokens.length - 1]?.end ?? 0);
  const [first] = tokens;
  const isWord = first && (first.kind === "quoted" || (first.kind === "word" && !CONSTANT_WORDS.has(fold(first.text))));
  const inner = columnExpression(scope.source, withoutOuterParentheses(tokens), new Set());
  const isString = tokens.length === 1 && isWord;
  const sql = isString ? quoteText(tokenValue(first)) : joinSign(inner.sql);
  // A text whose double-quoted strings were turned is not written out again as it was.
  const keeps = isString || inner.authored !== undefined || inner.sql === normalForm(withoutOuterParentheses(tokens));
  return authored === sql || !keeps ? { sql } : { sql, authored };
}

/** Edges to the columns that an expression names. */
function columnEdges(scope: TableScope, tokens: readonly Token[], self?: string): Edge[] {
  const used = new Set(tokens.filter(isNameToken).map((token) => fold(tokenValue(token))));
  const columns = scope.statement.columns.map((column) => fold(column.name)).filter((name) => used.has(name));
  return keyEdges(scope, columns).filter(({ to }) => to !== self);
}

function isNameToken(token: Token): boolean {
  return token.kind === "word" || token.kind === "quoted";
}

function keyEdges(scope: TableScope, columns: readonly string[]): Edge[] {
  return columns.map((column) => ({
    to: childId("column", scope.statement.name, column),
    why: "rebuild" as const,
    from: "parser" as const,
  }));
}

function addColumnConstraint(scope: TableScope, column: ColumnDefinition, constraint: ColumnConstraint): void {
  const { name } = constraint;
  const term: SortedTerm = { tokens: [], column: column.name };
  if (constraint.kind === "check") addCheck(scope, name, constraint.expression);
  else if (constraint.kind === "references") addForeignKey(scope, name, [column.name], constraint.references);
  else if (constraint.kind === "unique") addUnique(scope, name, [term], constraint.conflict);
  else if (constraint.kind === "primary-key")
    addPrimaryKey(scope, name, [constraint.descending ? { ...term, descending: true } : term], constraint);
}

function keyProps(scope: TableScope, terms: readonly SortedTerm[], conflict: Conflict | undefined): UniqueProps {
  const columns = terms.map((term) => fold(term.column ?? ""));
  const descending = terms.filter((term) => term.descending).map((term) => fold(term.column ?? ""));
  const collations: [string, string][] = [];
  for (const term of terms) {
    const column = fold(term.column ?? "");
    const collation = term.collation && capitals(term.collation);
    if (collation !== undefined && collation !== (scope.collations.get(column) ?? "BINARY"))
      collations.push([column, collation]);
  }
  return {
    columns,
    ...(descending.length > 0 && { descending }),
    ...(collations.length > 0 && { collations: Object.fromEntries(collations) }),
    ...(conflict && { conflict }),
  };
}

function addPrimaryKey(
  scope: TableScope,
  name: string | undefined,
  terms: readonly SortedTerm[],
  clause: { readonly conflict?: Conflict; readonly autoincrement?: true },
): void {
  const { descending, ...key } = keyProps(scope, terms, clause.conflict);
  const inline = primaryKeyColumns(scope.statement).inline;
  // PRIMARY KEY (id DESC) as a table constraint makes the rowid, which has no direction.
  const sorted = descending !== undefined && !isRowid(scope.statement, key.columns, inline);
  const props: PrimaryKeyProps = {
    ...key,
    ...(sorted && { descending }),
    ...(name !== undefined && { constraintName: fold(name) }),
    ...(clause.autoincrement && { autoincrement: true as const }),
  };
  const id = primaryKeyId(scope.statement.name);
  const edges = keyEdges(scope, key.columns);
  scope.drafts.add({ kind: "primary-key", id, parent: scope.tableId, name: name ?? "primary key", props, edges });
}

function addUnique(
  scope: TableScope,
  name: string | undefined,
  terms: readonly SortedTerm[],
  conflict: Conflict | undefined,
): void {
  const props = keyProps(scope, terms, conflict);
  const what = says.unique(props);
  const id = constraintId("unique", scope, name, what);
  const edges = keyEdges(scope, props.columns);
  scope.drafts.add({ kind: "unique", id, parent: scope.tableId, name: name ?? what, props, edges });
}

function addCheck(scope: TableScope, name: string | undefined, tokens: readonly Token[]): void {
  const expression = columnExpression(scope.source, tokens, scope.names);
  const what = says.check({ expression });
  const id = constraintId("check", scope, name, what);
  const edges = columnEdges(scope, tokens);
  scope.drafts.add({ kind: "check", id, parent: scope.tableId, name: name ?? what, props: { expression }, edges });
}

function addForeignKey(
  scope: TableScope,
  name: string | undefined,
  columns: readonly string[],
  references: References,
): void {
  const match = references.match === undefined ? undefined : fold(references.match);
  const table = fold(references.table);
  const props: ForeignKeyProps = {
    columns: columns.map(fold),
    references: { table, ...(references.columns && { columns: references.columns.map(fold) }) },
    ...(references.onUpdate && { onUpdate: references.onUpdate }),
    ...(references.onDelete && { onDelete: references.onDelete }),
    ...((match === "full" || match === "partial") && { match: match as "full" | "partial" }),
    ...(references.deferrable && { deferrable: references.deferrable }),
  };
  const what = says["foreign-key"](props);
  const id = constraintId("foreign-key", scope, name, what);
  const to = databaseObjectId("table", table);
  const order: Edge[] = to === scope.tableId ? [] : [{ to, why: "order", from: "parser" }];
  const edges = [...keyEdges(scope, props.columns), ...order];
  scope.drafts.add({ kind: "foreign-key", id, parent: scope.tableId, name: name ?? what, props, edges });
}

function constraintId(
  kind: "unique" | "check" | "foreign-key",
  scope: TableScope,
  name: string | undefined,
  what: string,
) {
  return name === undefined
    ? structuralId(kind, scope.statement.name, what)
    : childId(kind, scope.statement.name, name);
}
