/** Exclusion constraints: no two rows whose values are equal, or overlap, in all of some fields. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Exclusion } from "../../../model/model.ts";
import type { ResolvedColumn } from "../../../model/resolve/index.ts";
import { printCondition } from "../expressions/index.ts";
import { childId } from "../ids.ts";
import { DEFAULT_SCHEMA, quoteIdent } from "../quote.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { columnIds, pathOf } from "./columns.ts";
import { tableId } from "./draft.ts";
import { type IndexClass, indexClassOf, type Support, supportOf } from "./opclasses.ts";
import { columnType, scopeOf } from "./scope.ts";

const OPERATORS = { "=": "=", overlaps: "&&" } as const;

/** Values of which GiST knows whether they overlap. */
const OVERLAPPING: ReadonlySet<IndexClass> = new Set(["range", "shape", "geometry", "inet", "other"]);

/**
 * What GiST needs to compare values of a column; undefined where it cannot. Whole values are compared with the operator
 * classes of `btree_gist`, ranges with their own.
 */
export function gistSupport(column: ResolvedColumn, operator: "=" | "overlaps"): Support | undefined {
  const values = indexClassOf(column);
  if (operator === "overlaps" && !OVERLAPPING.has(values)) return undefined;
  // Shapes and geometries have no equality in their operator classes, but for their boxes.
  if (operator === "=" && (values === "shape" || values === "geometry")) return undefined;
  return supportOf("gist", values);
}

/**
 * Adds the exclusion constraints of an entity.
 * @throws SchemaforgeError BAD_EXCLUSION for a field whose type cannot be compared so, UNKNOWN_FIELD, DUPLICATE_NAME
 */
export function lowerExclusions(context: BehaviourContext): void {
  const { table } = context;
  const exclusions = "entity" in table.source ? (table.source.entity.exclude ?? []) : [];
  for (const exclusion of exclusions) lowerExclusion(context, exclusion);
}

function lowerExclusion({ draft, table }: BehaviourContext, exclusion: Exclusion): void {
  const { name, parts } = exclusion;
  const path = `${pathOf(table)}.exclude.${name}`;
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const id = childId("exclusion", schema, table.name, name);
  if (draft.objects.has(id)) {
    throw new SchemaforgeError("DUPLICATE_NAME", `there is another exclusion called \`${name}\``, {
      where: { object: path },
      remedy: "Rename one of them",
    });
  }
  const extensions = new Set<string>();
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const keys = parts.flatMap(({ field, operator }) => {
    const names = table.columnsOf.get(field);
    if (!names) throw unknownField(field, path);
    return names.map((columnName) => {
      const column = columns.get(columnName);
      const support = column && gistSupport(column, operator);
      if (!column || !support) throw incomparable(field, column, operator, path);
      if (support.extension !== undefined) extensions.add(support.extension);
      const opclass = support.opclass === undefined ? "" : ` ${support.opclass}`;
      return `${quoteIdent(columnName)}${opclass} WITH ${OPERATORS[operator]}`;
    });
  });
  const scope = scopeOf(table);
  const where = exclusion.where && printCondition(exclusion.where, scope);
  if (exclusion.where && !where) {
    draft.loseRaw(path, "an exclusion");
    return;
  }
  const sql = `EXCLUDE USING gist (${keys.join(", ")})${where ? ` WHERE (${where.sql})` : ""}`;
  const read = exclusion.where?.kind === "parsed" ? exclusion.where.refs : [];
  draft.add({ kind: "exclusion", id, parent: tableId(table), schema, name, props: { definition: { sql } } }, [
    ...columnIds(scope, table, [...parts.map(({ field }) => field), ...read]),
    ...[...extensions].map((extension) => draft.extension(extension)),
  ]);
}

function unknownField(field: string, path: string): SchemaforgeError {
  return new SchemaforgeError("UNKNOWN_FIELD", `there is no field \`${field}\``, {
    where: { object: path },
    remedy: "Name fields and relations of the entity",
  });
}

function incomparable(
  field: string,
  column: ResolvedColumn | undefined,
  operator: "=" | "overlaps",
  path: string,
): SchemaforgeError {
  const type = column ? columnType(column).type : "its type";
  const [does, remedy] =
    operator === "="
      ? ["are equal", "Compare another field"]
      : ["overlap", "Make the field a range, or compare with `=`"];
  return new SchemaforgeError(
    "BAD_EXCLUSION",
    `PostgreSQL cannot exclude values of ${type} (\`${field}\`) that ${does}`,
    {
      where: { object: path },
      remedy,
    },
  );
}
