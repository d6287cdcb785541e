/** The text of a statement as it can run inside a transaction: all of a script runs in one. */
import { quoteIdent, quoteLiteral } from "../quote.ts";
import { withoutTransactions } from "./bodies.ts";
import type { Parser, SyntaxNode } from "./statements.ts";

/** The statement's text, or what is the same to a schema where that is refused inside a transaction. */
export function inTransaction(node: string, tree: SyntaxNode, sql: string, parser: Parser): string {
  if (tree["concurrent"] === true || detachesConcurrently(node, tree)) return withoutConcurrently(sql, parser);
  if (node === "DoStmt") {
    const code = withoutTransactions(tree, parser) ?? sql;
    return /\badd\s+value\b/i.test(code) ? withUsableValues(code, "true") : code;
  }
  return node === "AlterEnumStmt" ? withUsableValue(tree, sql) : sql;
}

function detachesConcurrently(node: string, tree: SyntaxNode): boolean {
  if (node !== "AlterTableStmt") return false;
  const commands = (tree["cmds"] ?? []) as {
    AlterTableCmd?: { def?: { PartitionCmd?: { concurrent?: boolean } } };
  }[];
  return commands.some((command) => command.AlterTableCmd?.def?.PartitionCmd?.concurrent === true);
}

/** CONCURRENTLY changes how something is done, not what, and cannot run where all is undone in the end. */
function withoutConcurrently(sql: string, parser: Parser): string {
  const bytes = Buffer.from(sql);
  const token = parser.scan(sql).find((item) => item.text.toLowerCase() === "concurrently");
  if (!token) return sql;
  return Buffer.concat([bytes.subarray(0, token.start), bytes.subarray(token.end)]).toString();
}

/**
 * A value that is added to an enum may not be used in the same transaction, and all of a script runs in one. The server
 * remembers such values by their object id (EnumUncommitted, pg_enum.c): with another id the value is as any other. Odd
 * ids are compared by their order in the type, even ones by themselves. A value that was there before keeps its id.
 */
function withUsableValues(sql: string, which: string): string {
  const next = "pg_catalog.pg_nextoid('pg_enum', 'oid', 'pg_enum_oid_index')";
  return `SELECT pg_catalog.set_config('schemaforge.mark', ${next}::text, true);
${sql};
UPDATE pg_catalog.pg_enum SET oid = (${next}::bigint | 1)::oid
  WHERE ${which} AND oid > current_setting('schemaforge.mark')::oid`;
}

function withUsableValue(tree: SyntaxNode, sql: string): string {
  const value = tree["newVal"];
  if (typeof value !== "string" || tree["oldVal"] !== undefined) return sql;
  const names = (tree["typeName"] ?? []) as { String?: { sval?: string } }[];
  const type = names.map((name) => quoteIdent(name.String?.sval ?? "")).join(".");
  return withUsableValues(sql, `enumtypid = ${quoteLiteral(type)}::regtype AND enumlabel = ${quoteLiteral(value)}`);
}
