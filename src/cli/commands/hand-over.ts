/** The end of every command that makes files: refuse what is not proven, write, show. */
import { join, resolve } from "node:path";
import { SchemaforgeError } from "../../model/errors.ts";
import type { ConvertOutcome } from "../../workflows/convert.ts";
import { writeFiles } from "../../workflows/files.ts";
import { type Context, configOf, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { assertNotTooNew } from "../versions.ts";

/**
 * Hands over what a workflow made for a target.
 *
 * @param name the target's name, which the default folder has
 * @throws SchemaforgeError when the target version lacks a feature, or the files cannot be written
 */
export async function handOver(name: string, outcome: ConvertOutcome, context: Context): Promise<Outcome> {
  const { flags, runtime } = context;
  const { files, reasons, proof, losses, notices, engine, catalog } = outcome;
  if (engine && catalog) assertNotTooNew(textFlag(flags, "targetVersion"), engine, catalog);
  const version = catalog?.context.version ?? "";
  const common = {
    losses,
    notices,
    result: { files, reasons, proof },
    ...(engine ? { engine: { name: engine.name, version, elaborator: proof.engine ?? "none" } } : {}),
  };
  if (proof.status === "refuted") return { ...common, exit: 1, error: notProven(outcome) };
  // Of a format's files the first is the schema; the others stand beside it.
  const shown = outcome.format === undefined ? files : files.slice(0, 1);
  const artefact = shown.map((file) => file.text).join("\n");
  const explained = explanation(outcome, context);
  if (flags["stdout"]) return { ...common, exit: 0, artefact, people: explained };
  const out =
    textFlag(flags, "out") ?? (await configOf(context)).out ?? join("schema", outcome.format ?? engine?.name ?? name);
  const dryRun = flags["dryRun"] === true;
  const paths = await writeFiles(resolve(runtime.cwd, out), files, { force: flags["force"] === true, dryRun });
  return { ...common, exit: 0, artefact, people: [...explained, ...summary(outcome, paths, dryRun, context)] };
}

/** The error of a schema that came out otherwise than meant. */
export function notProven({ proof }: ConvertOutcome): SchemaforgeError {
  const [first, ...others] = proof.differences;
  const more = others.length > 0 ? ` (and ${others.length} more, all with --json)` : "";
  return new SchemaforgeError(
    "NOT_PROVEN",
    `run on ${proof.engine}, the schema is not what was meant: ${first?.op} ${first?.id}${more}`,
    { remedy: "This is a defect of Schemaforge: report it; --no-verify gives the text all the same" },
  );
}

/** With `--explain`: why the design is as it is, and what would go well with it. */
export function explanation({ reasons, suggestions }: ConvertOutcome, { flags, paint }: Context): string[] {
  if (!flags["explain"]) return [];
  const joining = suggestions.map(({ entity }) => entity).join(", ");
  return [
    ...reasons.map(({ subject, decision, why }) => `${paint.bold(subject)}: ${decision} ${paint.dim(`(${why})`)}`),
    ...(joining ? [`Would go well with it: ${joining}`] : []),
  ];
}

/** Plurals of kinds as people say them. */
const IRREGULAR: { readonly [kind: string]: string } = {
  index: "indexes",
  "primary-key": "primary keys",
  "foreign-key": "foreign keys",
  unique: "unique constraints",
  policy: "policies",
  "default-privileges": "default privileges",
  statistics: "statistics objects",
  opaque: "other objects",
};

function count(kind: string, number: number): string {
  const plural = IRREGULAR[kind] ?? `${kind.replaceAll("-", " ")}s`;
  return `${number} ${number === 1 ? plural.replace(/ies$/, "y").replace(/(?<=ex)es$|s$/, "") : plural}`;
}

/** What was made, for people. */
export function summary(
  { objects, proof }: ConvertOutcome,
  paths: readonly string[],
  dryRun: boolean,
  { paint }: Context,
): string[] {
  const kinds = Object.entries(objects).filter(([kind]) => kind !== "schema");
  return [
    ...(kinds.length > 0 ? [kinds.map(([kind, number]) => count(kind, number)).join(", ")] : []),
    ...(proof.status === "proven" ? [`${paint.green("proven")} by running it on ${proof.engine}`] : []),
    ...paths.map((path) => `${dryRun ? "would write" : paint.green("wrote")} ${path}`),
  ];
}
