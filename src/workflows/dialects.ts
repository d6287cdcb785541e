/** Tells in which dialect a SQL text is written, where the text says so. */

/** What speaks for a dialect: a header comment of its dump program, or tokens that no other dialect has. */
interface Evidence {
  readonly dialect: string;
  readonly product: string;
  readonly header?: RegExp;
  /** Upper-case words, or runs of them divided by spaces. */
  readonly words: readonly string[];
  readonly marks?: readonly string[];
}

const EVIDENCE: readonly Evidence[] = [
  {
    dialect: "postgres",
    product: "PostgreSQL",
    header: /^-- PostgreSQL database (cluster )?dump/m,
    words: [
      ..."SERIAL BIGSERIAL SMALLSERIAL JSONB TIMESTAMPTZ BYTEA PLPGSQL CITEXT TSVECTOR ILIKE REGCLASS".split(" "),
      ..."GEN_RANDOM_UUID INHERITS PG_CATALOG".split(" "),
      "CREATE EXTENSION",
      "CREATE TYPE",
      "CREATE DOMAIN",
      "CREATE SEQUENCE",
      "CREATE POLICY",
      "CREATE SCHEMA",
      "OWNER TO",
      "FROM STDIN",
      "USING GIN",
      "USING GIST",
      "WITH TIME ZONE",
    ],
    marks: ["::", "$"],
  },
  {
    dialect: "mysql",
    product: "MySQL",
    header: /^-- (MySQL|MariaDB) dump|^-- phpMyAdmin SQL Dump/m,
    words: [
      ..."AUTO_INCREMENT UNSIGNED MEDIUMTEXT LONGTEXT TINYTEXT MEDIUMINT LONGBLOB ZEROFILL".split(" "),
      "ENGINE =",
      "CHARACTER SET",
      "DEFAULT CHARSET",
      "UNIQUE KEY",
      "LOCK TABLES",
    ],
    marks: ["`", "/*!"],
  },
  {
    dialect: "sqlite",
    product: "SQLite",
    words: ["AUTOINCREMENT", "PRAGMA", "WITHOUT ROWID", "CREATE VIRTUAL", "SQLITE_SEQUENCE", "STRFTIME"],
  },
  {
    dialect: "sqlserver",
    product: "SQL Server",
    words: ["DATETIME2", "UNIQUEIDENTIFIER", "NONCLUSTERED", "DBO", "SET ANSI_NULLS", "IDENTITY ( 1"],
  },
  { dialect: "oracle", product: "Oracle", words: ["VARCHAR2", "NVARCHAR2", "CLOB", "SYSDATE"] },
];

const READ_CHARACTERS = 400_000;

/** Comments, strings and quoted names carry no evidence; words, numbers and marks do. */
const TOKEN =
  /--[^\n]*|\/\*!|\/\*[\s\S]*?\*\/|'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|`(?:[^`])*`|::|\$|[A-Za-z_][A-Za-z0-9_]*|\d+|[^\s\w]/g;

interface Tokens {
  readonly words: readonly string[];
  readonly marks: ReadonlySet<string>;
}

function tokensOf(text: string): Tokens {
  const words: string[] = [];
  const marks = new Set<string>();
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith("--") || (token.startsWith("/*") && token !== "/*!") || /^['"]/.test(token)) continue;
    if (token.startsWith("`")) marks.add("`");
    else if (/^\w/.test(token)) words.push(token.toUpperCase());
    else {
      marks.add(token);
      words.push(token);
    }
  }
  return { words, marks };
}

export interface Detected {
  /** Name of an engine, as `engineName` (engines/registry.ts) gives it, or of a product that we do not read. */
  readonly dialect: string;
  readonly product: string;
  /** What the text says. */
  readonly because: readonly string[];
}

/** How much more a dialect must have than any other. */
const MARGIN = 1;

/**
 * The dialect that a text shows, or undefined where it shows none or several alike. Only the beginning of a large text
 * is looked at.
 */
export function detectDialect(text: string): Detected | undefined {
  const head = text.slice(0, READ_CHARACTERS);
  const byHeader = EVIDENCE.find(({ header }) => header?.test(head.slice(0, 4000)));
  if (byHeader) return { dialect: byHeader.dialect, product: byHeader.product, because: ["its header"] };
  const { words, marks } = tokensOf(head);
  const present = new Set(words);
  const joined = ` ${words.join(" ")} `;
  const found = EVIDENCE.map((row) => ({
    dialect: row.dialect,
    product: row.product,
    because: [
      ...row.words.filter((word) => (word.includes(" ") ? joined.includes(` ${word} `) : present.has(word))),
      ...(row.marks ?? []).filter((mark) => marks.has(mark)),
    ],
  })).sort((a, b) => b.because.length - a.because.length);
  const [first, second] = found;
  if (!first || first.because.length < (second?.because.length ?? 0) + MARGIN) return undefined;
  return first;
}
