/** Prisma's interface of driver adapters over libsql, as far as the schema engine and the tests of the client use it. */
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import Database from "libsql";

const INFO = { provider: "sqlite", adapterName: "libsql" } as const;

/** The adapter's type of a value; SQLite's columns have none of their own. */
function typeOf(value: unknown): SqlResultSet["columnTypes"][number] {
  if (typeof value === "number") return Number.isInteger(value) ? ColumnTypeEnum.Int64 : ColumnTypeEnum.Double;
  if (typeof value === "bigint") return ColumnTypeEnum.Int64;
  return value instanceof Uint8Array ? ColumnTypeEnum.Bytes : ColumnTypeEnum.Text;
}

/** SQLite's own complaint, in the words of adapters. */
function failing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new DriverAdapterError({ kind: "sqlite", extendedCode: 1, message, originalMessage: message });
  }
}

/**
 * Prisma's engine asks for an index `WHERE … name = "x"`: text in double quotes, which SQLite takes for a name when it is
 * built without that leniency (SQLITE_DQS=0), as libsql is.
 */
const LENIENT = /^(SELECT sql FROM sqlite_master WHERE type = 'index' AND name = )"((?:[^"]|"")*)";?$/;

/** Values as SQLite takes them. */
function bound(args: readonly unknown[]): unknown[] {
  return args.map((arg) => {
    if (arg instanceof Date) return arg.toISOString().replace("Z", "+00:00");
    return typeof arg === "boolean" ? Number(arg) : arg;
  });
}

function query(database: Database.Database, { sql, args }: SqlQuery): SqlResultSet {
  const [, start, name] = LENIENT.exec(sql) ?? [];
  const strict = name === undefined ? sql : `${start}'${name.replaceAll('""', '"').replaceAll("'", "''")}'`;
  const statement = database.prepare(strict);
  if (!statement.reader) {
    statement.run(bound(args));
    return { columnNames: [], columnTypes: [], rows: [] };
  }
  const columnNames = statement.columns().map(({ name }) => name);
  const found = statement.raw().all(bound(args)) as unknown[][];
  const columnTypes = columnNames.map((_name, at) =>
    typeOf(found.map((row) => row[at]).find((value) => value !== null)),
  );
  // Integers of 64 bits cross the border as text.
  const rows = found.map((row) =>
    row.map((value, at) => (columnTypes[at] === ColumnTypeEnum.Int64 && value !== null ? String(value) : value)),
  );
  return { columnNames, columnTypes, rows };
}

function adapterOf(database: Database.Database): SqlDriverAdapter {
  const queryable = {
    ...INFO,
    queryRaw: async (params: SqlQuery) => failing(() => query(database, params)),
    executeRaw: async ({ sql, args }: SqlQuery) => failing(() => database.prepare(sql).run(bound(args)).changes),
  };
  return {
    ...queryable,
    executeScript: async (script) => failing(() => void database.exec(script)),
    startTransaction: async () => {
      failing(() => void database.exec("BEGIN"));
      return {
        ...queryable,
        // Prisma says COMMIT and ROLLBACK itself.
        options: { usePhantomQuery: false },
        commit: async () => undefined,
        rollback: async () => undefined,
      };
    },
    // The test closes its database itself.
    dispose: async () => undefined,
  };
}

/** The adapter of a database; shadow databases are new ones in memory. */
export function libsqlAdapter(database: Database.Database): SqlMigrationAwareDriverAdapterFactory {
  return {
    ...INFO,
    connect: async () => adapterOf(database),
    connectToShadowDb: async () => adapterOf(new Database(":memory:")),
  };
}
