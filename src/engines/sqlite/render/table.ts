/** Writes CREATE TABLE. */
import type { Catalog, CatalogObject, SqlText } from "../../../catalog/catalog.ts";
import { databaseObjectId, hasName, nameOfId } from "../ids.ts";
import { isLiteralDefault } from "../normal.ts";
import { isKind, type PrimaryKeyProps, type SqliteObject, type UniqueProps } from "../objects.ts";
import { isTypeWord } from "../parse/keywords.ts";
import { tokenize } from "../parse/tokens.ts";
import { fold, quoteName } from "../quote.ts";

/** What was authored, else the normal form. */
export function textOf(text: SqlText): string {
  return text.authored ?? text.sql;
}

/** A table's children by kind, in the order of the catalog. */
export type Children = ReadonlyMap<string, readonly CatalogObject[]>;

/** The children of every object. */
export function childrenOf(catalog: Catalog): Children {
  const children = new Map<string, CatalogObject[]>();
  for (const object of catalog.objects.values()) {
    if (object.parent === undefined) continue;
    const siblings = children.get(object.parent);
    if (siblings) siblings.push(object);
    else children.set(object.parent, [object]);
  }
  return children;
}

/** Spells folded names as their objects do. */
export class Names {
  readonly #catalog: Catalog;
  readonly #columns = new Map<string, ReadonlyMap<string, string>>();
  readonly #children: Children;

  constructor(catalog: Catalog, children: Children) {
    this.#catalog = catalog;
    this.#children = children;
  }

  /** The quoted name of the relation of an id, or the folded name where the catalog has none: a module's own table. */
  relation(id: string): string {
    return quoteName(this.#catalog.objects.get(id)?.name ?? nameOfId(id));
  }

  column(tableId: string, folded: string): string {
    let columns = this.#columns.get(tableId);
    if (!columns) {
      const named = (this.#children.get(tableId) ?? []).filter((child) => isKind(child, "column"));
      columns = new Map(named.map((column) => [fold(column.name), column.name]));
      this.#columns.set(tableId, columns);
    }
    return quoteName(columns.get(folded) ?? folded);
  }

  columns(tableId: string, folded: readonly string[]): string {
    return folded.map((name) => this.column(tableId, name)).join(", ");
  }
}

/** The CREATE TABLE statement of a table with all that belongs into it. */
export function createTable(table: SqliteObject<"table">, children: readonly CatalogObject[], names: Names): string {
  const writer = new TableWriter(table, children, names);
  const options = [table.props.strict && "STRICT", table.props.withoutRowid && "WITHOUT ROWID"].filter(Boolean);
  const end = options.length > 0 ? `) ${options.join(", ")}` : ")";
  return [`CREATE TABLE ${quoteName(table.name)} (${beside(table.props.comment)}`, ...writer.lines(), end].join("\n");
}

class TableWriter {
  readonly #table: SqliteObject<"table">;
  readonly #children: readonly CatalogObject[];
  readonly #names: Names;

  constructor(table: SqliteObject<"table">, children: readonly CatalogObject[], names: Names) {
    this.#table = table;
    this.#children = children;
    this.#names = names;
  }

  /** Columns and constraints with their commas; a column's comment stands behind its comma. */
  lines(): string[] {
    const columns = this.#children.filter((child) => isKind(child, "column"));
    const constraints = this.#children.flatMap((child) => this.#constraint(child) ?? []);
    const parts = [
      ...columns.map((column) => ({ text: this.#column(column), comment: beside(column.props.comment) })),
      ...constraints.map((text) => ({ text, comment: "" })),
    ];
    return parts.map(({ text, comment }, index) => `  ${text}${index < parts.length - 1 ? "," : ""}${comment}`);
  }

  #column(column: SqliteObject<"column">): string {
    const { type, notNull, notNullName, notNullConflict, default: value, collation, generated } = column.props;
    const own = this.#children.flatMap((child) => this.#inline(child, fold(column.name)) ?? []);
    const name = notNullName === undefined ? "" : `CONSTRAINT ${quoteName(notNullName)} `;
    return [
      quoteName(column.name),
      type !== undefined && typeName(type),
      collation !== undefined && `COLLATE ${quoteName(collation)}`,
      notNull && `${name}NOT NULL${conflict(notNullConflict)}`,
      value && `DEFAULT ${defaultText(value)}`,
      generated && `GENERATED ALWAYS AS (${textOf(generated.expression)}) ${generated.stored ? "STORED" : "VIRTUAL"}`,
      ...own,
    ]
      .filter((part) => part !== false && part !== undefined)
      .join(" ");
  }

  /** Keys of one column stand beside it, where a table constraint would say more than is meant or as much. */
  #inline(child: CatalogObject, column: string): string | undefined {
    if (!isInline(child) || child.props.columns[0] !== column) return undefined;
    return `${named(child)}${keyWords(child)}`;
  }

  #constraint(child: CatalogObject): string | undefined {
    if (isKind(child, "check")) return `${named(child)}CHECK (${textOf(child.props.expression)})`;
    if (isKind(child, "foreign-key")) return `${named(child)}${this.#foreignKey(child)}`;
    if (isInline(child)) return undefined;
    if (isKind(child, "primary-key"))
      return `${named(child)}PRIMARY KEY (${this.#keyColumns(child.props)}${child.props.autoincrement ? " AUTOINCREMENT" : ""})${conflict(child.props.conflict)}`;
    if (isKind(child, "unique"))
      return `${named(child)}UNIQUE (${this.#keyColumns(child.props)})${conflict(child.props.conflict)}`;
    return undefined;
  }

  #keyColumns(props: UniqueProps): string {
    return props.columns
      .map((column) => {
        const collation = props.collations?.[column];
        const direction = props.descending?.includes(column) ? " DESC" : "";
        const name = this.#names.column(this.#table.id, column);
        return `${name}${collation === undefined ? "" : ` COLLATE ${quoteName(collation)}`}${direction}`;
      })
      .join(", ");
  }

  #foreignKey({ props }: SqliteObject<"foreign-key">): string {
    const { references, onUpdate, onDelete, match, deferrable } = props;
    const target = databaseObjectId("table", references.table);
    const columns = references.columns ? ` (${this.#names.columns(target, references.columns)})` : "";
    return [
      `FOREIGN KEY (${this.#names.columns(this.#table.id, props.columns)})`,
      `REFERENCES ${this.#names.relation(target)}${columns}`,
      onUpdate && `ON UPDATE ${onUpdate.toUpperCase()}`,
      onDelete && `ON DELETE ${onDelete.toUpperCase()}`,
      match && `MATCH ${match.toUpperCase()}`,
      deferrable && `DEFERRABLE${deferrable === "initially deferred" ? " INITIALLY DEFERRED" : ""}`,
    ]
      .filter(Boolean)
      .join(" ");
  }
}

