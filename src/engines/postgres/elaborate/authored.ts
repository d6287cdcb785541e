/**
 * Finds the texts that the author of a script wrote for defaults, checks, generated columns, policies and the conditions
 * of indexes, for the catalog to keep (architecture, decision 4). Only what is certain: nothing is taken from a script
 * that renames things, changes the search path or runs code, and nothing about a table that is made twice.
 */
import { childId, makeObjectName, schemaObjectId } from "../ids.ts";
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

interface Relation {
  readonly schemaname?: string;
  readonly relname: string;
}

/** Statements after which a written name may mean something else. */
const UNSURE = new Set([
  "RenameStmt",
  "AlterObjectSchemaStmt",
  "VariableSetStmt",
  "SelectStmt",
  "DoStmt",
  "AlterPolicyStmt",
]);

/** One statement at work: its tokens and its bytes, in which the parser's places count. */
interface Written {
  readonly tokens: readonly Token[];
  readonly bytes: Buffer;
}

/** Texts by `id path`, the form that `attachAuthored` takes: `column:public.users.email default`. */
export function authoredTexts(statements: readonly ParsedStatement[], parser: Parser): Map<string, string> {
  const texts = new Map<string, string>();
  if (statements.some(({ node, tree }) => UNSURE.has(node) || renamesValue(node, tree))) return texts;
  const checks = new CheckNames();
  for (const { node, tree, sql } of statements) {
    if (node === "CreateStmt" && checks.isNew(tree["relation"] as Relation) && /default|check|generated/i.test(sql)) {
      readTable(tree, written(sql, parser), checks, texts);
    } else if (node === "IndexStmt" && typeof tree["idxname"] === "string" && tree["whereClause"] !== undefined) {
      readIndex(tree, written(sql, parser), texts);
    } else if (node === "CreatePolicyStmt") readPolicy(tree, written(sql, parser), texts);
  }
  for (const { node, tree } of statements) if (node === "AlterTableStmt") forgetAltered(tree, texts);
  for (const table of checks.repeated) {
    for (const key of [...texts.keys()]) if (key.includes(`:${table}.`)) texts.delete(key);
  }
  return texts;
}

/** ALTER TYPE … RENAME VALUE changes what constants of the type mean. */
function renamesValue(node: string, tree: SyntaxNode): boolean {
  return node === "AlterEnumStmt" && tree["oldVal"] !== undefined;
}

function written(sql: string, parser: Parser): Written {
  return { tokens: parser.scan(sql), bytes: Buffer.from(sql) };
}

/**
 * The names that the server gives to checks (ChooseConstraintName, heap.c): no two in a schema are alike. Where two
 * would be, it cannot be said which of them gets which name, and neither is known.
 */
class CheckNames {
  private readonly taken = new Set<string>();
  private readonly tables = new Set<string>();
  /** Tables, as paths of ids, that more than one statement makes. */
  readonly repeated = new Set<string>();

  isNew(relation: Relation): boolean {
    const table = tablePath(relation);
    if (this.tables.has(table)) this.repeated.add(table);
    this.tables.add(table);
    return !this.repeated.has(table);
  }

  /** The name of a check, or undefined when it is not certain. */
  choose(relation: Relation, constraint: Constraint): string | undefined {
    const name = constraint.conname ?? chosenName(relation.relname, constraint.raw_expr);
    if (name === undefined) return undefined;
    const key = `${relation.schemaname ?? DEFAULT_SCHEMA}.${name}`;
    if (this.taken.has(key) && constraint.conname === undefined) return undefined;
    this.taken.add(key);
    return name;
  }
}

function tablePath({ schemaname, relname }: Relation): string {
  const id = schemaObjectId("table", schemaname ?? DEFAULT_SCHEMA, relname);
  return id.slice(id.indexOf(":") + 1);
}

function readTable(tree: SyntaxNode, text: Written, checks: CheckNames, texts: Map<string, string>): void {
  const relation = tree["relation"] as Relation;
  const schema = relation.schemaname ?? DEFAULT_SCHEMA;
  const addCheck = (constraint: Constraint) => {
    const name = checks.choose(relation, constraint);
    const found = parenthesized(text, constraint.location);
    if (name !== undefined && found) texts.set(`${childId("check", schema, relation.relname, name)} expression`, found);
  };
  for (const element of (tree["tableElts"] ?? []) as { ColumnDef?: SyntaxNode; Constraint?: Constraint }[]) {
    if (element.Constraint?.contype === "CONSTR_CHECK") addCheck(element.Constraint);
    const column = element.ColumnDef;
    if (!column) continue;
    const constraints = ((column["constraints"] ?? []) as { Constraint: Constraint }[]).map((item) => item.Constraint);
    const id = childId("column", schema, relation.relname, String(column["colname"]));
    constraints.forEach((constraint, at) => {
      if (constraint.contype === "CONSTR_CHECK") addCheck(constraint);
      else if (constraint.contype === "CONSTR_GENERATED") {
        const found = parenthesized(text, constraint.location);
        if (found) texts.set(`${id} generated.expression`, found);
      } else if (constraint.contype === "CONSTR_DEFAULT" && column["collClause"] === undefined) {
        const found = defaultText(text, constraint.location, constraints[at + 1]?.location);
        if (found) texts.set(`${id} default`, found);
      }
    });
  }
}

