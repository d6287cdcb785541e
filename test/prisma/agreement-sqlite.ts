/** Whether Prisma's engine and we mean the same on SQLite: a database and our schema, a schema and our reading. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { type Change, diffCatalogs } from "../../src/catalog/diff.ts";
import type { Design } from "../../src/engines/design.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { inspect } from "../../src/engines/sqlite/inspect/index.ts";
import type { FormatFile, FormatWriting } from "../../src/formats/format.ts";
import { COMPLETION_FILE } from "../../src/formats/prisma/capabilities.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import type { Model } from "../../src/model/model.ts";
import type { Runtime } from "../../src/runtime.ts";
import { withDatabase } from "../sqlite/support.ts";
import { corpusMissing, fileAt, type SchemaCase, SHARED, schemaFiles, withoutUrls } from "./agreement.ts";
import type { SqliteJudge } from "./schema-engine.ts";

export interface FileVerdict {
  readonly written: FormatWriting;
  /** Statements by which Prisma would change the database that the schema was written for: none. */
  readonly drift: string;
}

/** Asks Prisma for the difference between a database, the one of a script or of the design, and our schema of it. */
export async function judgeFile(judge: SqliteJudge, design: Design, script?: string): Promise<FileVerdict> {
  const written = await prisma.write(design);
  const made = script ?? sqlite.script(sqlite.render(design.catalog));
  return { written, drift: await judge.drift(made, schemaFiles(written.files), externalTables(written.files)) };
}

/** What a project's config tells Prisma to leave alone. */
function externalTables(files: readonly FormatFile[]): string[] {
  const config = files.find(({ path }) => path === "prisma.config.ts")?.text ?? "";
  const listed = /external: \[([^\]]*)\]/.exec(config)?.[1] ?? "";
  return [...listed.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name);
}

/** What differs between a database and the one that Prisma's engine makes of our schema with the completing script. */
export async function remadeFile(
  judge: SqliteJudge,
  catalog: Catalog,
  { files }: FormatWriting,
): Promise<readonly Change[]> {
  const made = await judge.statements(schemaFiles(files));
  const rest = files.find(({ path }) => path === COMPLETION_FILE)?.text ?? "";
  const rows = sqlite.rowsOf?.(catalog) ?? [];
  const again = await withDatabase(`${made}\n${rest}`, (connection) => inspect(connection, undefined, rows).catalog);
  return diffCatalogs(catalog, again, sqlite.kinds);
}

export interface SchemaVerdict {
  readonly losses: readonly { readonly code: string }[];
  readonly findings: readonly { readonly code: string }[];
  readonly catalog: Catalog;
  /** Between the database that Prisma makes of the files and the one that our reading means. */
  readonly changes: readonly Change[];
  /** Between that and what is read of it once it was written, but for the losses that writing declares. */
  readonly round: readonly Change[];
  readonly lost: readonly { readonly code: string }[];
}

/** Asks what Prisma's engine makes of a schema, and holds our reading against it; then writes and reads it again. */
export async function judgeSqliteSchema(
  judge: SqliteJudge,
  files: readonly FormatFile[],
  runtime: Runtime,
): Promise<SchemaVerdict> {
  const { model, losses, findings } = await prisma.read(files);
  const made = await judge.statements(files.map(withoutUrls));
  const theirs = await withDatabase(made, (connection) => inspect(connection).catalog);
  const fileOf = (each: Model) => sqlite.elaborate(sqlite.lower(each).catalog, runtime);
  const catalog = await fileOf(model);
  const changes = diffCatalogs(theirs, catalog, sqlite.kinds);
  const written = await prisma.write({ model, engine: "sqlite", catalog, residue: [] });
  const again = await fileOf((await prisma.read(schemaFiles(written.files))).model);
  const declared = new Set(written.losses.map(({ object }) => object));
  const round = diffCatalogs(catalog, again, sqlite.kinds).filter(({ id }) => !declared.has(id));
  return { losses, findings, catalog, changes, round, lost: written.losses };
}

/** The schemas of real projects that are for SQLite. */
export function sqliteSchemas(): SchemaCase[] {
  if (corpusMissing() !== undefined) return [];
  return readdirSync(SHARED, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((id) => ({ id, files: [fileAt(join(SHARED, id), id)] }))
    .filter(({ files }) => files.some(({ text }) => /provider\s*=\s*"sqlite"/.test(text)));
}
