/** `schemaforge diff A B`. */
import { SchemaforgeError } from "../../model/errors.ts";
import { diff as diffSources } from "../../workflows/diff.ts";
import type { Loaded } from "../../workflows/load.ts";
import { describeChanges } from "../changes.ts";
import { type Context, load, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";

/** Compares two sources: exit code 0 when they are the same, 2 when they differ. */
export async function diff(a: string, b: string, context: Context): Promise<Outcome> {
  const { flags, runtime, ink } = context;
  if (a === "-" && b === "-") {
    throw new SchemaforgeError("TWO_INPUTS", "standard input can be only one of the sides", {
      remedy: "Name a file for the other side",
    });
  }
  const [left, right] = await bothSides(a, b, context);
  const engine = textFlag(flags, "engine");
  const renames = Array.isArray(flags["rename"]) ? flags["rename"].map(String) : [];
  const outcome = await diffSources(
    { a: left, b: right, renames, ...(engine === undefined ? {} : { engine }) },
    runtime,
  );
  const { changes, elaborated } = outcome;
  const lines = describeChanges(changes, outcome.a, outcome.b, ink);
  return {
    exit: changes.length > 0 ? 2 : 0,
    result: { changes, elaborated },
    engine: { name: outcome.engine.name, version: outcome.b.context.version, elaborator: elaborated },
    losses: outcome.losses,
    notices: outcome.notices,
    artefact: lines.map((line) => `${line}\n`).join(""),
    people: [
      changes.length === 0 ? "no differences" : changes.length === 1 ? "1 difference" : `${changes.length} differences`,
    ],
  };
}

/** A database that answers over a connection; a URL of SQLite is a file. */
const LIVE = /^(?!sqlite:)[a-z+]+:\/\//;

/**
 * Two live databases are read at once. Otherwise one side is read after the other: the embedded engine has one session,
 * the first error should be the first side's, and text that tells no dialect takes that of the first.
 */
async function bothSides(a: string, b: string, context: Context): Promise<readonly [Loaded, Loaded]> {
  if (LIVE.test(a) && LIVE.test(b)) return Promise.all([load(a, context), load(b, context)]);
  const left = await load(a, context);
  return [left, await load(b, context, left.kind === "catalog" ? left.engine.name : undefined)];
}
