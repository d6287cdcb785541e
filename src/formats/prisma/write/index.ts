/** Writes a Design as a Prisma 7 project: schema, config, and what completes the database. */
import type { Design } from "../../../engines/design.ts";
import { makeObjectName, type PostgresObject } from "../../../engines/postgres/index.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { FormatFile, FormatWriting } from "../../format.ts";
import { type Capability, COMPLETION_FILE, KINDS_LOST, PROPERTIES_LOST, SITUATIONS } from "../capabilities.ts";
import { complaintsOf, layOut, placeAt } from "../wasm.ts";
import { completion } from "./completion.ts";
import { CONFIG } from "./config.ts";
import { Losses } from "./losses.ts";
import { isIgnored, writeModel } from "./models.ts";
import { nameAll } from "./naming.ts";
import { relate } from "./relations.ts";
import { extensionsOf, writeEnum, writeHead } from "./schema.ts";
import { Source } from "./source.ts";

export interface PrismaOptions {
  /** Folder of the generated client, relative to the schema. */
  readonly output?: string;
}

export const SCHEMA_FILE = "schema.prisma";

/** @throws SchemaforgeError `INVALID_RESULT` where Prisma does not accept what was written (a defect) */
export async function write(design: Design, options: PrismaOptions = {}): Promise<FormatWriting> {
  const source = new Source(design);
  const losses = new Losses();
  const naming = nameAll(source, design.model, []);
  const ignored = new Set(source.tables.filter((table) => isIgnored(source, naming, table)).map(({ id }) => id));
  const relations = relate(source, naming, ignored, losses);
  const enums = source.tree.ofKind("enum");
  const tables = source.tables.filter(({ id }) => !relations.implicit.has(id));
  const used = new Set([...source.tables, ...enums].map(({ schema = "public" }) => schema));
  const schemas = used.size > 1 || (used.size === 1 && !used.has("public")) ? [...used].sort() : [];
  const models = tables.map((table) => {
    const flags = { ignored: ignored.has(table.id), schemas: schemas.length > 0 };
    return writeModel(source, naming, table, relations.lines.get(table.id), flags, losses);
  });
  const extensions = extensionsOf(source);
  const previewFeatures = [
    ...(models.some(({ partial }) => partial) ? ["partialIndexes"] : []),
    ...(extensions.length > 0 ? ["postgresqlExtensions"] : []),
  ];
  const head = writeHead({ previewFeatures, schemas, extensions, output: options.output ?? "./generated" });
  const blocks = [
    ...head,
    ...models.map(({ text }) => text),
    ...enums.flatMap((type) => writeEnum(naming, type, schemas.length > 0, losses) ?? []),
  ];
  const [schema] = await checked([{ path: SCHEMA_FILE, text: `${blocks.join("\n\n")}\n` }]);
  noteByTable(source, losses);
  const script = completion(source, losses.completed, relations.implicit);
  return {
    files: [
      ...(schema ? [schema] : []),
      { path: "prisma.config.ts", text: CONFIG },
      ...(script === undefined ? [] : [{ path: COMPLETION_FILE, text: script }]),
    ],
    losses: losses.all,
  };
}

/** What the tables of capabilities say of the objects that are there. */
function noteByTable(source: Source, losses: Losses): void {
  for (const object of source.tree.objects()) {
    const lost = (KINDS_LOST as { readonly [kind: string]: Capability | undefined })[object.kind];
    if (object.kind === "view") losses.add(object.id, SITUATIONS.viewType);
    else if (lost && object.kind === "sequence") noteSequence(source, object, losses);
    else if (lost && isOfDomain(source, object)) losses.completed.add(object.id);
    else if (lost) losses.add(object.id, lost);
    const rows = (PROPERTIES_LOST[object.kind] ?? {}) as { readonly [name: string]: Capability | undefined };
    for (const name of Object.keys(object.props)) {
      const row = rows[name];
      if (row) losses.add(object.id, row);
    }
  }
}

/** A sequence that numbers a column is Prisma's `autoincrement()`, which makes one of the usual name. */
function noteSequence(source: Source, { id, name, props }: PostgresObject<"sequence">, losses: Losses): void {
  const { dataType, ownedBy, ...options } = props;
  if (!ownedBy || !source.table(ownedBy)) {
    losses.add(id, KINDS_LOST.sequence);
    return;
  }
  const usual = name === makeObjectName(ownedBy.name, ownedBy.column, "seq") && Object.keys(options).length === 0;
  if (!usual) losses.add(id, SITUATIONS.ownSequence);
}

/** Checks of a domain go with it. */
function isOfDomain(source: Source, object: PostgresObject): boolean {
  return object.kind === "check" && source.tree.get(object.parent ?? "")?.kind === "domain";
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
