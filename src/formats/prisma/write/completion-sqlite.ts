/**
 * The script that makes of Prisma's SQLite database the one that was meant. SQLite changes neither columns nor
 * constraints of a table: tables that Prisma's engine makes otherwise are made again, and keep their rows.
 */
import type { Catalog } from "../../../catalog/catalog.ts";
import type { Statement } from "../../../engines/engine.ts";
import { fold, isKind, quoteName, type SqliteObject, sqlite } from "../../../engines/sqlite/index.ts";
import { SQLITE_TYPES, sqliteType } from "../types/sqlite.ts";

type Table = SqliteObject<"table">;

/** What the script has to know of a table beside its objects. */
export interface Made {
  readonly table: Table;
  readonly parts: readonly SqliteObject[];
  /** Names of columns that are enums to Prisma. */
  readonly enums: ReadonlySet<string>;
  /** Columns that Prisma's engine declares NOT NULL. */
  readonly required: ReadonlySet<string>;
  /** Names of the indexes that Prisma's engine makes of the unique constraints. */
  readonly uniques: readonly string[];
  /** The name that Prisma's engine gives to a foreign key over these columns. */
  foreignKeyName(columns: readonly string[]): string;
}

const HEADER = `-- SQLite: what Prisma has no notation for, to be run after Prisma's engine has made the tables. Rows are kept.
-- Every connection: PRAGMA foreign_keys = ON (SQLite checks no foreign key otherwise), PRAGMA busy_timeout = 5000.
PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;

BEGIN;
`;
const FOOTER = `
COMMIT;

PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_keys = ON;
`;

/**
 * @param lost ids of what Prisma makes otherwise or not at all
 * @returns undefined where nothing is missing
 */
export function sqliteCompletion(
  catalog: Catalog,
  tables: readonly Made[],
  lost: ReadonlySet<string>,
): string | undefined {
  const again = new Map(tables.filter((made) => isOtherwise(made, lost)).map((made) => [made.table.id, made]));
  const statements = sqlite.render(catalog).flatMap((statement): Statement[] => {
    const object = catalog.objects.get(statement.object);
    if (object?.kind === "table") {
      const made = again.get(object.id);
      return made ? madeAgain(made, statement) : [];
    }
    const isIndex = object?.kind === "index";
    return lost.has(statement.object) || (isIndex && again.has(object.parent ?? "")) ? [statement] : [];
  });
  if (statements.length === 0) return undefined;
  let [text, section] = [HEADER, ""];
  for (const statement of statements) {
    if (statement.section !== section) text += `\n-- ${statement.section}\n`;
    section = statement.section;
    text += `\n${statement.sql};\n`;
  }
  return `${text}${FOOTER}`;
}

/** The old table steps aside under another name; its indexes go with it. */
function madeAgain({ table, parts, uniques }: Made, create: Statement): Statement[] {
  const [name, aside] = [quoteName(table.name), quoteName(`${table.name}_by_prisma`)];
  const columns = parts
    .filter((part) => isKind(part, "column"))
    .filter(({ props }) => !props.generated)
    .map((column) => quoteName(column.name))
    .join(", ");
  return [
    // Under the name that SQLite keeps for constraints, an index would be renamed with its table.
    ...uniques.map((index) => `DROP INDEX IF EXISTS ${quoteName(index)}`),
    `ALTER TABLE ${name} RENAME TO ${aside}`,
    create.sql,
    `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM ${aside}`,
    `DROP TABLE ${aside}`,
  ].map((sql) => ({ ...create, sql }));
}

/** Parts of a table that have statements of their own. */
const APART: ReadonlySet<string> = new Set(["index", "trigger"]);

/** True unless Prisma's engine makes just this table. */
function isOtherwise(made: Made, lost: ReadonlySet<string>): boolean {
  const { table, parts, required, foreignKeyName } = made;
  if (lost.has(table.id)) return true;
  return parts.some((part) => {
    if (APART.has(part.kind)) return false;
    if (lost.has(part.id) || isKind(part, "unique")) return true;
    if (isKind(part, "primary-key")) return part.props.constraintName !== undefined;
    if (isKind(part, "foreign-key")) return fold(part.name) !== fold(foreignKeyName(part.props.columns));
    if (!isKind(part, "column")) return true;
    const { type = "", notNull = false, notNullName } = part.props;
    const isSame = notNull === required.has(part.name) && notNullName === undefined && type === typeMade(made, part);
    return !isSame || !isDefaultMade(part);
  });
}

/** The type that Prisma's engine declares; of those that it does not have, the one that is there. */
function typeMade({ enums }: Made, { name, props: { type = "" } }: SqliteObject<"column">): string {
  const scalar = enums.has(name) ? "String" : sqliteType(type)?.scalar;
  return scalar === undefined ? type : SQLITE_TYPES[scalar];
}

/** Defaults that Prisma's engine writes as they are, by the type of their column; others may come out respelled. */
const DEFAULTS: { readonly [type: string]: RegExp } = {
  TEXT: /^'(?:[^']|'')*'$/,
  INTEGER: /^-?\d+$/,
  BIGINT: /^-?\d+$/,
  BOOLEAN: /^(?:true|false)$/i,
  DATETIME: /^current_timestamp$/i,
};

function isDefaultMade({ props }: SqliteObject<"column">): boolean {
  return props.default === undefined || (DEFAULTS[props.type ?? ""]?.test(props.default.sql) ?? false);
}
