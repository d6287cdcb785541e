/** Join tables: nothing but two foreign keys, which together are the primary key. */
import { type Doubts, joinDoubt } from "../../../lifting/doubts.ts";
import type { Join } from "../../../lifting/shape.ts";
import { makeObjectName } from "../ids.ts";
import type { ForeignKey, Source, Table } from "./source.ts";

/** The two sides of a table that may be a join table; undefined for any other. */
export function joinOf(source: Source, doubts: Doubts, table: Table): Join<Table, ForeignKey> | undefined {
  if (doubts.explicit.has(joinDoubt(table.id)) || Object.keys(table.props).length > 0) return undefined;
  // What other tables reference is an entity of its own.
  if (source.isReferenced(table)) return undefined;
  const keys = source.children(table, "foreign-key");
  const primary = source.children(table, "primary-key")[0]?.props.columns ?? [];
  const [first, second] = [...keys].sort((a, b) => at(primary, a) - at(primary, b));
  if (!first || !second || keys.length > 2) return undefined;
  const columns = [...first.props.columns, ...second.props.columns];
  if (columns.join("\n") !== primary.join("\n") || source.columns(table).length !== columns.length) return undefined;
  const isPlain = [first, second].every(
    ({ props }) =>
      props.onDelete === "cascade" && Object.keys(props).length === 3 && props.references.name !== table.name,
  );
  const index = makeObjectName(table.name, second.props.columns.join("_"), "idx");
  const rest = source.tree.childrenOf(table.id).filter(({ kind }) => !OWN.has(kind));
  const isIndexed = rest.length === 1 && rest[0]?.kind === "index" && rest[0].name === index;
  const differ = first.props.references.name !== second.props.references.name;
  return isPlain && isIndexed && differ ? { table, owner: first, target: second } : undefined;
}

const OWN: ReadonlySet<string> = new Set(["column", "primary-key", "foreign-key"]);

function at(columns: readonly string[], { props }: ForeignKey): number {
  return columns.indexOf(props.columns[0] ?? "");
}
