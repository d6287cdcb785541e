/**
 * Finds the texts that the author of a script wrote for defaults, checks and generated columns, for the catalog to keep
 * (architecture, decision 4). Only what is certain: nothing is taken from a script that renames things or changes the
 * search path, and a text whose constants are not those of the server's text is dropped when it is attached.
 */
import { childId, makeObjectName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import type { ParsedStatement, Parser, SyntaxNode } from "./statements.ts";

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Constraint {
  readonly contype: string;
  readonly location?: number;
  readonly conname?: string;
  readonly raw_expr?: SyntaxNode;
}

const UNSURE = new Set(["RenameStmt", "AlterObjectSchemaStmt", "VariableSetStmt", "SelectStmt"]);

/** Texts by `id path`, the form that `attachAuthored` takes: `column:public.users.email default`. */
export function authoredTexts(statements: readonly ParsedStatement[], parser: Parser): Map<string, string> {
  const texts = new Map<string, string>();
  if (statements.some(({ node, tree }) => UNSURE.has(node) && !isHarmless(node, tree))) return texts;
  for (const { node, tree, sql } of statements) {
    if (node !== "CreateStmt" || !sql.match(/default|check|generated/i)) continue;
    readTable(tree, sql, parser, texts);
  }
  for (const { node, tree } of statements) if (node === "AlterTableStmt") forgetAltered(tree, texts);
  return texts;
}

/** Settings that have no say in the meaning of an expression. */
function isHarmless(node: string, tree: SyntaxNode): boolean {
  return node === "VariableSetStmt" && tree["name"] === "check_function_bodies";
}

function readTable(tree: SyntaxNode, sql: string, parser: Parser, texts: Map<string, string>): void {
  const relation = tree["relation"] as { schemaname?: string; relname: string };
  const schema = relation.schemaname ?? DEFAULT_SCHEMA;
  const table = relation.relname;
  const bytes = Buffer.from(sql);
  const tokens = parser.scan(sql);
  const names = new Set<string>();
  const elements = (tree["tableElts"] ?? []) as { ColumnDef?: SyntaxNode; Constraint?: Constraint }[];
  const addCheck = (constraint: Constraint) => {
    const name = constraint.conname ?? checkName(table, constraint.raw_expr, names);
    names.add(name);
    const text = parenthesized(tokens, bytes, constraint.location);
    if (text) texts.set(`${childId("check", schema, table, name)} expression`, text);
  };
  for (const { ColumnDef: column } of elements) {
    if (!column) continue;
    const constraints = ((column["constraints"] ?? []) as { Constraint: Constraint }[]).map((item) => item.Constraint);
    const id = childId("column", schema, table, String(column["colname"]));
    constraints.forEach((constraint, at) => {
      if (constraint.contype === "CONSTR_CHECK") addCheck(constraint);
      else if (constraint.contype === "CONSTR_GENERATED") {
        const text = parenthesized(tokens, bytes, constraint.location);
        if (text) texts.set(`${id} generated.expression`, text);
      } else if (constraint.contype === "CONSTR_DEFAULT" && column["collClause"] === undefined) {
        const text = defaultText(tokens, bytes, constraint.location, constraints[at + 1]?.location);
        if (text) texts.set(`${id} default`, text);
      }
    });
  }
  for (const { Constraint: constraint } of elements) if (constraint?.contype === "CONSTR_CHECK") addCheck(constraint);
}

/** The name that the server gives to a check (ChooseConstraintName): with the column if it is about just one. */
function checkName(table: string, expression: SyntaxNode | undefined, taken: ReadonlySet<string>): string {
  const columns = new Set<string>();
  collectColumns(expression, columns);
  const [only] = columns.size === 1 ? columns : [];
  let name = makeObjectName(table, only, "check");
  for (let at = 1; taken.has(name); at++) name = makeObjectName(table, only, `check${at}`);
  return name;
}

function collectColumns(value: unknown, columns: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectColumns(item, columns);
  else if (typeof value === "object" && value !== null) {
    const fields = (value as { ColumnRef?: { fields?: { String?: { sval?: string } }[] } }).ColumnRef?.fields;
    const name = fields?.at(-1)?.String?.sval;
    if (name) columns.add(name);
    for (const child of Object.values(value)) collectColumns(child, columns);
  }
}

/** What stands in the first pair of parentheses from a place on. */
function parenthesized(tokens: readonly Token[], bytes: Buffer, from = 0): string | undefined {
  const open = tokens.findIndex((token) => token.start >= from && token.text === "(");
  if (open < 0) return undefined;
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0)
      return bytes.subarray(tokens[open]?.end, tokens[at]?.start).toString().trim();
  }
  return undefined;
}

/** From DEFAULT to the next constraint, or to the comma or parenthesis that ends the column. */
function defaultText(tokens: readonly Token[], bytes: Buffer, from = 0, next?: number): string | undefined {
  const word = tokens.findIndex((token) => token.start >= from && token.text.toLowerCase() === "default");
  const first = tokens[word + 1];
  if (word < 0 || !first) return undefined;
  let depth = 0;
  let end = first.start;
  for (const token of tokens.slice(word + 1)) {
    if (next !== undefined && token.start >= next) break;
    if (token.text === "(" || token.text === "[") depth++;
    else if (token.text === ")" || token.text === "]") depth--;
    if (depth < 0 || (depth === 0 && token.text === ",")) break;
    end = token.end;
  }
  const text = bytes.subarray(first.start, end).toString().trim();
  return text.includes("--") || text.includes("/*") ? undefined : text;
}

/** What a later ALTER TABLE speaks of is no longer what CREATE TABLE said. */
function forgetAltered(tree: SyntaxNode, texts: Map<string, string>): void {
  const relation = tree["relation"] as { schemaname?: string; relname?: string } | undefined;
  const commands = (tree["cmds"] ?? []) as { AlterTableCmd?: { subtype?: string; name?: string } }[];
  for (const { AlterTableCmd: command } of commands) {
    if (!command?.name || !relation?.relname) continue;
    const schema = relation.schemaname ?? DEFAULT_SCHEMA;
    const column = childId("column", schema, relation.relname, command.name);
    for (const key of [...texts.keys()]) if (key.startsWith(`${column} `)) texts.delete(key);
    const retyped = command.subtype === "AT_AlterColumnType" || command.subtype === "AT_DropColumn";
    if (retyped) for (const key of [...texts.keys()]) if (key.startsWith(`check:`)) texts.delete(key);
  }
}
