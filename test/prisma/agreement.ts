/** Whether Prisma's engine and we mean the same: a database and our schema, a schema and our reading. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { type Change, diffCatalogs } from "../../src/catalog/diff.ts";
import { asPrinted } from "../../src/catalog/texts.ts";
import type { Design } from "../../src/engines/design.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import type { FormatFile, FormatReading, FormatWriting } from "../../src/formats/format.ts";
import { COMPLETION_FILE, PREPARATION_FILE } from "../../src/formats/prisma/capabilities.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import type { Model } from "../../src/model/model.ts";
import type { Runtime } from "../../src/runtime.ts";
import { structural } from "../../src/workflows/prove.ts";
import type { PrismaJudge } from "./schema-engine.ts";

/** A design of a database of which nobody has a model: all names are made by convention. */
export function unmodelled(catalog: Catalog, engine: "postgres" | "sqlite" = "postgres"): Design {
  const conventions = { tables: "snake_plural", columns: "snake", id: "none", timestamps: false } as const;
  const model: Model = { conventions, types: [], entities: [], targets: {} };
  return { model, engine, catalog, residue: [...catalog.objects.keys()] };
}

/** Objects that Prisma does not look at and that would need roles or a superuser. */
const UNSEEN: ReadonlySet<string> = new Set(["grant", "default-privileges", "policy", "publication", "event-trigger"]);

/** The script of a database as far as Prisma looks at it. */
function visibleScript(catalog: Catalog): string {
  const objects = new Map([...catalog.objects].filter(([, { kind }]) => !UNSEEN.has(kind)));
  return postgres.script(postgres.render({ ...catalog, objects }));
}

export const schemaFiles = (files: readonly FormatFile[]) => files.filter(({ path }) => path.endsWith(".prisma"));

export interface DatabaseVerdict {
  readonly written: FormatWriting;
  /** Statements by which Prisma would change the database that the schema was written for. */
  readonly drift: string;
  /** The names in the statements that no declared loss speaks of. */
  readonly undeclared: readonly string[];
}

/** Asks Prisma for the difference between a database and our schema of it. */
export async function judgeDatabase(judge: PrismaJudge, design: Design): Promise<DatabaseVerdict> {
  const written = await prisma.write(design);
  const drift = await judge.drift(visibleScript(design.catalog), schemaFiles(written.files));
  const declared = written.losses.map(({ object }) => object.replaceAll('"', ""));
  const undeclared = alteredNames(drift).filter((name) => !declared.some((object) => object.endsWith(name)));
  return { written, drift, undeclared };
}

/** `table.name` of every altered column and dropped constraint, and the table of every other statement, in Prisma's script. */
function alteredNames(script: string): string[] {
  const names: string[] = [];
  for (const statement of script.split(";\n")) {
    const table = /(?:ALTER TABLE|DROP TABLE|CREATE TABLE|DROP INDEX) ((?:"[^"]+"\.?)+)/
      .exec(statement)?.[1]
      ?.replaceAll('"', "");
    if (table === undefined) {
      const text = statement.replaceAll(/^--.*$/gm, "").trim();
      if (text !== "") names.push(text);
      continue;
    }
    const parts = [...statement.matchAll(/(?:ALTER COLUMN|DROP CONSTRAINT) "([^"]+)"/g)].map(
      ([, part]) => `${table}.${part}`,
    );
    names.push(...(parts.length > 0 ? parts : [table]));
  }
  return names;
}

/** Losses whose objects Prisma's engine cannot be completed to: they and their parts are left out of the comparison. */
const NOT_REMADE: ReadonlySet<string> = new Set([
  "INHERITS",
  "PARTITIONED",
  "PARTITION",
  "TYPED_TABLE",
  "ACCESS_METHOD",
  "UNLOGGED",
  "CLUSTER",
  "TABLESPACE",
  "STORAGE_OPTIONS",
]);

/**
 * What differs between a database and the one that Prisma's engine makes of our schema together with the completing
 * scripts, but for what is declared; texts aside, for Prisma writes `CURRENT_TIMESTAMP` where others write `now()`.
 */
export async function remade(
  judge: PrismaJudge,
  catalog: Catalog,
  { files, losses }: FormatWriting,
  runtime: Runtime,
): Promise<readonly Change[]> {
  const made = await judge.statements(schemaFiles(files));
  const textOf = (name: string) => files.find(({ path }) => path === name)?.text ?? "";
  // The way of docs/prisma.md: before the first table, and after everything.
  const tables = made.search(/^-- CreateTable/m);
  const start = tables < 0 ? made.length : tables;
  const texts = [
    { name: "prisma.sql", text: made.slice(0, start) },
    { name: PREPARATION_FILE, text: textOf(PREPARATION_FILE) },
    { name: "tables.sql", text: made.slice(start) },
    { name: COMPLETION_FILE, text: textOf(COMPLETION_FILE) },
  ];
  const { catalog: again, notices } = await postgres.readText(texts, runtime);
  const late = notices.filter(({ code }) => code === "STATEMENT_REORDERED");
  if (late.length > 0) throw new Error(`statements come too early: ${late.map(({ message }) => message).join("; ")}`);
  const declared = new Set(losses.filter(({ code }) => NOT_REMADE.has(code)).map(({ object }) => object));
  return structural(diffCatalogs(withoutNulls(catalog), withoutNulls(again), postgres.kinds)).filter(
    ({ id }) => !declared.has(id) && !declared.has(catalog.objects.get(id)?.parent ?? ""),
  );
}

