/** Columns that the database numbers: identity columns, and what `serial` makes. */
import type { SqlText } from "../../../catalog/catalog.ts";
import type { FieldSequence } from "../../../model/model.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { makeObjectName, schemaObjectId } from "../ids.ts";
import type { ColumnProps, SequenceOptions } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteName, splitName, stringLiteral } from "../quote.ts";
import type { PostgresType } from "../types.ts";
import type { Draft } from "./draft.ts";
import type { RelationNames } from "./names.ts";

const schemaOf = (table: ResolvedTable): string => table.schema ?? DEFAULT_SCHEMA;

/** What the author says of a column's sequence. */
function asked({ origin }: ResolvedColumn): FieldSequence | undefined {
  return origin.kind === "field" ? origin.field.targets?.postgres?.sequence : undefined;
}

function optionsOf(sequence: FieldSequence | undefined): SequenceOptions {
  if (!sequence) return {};
  const { name: _name, owned: _owned, type: _type, cycle, ...numbers } = sequence;
  return { ...numbers, ...(cycle ? { cycle: true } : {}) };
}

/** The properties of an identity column; its sequence is said where it is not what the server would make. */
export function identityOf(
  table: ResolvedTable,
  column: ResolvedColumn,
  names: RelationNames,
): NonNullable<ColumnProps["identity"]> {
  const wish = asked(column);
  const given = wish?.name === undefined ? undefined : { schema: schemaOf(table), ...splitName(wish.name) };
  const name = given ?? names.sequence(table, column.name);
  const always = column.default?.kind === "sequence" && column.default.as === "identity always";
  const sequence = { ...optionsOf(wish), ...(name ? { name } : {}) };
  return {
    ...(always ? { always: true as const } : {}),
    ...(Object.keys(sequence).length > 0 ? { sequence } : {}),
  };
}

/** What the server makes of `serial`: a sequence that goes with the column, and a default that takes from it. */
export function serialOf(
  draft: Draft,
  table: ResolvedTable,
  column: ResolvedColumn,
  { type }: PostgresType,
  names: RelationNames,
): { readonly sequence: string; readonly default: SqlText } | undefined {
  if (column.default?.kind !== "sequence" || column.default.as !== "serial") return undefined;
  const wish = asked(column);
  const usual = makeObjectName(table.name, column.name, "seq");
  const free = wish?.name === undefined ? (names.sequence(table, column.name)?.name ?? usual) : undefined;
  const { schema, name } = {
    schema: schemaOf(table),
    ...(free === undefined ? splitName(wish?.name ?? usual) : { name: free }),
  };
  const owner = { schema: schemaOf(table), name: table.name, column: column.name };
  const sequence = draft.add({
    kind: "sequence",
    id: schemaObjectId("sequence", schema, name),
    schema,
    name,
    props: {
      dataType: wish?.type ?? type,
      ...optionsOf(wish),
      ...(wish?.owned === false ? {} : { ownedBy: owner }),
    },
  });
  return { sequence, default: { sql: `nextval(${stringLiteral(quoteName({ schema, name }))}::regclass)` } };
}
