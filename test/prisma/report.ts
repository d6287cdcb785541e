/** What Prisma's engine says of the whole corpus, as a Markdown document. */
import { postgres } from "../../src/engines/postgres/index.ts";
import { prisma } from "../../src/formats/prisma/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Runtime } from "../../src/runtime.ts";
import { designModel } from "../../src/workflows/design.ts";
import { corpusFiles, sharedMissing } from "../postgres-corpus/shared.ts";
import {
  corpusSchemas,
  judgeDatabase,
  judgeSchema,
  ownSchemas,
  remade,
  unmodelled,
  version8Schemas,
} from "./agreement.ts";
import { sqliteReport } from "./report-sqlite.ts";
import { counted, ENTITIES, outcome, type Row, type Tally, table } from "./report-table.ts";
import { EXTENSIONS, PrismaJudge } from "./schema-engine.ts";

async function databases(judge: PrismaJudge, runtime: Runtime): Promise<string[]> {
  const rows: Row[] = [];
  const tally: Tally = { same: 0, declared: 0, disagreement: 0 };
  const designs = [
    ...corpusFiles().map(({ id, texts }) => ({
      id,
      make: async () => unmodelled((await postgres.readText(texts, runtime)).catalog),
    })),
    ...ENTITIES.map((entities) => ({
      id: `--entity=${entities}`,
      make: async () => {
        const { model } = designModel(entities);
        const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
        return { model, engine: "postgres" as const, catalog, residue: [] };
      },
    })),
  ];
  for (const { id, make } of designs) {
    const design = await make();
    const { written, drift, undeclared } = await judgeDatabase(judge, design);
    const differences = await remade(judge, design.catalog, written, runtime);
    const again = differences.length === 0 ? "equal" : `**disagreement** ${differences.length}`;
    rows.push([id, outcome(tally, drift, written.losses.length, undeclared.length), again, counted(written.losses)]);
    runtime.progress(`${id}: ${String(rows.at(-1)?.[1])}`);
  }
  return [
    "## Databases of PostgreSQL",
    "",
    "A database is written as a Prisma schema; Prisma's own engine looks at the database and says what it would change to",
    "come to that schema. *Made again*: the database that Prisma's engine makes of the schema, together with `prepare.sql`",
    "and `complete.sql`, held against the first one. What is declared as not made (partitioned and inherited tables, storage)",
    "is left aside there; everything else is equal, constraint for constraint.",
    "",
    `No change ${tally.same} · no change but declared losses ${tally.declared} · disagreements ${tally.disagreement}.`,
    "",
    ...table(["database", "Prisma's differ", "made again", "declared losses"], rows),
    "",
  ];
}

async function schemas(judge: PrismaJudge, runtime: Runtime): Promise<string[]> {
  const rows: Row[] = [];
  let disagreements = 0;
  for (const { id, files } of [...ownSchemas(), ...corpusSchemas(true)]) {
    try {
      const { reading, changes, round, catalog } = await judgeSchema(judge, files, runtime);
      const differ = changes.length + round.length;
      if (differ > 0) disagreements++;
      const told = differ === 0 ? "no change" : `**disagreement** ${changes.length} + ${round.length}`;
      rows.push([id, catalog.objects.size, told, counted(reading.losses), counted(reading.findings)]);
    } catch (error) {
      if (!(error instanceof SchemaforgeError)) throw error;
      rows.push([id, 0, `refused: ${error.code}`, error.message.replaceAll("|", "\\|").slice(0, 120), ""]);
    }
    runtime.progress(`${id}: ${String(rows.at(-1)?.[2])}`);
  }
  return [
    "## Schemas for PostgreSQL",
    "",
    "The database that Prisma's engine makes of a schema is held against the one that our reading of it means (comments",
    "aside, of which Prisma makes none); then our reading is written and read again.",
    "",
    `${rows.length} schemas, disagreements ${disagreements}.`,
    "",
    ...table(["schema", "objects", "both directions", "not taken over", "findings"], rows),
    "",
  ];
}

async function version8(runtime: Runtime): Promise<string[]> {
  const rows: Row[] = [];
  for (const { id, files } of version8Schemas()) {
    const { model, losses } = await prisma.read(files);
    const catalog = await postgres.elaborate(postgres.lower(model).catalog, runtime);
    rows.push([id, catalog.objects.size, counted(losses)]);
  }
  return [
    "## Schemas of Prisma 8",
    "",
    "The schema engine of Prisma 7 cannot judge them; `test/prisma/version8.test.ts` holds our reading against what the",
    "migrations of Prisma 8 make.",
    "",
    ...table(["schema", "objects", "not taken over"], rows),
    "",
  ];
}

/** The document. Throws when the corpus is not there: an empty report would say nothing. */
export async function prismaReport(runtime: Runtime): Promise<string> {
  const missing = sharedMissing();
  if (missing !== undefined) throw new Error(missing);
  const judge = await PrismaJudge.start(EXTENSIONS);
  try {
    return [
      "# Conformance of Prisma",
      "",
      "Written by `npm run conformance:prisma`. The judge is Prisma's own schema engine (`@prisma/schema-engine-wasm`) on an",
      "embedded PostgreSQL 18 and an embedded SQLite 3.45.",
      "",
      ...(await databases(judge, runtime)),
      ...(await schemas(judge, runtime)),
      ...(await version8(runtime)),
      ...(await sqliteReport(runtime)),
    ].join("\n");
  } finally {
    await judge.close();
  }
}
