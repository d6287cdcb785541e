/** Indexes: those that relations make by themselves, and declared ones. */
import type { Doubts } from "../../../lifting/doubts.ts";
import { autoIndexes } from "../../../lifting/indexes.ts";
import type { Index, IndexPart } from "../../../model/model.ts";
import { composeName } from "../lower/style.ts";
import type { IndexKey, SqliteObject } from "../objects.ts";
import { type Lifting, liftExpression } from "./lifting.ts";
import type { Members } from "./shape.ts";

type IndexObject = SqliteObject<"index">;

/** For each foreign key, the index that its relation makes by itself. */
export function relationIndexes({ source, doubts }: Lifting, { table, relations }: Members): Map<string, string> {
  return autoIndexes(
    relations.map(({ key }) => ({ id: key.id, columns: key.props.columns })),
    [...source.children(table, "primary-key"), ...source.children(table, "unique")].map(({ props }) => props.columns),
    source
      .children(table, "index")
      .filter(({ id }) => !doubts.apart.has(id))
      .map(({ id, name, props }) => ({
        id,
        name,
        columns: props.keys.map(({ column = "" }) => column),
        plain: !doubts.explicit.has(id) && Object.keys(props).length === 1 && props.keys.every(isPlain),
        serves: props.where === undefined,
      })),
    (columns) => composeName(table.name, source.spelled(table, columns).join("_"), "idx"),
  );
}

function isPlain(key: IndexKey): boolean {
  return Object.keys(key).length === 1;
}

/** The declared indexes of a table; `made` are those that relations make. Keys with a collation have no words. */
export function liftIndexes(lifting: Lifting, members: Members, made: ReadonlySet<string>): Index[] {
  const { source, doubts } = lifting;
  return source
    .children(members.table, "index")
    .filter((index) => isInWords(index, doubts) && !made.has(index.id))
    .map((index) => liftIndex(lifting, members, index));
}

/** Whether a candidate has an index, by itself or by a relation. */
export function isInWords({ id, props }: IndexObject, doubts: Doubts): boolean {
  return !doubts.apart.has(id) && props.keys.every(({ collation }) => collation === undefined);
}

function liftIndex(lifting: Lifting, members: Members, { id, name, props }: IndexObject): Index {
  const { keys, unique, where } = props;
  return {
    name,
    parts: keys.map(
      (key): IndexPart => ({
        of: key.expression
          ? { expression: liftExpression(lifting, members, id, key.expression) }
          : { field: members.memberOf.get(key.column ?? "") ?? key.column ?? "" },
        ...(key.descending ? { descending: true } : {}),
      }),
    ),
    ...(unique ? { unique } : {}),
    ...(where ? { where: liftExpression(lifting, members, id, where) } : {}),
  };
}
