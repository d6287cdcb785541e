/**
 * A blind test of the catalogue of entities: tables of real schemas whose name is that of an entity, and how many of
 * their columns the entity has in kind, that is with the same meaning (by name or synonym) and family of type.
 */
import type { Catalog } from "../../src/catalog/catalog.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { templateByAlias, templateByName } from "../../src/knowledge/lookup.ts";
import { type EntityTemplate, fieldForms } from "../../src/knowledge/template.ts";
import { entityName, toSnake } from "../../src/model/naming.ts";
import { parseField } from "../../src/model/shorthand/field.ts";
import { parseRelation } from "../../src/model/shorthand/relation.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";
import type { Runtime } from "../../src/runtime.ts";
import { corpusFiles as postgresFiles } from "../postgres-corpus/shared.ts";
import { corpusFiles as sqliteFiles } from "../sqlite/support.ts";
import { meanings } from "./synonyms.ts";

type Family = "string" | "number" | "boolean" | "time" | "json" | "binary" | "list" | "other";

interface Column {
  readonly name: string;
  readonly families: readonly Family[];
  /** Table that it refers to, where a foreign key says so. */
  readonly refersTo?: string;
  /** Made by the database and without meaning. */
  readonly surrogate: boolean;
}

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Judged {
  readonly source: string;
  readonly table: string;
  readonly entity: string;
  readonly had: readonly string[];
  readonly missed: readonly string[];
}

const POSTGRES_TYPES: readonly (readonly [RegExp, Family])[] = [
  [/\[\]$/, "list"],
  [/^(character|text|citext|name|inet|uuid|"char"|bpchar|xml)/, "string"],
  [/^(smallint|integer|bigint|numeric|real|double|money)/, "number"],
  [/^boolean/, "boolean"],
  [/^(date|time|interval)/, "time"],
  [/^jsonb?/, "json"],
  [/^bytea/, "binary"],
];

/** SQLite's declared types are wishes: truth values and times are kept in numbers and texts as well. */
function sqliteFamilies(type = ""): readonly Family[] {
  if (/BOOL/i.test(type)) return ["boolean"];
  if (/DATE|TIME/i.test(type)) return ["time"];
  if (/JSON/i.test(type)) return ["json"];
  if (/BLOB/i.test(type)) return ["binary"];
  if (/INT/i.test(type)) return ["number", "boolean", "time"];
  if (/CHAR|TEXT|CLOB/i.test(type)) return ["string", "json", "list"];
  return ["number"];
}

type Props = { readonly [name: string]: unknown };

/** The tables of a catalog of either engine. */
function tablesOf(catalog: Catalog, engine: string): Table[] {
  const objects = [...catalog.objects.values()];
  const enums = new Set(objects.filter(({ kind }) => kind === "enum").map(({ name }) => name));
  const domains = new Map(
    objects.filter(({ kind }) => kind === "domain").map(({ name, props }) => [name, String((props as Props)["type"])]),
  );
  const familiesOf = (type: string | undefined): readonly Family[] => {
    if (engine === "sqlite") return sqliteFamilies(type);
    const bare = type?.split(".").at(-1)?.replaceAll('"', "") ?? "";
    if (enums.has(bare)) return ["string"];
    const real = domains.get(bare) ?? type ?? "";
    return [POSTGRES_TYPES.find(([pattern]) => pattern.test(real))?.[1] ?? "other"];
  };
  const tables = objects.filter(({ kind }) => kind === "table");
  return tables.map(({ id, name: table }) => {
    const within = (kind: string) => objects.filter((object) => object.kind === kind && object.parent === id);
    const references = new Map<string, string>();
    for (const { props } of within("foreign-key")) {
      const { columns, references: target } = props as unknown as {
        columns: readonly string[];
        references: { readonly name?: string; readonly table?: string };
      };
      for (const column of columns) references.set(column, target.name ?? target.table ?? "");
    }
    const [primary] = within("primary-key");
    const key = ((primary?.props as Props | undefined)?.["columns"] ?? []) as readonly (string | { name?: string })[];
    const keyNames = key.map((part) => (typeof part === "string" ? part : (part.name ?? "")));
    return {
      name: table,
      columns: within("column").map(({ name, props }) => {
        const target = references.get(name);
        return {
          name,
          families: familiesOf((props as Props)["type"] as string | undefined),
          ...(target === undefined ? {} : { refersTo: target }),
          surrogate:
            target === undefined &&
            keyNames.length === 1 &&
            keyNames[0] === name &&
            /(^|_)(id|uuid|uid)$/i.test(toSnake(name)),
        };
      }),
    };
  });
}

function templateOf(word: string): EntityTemplate | undefined {
  const name = entityName(word);
  return templateByName(name) ?? templateByAlias(name);
}

function familyOfField(name: string, form: string): Family {
  const { type } = parseField(name, form);
  if (type.array > 0) return "list";
  const family = TYPE_WORDS.get(type.name)?.family ?? "string";
  if (family === "integer" || family === "decimal" || family === "float") return "number";
  if (family === "date" || family === "time" || family === "datetime" || family === "interval") return "time";
  return family === "boolean" || family === "json" || family === "binary" ? family : "string";
}

const CONVENTIONS = { createdAt: "datetime", updatedAt: "datetime", deletedAt: "datetime?" };

