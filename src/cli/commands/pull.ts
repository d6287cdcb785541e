/** `schemaforge pull URL`: a model from a database. */
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { SchemaforgeError } from "../../model/errors.ts";
import { convert } from "../../workflows/convert.ts";
import { writeFiles } from "../../workflows/files.ts";
import { pull as pullModel, selectObjects } from "../../workflows/pull.ts";
import { type Context, configOf, type Flags, load, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { assertVersion } from "../versions.ts";
import { handOver, notProven, summary } from "./hand-over.ts";

/** Writes a model of a database, or merges its changes into the model file of `--into`. */
export async function pull(url: string | undefined, context: Context): Promise<Outcome> {
  const { flags, runtime } = context;
  const source = await load(await sourceOf(url, context), context);
  const to = textFlag(flags, "to") ?? "model";
  const verify = flags["verify"] !== false;
  await assertVersion(textFlag(flags, "targetVersion"), to);
  const selection = lists(flags, ["schemas", "include", "exclude"]);
  if (to !== "model") {
    if (flags["into"] !== undefined) {
      throw new SchemaforgeError("USAGE", `--into merges into a model, and --to ${to} makes none`, {
        remedy: "Leave one of the two out",
      });
    }
    const { source: selected, notices: left } = selectObjects({ source, ...selection });
    const made = await convert({ source: selected, to, verify }, runtime);
    return handOver(to, { ...made, notices: [...left, ...made.notices] }, context);
  }
  const into = await intoOf(context);
  const outcome = await pullModel({ source, verify, ...(into ? { into } : {}), ...selection }, runtime);
  const { files, objects, residue, proof, losses, notices, catalog } = outcome;
  const engine = source.kind === "catalog" ? source.engine.name : "";
  const common = {
    losses,
    notices,
    result: { files, objects, unmodelled: residue, proof },
    engine: { name: engine, version: catalog?.context.version ?? "", elaborator: proof.engine ?? "none" },
  };
  const made = { ...outcome, files, objects, reasons: [], suggestions: [] };
  if (proof.status === "refuted") return { ...common, exit: 1, error: notProven(made) };
  const artefact = files.map(({ text }) => text).join("\n");
  const verbatim =
    residue.length > 0 ? [`kept as SQL, for which the language has no words: ${counted(residue.length)}`] : [];
  if (flags["stdout"]) return { ...common, exit: 0, artefact, people: verbatim };
  const dryRun = flags["dryRun"] === true;
  const paths = await write(context, files, into !== undefined);
  return { ...common, exit: 0, people: [...summary(made, paths, dryRun, context), ...verbatim] };
}

/** The database that the argument or `DATABASE_URL` names. */
async function sourceOf(url: string | undefined, context: Context): Promise<string> {
  const found = url ?? context.runtime.env["DATABASE_URL"];
  if (found !== undefined && found !== "") return found;
  throw new SchemaforgeError("MISSING_URL", "pull needs a database", {
    remedy: "Give its URL, or set DATABASE_URL",
  });
}

async function intoOf({
  flags,
  runtime,
}: Context): Promise<{ readonly path: string; readonly text: string } | undefined> {
  const path = textFlag(flags, "into");
  if (path === undefined) return undefined;
  try {
    return { path, text: await readFile(resolve(runtime.cwd, path), "utf8") };
  } catch (error) {
    throw new SchemaforgeError("CANNOT_READ", `the model cannot be read: ${(error as Error).message}`, {
      where: { file: path },
      remedy: "Check the path, or leave out --into for a new model",
    });
  }
}

function lists(flags: Flags, names: readonly string[]): { readonly [name: string]: readonly string[] } {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = flags[name];
      return Array.isArray(value) ? [[name, value as readonly string[]]] : [];
    }),
  );
}

/** A merged model goes back where it was; a new one never over what somebody else wrote. */
async function write(
  context: Context,
  files: readonly { path: string; text: string }[],
  merged: boolean,
): Promise<string[]> {
  const { flags, runtime } = context;
  const dryRun = flags["dryRun"] === true;
  const [first] = files;
  if (merged && first) {
    const target = resolve(runtime.cwd, first.path);
    return writeFiles(dirname(target), [{ path: basename(target), text: first.text }], { force: true, dryRun });
  }
  const out = textFlag(flags, "out") ?? (await configOf(context)).out ?? ".";
  return writeFiles(resolve(runtime.cwd, out), files, { force: flags["force"] === true, dryRun });
}

function counted(objects: number): string {
  return objects === 1 ? "1 object" : `${objects} objects`;
}
