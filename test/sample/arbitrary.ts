/** Small schemas as SQL text that both engines read: keys, foreign keys in every direction, and checks. */
import fc from "fast-check";

export interface GeneratedTable {
  readonly key: "number" | "text" | "pair" | "uuid";
  readonly columns: readonly GeneratedColumn[];
  /** Tables that it refers to, by number; itself too, and later ones only by columns that may be null. */
  readonly references: readonly { readonly target: number; readonly unique: boolean; readonly required: boolean }[];
  readonly pairUnique: boolean;
}

interface GeneratedColumn {
  readonly type: "integer" | "numeric(8,2)" | "varchar(12)" | "text" | "date" | "boolean";
  readonly notNull: boolean;
  readonly unique: "no" | "yes" | "partly";
  /** Number of a check of its type. */
  readonly check: number;
}

/** Checks by type; `c` is the column. */
const CHECKS: { readonly [type in GeneratedColumn["type"]]: readonly string[] } = {
  integer: [
    "c >= 0",
    "c BETWEEN 5 AND 900",
    "c IN (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)",
    "c > 10 OR c = 0",
    "NOT (c < 3)",
  ],
  "numeric(8,2)": ["c > 0", "c >= 0 AND c <= 100", "c <> 7", "c < 0.5 OR c > 2"],
  "varchar(12)": ["length(c) >= 3", "c <> ''", "length(c) <= 8", "c = lower(c)", "c LIKE 'a%'"],
  text: [
    "length(c) BETWEEN 2 AND 30",
    "c IN ('one', 'two', 'three', 'four', 'five', 'six')",
    "c = upper(c) OR length(c) < 20",
  ],
  date: ["c > '2000-01-01'", "c < '2030-01-01' AND c >= '2010-06-01'"],
  boolean: [],
};

const column = fc
  .constantFrom<GeneratedColumn["type"]>("integer", "numeric(8,2)", "varchar(12)", "text", "date", "boolean")
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      notNull: fc.boolean(),
      unique: type === "boolean" ? fc.constant("no" as const) : fc.constantFrom("no", "no", "yes", "partly"),
      check: fc.integer({ min: -2, max: CHECKS[type].length - 1 }),
    }),
  );

/** One to six tables. */
export const tablesArbitrary: fc.Arbitrary<readonly GeneratedTable[]> = fc.array(
  fc.record({
    key: fc.constantFrom<GeneratedTable["key"]>("number", "text", "pair", "uuid"),
    columns: fc.array(column, { minLength: 1, maxLength: 5 }),
    references: fc.array(fc.record({ target: fc.nat(5), unique: fc.boolean(), required: fc.boolean() }), {
      maxLength: 3,
    }),
    pairUnique: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

const KEYS: { readonly [engine: string]: { readonly [key in GeneratedTable["key"]]: readonly string[] } } = {
  postgres: {
    number: ["id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"],
    text: ["id varchar(20) PRIMARY KEY"],
    pair: ["a integer NOT NULL", "b date NOT NULL", "PRIMARY KEY (a, b)"],
    uuid: ["id uuid PRIMARY KEY DEFAULT gen_random_uuid()"],
  },
  sqlite: {
    number: ["id INTEGER PRIMARY KEY"],
    text: ["id varchar(20) NOT NULL PRIMARY KEY"],
    pair: ["a integer NOT NULL", "b date NOT NULL", "PRIMARY KEY (a, b)"],
    uuid: ["id UUID NOT NULL PRIMARY KEY"],
  },
};

const KEY_COLUMNS: { readonly [key in GeneratedTable["key"]]: readonly (readonly [string, string])[] } = {
  number: [["id", "bigint"]],
  text: [["id", "varchar(20)"]],
  pair: [
    ["a", "integer"],
    ["b", "date"],
  ],
  uuid: [["id", "uuid"]],
};

/** The schema's statements. Foreign keys come last, in PostgreSQL as statements of their own. */
export function schemaText(tables: readonly GeneratedTable[], engine: "postgres" | "sqlite"): string {
  const later: string[] = [];
  const creates = tables.map((table, number) => {
    const constraints: string[] = [];
    const parts = [...(KEYS[engine]?.[table.key] ?? [])];
    for (const [at, { type, notNull, unique, check }] of table.columns.entries()) {
      const name = `c${at}`;
      const condition = CHECKS[type][check]?.replaceAll(/\bc\b/g, name);
      parts.push(
        `${name} ${type}${notNull ? " NOT NULL" : ""}${condition === undefined ? "" : ` CHECK (${condition})`}`,
      );
      if (unique === "yes") constraints.push(`UNIQUE (${name})`);
      if (unique === "partly")
        later.push(`CREATE UNIQUE INDEX t${number}_${name} ON t${number} (${name}) WHERE ${name} IS NOT NULL`);
    }
    const referring: string[] = [];
    for (const [at, reference] of table.references.entries()) {
      const target = reference.target % tables.length;
      const key = KEY_COLUMNS[tables[target]?.key ?? "number"];
      const required = reference.required && target < number;
      const names = key.map(([column]) => `r${at}_${column}`);
      for (const [place, [, type]] of key.entries())
        parts.push(`${names[place]} ${type}${required ? " NOT NULL" : ""}`);
      referring.push(...names);
      if (reference.unique) constraints.push(`UNIQUE (${names.join(", ")})`);
      const foreign = `FOREIGN KEY (${names.join(", ")}) REFERENCES t${target} (${key.map(([column]) => column).join(", ")})`;
      if (engine === "sqlite") constraints.push(foreign);
      else later.push(`ALTER TABLE t${number} ADD ${foreign}`);
    }
    if (table.pairUnique && referring.length > 0) constraints.push(`UNIQUE (c0, ${referring[0]})`);
    const isConstraint = (part: string) => /^(PRIMARY|UNIQUE|FOREIGN) /.test(part);
    const all = [...parts.filter((part) => !isConstraint(part)), ...parts.filter(isConstraint), ...constraints];
    return `CREATE TABLE t${number} (\n  ${all.join(",\n  ")}\n)`;
  });
  return [...creates, ...later].map((statement) => `${statement};\n`).join("");
}
