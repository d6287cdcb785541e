/** What holds for most tables is said once: how names are made, what the keys are, what relations do. */
import type { Conventions, ReferentialAction } from "../model/model.ts";
import { columnName, entityName, tableName } from "../model/naming.ts";
import { memberName } from "./names.ts";
import type { IdKind } from "./shape.ts";
import { count, most } from "./votes.ts";

const TABLES: readonly Conventions["tables"][] = ["snake_plural", "snake_singular", "pascal_singular", "pascal_plural"];

type Named = { readonly name: string };
type Words = Pick<Conventions, "tables" | "columns">;

/** What conventions are found in. */
export interface Habits {
  readonly tables: readonly Named[];
  readonly columns: readonly Named[];
  /** The implied primary key of each table, under a naming of columns; undefined for one that has to be declared. */
  ids(words: Words): readonly (IdKind | undefined)[];
  /** How many tables keep the time of their last change. */
  timed(words: Words): number;
  readonly foreignKeys: readonly {
    /** An index begins with its columns. */
    readonly covered: boolean;
    readonly onDelete: ReferentialAction;
    /** One of its columns may be null. */
    readonly nullable: boolean;
  }[];
}

/** Conventions that the most tables of a database follow; ties go to the language's own. */
export function conventionsOf({ tables, columns, ids, timed, foreignKeys }: Habits): Conventions {
  const form = most(TABLES, (convention) =>
    count(tables, ({ name }) => tableName({ name: entityName(name) }, { tables: convention }) === name),
  );
  const word = most(["snake", "camel"] as const, (convention) =>
    count(columns, ({ name }) => columnName({ name: memberName(name, convention) }, { columns: convention }) === name),
  );
  const base = { tables: form, columns: word };
  const found = ids(base);
  const id = most(["uuid", "identity", "serial", "bigserial"] as const, (kind) => count(found, (own) => own === kind));
  const indexed = count(foreignKeys, ({ covered }) => covered);
  // What a relation does that says nothing, where the conventions say nothing either.
  const usual = (nullable: boolean) => (nullable ? "set null" : "restrict");
  const onDelete = most(["no action", "cascade", "restrict", undefined] as const, (action) =>
    count(foreignKeys, (key) => key.onDelete === (action ?? usual(key.nullable))),
  );
  return {
    ...base,
    id: found.includes(id) ? id : "none",
    timestamps: timed(base) * 2 > tables.length,
    ...(foreignKeys.length > 0 && indexed * 2 < foreignKeys.length ? { indexForeignKeys: false } : {}),
    ...(foreignKeys.length > 0 && onDelete !== undefined ? { onDelete } : {}),
  };
}

/** True when a list of columns begins with those of a foreign key, in any order: an index over it serves the key. */
export function begins(list: readonly string[], columns: readonly string[]): boolean {
  return list.length >= columns.length && list.slice(0, columns.length).every((name) => columns.includes(name));
}
