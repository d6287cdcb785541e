/** `schemaforge sample SOURCE`: rows to try a schema with. */
import { join, resolve } from "node:path";
import { SchemaforgeError } from "../../model/errors.ts";
import { signed, writeFiles } from "../../workflows/files.ts";
import { sample as sampleSource } from "../../workflows/sample.ts";
import { type Context, configOf, load, loadFound, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";

const DEFAULT_ROWS = 10;
const FILE = "sample.sql";

/** Prints the script of INSERT statements, or writes it to a file. */
export async function sample(source: string | undefined, context: Context): Promise<Outcome> {
  const { flags, runtime, paint } = context;
  const rows = rowsOf(textFlag(flags, "rows"));
  const loaded = source === undefined ? await loadFound(context) : await load(source, context);
  const asked = textFlag(flags, "engine") ?? (loaded.kind === "catalog" ? undefined : (await configOf(context)).engine);
  const outcome = await sampleSource(
    { source: loaded, rows, seed: textFlag(flags, "seed") ?? "1", ...(asked === undefined ? {} : { engine: asked }) },
    runtime,
  );
  const { engine, catalog, script, losses, notices } = outcome;
  const common = {
    exit: 0,
    losses,
    notices,
    engine: { name: engine.name, version: catalog.context.version, elaborator: catalog.elaboratedBy },
  };
  if (flags["stdout"] && !flags["json"]) return { ...common, result: {}, artefact: script };
  const pieces: string[] = [];
  for await (const piece of script) pieces.push(piece);
  const files = [{ path: FILE, text: signed(pieces.join(""), "--") }];
  if (flags["stdout"]) return { ...common, result: { files } };
  const out = textFlag(flags, "out") ?? (await configOf(context)).out ?? join("schema", engine.name);
  const dryRun = flags["dryRun"] === true;
  const paths = await writeFiles(resolve(runtime.cwd, out), files, { force: flags["force"] === true, dryRun });
  return {
    ...common,
    result: { files },
    people: paths.map((path) => `${dryRun ? "would write" : paint.green("wrote")} ${path}`),
  };
}

/** @throws SchemaforgeError `BAD_OPTION` for what is no number of rows */
function rowsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_ROWS;
  if (/^\d{1,8}$/.test(text) && Number(text) <= 10_000_000) return Number(text);
  throw new SchemaforgeError("BAD_OPTION", `--rows is a whole number up to 10000000, not ${text}`, {
    remedy: "Write --rows 100",
  });
}
