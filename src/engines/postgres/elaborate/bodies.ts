/**
 * What the code in DO blocks and functions does to a schema. Their languages are not the grammar's (plpgsql is none of
 * libpg-query's trees), so they are read by token: enough to see that a statement begins with CREATE, or is COMMIT.
 */
import { quoteLiteral } from "../quote.ts";
import type { Parser, SyntaxNode } from "./statements.ts";

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Lower case, as keywords and unquoted names compare. */
  readonly word: string;
}

/** The code of a DO block or of CREATE FUNCTION; undefined where there is none, or it is in a compiled library. */
export function bodyOf(node: string, tree: SyntaxNode): string | undefined {
  if (node !== "DoStmt" && node !== "CreateFunctionStmt") return undefined;
  const options = (node === "DoStmt" ? tree["args"] : tree["options"]) ?? [];
  for (const { DefElem } of options as {
    DefElem?: { defname?: string; arg?: { String?: Value; List?: { items?: { String?: Value }[] } } };
  }[]) {
    if (DefElem?.defname !== "as") continue;
    const items = DefElem.arg?.List?.items;
    return items && items.length > 1 ? undefined : (items?.[0] ?? DefElem.arg)?.String?.sval;
  }
  return undefined;
}

interface Value {
  readonly sval?: string;
}

/** The tokens of a body without comments; none where it is in a language whose tokens are not SQL's. */
function tokensOf(body: string, parser: Parser): Token[] {
  try {
    return parser
      .scan(body)
      .filter(({ text }) => !/^(?:--|\/\*)/.test(text))
      .map(({ start, end, text }) => ({ start, end, text, word: text.toLowerCase() }));
  } catch {
    return [];
  }
}

/** Words after which a statement begins, beside the semicolon. */
const BEFORE_STATEMENTS = new Set([";", "begin", "then", "else", "loop"]);

function beginsStatement(tokens: readonly Token[], at: number): boolean {
  return at === 0 || BEFORE_STATEMENTS.has(tokens[at - 1]?.word ?? "");
}

const MAKES = new Set(["create", "alter", "drop", "comment", "grant", "revoke", "execute"]);

/** True when a body has a statement that may make objects, or calls a function of which that is known. */
export function makesObjects(body: string, makers: ReadonlySet<string>, parser: Parser): boolean {
  const tokens = tokensOf(body, parser);
  return tokens.some(
    ({ word }, at) =>
      (MAKES.has(word) && beginsStatement(tokens, at)) || (makers.has(word) && tokens[at + 1]?.text === "("),
  );
}

/** The extensions that a body creates, whatever the server has: not where it asks which ones there are. */
export function extensionsInBody(body: string, parser: Parser): string[] {
  if (!/extension/i.test(body) || /pg_available_extension/i.test(body)) return [];
  const tokens = tokensOf(body, parser);
  return tokens.flatMap(({ word }, at) => {
    if (word !== "create" || tokens[at + 1]?.word !== "extension") return [];
    const isTested = tokens[at + 2]?.word === "if";
    const name = tokens[at + (isTested ? 5 : 2)]?.text ?? "";
    return [name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()];
  });
}

const ENDS_TRANSACTION = new Set(["commit", "rollback"]);

/**
 * A DO block that ends transactions (batches of a backfill do) cannot run inside one. It is the same to the schema
 * without its COMMIT and ROLLBACK: they become NULL statements. Undefined where there are none.
 */
export function withoutTransactions(tree: SyntaxNode, parser: Parser): string | undefined {
  const body = bodyOf("DoStmt", tree);
  if (body === undefined || !/commit|rollback/i.test(body)) return undefined;
  const tokens = tokensOf(body, parser);
  const ends = tokens.filter(({ word }, at) => ENDS_TRANSACTION.has(word) && beginsStatement(tokens, at));
  if (ends.length === 0) return undefined;
  const bytes = Buffer.from(body);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const token of ends) {
    const stop = tokens.find(({ start, text }) => start >= token.end && text === ";");
    pieces.push(bytes.subarray(from, token.start), Buffer.from("NULL"));
    from = stop?.start ?? token.end;
  }
  pieces.push(bytes.subarray(from));
  return `DO ${quoteLiteral(Buffer.concat(pieces).toString())}${languageOf(tree)}`;
}

function languageOf(tree: SyntaxNode): string {
  const args = (tree["args"] ?? []) as { DefElem?: { defname?: string; arg?: { String?: Value } } }[];
  const language = args.find(({ DefElem }) => DefElem?.defname === "language")?.DefElem?.arg?.String?.sval;
  return language === undefined ? "" : ` LANGUAGE ${language}`;
}
