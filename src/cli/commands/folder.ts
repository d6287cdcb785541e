/** `schemaforge` alone: what the current folder offers. */
import { analyze } from "../../workflows/analyze.ts";
import { type Context, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";

/** Says what a command would work on here, and what could be done next. */
export async function folder({ runtime, flags, paint, ink }: Context): Promise<Outcome> {
  const { source, from, unread } = await analyze(runtime, textFlag(flags, "config"));
  return {
    exit: 0,
    result: { source, from, unread },
    artefact: `${ink.bold(source)} (from ${from})\n`,
    people: [
      ...unread.map((tool) => `${paint.yellow("note")} ${tool} is here too; this version does not read it`),
      "Next: schemaforge postgres",
      "      schemaforge convert --to postgres",
      `      schemaforge diff ${source} postgres://…`,
    ],
  };
}
