/** Makes catalog objects of what a Model means, in the same form in which a reading has them. */
import type { Catalog, Edge, SqlText } from "../../../catalog/catalog.ts";
import { addStatements, type KeptStatement } from "../build/catalog.ts";
import { type Draft, Drafts } from "../build/drafts.ts";
import { relationEdges } from "../build/names.ts";
import { childId, databaseObjectId, primaryKeyId, says, structuralId } from "../ids.ts";
import { isLiteralDefault, joinSign, sqlText, sqlTextOf, withoutOuterParentheses } from "../normal.ts";
import type { ColumnProps, ForeignKeyProps, IndexKey, TriggerProps } from "../objects.ts";
import { tokenize, tokenValue } from "../parse/tokens.ts";
import { capitals, fold, quoteName } from "../quote.ts";

/** A column as the writer takes it: names and SQL as people write them. */
export interface ColumnPlan {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly collation?: string;
  /** SQL of the default: a literal, or an expression that gets its parentheses. */
  readonly default?: string;
  readonly generated?: { readonly sql: string; readonly stored: boolean };
  readonly comment?: string;
}

export interface IndexPlan {
  readonly name: string;
  readonly unique: boolean;
  readonly keys: readonly { readonly column?: string; readonly sql?: string; readonly descending?: boolean }[];
  readonly where?: string;
}

export interface TriggerPlan {
  readonly name: string;
  readonly timing: TriggerProps["timing"];
  readonly event: TriggerProps["event"];
  readonly columns?: readonly string[];
  readonly when?: string;
  readonly body: readonly string[];
  /** Ids of what the body writes to or reads, beside the trigger's own table. */
  readonly uses?: readonly string[];
}

export type RowPlan = Omit<Draft<"row">, "kind">;

export interface ForeignKeyPlan extends Omit<ForeignKeyProps, "references"> {
  /** Absent for a constraint without a name. */
  readonly name: string | undefined;
  readonly references: { readonly table: string; readonly columns?: readonly string[] };
}

/** Reads SQL texts once: the tables of a Model repeat most of them. */
class Texts {
  readonly #texts = new Map<string, SqlText>();
  readonly #names = new Map<string, ReadonlySet<string>>();

  expression(sql: string): SqlText {
    const known = this.#texts.get(sql);
    if (known) return known;
    const text = sqlTextOf(sql);
    this.#texts.set(sql, text);
    return text;
  }

  /** Literals stand bare; expressions are compared without the parentheses that they need. */
  default(text: string): SqlText {
    const sql = joinSign(this.expression(text).sql);
    const { tokens } = tokenize({ name: "default", text });
    const isClosed = isLiteralDefault(sql) || withoutOuterParentheses(tokens).length < tokens.length;
    const authored = isClosed ? text : `(${text})`;
    return authored === sql ? { sql } : { sql, authored };
  }

  /** Folded words and quoted names of an expression, columns among them. */
  names(sql: string): ReadonlySet<string> {
    const known = this.#names.get(sql);
    if (known) return known;
    const { tokens } = tokenize({ name: "expression", text: sql });
    const names = tokens
      .filter(({ kind }) => kind === "word" || kind === "quoted")
      .map((token) => fold(tokenValue(token)));
    const set = new Set(names);
    this.#names.set(sql, set);
    return set;
  }
}

interface TableOptions {
  readonly strict?: boolean;
  readonly withoutRowid?: boolean;
  readonly comment?: string;
}

/** Collects the objects of one catalog. */
export class CatalogWriter {
  readonly #drafts = new Drafts();
  readonly #texts = new Texts();
  readonly #relations = new Map<string, string>();
  readonly #verbatim: KeptStatement[] = [];
  readonly #views: { readonly name: string; readonly sql: string }[] = [];

  /** A table; its parts are added through what comes back. */
  table(name: string, options: TableOptions): TableWriter {
    const comment = options.comment === undefined ? {} : { comment: options.comment };
    const props = {
      ...(options.strict && { strict: true as const }),
      ...(options.withoutRowid && { withoutRowid: true as const }),
      ...comment,
    };
    this.#drafts.add({ kind: "table", id: databaseObjectId("table", name), name, props });
    this.#relations.set(fold(name), databaseObjectId("table", name));
    return new TableWriter(this.#drafts, this.#texts, name);
  }

  /** A trigger on a table that may come later. */
  triggerOn(table: string, plan: TriggerPlan): void {
    new TableWriter(this.#drafts, this.#texts, table).trigger(plan);
  }

  /** A view; what it reads is found by names. */
  view(name: string, sql: string): void {
    this.#views.push({ name, sql });
    this.#relations.set(fold(name), databaseObjectId("view", name));
  }

  /** A statement of the author's own. */
  verbatim(statement: KeptStatement): void {
    this.#verbatim.push(statement);
  }

  /** A row of reference data. */
  row(plan: RowPlan): void {
    this.#drafts.add({ kind: "row", ...plan });
  }

  /** A virtual table; arguments are SQL. */
  virtualTable(name: string, module: string, list: readonly string[], uses: readonly string[]): void {
    this.#drafts.add({
      kind: "virtual-table",
      id: databaseObjectId("virtual-table", name),
      name,
      props: {
        module,
        arguments: list.map((text) => sqlText({ name, text }, tokenize({ name, text }).tokens, new Set())),
      },
      edges: uses.map((to) => ({ to, why: "order", from: "text" })),
    });
  }