/** A default of NULL is none, though servers keep one that has a cast. */
function withoutNulls(catalog: Catalog): Catalog {
  const printed = asPrinted(catalog);
  const objects = [...printed.objects].map(([id, object]) => {
    const { default: standard, ...props } = object.props as { readonly default?: { readonly sql: string } };
    const isNull = standard?.sql.startsWith("NULL::");
    return [id, isNull ? { ...object, props } : object] as const;
  });
  return { ...printed, objects: new Map(objects) };
}

/** A catalog without comments, which Prisma makes none of. */
export function withoutComments(catalog: Catalog): Catalog {
  const printed = asPrinted(catalog);
  const objects = [...printed.objects].map(([id, object]) => {
    const { comment, ...props } = object.props as { readonly comment?: string };
    return [id, { ...object, props }] as const;
  });
  return { ...printed, objects: new Map(objects) };
}

export interface SchemaVerdict {
  readonly reading: FormatReading;
  readonly catalog: Catalog;
  /** Between the database that Prisma makes of the files and the one that our reading means. */
  readonly changes: readonly Change[];
  /** Between that and what is read of it once it was written. */
  readonly round: readonly Change[];
}

/** Asks what Prisma's engine makes of a schema, and holds our reading against it; then writes and reads it again. */
export async function judgeSchema(
  judge: PrismaJudge,
  files: readonly FormatFile[],
  runtime: Runtime,
): Promise<SchemaVerdict> {
  const reading = await prisma.read(files);
  const text = await judge.statements(files.map(withoutUrls));
  const theirs = (await postgres.readText([{ name: "prisma.sql", text }], runtime)).catalog;
  const catalog = await catalogOf(reading.model, runtime);
  const changes = diffCatalogs(withoutComments(theirs), withoutComments(catalog), postgres.kinds);
  const written = await prisma.write({ model: reading.model, engine: "postgres", catalog, residue: [] });
  const again = await catalogOf((await prisma.read(schemaFiles(written.files))).model, runtime);
  const round = diffCatalogs(asPrinted(catalog), asPrinted(again), postgres.kinds);
  return { reading, catalog, changes, round };
}

async function catalogOf(model: Model, runtime: Runtime): Promise<Catalog> {
  return postgres.elaborate(postgres.lower(model).catalog, runtime);
}

/** A schema without what Prisma 7 refuses of older ones. */
export function withoutUrls({ path, text }: FormatFile): FormatFile {
  const features = 'previewFeatures = ["partialIndexes", "postgresqlExtensions", "views"]';
  const plain = text
    .replaceAll(/^\s*(url|directUrl|shadowDatabaseUrl)\s*=.*$/gm, "")
    .replace(/previewFeatures\s*=\s*\[[^\]]*\]/, features);
  return { path, text: plain };
}

export interface SchemaCase {
  readonly id: string;
  readonly files: readonly FormatFile[];
}

export const SHARED = resolve(
  process.env["SCHEMAFORGE_SHARED"] ?? join(process.cwd(), "..", "shared"),
  "corpus",
  "prisma",
);

export const fileAt = (path: string, name: string): FormatFile => ({ path: name, text: readFileSync(path, "utf8") });

/** Schemas that were written for these tests: single files, and one of several files. */
export function ownSchemas(folder = "schemas"): SchemaCase[] {
  const own = join(process.cwd(), "test", "prisma", folder);
  return readdirSync(own, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => {
      const place = join(own, entry.name);
      const files = entry.isDirectory()
        ? readdirSync(place).map((name) => fileAt(join(place, name), name))
        : [fileAt(place, entry.name)];
      return { id: entry.name, files };
    });
}

/** What the corpus is missing, as a sentence; undefined when it is there. */
export function corpusMissing(): string | undefined {
  return existsSync(SHARED) ? undefined : "no corpus beside the project (SCHEMAFORGE_SHARED)";
}

/** Schemas in the notation of Prisma 8, which another engine makes. */
const VERSION_8 = /prisma8/;

/** The schemas of real projects in the notation of Prisma 8. */
export function version8Schemas(): SchemaCase[] {
  if (corpusMissing() !== undefined) return [];
  return readdirSync(SHARED, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".prisma") && VERSION_8.test(name))
    .sort()
    .map((id) => ({ id, files: [fileAt(join(SHARED, id), id)] }));
}

/** Too large for every run: `npm run conformance:prisma` takes it in. */
const LARGE = /bigschema/;

/**
 * The schemas of real projects. Those of MySQL and SQLite that name no native type are taken as PostgreSQL's: their
 * models mean the same there.
 */
export function corpusSchemas(all = false): SchemaCase[] {
  if (corpusMissing() !== undefined) return [];
  return readdirSync(SHARED, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".prisma") && !VERSION_8.test(name) && (all || !LARGE.test(name)))
    .sort()
    .map((id) => ({ id, files: [asPostgres(fileAt(join(SHARED, id), id))] }));
}

function asPostgres({ path, text }: FormatFile): FormatFile {
  const isForeign =
    /provider\s*=\s*"(mysql|sqlite)"/.test(text) && !/@db\.(?!Text\b|VarChar\b)/.test(text.replaceAll(/\/\/.*$/gm, ""));
  return {
    path,
    text: isForeign ? text.replace(/provider(\s*)=\s*"(mysql|sqlite)"/, 'provider$1= "postgresql"') : text,
  };
}