/** Whether an entity has a column in kind. */
function has(template: EntityTemplate, table: string, column: Column): boolean {
  const own = [table, template.name].flatMap((word) => [toSnake(entityName(word)), toSnake(word)]);
  const full = toSnake(column.name);
  // `product_name` in `products` is a name; `author_id` names the role `author`.
  const short = own.map((word) => (full.startsWith(`${word}_`) ? full.slice(word.length + 1) : full));
  const names = new Set(
    [full, ...short].flatMap((name) => [name, name.replace(/_?(id|uuid|by)$/, "")]).filter(Boolean),
  );
  // `country.country` is the country's name, `comments.comment` what it says.
  if (own.includes(full)) for (const name of ["name", "content"]) names.add(name);
  const same = (member: string): boolean => {
    const wanted = meanings(toSnake(member));
    return [...names].some((name) => [...meanings(name)].some((meaning) => wanted.has(meaning)));
  };
  const target = column.refersTo === undefined ? undefined : templateOf(column.refersTo);
  const relations = Object.entries(template.relations ?? {}).filter(([, { is }]) => is.startsWith("one"));
  const isReference = column.refersTo !== undefined || /_(id|uuid|by)$/.test(full);
  if (isReference) {
    const related = relations.some(([role, { is, or = [] }]) => {
      const targets = [parseRelation(role, is, undefined, template.name).target, ...or];
      if (target && (targets.includes(target.name) || (target === template && targets.includes(template.name))))
        return true;
      const named = [...names].map((name) => templateOf(name)?.name);
      return target === undefined && (same(role) || named.some((name) => name !== undefined && targets.includes(name)));
    });
    if (related) return true;
  }
  const fields = { ...fieldForms(template), ...CONVENTIONS };
  return Object.entries(fields).some(
    ([name, form]) => same(name) && column.families.includes(familyOfField(name, form)),
  );
}

const size = ({ had, missed }: Judged): number => had.length + missed.length;

/** The share of columns that the entities have, from 0 to 1. */
export function shareOf(judged: readonly Judged[]): number {
  const all = judged.reduce((sum, item) => sum + size(item), 0);
  return all === 0 ? 0 : judged.reduce((sum, { had }) => sum + had.length, 0) / all;
}

/** What came out, as Markdown. */
export function blindReport(judged: readonly Judged[]): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const shares = judged.map((item) => item.had.length / size(item)).sort((a, b) => a - b);
  const median = shares[Math.floor(shares.length / 2)] ?? 0;
  const columns = judged.reduce((sum, item) => sum + size(item), 0);
  const rows = judged.map((item) => {
    const { source, table, entity, had, missed } = item;
    const missing = missed.slice(0, MOST_MISSED).join(", ") + (missed.length > MOST_MISSED ? " …" : "");
    return `| ${source} | ${table} | ${entity} | ${had.length} of ${size(item)} | ${missing} |`;
  });
  return `# Entities against real schemas

Written by \`node scripts/entities-blind.mjs\`. Nobody who designed these tables knew the [catalogue](entities.md), so they
tell how near its entities come to what people have.

Taken are the tables of the PostgreSQL and SQLite corpus whose name is that of an entity or one of its aliases, in any case
and number; a table that two files share counts once. Left out are keys that the database makes (\`id\`). A column is there
*in kind* when the entity has a field of the same meaning, by name or by a synonym of general usage
(\`test/knowledge/synonyms.ts\`), and the same family of type (text, number, truth value, time, JSON, bytes, list), or a
relation to the same entity or in the same role. Epoch seconds in a number are no time; a word for something else
(\`workers\` that are machines) counts all the same.

- **${percent(shareOf(judged))} of ${columns} columns** in ${judged.length} tables; the median of the tables is ${percent(median)}.
- \`User\` is as the founding example has it, field for field; what else real users have (names, confirmations, counters of
  failed sign-ins) stands in other entities or in \`profile\`.

| source | table | entity | in kind | not there |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

/** Of more columns that are not there, the first are listed. */
const MOST_MISSED = 8;

/** Every table of the corpus whose name is that of an entity or an alias; the same table of two files counts once. */
export async function judgeEntities(runtime: Runtime): Promise<Judged[]> {
  const judged: Judged[] = [];
  const seen = new Set<string>();
  const judge = (source: string, catalog: Catalog, engine: string): void => {
    for (const table of tablesOf(catalog, engine)) {
      const template = templateOf(table.name);
      const columns = table.columns.filter(({ surrogate }) => !surrogate);
      if (!template || columns.length === 0) continue;
      const id = `${entityName(table.name)}: ${columns
        .map(({ name }) => toSnake(name))
        .sort()
        .join()}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const had = columns.filter((column) => has(template, table.name, column));
      judged.push({
        source,
        table: table.name,
        entity: template.name,
        had: had.map(({ name }) => name),
        missed: columns.filter((column) => !had.includes(column)).map(({ name }) => name),
      });
    }
  };
  for (const { id, texts } of postgresFiles()) {
    judge(id, (await postgres.readText([...texts], runtime)).catalog, "postgres");
    runtime.progress(id);
  }
  for (const { id, path, text } of sqliteFiles()) {
    judge(id, (await sqlite.readText([{ name: path, text }], runtime)).catalog, "sqlite");
    runtime.progress(id);
  }
  return judged;
}
