/** Renames as statements, so that the server itself substitutes the name in views, policies and keys (decision 7). */
import type { Catalog } from "../../catalog/catalog.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import type { PostgresKind, PostgresObject } from "./objects.ts";
import { quoteIdent } from "./quote.ts";
import { nameOf } from "./render/text.ts";

interface Renaming {
  readonly alter: string;
  /** The parent is altered, and this word names the kind of its part. */
  readonly part?: string;
  /** The object is altered by its bare name, ON its table. */
  readonly onTable?: true;
}

/** How each kind is renamed: ALTER of the object itself, or of its parent. */
const RENAME: { readonly [K in PostgresKind]?: Renaming } = {
  schema: { alter: "SCHEMA" },
  collation: { alter: "COLLATION" },
  enum: { alter: "TYPE" },
  domain: { alter: "DOMAIN" },
  "composite-type": { alter: "TYPE" },
  "range-type": { alter: "TYPE" },
  sequence: { alter: "SEQUENCE" },
  table: { alter: "TABLE" },
  "foreign-table": { alter: "FOREIGN TABLE" },
  column: { alter: "TABLE", part: "COLUMN" },
  "primary-key": { alter: "TABLE", part: "CONSTRAINT" },
  unique: { alter: "TABLE", part: "CONSTRAINT" },
  "foreign-key": { alter: "TABLE", part: "CONSTRAINT" },
  check: { alter: "TABLE", part: "CONSTRAINT" },
  exclusion: { alter: "TABLE", part: "CONSTRAINT" },
  index: { alter: "INDEX" },
  view: { alter: "VIEW" },
  "materialized-view": { alter: "MATERIALIZED VIEW" },
  trigger: { alter: "TRIGGER", onTable: true },
  rule: { alter: "RULE", onTable: true },
  policy: { alter: "POLICY", onTable: true },
};

/**
 * The statements that rename objects, parts before the things that they are part of (whose old name they use).
 *
 * @param renames new name by id
 * @throws SchemaforgeError when an id is unknown or its kind cannot be renamed
 */
export function renameStatements(catalog: Catalog, renames: ReadonlyMap<string, string>): string[] {
  const steps = [...renames].map(([id, name]) => {
    const object = catalog.objects.get(id) as PostgresObject | undefined;
    const row = object && RENAME[object.kind];
    if (!object || !row) {
      throw new SchemaforgeError(
        "CANNOT_RENAME",
        object ? `a ${object.kind} cannot be renamed` : "there is no such object",
        {
          where: { object: id },
          remedy: "Name a table, column, type, index, view or constraint of the first source",
        },
      );
    }
    const parent = object.parent === undefined ? undefined : (catalog.objects.get(object.parent) as PostgresObject);
    const isPart = row.part !== undefined || row.onTable === true;
    const subject = isPart && parent ? parent : object;
    const to = `TO ${quoteIdent(name)}`;
    const own = quoteIdent(object.name);
    if (row.onTable) return { isPart, sql: `ALTER ${row.alter} ${own} ON ${nameOf(subject)} RENAME ${to}` };
    const word = subject.kind === "domain" ? "DOMAIN" : row.alter;
    const part = row.part ? `${row.part} ${own} ` : "";
    return { isPart, sql: `ALTER ${word} ${nameOf(subject)} RENAME ${part}${to}` };
  });
  return [...steps.filter((step) => step.isPart), ...steps.filter((step) => !step.isPart)].map((step) => step.sql);
}
