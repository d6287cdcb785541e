/** `schemaforge convert SOURCE --to TARGET`. */
import { engineName } from "../../engines/registry.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import { assertTarget, convert as convertSource } from "../../workflows/convert.ts";
import { type Context, load, loadFound, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { assertVersion } from "../versions.ts";
import { handOver } from "./hand-over.ts";

/** Writes a source, or what the folder offers, in the notation of `--to`. */
export async function convert(source: string | undefined, context: Context): Promise<Outcome> {
  const to = textFlag(context.flags, "to");
  if (to === undefined) {
    throw new SchemaforgeError("MISSING_OPTION", "convert needs a target", {
      remedy: "Add --to postgres, --to sqlite, --to prisma or --to model",
    });
  }
  assertTarget(to);
  const clientExtension = context.flags["clientExtension"] === true;
  if (clientExtension && to !== "prisma") {
    throw new SchemaforgeError("USAGE", `${to} has no client that could be extended`, {
      remedy: "Leave --client-extension out, or write --to prisma",
    });
  }
  await assertVersion(textFlag(context.flags, "targetVersion"), to);
  const fallback = engineName(to);
  const loaded = source === undefined ? await loadFound(context, fallback) : await load(source, context, fallback);
  const engine = textFlag(context.flags, "engine");
  const outcome = await convertSource(
    {
      source: loaded,
      to,
      verify: context.flags["verify"] !== false,
      clientExtension,
      ...(engine === undefined ? {} : { engine }),
    },
    context.runtime,
  );
  return handOver(to, outcome, context);
}
