/** The rows of a COPY block as INSERT, for the embedded engine has no standard input. */
import { quoteIdent, quoteLiteral } from "../quote.ts";
import type { SyntaxNode } from "./statements.ts";

/** Escapes of COPY's text format (manual, COPY, "Text Format", version 18). */
const ESCAPES: { readonly [letter: string]: string } = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

const ESCAPED = /\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|[\s\S])/g;

function withoutEscapes(text: string): string {
  return text.replace(ESCAPED, (_, code: string) => {
    if (/^x./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return ESCAPES[code] ?? code;
  });
}

interface Copy {
  readonly relation?: { readonly schemaname?: string; readonly relname?: string };
  readonly attlist?: readonly { readonly String?: { readonly sval?: string } }[];
  readonly options?: unknown;
}

/**
 * The statement that inserts what a COPY … FROM STDIN would.
 * @returns undefined for another format than text, and for a block without rows
 */
export function copiedRows(tree: SyntaxNode, data: string): string | undefined {
  const { relation, attlist = [], options } = tree as Copy;
  const lines = data.split(/\r?\n/).filter((line) => line !== "");
  if (options !== undefined || relation?.relname === undefined || lines.length === 0) return undefined;
  const table = [relation.schemaname, relation.relname].flatMap((part) =>
    part === undefined ? [] : [quoteIdent(part)],
  );
  const columns = attlist.map(({ String: name }) => quoteIdent(name?.sval ?? ""));
  const list = columns.length > 0 ? ` (${columns.join(", ")})` : "";
  const rows = lines.map((line) => {
    const values = line.split("\t").map((value) => (value === "\\N" ? "NULL" : quoteLiteral(withoutEscapes(value))));
    return `(${values.join(", ")})`;
  });
  return `INSERT INTO ${table.join(".")}${list} OVERRIDING SYSTEM VALUE VALUES ${rows.join(",\n")}`;
}
