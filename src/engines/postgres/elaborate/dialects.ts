/** Guesses from tell-tale words which other dialect a text that PostgreSQL cannot parse may be. */

const SIGNS: readonly { readonly dialect: string; readonly prefix: string; readonly pattern: RegExp }[] = [
  { dialect: "MySQL or MariaDB", prefix: "mysql", pattern: /`|\bauto_increment\b|\bengine\s*=|\bunsigned\b/i },
  { dialect: "SQLite", prefix: "sqlite", pattern: /\bautoincrement\b|\bwithout\s+rowid\b|^\s*pragma\b/i },
  {
    dialect: "SQL Server",
    prefix: "mssql",
    pattern: /\[\w+\]\s*(\.|\(|\[|\bn?varchar)|\bidentity\s*\(\s*\d|\bnvarchar\b|^\s*go\s*$/im,
  },
  { dialect: "Oracle", prefix: "oracle", pattern: /\bvarchar2\b|\bnumber\s*\(/i },
];

/** A remedy that names the dialect, or undefined when nothing tells. */
export function dialectHint(text: string): string | undefined {
  const sign = SIGNS.find(({ pattern }) => pattern.test(text));
  if (!sign) return undefined;
  return `This looks like ${sign.dialect}: name the dialect, as in ${sign.prefix}:FILE, or --dialect`;
}
