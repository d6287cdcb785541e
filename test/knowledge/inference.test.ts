/**
 * How far names alone tell types: every column of Chinook, Northwind and Sakila against what its name is inferred as.
 * The files lie in a corpus next to the project; without it the test is skipped and says so.
 */
import { existsSync, readFileSync } from "node:fs";
import { loadModule, parseSync } from "libpg-query";
import { beforeAll, describe, expect, test } from "vitest";
import { inferField } from "../../src/knowledge/inference.ts";
import type { Field } from "../../src/model/model.ts";
import { entityName } from "../../src/model/naming.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";

const corpus = new URL("../../../shared/corpus/postgres/", import.meta.url);
const FILES = ["chinook/Chinook_PostgreSql.sql", "northwind/northwind.sql", "sakila/postgres-sakila-schema.sql"];
const present = FILES.every((file) => existsSync(new URL(file, corpus)));

type Family = "string" | "number" | "boolean" | "time" | "json" | "binary" | "list" | "key" | "search";

interface Column {
  readonly table: string;
  readonly name: string;
  readonly family: Family;
}

const FAMILIES: { readonly [family in Family]?: readonly string[] } = {
  string: ["varchar", "bpchar", "text"],
  number: ["int2", "int4", "int8", "numeric", "float4", "float8", "serial", "serial4", "bigserial"],
  boolean: ["bool"],
  time: ["date", "time", "timestamp", "timestamptz", "interval"],
  json: ["json", "jsonb"],
  binary: ["bytea"],
  search: ["tsvector"],
};

/** What the inferred type holds, in the same words. */
function inferredFamily({ type }: Field): Family {
  if (type.array > 0) return "list";
  const family = TYPE_WORDS.get(type.name)?.family;
  // Nothing but a key is inferred as a UUID.
  if (family === "uuid") return "key";
  if (family === "integer" || family === "decimal" || family === "float") return "number";
  if (family === "date" || family === "time" || family === "datetime" || family === "interval") return "time";
  if (family === "boolean" || family === "json" || family === "binary") return family;
  return "string";
}

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner: unknown, key) => (isNode(inner) ? inner[key] : undefined), value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const words = (value: unknown): string[] => list(value).map((item) => String(at(item, "String", "sval") ?? ""));

/** The columns of a SQL file with the family of their types; those of primary and foreign keys are `key`. */
function columnsOf(file: string): Column[] {
  const text = readFileSync(new URL(file, corpus), "utf8");
  // psql's own commands are no SQL.
  const sql = text.replaceAll(/^\\.*$/gm, "");
  const statements = list(at(parseSync(sql), "stmts")).map((item) => at(item, "stmt"));
  const domains = new Map<string, string>();
  const keys = new Set<string>();
  const columns: { table: string; name: string; type: string; array: boolean }[] = [];
  const constrain = (table: string, constraint: unknown, column?: string): void => {
    const kind = at(constraint, "contype");
    if (kind !== "CONSTR_PRIMARY" && kind !== "CONSTR_FOREIGN") return;
    const names = [...words(at(constraint, "keys")), ...words(at(constraint, "fk_attrs")), ...(column ? [column] : [])];
    for (const name of names) keys.add(`${table}.${name}`);
  };
  for (const statement of statements) {
    const domain = at(statement, "CreateDomainStmt");
    if (domain)
      domains.set(words(at(domain, "domainname")).at(-1) ?? "", words(at(domain, "typeName", "names")).at(-1) ?? "");
    const type = at(statement, "CreateEnumStmt");
    if (type) domains.set(words(at(type, "typeName")).at(-1) ?? "", "varchar");
    const create = at(statement, "CreateStmt");
    const table = String(at(create ?? at(statement, "AlterTableStmt"), "relation", "relname") ?? "");
    for (const element of list(at(create, "tableElts"))) {
      constrain(table, at(element, "Constraint"));
      const column = at(element, "ColumnDef");
      if (!column) continue;
      const name = String(at(column, "colname"));
      const written = words(at(column, "typeName", "names")).at(-1) ?? "";
      columns.push({
        table,
        name,
        type: domains.get(written) ?? written,
        array: list(at(column, "typeName", "arrayBounds")).length > 0,
      });
      for (const constraint of list(at(column, "constraints"))) constrain(table, at(constraint, "Constraint"), name);
    }
    for (const command of list(at(statement, "AlterTableStmt", "cmds"))) {
      constrain(table, at(command, "AlterTableCmd", "def", "Constraint"));
    }
  }
  return columns.map(({ table, name, type, array }) => {
    const scalar = Object.entries(FAMILIES).find(([, types]) => types.includes(type))?.[0] as Family | undefined;
    if (scalar === undefined) throw new Error(`${file}: ${table}.${name} has the unknown type ${type}`);
    return { table, name, family: keys.has(`${table}.${name}`) ? "key" : array ? "list" : scalar };
  });
}

describe.skipIf(!present)(
  `inference from names${present ? "" : " (skipped: no corpus of Chinook, Northwind and Sakila)"}`,
  () => {
    beforeAll(loadModule);

    test("gives at least 95 of 100 columns a type of the right family", () => {
      const columns = FILES.flatMap(columnsOf);
      expect(columns.length).toBeGreaterThan(240);
      const wrong = columns
        .map((column) => {
          const { field } = inferField(column.name, { entity: entityName(column.table) });
          return { ...column, inferred: inferredFamily(field) };
        })
        .filter(({ family, inferred }) => family !== inferred);
      const names = wrong.map(
        ({ table, name, family, inferred }) => `${table}.${name}: ${family}, inferred ${inferred}`,
      );
      const share = 1 - wrong.length / columns.length;
      expect(share, `${columns.length} columns, wrong:\n${names.join("\n")}`).toBeGreaterThanOrEqual(0.95);
    });
  },
);
