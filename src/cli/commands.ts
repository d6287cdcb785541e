/** The commands: each takes its arguments to a workflow and says what came of it. */
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { SchemaforgeError } from "../model/errors.ts";
import { analyze } from "../workflows/analyze.ts";
import { type ConvertOutcome, convert as convertSource } from "../workflows/convert.ts";
import { type DesignOutcome, design } from "../workflows/design.ts";
import { diff as diffSources } from "../workflows/diff.ts";
import { writeFiles } from "../workflows/files.ts";
import { describeChanges } from "./changes.ts";
import { booleanFlag, type Context, load, loadFound, textFlag } from "./context.ts";
import type { Outcome } from "./envelope.ts";
import { checkTargetVersion } from "./versions.ts";

/** `schemaforge TARGET [SOURCE]`. */
export async function target(name: string, source: string | undefined, context: Context): Promise<Outcome> {
  const { flags, runtime } = context;
  const entities = textFlag(flags, "entity");
  const relations = booleanFlag(flags, "relations");
  const start = source ?? textFlag(flags, "model");
  const loaded =
    start !== undefined ? await load(start, context) : entities === undefined ? await loadFound(context) : undefined;
  const outcome = await design(
    {
      target: name,
      verify: flags["verify"] !== false,
      ...(entities === undefined ? {} : { entities }),
      ...(relations === undefined ? {} : { relations }),
      ...(loaded ? { source: loaded } : {}),
    },
    runtime,
  );
  return handOver(name, outcome, context);
}

/** `schemaforge convert SOURCE --to TARGET`. */
export async function convert(source: string | undefined, context: Context): Promise<Outcome> {
  const to = textFlag(context.flags, "to");
  if (to === undefined)
    throw new SchemaforgeError("MISSING_OPTION", "convert needs a target", {
      remedy: "Add --to postgres, sqlite or model",
    });
  const loaded = source === undefined ? await loadFound(context) : await load(source, context);
  return handOver(
    to,
    await convertSource({ source: loaded, to, verify: context.flags["verify"] !== false }, context.runtime),
    context,
  );
}

/** Refuses what is not proven, writes the files, and shows them. */
async function handOver(name: string, outcome: ConvertOutcome | DesignOutcome, context: Context): Promise<Outcome> {
  const { flags, runtime, paint } = context;
  const { files, reasons, suggestions, proof, losses, notices, objects, engine } = outcome;
  checkTargetVersion(textFlag(flags, "targetVersion"), engine, outcome);
  const result = { files, reasons, proof };
  const common = {
    losses,
    notices,
    ...(engine ? { engine: { name: engine.name, version: "", elaborator: proof.engine ?? "none" } } : {}),
  };
  if (proof.status === "refuted") {
    const [first] = proof.differences;
    const error = new SchemaforgeError(
      "NOT_PROVEN",
      `run on ${proof.engine}, the schema is not what was meant: ${first?.op} ${first?.id}`,
      {
        remedy: "This is a defect of Schemaforge: report it; --no-verify gives the text all the same",
      },
    );
    return { ...common, exit: 1, result, error };
  }
  const text = files.map((file) => file.text).join("\n");
  if (flags["stdout"]) return { ...common, exit: 0, result, artefact: text };
  const folder = join(runtime.cwd, textFlag(flags, "out") ?? join("schema", name));
  const paths = await writeFiles(folder, files, { force: flags["force"] === true, dryRun: flags["dryRun"] === true });
  const kinds = Object.entries(objects).filter(([kind]) => kind !== "schema");
  return {
    ...common,
    exit: 0,
    result,
    artefact: text,
    people: [
      ...(flags["explain"]
        ? reasons.map(({ subject, decision, why }) => `${paint.bold(subject)}: ${decision} ${paint.dim(`(${why})`)}`)
        : []),
      ...(suggestions.length > 0 && flags["explain"]
        ? [`Would go well with it: ${suggestions.map(({ entity }) => entity).join(", ")}`]
        : []),
      ...paths.map((path) => `${flags["dryRun"] ? "would write" : paint.green("wrote")} ${path}`),
      ...(kinds.length > 0 ? [kinds.map(([kind, count]) => `${count} ${kind}`).join(" · ")] : []),
      ...(proof.status === "proven" ? [`${paint.green("proven")} on ${proof.engine}`] : []),
    ],
  };
}

/** `schemaforge diff A B`. */
export async function diff(a: string, b: string, context: Context): Promise<Outcome> {
  const { flags, runtime, paint } = context;
  const [left, right] = await Promise.all([load(a, context), load(b, context)]);
  const engine = textFlag(flags, "engine");
  const renames = Array.isArray(flags["rename"]) ? (flags["rename"] as readonly string[]) : [];
  const outcome = await diffSources(
    { a: left, b: right, renames, ...(engine === undefined ? {} : { engine }) },
    runtime,
  );
  const { changes } = outcome;
  const lines = describeChanges(changes, outcome.a, outcome.b, paint);
  return {
    exit: changes.length > 0 ? 2 : 0,
    result: { changes, elaborated: outcome.elaborated },
    engine: { name: outcome.engine.name, version: versionOf(outcome.b), elaborator: outcome.elaborated },
    losses: outcome.losses,
    notices: outcome.notices,
    artefact: lines.length > 0 ? `${lines.join("\n")}\n` : "",
    people: changes.length > 0 ? [`${changes.length} differences`] : ["no differences"],
  };
}

function versionOf(catalog: Catalog): string {
  return catalog.context.version;
}

/** `schemaforge` alone: what the current folder offers. */
export async function folder(context: Context): Promise<Outcome> {
  const found = await analyze(context.runtime, textFlag(context.flags, "config"));
  const { bold } = context.paint;
  return {
    exit: 0,
    result: { source: found.source, from: found.from, unread: found.unread },
    people: [
      `${bold(found.source)} (from ${found.from})`,
      ...found.unread.map((tool) => `${tool} is here too; this version does not read it`),
      `Next: schemaforge postgres, schemaforge convert --to sqlite, schemaforge diff ${found.source} postgres://…`,
    ],
  };
}
