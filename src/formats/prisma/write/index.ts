/** Writes a Design as a Prisma 7 project: schema, config, and what completes the database. */
import type { Design } from "../../../engines/design.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import { expandModel } from "../../../model/expand/index.ts";
import type { FormatFile, FormatWriting } from "../../format.ts";
import { COMPLETION_FILE, PREPARATION_FILE } from "../capabilities.ts";
import { complaintsOf, layOut, placeAt } from "../wasm.ts";
import { configFile } from "./config.ts";
import { EXTENSION_FILE, extensionFile, extensionFindings } from "./extension.ts";
import { extensionFacts } from "./extension-facts.ts";
import { Losses } from "./losses.ts";
import { isIgnored, writeModel } from "./models.ts";
import { nameAll } from "./naming.ts";
import { relate } from "./relations.ts";
import { extensionsOf, writeEnum, writeHead } from "./schema.ts";
import { PostgresSource } from "./source-postgres.ts";
import { SqliteSource } from "./source-sqlite.ts";
import { writeViews } from "./views.ts";

export interface PrismaOptions {
  /** Folder of the generated client, relative to the schema. */
  readonly output?: string;
  /** Also write the extension of the client that soft deletion, tenants and encrypted fields need. */
  readonly clientExtension?: boolean;
}

export const SCHEMA_FILE = "schema.prisma";

/** @throws SchemaforgeError `INVALID_RESULT` where Prisma does not accept what was written (a defect) */
export async function write(design: Design, options: PrismaOptions = {}): Promise<FormatWriting> {
  const source = design.engine === "sqlite" ? new SqliteSource(design) : new PostgresSource(design);
  const losses = new Losses();
  const naming = nameAll(source, design.model, source.views);
  const ignored = new Set(source.tables.filter((table) => isIgnored(source, naming, table)).map(({ id }) => id));
  const relations = relate(source, naming, ignored, losses);
  const { enums } = source;
  const tables = source.tables.filter(({ id }) => !relations.implicit.has(id));
  const used = new Set([...source.tables, ...enums, ...source.views].map(({ schema = "public" }) => schema));
  const schemas = used.size > 1 || (used.size === 1 && !used.has("public")) ? [...used].sort() : [];
  const models = tables.map((table) => {
    const flags = { ignored: ignored.has(table.id), schemas: schemas.length > 0 };
    return writeModel(source, naming, table, relations.lines.get(table.id), flags, losses);
  });
  const views = writeViews(source, naming, design.model, schemas.length > 0, losses);
  const extensions = source.provider === "sqlite" ? [] : extensionsOf(source);
  const previewFeatures = [
    ...(models.some(({ partial }) => partial) ? ["partialIndexes"] : []),
    ...(extensions.length > 0 ? ["postgresqlExtensions"] : []),
    ...(views.blocks.length > 0 ? ["views"] : []),
  ];
  const { provider } = source;
  const output = options.output ?? "./generated";
  const head = writeHead({ provider, previewFeatures, schemas, extensions, output });
  const blocks = [
    ...head,
    ...models.map(({ text }) => text),
    ...views.blocks,
    ...enums.flatMap((type) => writeEnum(naming, type, schemas.length > 0, losses) ?? []),
  ];
  const [schema] = await checked([{ path: SCHEMA_FILE, text: `${blocks.join("\n\n")}\n` }]);
  source.note(losses, views.declared);
  const named = new Set(models.flatMap((model) => model.named));
  const { before, after } = source.completion(losses.completed, relations.implicit, named);
  const known = tables.filter(({ id }) => !ignored.has(id));
  const facts = options.clientExtension
    ? extensionFacts({ source, naming, model: expandModel(design.model), relations: relations.fields, tables: known })
    : undefined;
  const extension = facts && extensionFile(facts, provider, output);
  return {
    files: [
      ...(schema ? [schema] : []),
      { path: "prisma.config.ts", text: configFile(source.provider === "sqlite" ? source.external : []) },
      ...(before === undefined ? [] : [{ path: PREPARATION_FILE, text: before }]),
      ...(after === undefined ? [] : [{ path: COMPLETION_FILE, text: after }]),
      ...(extension === undefined ? [] : [{ path: EXTENSION_FILE, text: extension }]),
    ],
    losses: losses.all,
    findings: facts ? extensionFindings(facts, provider) : [],
  };
}

/** The files as Prisma lays them out, after it has accepted them. */
async function checked(files: readonly FormatFile[]): Promise<readonly FormatFile[]> {
  const [first] = (await complaintsOf(files)).filter(({ isWarning }) => !isWarning);
  if (!first) return layOut(files);
  const text = files.find(({ path }) => path === first.file)?.text ?? "";
  throw new SchemaforgeError("INVALID_RESULT", `Prisma does not accept the schema: ${first.text}`, {
    where: { file: first.file, ...placeAt(text, first.start) },
    remedy: "Report the design; nothing was written",
  });
}
