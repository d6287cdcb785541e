/** What SQLite's own pragmas say about tables, keys and indexes, in a fixed number of queries. */
import type { Connection } from "../connect.ts";

export interface ColumnFact {
  readonly tbl: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  /** 0 plain, 1 hidden, 2 generated virtual, 3 generated stored. */
  readonly hidden: number;
}

export interface ForeignKeyFact {
  readonly tbl: string;
  readonly id: number;
  readonly seq: number;
  readonly table: string;
  readonly from: string;
  readonly to: string | null;
  readonly on_update: string;
  readonly on_delete: string;
}

/** One key column of one index, with what is said of the index. */
export interface IndexFact {
  readonly tbl: string;
  readonly idx: string;
  readonly unique: number;
  /** `c` CREATE INDEX, `u` UNIQUE, `pk` PRIMARY KEY. */
  readonly origin: string;
  readonly partial: number;
  readonly seqno: number;
  /** Null for an expression. */
  readonly name: string | null;
  readonly desc: number;
  readonly coll: string;
}

export interface TableFact {
  readonly name: string;
  readonly wr: number;
  readonly strict: number;
}

export interface Facts {
  readonly tables: readonly TableFact[];
  readonly columns: readonly ColumnFact[];
  readonly foreignKeys: readonly ForeignKeyFact[];
  readonly indexes: readonly IndexFact[];
}

const ORDINARY = "(SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table') AS t";

/** Asks the pragmas about every ordinary table. */
export function readFacts(connection: Connection): Facts {
  return {
    tables: connection.all<TableFact>(
      "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
    ),
    columns: connection.all<ColumnFact>(
      `SELECT t.name AS tbl, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
       FROM ${ORDINARY} JOIN pragma_table_xinfo(t.name) AS x ORDER BY t.name, x.cid`,
    ),
    foreignKeys: connection.all<ForeignKeyFact>(
      `SELECT t.name AS tbl, x.id, x.seq, x."table", x."from", x."to", x.on_update, x.on_delete
       FROM ${ORDINARY} JOIN pragma_foreign_key_list(t.name) AS x ORDER BY t.name, x.id, x.seq`,
    ),
    indexes: connection.all<IndexFact>(
      `SELECT t.name AS tbl, i.name AS idx, i."unique", i.origin, i.partial, x.seqno, x.name, x."desc", x.coll
       FROM ${ORDINARY} JOIN pragma_index_list(t.name) AS i JOIN pragma_index_xinfo(i.name) AS x
       WHERE x.key = 1 ORDER BY t.name, i.name, x.seqno`,
    ),
  };
}
