/** What Prisma's engine says of the SQLite corpus, as a part of the report. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Design } from "../../src/engines/design.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import { SchemaforgeError } from "../../src/model/errors.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import type { Runtime } from "../../src/runtime.ts";
import { designModel } from "../../src/workflows/design.ts";
import { corpusFiles } from "../sqlite/support.ts";
import { ownSchemas, unmodelled } from "./agreement.ts";
import { judgeFile, judgeSqliteSchema, remadeFile, sqliteSchemas } from "./agreement-sqlite.ts";
import { counted, ENTITIES, outcome, type Row, type Tally, table } from "./report-table.ts";
import { SqliteJudge } from "./schema-engine.ts";

interface Database {
  readonly id: string;
  /** The script that made it, where it is not that of the design. */
  readonly script?: string;
  make(): Promise<Design>;
}

function allDatabases(runtime: Runtime): Database[] {
  const designed = async (model: Model): Promise<Design> => {
    const catalog = await sqlite.elaborate(sqlite.lower(model).catalog, runtime);
    return { model, engine: "sqlite", catalog, residue: [] };
  };
  const examples = readdirSync("examples").map((name) => join("examples", name, "schema.model.yaml"));
  return [
    ...corpusFiles().map(({ id, path, text }) => ({
      id,
      script: text,
      make: async () => unmodelled((await sqlite.readText([{ name: path, text }], runtime)).catalog, "sqlite"),
    })),
    ...examples
      .filter((file) => existsSync(file))
      .map((file) => ({ id: file, make: () => designed(readModel(readFileSync(file, "utf8"), file).model) })),
    ...ENTITIES.map((entities) => ({
      id: `--entity=${entities}`,
      make: () => designed(designModel(entities).model),
    })),
  ];
}

async function databases(judge: SqliteJudge, runtime: Runtime): Promise<string[]> {
  const rows: Row[] = [];
  const tally: Tally = { same: 0, declared: 0, disagreement: 0 };
  for (const { id, script, make } of allDatabases(runtime)) {
    const design = await make();
    const { written, drift } = await judgeFile(judge, design, script);
    const { length } = await remadeFile(judge, design.catalog, written);
    const told = outcome(tally, drift, written.losses.length, drift === "" ? 0 : 1);
    rows.push([id, told, length === 0 ? "equal" : `**disagreement** ${length}`, counted(written.losses)]);
    runtime.progress(`SQLite, ${id}: ${told}`);
  }
  return [
    "## Databases of SQLite",
    "",
    "As for PostgreSQL, but that Prisma may find no difference at all, and that every database is made again.",
    "",
    `No change ${tally.same} · no change but declared losses ${tally.declared} · disagreements ${tally.disagreement}.`,
    "",
    ...table(["database", "Prisma's differ", "made again", "declared losses"], rows),
    "",
  ];
}

async function schemas(judge: SqliteJudge, runtime: Runtime): Promise<string[]> {
  const rows: Row[] = [];
  let disagreements = 0;
  for (const { id, files } of [...ownSchemas("sqlite-schemas"), ...sqliteSchemas()]) {
    try {
      const { losses, findings, changes, round, lost, catalog } = await judgeSqliteSchema(judge, files, runtime);
      const differ = changes.length + round.length;
      if (differ > 0) disagreements++;
      const told = differ === 0 ? "no change" : `**disagreement** ${changes.length} + ${round.length}`;
      rows.push([id, catalog.objects.size, told, counted(losses), counted(lost), counted(findings)]);
    } catch (error) {
      if (!(error instanceof SchemaforgeError)) throw error;
      rows.push([id, 0, `refused: ${error.code}`, error.message.replaceAll("|", "\\|").slice(0, 120), "", ""]);
    }
    runtime.progress(`SQLite, ${id}: ${String(rows.at(-1)?.[2])}`);
  }
  return [
    "## Schemas for SQLite",
    "",
    `${rows.length} schemas, disagreements ${disagreements}.`,
    "",
    ...table(["schema", "objects", "both directions", "not taken over", "lost when written", "findings"], rows),
    "",
  ];
}

/** The sections of SQLite. */
export async function sqliteReport(runtime: Runtime): Promise<string[]> {
  const judge = await SqliteJudge.start();
  return [...(await databases(judge, runtime)), ...(await schemas(judge, runtime))];
}
