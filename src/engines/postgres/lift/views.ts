/** Plain views: their query as the server prints it. Materialized ones come with a function and stay verbatim. */
import type { Doubts } from "../../../lifting/doubts.ts";
import type { NameSpace } from "../../../lifting/names.ts";
import type { View } from "../../../model/model.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import type { Source } from "./source.ts";

/** The views of a catalog that the language has words for. */
export function liftViews(source: Source, doubts: Doubts, space: NameSpace): View[] {
  return source.tree
    .ofKind("view")
    .filter(({ id, props }) => !doubts.apart.has(id) && !props.columnDefaults)
    .map(({ name, schema = DEFAULT_SCHEMA, props }) => {
      const own = space.take(/^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : "view");
      return {
        name: own,
        ...(props.comment === undefined ? {} : { doc: props.comment }),
        ...(own === name ? {} : { databaseName: name }),
        ...(schema === DEFAULT_SCHEMA ? {} : { schema }),
        sql: { postgres: props.query.sql },
      };
    });
}
