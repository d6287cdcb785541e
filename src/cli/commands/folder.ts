/** `schemaforge` alone: what the current folder offers. */
import { analyze } from "../../workflows/analyze.ts";
import { type Context, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { redactor } from "../redact.ts";

/** Says what a command would work on here, and what could be done next. */
export async function folder({ runtime, flags, paint, ink }: Context): Promise<Outcome> {
  const found = await analyze(runtime, textFlag(flags, "config"));
  const { from, unread } = found;
  // A config may hold a database's URL, whose password nobody is shown: neither people nor machines.
  const source = redactor([found.source], runtime.env)(found.source);
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
