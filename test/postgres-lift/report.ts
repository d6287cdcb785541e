/** docs/conformance-lift.md: how much of each real schema the language has words for, and whether its model makes it again. */
import { closeScratch, postgres } from "../../src/engines/postgres/index.ts";
import type { Runtime } from "../../src/runtime.ts";
import { corpusFiles, sharedMissing } from "../postgres-corpus/shared.ts";
import { judgeLift } from "./law.ts";

const PRIVILEGES = /^(grant|default-privileges):/;

interface Row {
  readonly id: string;
  readonly objects: number;
  readonly verbatim: readonly string[];
  readonly privileges: number;
  readonly isEqual: boolean;
}

/**
 * The report, in Markdown.
 * @throws Error where the real schemas are missing
 */
export async function liftReport(runtime: Runtime): Promise<string> {
  const missing = sharedMissing();
  if (missing !== undefined) throw new Error(missing);
  const rows: Row[] = [];
  for (const { id, texts } of corpusFiles()) {
    const { catalog } = await postgres.readText(texts, runtime);
    const { residue, broken } = await judgeLift(catalog, runtime);
    const privileges = [...catalog.objects.keys()].filter((object) => PRIVILEGES.test(object)).length;
    rows.push({ id, objects: catalog.objects.size, verbatim: residue, privileges, isEqual: broken.length === 0 });
  }
  await closeScratch(runtime);
  const average = (share: (row: Row) => number) =>
    percent(rows.reduce((sum, row) => sum + share(row), 0) / rows.length);
  return `# Conformance of lift

Made by \`npm run conformance:lift\`. Each real PostgreSQL schema is read, lifted to a model, written as a file, read again,
lowered, run on the embedded engine and compared with what it was. *Verbatim* objects are those that the model holds as SQL,
because the language has no words for them.

- **${rows.filter(({ isEqual }) => isEqual).length} of ${rows.length}** equal
- verbatim on average: **${average(share)}** of the objects, **${average(shareWithoutPrivileges)}** without privileges (grants, default privileges)

| schema | objects | verbatim | share | without privileges | result | kinds held verbatim |
|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}
`;
}

function share({ verbatim, objects }: Row): number {
  return verbatim.length / objects;
}

function shareWithoutPrivileges({ verbatim, objects, privileges }: Row): number {
  return verbatim.filter((id) => !PRIVILEGES.test(id)).length / (objects - privileges);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function line(row: Row): string {
  const kinds = new Map<string, number>();
  for (const id of row.verbatim) {
    const kind = id.slice(0, id.indexOf(":"));
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const listed = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ");
  const result = row.isEqual ? "equal" : "**different**";
  return `| ${row.id} | ${row.objects} | ${row.verbatim.length} | ${percent(share(row))} | ${percent(shareWithoutPrivileges(row))} | ${result} | ${listed} |`;
}
