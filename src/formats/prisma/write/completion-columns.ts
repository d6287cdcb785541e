/** Columns that Prisma's engine makes otherwise: what changes them. */
import { objectId } from "../../../catalog/ids.ts";
import { makeObjectName, type PostgresObject, quoteIdent, quoteName } from "../../../engines/postgres/index.ts";
import { nameOf } from "./source.ts";
import type { PostgresSource } from "./source-postgres.ts";

type Table = PostgresObject<"table">;
type Column = PostgresObject<"column">;

/** True for a column that can only be made again. */
export function isRemade({ props }: Column): boolean {
  return props.generated !== undefined;
}

/** The statements that bring a column that Prisma made to what it is. */
export function columnChanges(table: Table, column: Column): string[] {
  const { props, name } = column;
  const alter = `ALTER TABLE ${quoteName(nameOf(table))}`;
  const own = quoteIdent(name);
  if (props.generated) {
    const { expression, virtual } = props.generated;
    const kind = virtual ? "VIRTUAL" : "STORED";
    const required = props.notNull ? " NOT NULL" : "";
    return [
      `${alter} DROP COLUMN ${own}`,
      `${alter} ADD COLUMN ${own} ${props.type} GENERATED ALWAYS AS (${expression.sql}) ${kind}${required}`,
    ];
  }
  const collation = props.collation ? ` COLLATE ${quoteName(props.collation)}` : "";
  return [
    ...identityChanges(table, column, `${alter} ALTER COLUMN ${own}`),
    // A domain, a collation: also where the type is as Prisma makes it, this changes nothing else.
    `TYPE ${props.type}${collation}`,
    ...(props.default ? [`SET DEFAULT ${props.default.sql}`] : []),
    ...(props.notNull ? ["SET NOT NULL"] : []),
    ...(props.storage ? [`SET STORAGE ${props.storage.toUpperCase()}`] : []),
    ...(props.compression ? [`SET COMPRESSION ${props.compression}`] : []),
    ...(props.statistics === undefined ? [] : [`SET STATISTICS ${props.statistics}`]),
  ].map((action) => (/^(ALTER|DROP) /.test(action) ? action : `${alter} ALTER COLUMN ${own} ${action}`));
}

/** Prisma's engine makes a sequence and a default that takes from it. */
function identityChanges(table: Table, column: Column, alter: string): string[] {
  const { identity } = column.props;
  if (!identity) return [];
  return [
    ...withoutNumbers(table, column),
    `${alter} ADD GENERATED ${identity.always ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY`,
  ];
}

/** Statements that take away the default and the sequence that `autoincrement()` makes. */
export function withoutNumbers(table: Table, { name }: Column): string[] {
  const { schema } = nameOf(table);
  const sequence = quoteName({ schema, name: makeObjectName(table.name, name, "seq") });
  return [
    `ALTER TABLE ${quoteName(nameOf(table))} ALTER COLUMN ${quoteIdent(name)} DROP DEFAULT`,
    `DROP SEQUENCE IF EXISTS ${sequence}`,
  ];
}

const NEXT = /^nextval\(/;

/** True for a column whose numbers come from another sequence than the one that `autoincrement()` makes. */
export function isNumberedOtherwise(source: PostgresSource, table: Table, { name, props }: Column): boolean {
  if (!NEXT.test(props.default?.sql ?? "")) return false;
  const { schema } = nameOf(table);
  const usual = { schema, name: makeObjectName(table.name, name, "seq") };
  const sequence = source.tree.get(objectId("sequence", [schema, usual.name]));
  const ownedBy = sequence?.kind === "sequence" ? sequence.props.ownedBy : undefined;
  const isOwn = ownedBy?.schema === schema && ownedBy.name === table.name && ownedBy.column === name;
  const isUsual = props.default?.sql === `nextval('${quoteName(usual).replaceAll("'", "''")}'::regclass)`;
  return !isOwn || !isUsual;
}
