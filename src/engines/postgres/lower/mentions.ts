/** The names that a statement mentions, taken from its tokens. */

/** Comments and literals, which mention nothing; names, quoted or not; the dot and the star. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|[.*]/gu;

/** Names joined by dots, in the order of the text: `sales.orders.total` is ["sales", "orders", "total"]. */
export function namesIn(sql: string): string[][] {
  const paths: string[][] = [];
  let isOpen = false;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ".") isOpen = true;
    else if (isName(token)) {
      const name = token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token.toLowerCase();
      const last = paths.at(-1);
      if (isOpen && last) last.push(name);
      else paths.push([name]);
      isOpen = false;
    } else isOpen = false;
  }
  return paths;
}

function isName(token: string): boolean {
  return token === "*" || token.startsWith('"') || (/^[\p{L}_]/u.test(token) && !token.endsWith("'"));
}
