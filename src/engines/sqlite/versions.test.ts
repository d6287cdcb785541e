import { describe, expect, it } from "vitest";
import { buildCatalog } from "./build/catalog.ts";
import { parseText } from "./parse/statement.ts";
import type { CreateStatement } from "./parse/syntax.ts";
import { newerThan } from "./versions.ts";

const source = {
  name: "t",
  text: `CREATE TABLE t (a INT, b AS (a + 1), CHECK (json_valid(a))) STRICT; CREATE INDEX i ON t (a ->> '$.x');
    CREATE VIEW v AS SELECT concat(a, 'json_type(') AS floor FROM t RIGHT JOIN t AS u ON 1;
    CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'trigram')`,
};
const catalog = buildCatalog(
  parseText(source).map(({ statement }) => ({ source, statement: statement as CreateStatement })),
  { version: "3.45.1" },
  "none",
);

describe("newerThan", () => {
  it("names what a target version lacks", () => {
    expect(newerThan(catalog, "3.30").map(({ object, feature, since }) => `${object}: ${feature} ${since}`)).toEqual([
      "table:t: STRICT tables 3.37",
      "column:t.b: generated columns 3.31",
      "check:t(json_valid(a)): JSON functions without an extension 3.38",
      "virtual-table:f: the trigram tokenizer 3.34",
      "index:i: the operators -> and ->> 3.38",
      "view:v: RIGHT and FULL JOIN 3.39",
      "view:v: concat() and string_agg() 3.44",
    ]);
    expect(newerThan(catalog, "3.39").map(({ feature }) => feature)).toEqual(["concat() and string_agg()"]);
    expect(newerThan(catalog, "3.45")).toEqual([]);
  });
});
