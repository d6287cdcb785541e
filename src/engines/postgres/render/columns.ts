/** Columns as text, and the statements that complete what CREATE TABLE cannot say. */
import type { ColumnProps, PostgresObject } from "../objects.ts";
import { quoteIdent, quoteName } from "../quote.ts";
import { unwrap } from "./constraints.ts";
import { commentOn, nameOf, sequenceClauses, serverOptions, storageOptions, textOf } from "./text.ts";

type Column = PostgresObject<"column">;

/** `name type …` as it stands in CREATE TABLE. `withDefault` false leaves the default to a later statement. */
export function columnText(column: Column, withDefault = true): string {
  const { props } = column;
  return [
    `${quoteIdent(column.name)} ${props.type}`,
    serverOptions(props.serverOptions),
    props.compression ? ` COMPRESSION ${props.compression}` : "",
    props.collation ? ` COLLATE ${quoteName(props.collation)}` : "",
    props.default && withDefault ? ` DEFAULT ${textOf(props.default)}` : "",
    props.generated
      ? ` GENERATED ALWAYS AS (${unwrap(textOf(props.generated.expression))}) ${props.generated.virtual ? "VIRTUAL" : "STORED"}`
      : "",
    props.identity ? ` ${identityText(props.identity)}` : "",
    notNullText(props),
  ].join("");
}

function notNullText(props: ColumnProps): string {
  if (!props.notNull || props.notNullNotValid) return "";
  const name = props.notNullName ? ` CONSTRAINT ${quoteIdent(props.notNullName)}` : "";
  return `${name} NOT NULL${props.notNullNoInherit ? " NO INHERIT" : ""}`;
}

function identityText(identity: NonNullable<ColumnProps["identity"]>): string {
  const { sequence } = identity;
  const clauses = sequence
    ? [...(sequence.name ? [`SEQUENCE NAME ${quoteName(sequence.name)}`] : []), ...sequenceClauses(sequence)]
    : [];
  const options = clauses.length > 0 ? ` (${clauses.join(" ")})` : "";
  return `GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${options}`;
}

/** What CREATE TABLE does not say of a column it declares: storage, statistics, options, comment. */
export function columnDetails(table: PostgresObject, column: Column): string[] {
  return [
    ...alterColumn(table, column, { ...column.props, storage: undefined, statistics: undefined, options: undefined }),
    ...commentOn(column, table),
  ];
}

type Baseline = { readonly [K in keyof ColumnProps]?: ColumnProps[K] | undefined };

/** ALTER TABLE … ALTER COLUMN for every way in which a column differs from what it would be (`baseline`). */
export function alterColumn(table: PostgresObject, column: Column, baseline: Baseline): string[] {
  const { props } = column;
  const actions: string[] = [];
  if (props.default?.sql !== baseline.default?.sql) {
    actions.push(props.default ? `SET DEFAULT ${textOf(props.default)}` : "DROP DEFAULT");
  }
  if (props.notNull && !baseline.notNull) actions.push("SET NOT NULL");
  if (props.storage !== baseline.storage) actions.push(`SET STORAGE ${(props.storage ?? "default").toUpperCase()}`);
  if (props.compression !== baseline.compression) actions.push(`SET COMPRESSION ${props.compression ?? "default"}`);
  if (props.statistics !== baseline.statistics) actions.push(`SET STATISTICS ${props.statistics ?? -1}`);
  if (props.options && !baseline.options) actions.push(`SET (${storageOptions(props.options)})`);
  const word = table.kind === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
  const only = table.kind === "table" && table.props.partitionBy ? "ONLY " : "";
  return actions.map(
    (action) => `ALTER ${word} ${only}${nameOf(table)} ALTER COLUMN ${quoteIdent(column.name)} ${action}`,
  );
}
