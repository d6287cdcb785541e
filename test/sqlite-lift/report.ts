/** The part of docs/conformance-lift.md about SQLite. */
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { Runtime } from "../../src/runtime.ts";
import { corpusFiles } from "../sqlite/support.ts";
import { BOTH, type Compared, compare } from "./both-dialects.ts";
import { judgeLift } from "./law.ts";

/** Real SQLite schemas through a model and back, and beside their PostgreSQL versions, in Markdown. */
export async function sqliteSection(runtime: Runtime): Promise<string> {
  const rows: string[] = [];
  for (const { id, path, text } of corpusFiles()) {
    const { catalog } = await sqlite.readText([{ name: path, text }], runtime);
    const { residue, broken } = await judgeLift(catalog, runtime);
    const share = `${((100 * residue.length) / catalog.objects.size).toFixed(1)} %`;
    const kinds = [...new Set(residue.map((object) => object.split(":")[0] ?? ""))].join(", ");
    const result = broken.length === 0 ? "equal" : "**different**";
    rows.push(`| ${id} | ${catalog.objects.size} | ${residue.length} | ${share} | ${result} | ${kinds} |`);
  }
  const compared: Compared[] = [];
  for (const ids of BOTH) {
    const found = await compare(ids, runtime);
    if (found) compared.push(found);
  }
  return `## SQLite

The same with SQLite's schemas. SQLite prints nothing: the lowered catalog is the one that was read, without a run.

| schema | objects | verbatim | share | result | kinds held verbatim |
|---|---|---|---|---|---|
${rows.join("\n")}

## The same schema in both dialects

Schemas whose authors keep a text for PostgreSQL and one for SQLite: each is lifted, and the two models are compared table by
table: which columns may be null, keys, foreign keys. Every difference between the models is one between the databases
(*misread* counts others). A type is *stored alike* when SQLite's column has the affinity that we would give PostgreSQL's; the
other columns are listed.

| schema | tables | columns | facts alike | facts that differ | misread | stored alike |
|---|---|---|---|---|---|---|
${compared.map(line).join("\n")}

${compared.flatMap(details).join("\n")}
`;
}

function line({ schema, tables, columns, same, different, misread, stored }: Compared): string {
  return `| ${schema} | ${tables} | ${columns} | ${same} | ${different.length} | ${misread.length === 0 ? "0" : `**${misread.length}**`} | ${stored} |`;
}

function details({ schema, different, otherwise }: Compared): string[] {
  const parts = [
    ...(different.length > 0 ? [`in one of the two only: ${different.join("; ")}`] : []),
    ...(otherwise.length > 0 ? [`stored otherwise: ${otherwise.join("; ")}`] : []),
  ];
  return parts.length > 0 ? [`- ${schema}: ${parts.join(". ")}`] : [];
}
