/** Makes the objects of indexes, views, triggers and virtual tables. */
import type { Edge } from "../../../catalog/catalog.ts";
import { childId, databaseObjectId } from "../ids.ts";
import { columnExpression, sqlText } from "../normal.ts";
import { type IndexKey, isKind } from "../objects.ts";
import type { CreateIndex, CreateTrigger, CreateView, CreateVirtualTable, SortedTerm } from "../parse/syntax.ts";
import { type NamedText, type Token, tokenValue } from "../parse/tokens.ts";
import { capitals, fold } from "../quote.ts";
import type { Drafts } from "./drafts.ts";
import { ownNames, type Relations, relationEdges } from "./names.ts";

export interface ProgramScope {
  readonly drafts: Drafts;
  readonly relations: Relations;
  /** Folded names of all relations and columns. */
  readonly names: ReadonlySet<string>;
  /** Folded names of all columns of a relation. */
  columnsOf(relation: string): readonly string[];
}

export function buildIndex(scope: ProgramScope, source: NamedText, statement: CreateIndex): void {
  const table = databaseObjectId("table", statement.table);
  const columns = new Set(scope.columnsOf(statement.table));
  const keys = statement.terms.map((term) => indexKey(scope, source, statement, term, columns));
  const where = statement.where && columnExpression(source, statement.where, columns);
  const edges: Edge[] = keys.flatMap(({ column }) =>
    column === undefined
      ? []
      : [{ to: childId("column", statement.table, column), why: "rebuild" as const, from: "parser" as const }],
  );
  scope.drafts.add({
    kind: "index",
    id: databaseObjectId("index", statement.name),
    parent: table,
    name: statement.name,
    props: { ...(statement.unique && { unique: true as const }), keys, ...(where && { where }) },
    edges,
  });
}

function indexKey(
  scope: ProgramScope,
  source: NamedText,
  statement: CreateIndex,
  term: SortedTerm,
  columns: ReadonlySet<string>,
): IndexKey {
  const descending = term.descending ? { descending: true as const } : {};
  const collation = term.collation && capitals(term.collation);
  const name = term.column === undefined ? undefined : fold(term.column);
  if (name === undefined || (term.tokens[0]?.kind === "quoted" && !columns.has(name))) {
    const expression = columnExpression(source, term.tokens, columns);
    return { expression, ...(collation !== undefined && { collation }), ...descending };
  }
  const column = scope.drafts.get(childId("column", statement.table, name));
  const own = (isKind(column, "column") ? column.props.collation : undefined) ?? "BINARY";
  return { column: name, ...(collation !== undefined && collation !== own && { collation }), ...descending };
}

export function buildView(scope: ProgramScope, source: NamedText, statement: CreateView): void {
  const id = databaseObjectId("view", statement.name);
  scope.drafts.add({
    kind: "view",
    id,
    name: statement.name,
    props: {
      query: sqlText(source, statement.query, knownNames(scope, statement.query)),
      ...(statement.columns && { columns: statement.columns.map(fold) }),
    },
    edges: relationEdges(statement.query, scope.relations, id),
  });
}

function knownNames({ names }: ProgramScope, tokens: readonly Token[]): { has(name: string): boolean } {
  const own = new Set(ownNames(tokens));
  return { has: (name) => own.has(name) || names.has(name) };
}

export function buildTrigger(scope: ProgramScope, source: NamedText, statement: CreateTrigger): void {
  const parent = scope.relations.get(fold(statement.table)) ?? databaseObjectId("table", statement.table);
  const body = statement.body.flat();
  const names = knownNames(scope, [...body, ...(statement.when ?? [])]);
  scope.drafts.add({
    kind: "trigger",
    id: databaseObjectId("trigger", statement.name),
    parent,
    name: statement.name,
    props: {
      timing: statement.timing,
      event: statement.event,
      ...(statement.columns && { columns: statement.columns.map(fold) }),
      ...(statement.when && { when: sqlText(source, statement.when, names) }),
      body: statement.body.map((tokens) => sqlText(source, tokens, names)),
    },
    edges: relationEdges(body, scope.relations, parent),
  });
}

export function buildVirtualTable(scope: ProgramScope, source: NamedText, statement: CreateVirtualTable): void {
  const id = databaseObjectId("virtual-table", statement.name);
  const edges = [...new Set(namedRelations(scope, statement))].filter((to) => to !== id);
  scope.drafts.add({
    kind: "virtual-table",
    id,
    name: statement.name,
    props: {
      module: fold(statement.module),
      arguments: statement.arguments.map((tokens) => sqlText(source, tokens, new Set())),
    },
    edges: edges.map((to) => ({ to, why: "order", from: "text" })),
  });
}

/** Modules whose arguments name the table that they look into. */
const LOOKING_MODULES = new Set(["fts5vocab", "fts4aux"]);

/** The relation of `content=` (FTS), or those that the module looks into. */
function namedRelations(scope: ProgramScope, statement: CreateVirtualTable): string[] {
  const looks = LOOKING_MODULES.has(fold(statement.module));
  return statement.arguments.flatMap((tokens) => {
    const [key, equals, value] = tokens;
    const named = equals?.text === "=" && fold(key?.text ?? "") === "content" ? value : looks ? key : undefined;
    return (named && scope.relations.get(fold(tokenValue(named)))) ?? [];
  });
}