  catalog(version: string): Catalog {
    if (this.#verbatim.length > 0) addStatements(this.#drafts, this.#relations, this.#verbatim);
    for (const { name, sql } of this.#views) {
      const id = databaseObjectId("view", name);
      const source = { name, text: sql };
      const { tokens } = tokenize(source);
      const edges = relationEdges(tokens, this.#relations, id);
      this.#drafts.add({ kind: "view", id, name, props: { query: sqlText(source, tokens) }, edges });
    }
    return this.#drafts.catalog({ version, encoding: "UTF-8" }, "none");
  }
}

export class TableWriter {
  readonly id: string;
  readonly name: string;
  readonly #drafts: Drafts;
  readonly #texts: Texts;
  readonly #columns = new Set<string>();

  constructor(drafts: Drafts, texts: Texts, name: string) {
    this.#drafts = drafts;
    this.#texts = texts;
    this.name = name;
    this.id = databaseObjectId("table", name);
  }

  column(plan: ColumnPlan): void {
    this.#columns.add(fold(plan.name));
    const { collation, generated, comment } = plan;
    const props: ColumnProps = {
      position: this.#columns.size,
      ...(plan.type !== "" && { type: plan.type }),
      ...(plan.notNull && { notNull: true as const }),
      ...(plan.default !== undefined && { default: this.#texts.default(plan.default) }),
      ...(collation !== undefined && capitals(collation) !== "BINARY" && { collation: capitals(collation) }),
      ...(generated && {
        generated: {
          expression: this.#texts.expression(generated.sql),
          ...(generated.stored && { stored: true as const }),
        },
      }),
      ...(comment !== undefined && { comment }),
    };
    const id = childId("column", this.name, plan.name);
    const edges = generated ? this.#edgesOf(generated.sql).filter(({ to }) => to !== id) : [];
    this.#drafts.add({ kind: "column", id, parent: this.id, name: plan.name, props, edges });
  }

  /** The primary key; `autoincrement` for one column of type INTEGER. */
  primaryKey(name: string | undefined, columns: readonly string[], autoincrement: boolean): void {
    this.#drafts.add({
      kind: "primary-key",
      id: primaryKeyId(this.name),
      parent: this.id,
      name: name ?? "primary key",
      props: {
        columns: columns.map(fold),
        ...(name !== undefined && { constraintName: fold(name) }),
        ...(autoincrement && { autoincrement: true as const }),
      },
      edges: this.#edgesTo(columns),
    });
  }

  unique(name: string | undefined, columns: readonly string[]): void {
    const props = { columns: columns.map(fold) };
    const own = constraintNameAndId("unique", this.name, name, says.unique(props));
    this.#drafts.add({ kind: "unique", ...own, parent: this.id, props, edges: this.#edgesTo(columns) });
  }

  check(name: string | undefined, sql: string): void {
    const props = { expression: this.#texts.expression(sql) };
    const own = constraintNameAndId("check", this.name, name, says.check(props));
    this.#drafts.add({ kind: "check", ...own, parent: this.id, props, edges: this.#edgesOf(sql) });
  }

  foreignKey({ name, columns, references, ...rest }: ForeignKeyPlan): void {
    const target = databaseObjectId("table", references.table);
    const order: Edge[] = target === this.id ? [] : [{ to: target, why: "order", from: "parser" }];
    const props = {
      columns: columns.map(fold),
      references: {
        table: fold(references.table),
        ...(references.columns && { columns: references.columns.map(fold) }),
      },
      ...rest,
    };
    this.#drafts.add({
      kind: "foreign-key",
      ...constraintNameAndId("foreign-key", this.name, name, says["foreign-key"](props)),
      parent: this.id,
      props,
      edges: [...this.#edgesTo(columns), ...order],
    });
  }

  index(plan: IndexPlan): void {
    const keys = plan.keys.map(
      ({ column, sql, descending }): IndexKey => ({
        ...(column === undefined
          ? sql !== undefined && { expression: this.#texts.expression(sql) }
          : { column: fold(column) }),
        ...(descending && { descending: true as const }),
      }),
    );
    this.#drafts.add({
      kind: "index",
      id: databaseObjectId("index", plan.name),
      parent: this.id,
      name: plan.name,
      props: {
        ...(plan.unique && { unique: true as const }),
        keys,
        ...(plan.where !== undefined && { where: this.#texts.expression(plan.where) }),
      },
      edges: this.#edgesTo(plan.keys.flatMap(({ column }) => column ?? [])),
    });
  }

  trigger(plan: TriggerPlan): void {
    this.#drafts.add({
      kind: "trigger",
      id: databaseObjectId("trigger", plan.name),
      parent: this.id,
      name: plan.name,
      props: {
        timing: plan.timing,
        event: plan.event,
        ...(plan.columns && { columns: plan.columns.map(fold) }),
        ...(plan.when !== undefined && { when: statementText(plan.when) }),
        body: plan.body.map(statementText),
      },
      edges: (plan.uses ?? []).map((to) => ({ to, why: "rebuild", from: "text" })),
    });
  }

  #edgesTo(columns: readonly string[]): Edge[] {
    return columns.map((column) => ({ to: childId("column", this.name, column), why: "rebuild", from: "parser" }));
  }

  /** The columns that an expression names. */
  #edgesOf(sql: string): Edge[] {
    const used = this.#texts.names(sql);
    return this.#edgesTo([...this.#columns].filter((column) => used.has(column)));
  }
}

type Named = { readonly id: string; readonly name: string };

/** A constraint without a name is called by what it says. */
function constraintNameAndId(
  kind: "unique" | "check" | "foreign-key",
  table: string,
  name: string | undefined,
  what: string,
): Named {
  return name === undefined
    ? { id: structuralId(kind, table, what), name: what }
    : { id: childId(kind, table, name), name };
}

function statementText(text: string): SqlText {
  const source = { name: "statement", text };
  return sqlText(source, tokenize(source).tokens);
}

/** Names as they stand in a list. */
export function nameList(names: readonly string[]): string {
  return names.map(quoteName).join(", ");
}