/** A comment to stand behind something; one line, because the line's end ends it. */
function beside(comment: string | undefined): string {
  return comment === undefined ? "" : ` -- ${comment.replace(/\s+/g, " ").trim()}`;
}

function isInline(child: CatalogObject): child is SqliteObject<"primary-key" | "unique"> {
  if (!isKind(child, "primary-key") && !isKind(child, "unique")) return false;
  const { columns, collations, descending } = child.props;
  if (columns.length !== 1 || collations) return false;
  return isKind(child, "primary-key") || (!hasName(child) && !descending);
}

function keyWords(key: SqliteObject<"primary-key" | "unique">): string {
  if (isKind(key, "unique")) return `UNIQUE${conflict(key.props.conflict)}`;
  const { descending, autoincrement, conflict: onConflict }: PrimaryKeyProps = key.props;
  return `PRIMARY KEY${descending ? " DESC" : ""}${conflict(onConflict)}${autoincrement ? " AUTOINCREMENT" : ""}`;
}

function named(constraint: CatalogObject): string {
  return hasName(constraint) ? `CONSTRAINT ${quoteName(constraint.name)} ` : "";
}

function conflict(word: string | undefined): string {
  return word === undefined ? "" : ` ON CONFLICT ${word.toUpperCase()}`;
}

/** Literals stand bare, expressions in parentheses. What was authored has its own. */
function defaultText(value: SqlText): string {
  if (value.authored !== undefined) return value.authored;
  return isLiteralDefault(value.sql) ? value.sql : `(${value.sql})`;
}

/** A type that reads as it stands is bare, anything else one quoted word. */
function typeName(type: string): string {
  return isPlainType(type) ? type : quoteName(type);
}

/** Tokens of a type, a letter each: words, and one or two signed numbers behind them (lang_createtable.html). */
const PLAIN_TYPE = /^w[wq]*(\([+-]?n(,[+-]?n)?\))?$/;

function isPlainType(type: string): boolean {
  try {
    const { tokens } = tokenize({ name: "type", text: type });
    const letters = tokens.map(({ kind, text }) => {
      if (kind === "word") return isTypeWord(text) ? "w" : "?";
      if (kind === "number") return "n";
      return kind === "quoted" || kind === "string" ? "q" : text;
    });
    return PLAIN_TYPE.test(letters.join(""));
  } catch {
    return false;
  }
}