/** The condition of a partial index: all that follows its last WHERE outside of parentheses. */
function readIndex(tree: SyntaxNode, { tokens, bytes }: Written, texts: Map<string, string>): void {
  let depth = 0;
  let where: Token | undefined;
  for (const token of tokens) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (depth === 0 && token.text.toLowerCase() === "where") where = token;
  }
  const schema = (tree["relation"] as Relation).schemaname ?? DEFAULT_SCHEMA;
  const found = where && certain(bytes.subarray(where.end, tokens.at(-1)?.end));
  const key = `${schemaObjectId("index", schema, String(tree["idxname"]))} where`;
  // IF NOT EXISTS makes nothing the second time.
  if (found && !(tree["if_not_exists"] === true && texts.has(key))) texts.set(key, found);
}

function readPolicy(tree: SyntaxNode, text: Written, texts: Map<string, string>): void {
  const { schemaname = DEFAULT_SCHEMA, relname } = tree["table"] as Relation;
  const id = childId("policy", schemaname, relname, String(tree["policy_name"]));
  for (const [word, path, node] of [
    ["using", "using", "qual"],
    ["check", "check", "with_check"],
  ] as const) {
    if (tree[node] === undefined) continue;
    const at = clauseWord(text.tokens, word);
    const found = at === undefined ? undefined : parenthesized(text, at);
    if (found) texts.set(`${id} ${path}`, found);
  }
}

/** Place of a word outside of parentheses. */
function clauseWord(tokens: readonly Token[], word: string): number | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (depth === 0 && token.text.toLowerCase() === word) return token.start;
  }
  return undefined;
}

/** A check is named after its column if it is about just one; undefined when that cannot be seen (`t.*`). */
function chosenName(table: string, expression: SyntaxNode | undefined): string | undefined {
  const columns = new Set<string | undefined>();
  collectColumns(expression, columns);
  if (columns.has(undefined)) return undefined;
  const [only] = columns.size === 1 ? columns : [];
  return makeObjectName(table, only, "check");
}

function collectColumns(value: unknown, columns: Set<string | undefined>): void {
  if (Array.isArray(value)) for (const item of value) collectColumns(item, columns);
  else if (typeof value === "object" && value !== null) {
    const fields = (value as { ColumnRef?: { fields?: { String?: { sval?: string } }[] } }).ColumnRef?.fields;
    if (fields) columns.add(fields.at(-1)?.String?.sval);
    for (const child of Object.values(value)) collectColumns(child, columns);
  }
}

/** A text without comments, which could hide what follows it where it is written again. */
function certain(bytes: Buffer): string | undefined {
  const text = bytes.toString().trim();
  return text === "" || text.includes("--") || text.includes("/*") ? undefined : text;
}

/** What stands in the first pair of parentheses from a place on. */
function parenthesized({ tokens, bytes }: Written, from = 0): string | undefined {
  const open = tokens.findIndex((token) => token.start >= from && token.text === "(");
  if (open < 0) return undefined;
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return certain(bytes.subarray(tokens[open]?.end, tokens[at]?.start));
  }
  return undefined;
}

/** From DEFAULT to the next constraint, or to the comma or parenthesis that ends the column. */
function defaultText({ tokens, bytes }: Written, from = 0, next?: number): string | undefined {
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
  return certain(bytes.subarray(first.start, end));
}

/** What a later ALTER TABLE speaks of is no longer what CREATE TABLE said. */
function forgetAltered(tree: SyntaxNode, texts: Map<string, string>): void {
  const relation = tree["relation"] as Partial<Relation> | undefined;
  const commands = (tree["cmds"] ?? []) as { AlterTableCmd?: { subtype?: string; name?: string } }[];
  for (const { AlterTableCmd: command } of commands) {
    if (!command?.name || !relation?.relname) continue;
    const schema = relation.schemaname ?? DEFAULT_SCHEMA;
    const column = childId("column", schema, relation.relname, command.name);
    const retyped = command.subtype === "AT_AlterColumnType" || command.subtype === "AT_DropColumn";
    for (const key of [...texts.keys()]) {
      if (key.startsWith(`${column} `) || (retyped && !key.startsWith("column:"))) texts.delete(key);
    }
  }
}
