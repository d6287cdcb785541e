/** The parts of libpg-query that sample rows need, and what its trees of plain JSON hold. */

export type Tree = { readonly [key: string]: unknown };

export interface Grammar {
  /** The statement's root node: its name and content. */
  statement(sql: string): readonly [string, Tree] | undefined;
  /** An expression; undefined for text that is none. */
  expression(sql: string): Tree | undefined;
  /** The texts of the tokens, in lower case but for quoted ones. */
  tokens(sql: string): readonly string[];
}

/** Loads PostgreSQL's own grammar. */
export async function loadGrammar(): Promise<Grammar> {
  const { loadModule, parseSync, scanSync } = await import("libpg-query");
  await loadModule();
  const statement = (sql: string): readonly [string, Tree] | undefined => {
    let parsed: { readonly stmts?: readonly { readonly stmt?: Tree }[] };
    try {
      parsed = parseSync(sql) as typeof parsed;
    } catch {
      return undefined;
    }
    const [entry] = Object.entries(parsed.stmts?.[0]?.stmt ?? {});
    return entry ? [entry[0], treeOf(entry[1])] : undefined;
  };
  return {
    statement,
    expression: (sql) => {
      const [, select] = statement(`SELECT ${sql}`) ?? [];
      const [target] = listOf(select?.["targetList"]);
      return target ? treeOf(treeOf(target["ResTarget"])["val"]) : undefined;
    },
    tokens: (sql) => {
      try {
        return scanSync(sql).tokens.map(({ text }) => (text.startsWith('"') ? text : text.toLowerCase()));
      } catch {
        return [];
      }
    },
  };
}

/** What stands under a key, as a tree. */
export function treeOf(value: unknown): Tree {
  return typeof value === "object" && value !== null ? (value as Tree) : {};
}

/** What stands under a key, as a list of trees. */
export function listOf(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? (value as readonly Tree[]) : [];
}

/** The texts of a list of String nodes. */
export function stringsOf(value: unknown): readonly string[] {
  return listOf(value).map((item) => String(treeOf(item["String"])["sval"] ?? ""));
}
