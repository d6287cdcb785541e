/** `schemaforge init`: the model and config of a new project. */

import { BLUEPRINTS } from "../../knowledge/blueprints/index.ts";
import { init as initProject, NoStart, writeProject } from "../../workflows/init.ts";
import { type Context, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { explanation, notProven, summary } from "./hand-over.ts";

/** Writes `schema.model.yaml` and `schemaforge.config.yaml`; exit code 3 with the choices when nothing says from what. */
export async function init(context: Context): Promise<Outcome> {
  const { flags, runtime } = context;
  const [like, entities] = [textFlag(flags, "like"), textFlag(flags, "entity")];
  if (like === undefined && entities === undefined) return choices(context);
  const outcome = await initProject(
    {
      engine: textFlag(flags, "engine") ?? "postgres",
      verify: flags["verify"] !== false,
      ...(like === undefined ? {} : { like }),
      ...(entities === undefined ? {} : { entities }),
    },
    runtime,
  );
  const { files, reasons, proof, losses, notices, engine, catalog } = outcome;
  const common = {
    losses,
    notices,
    result: { files, reasons, proof },
    engine: { name: engine.name, version: catalog.context.version, elaborator: proof.engine ?? "none" },
  };
  if (proof.status === "refuted") return { ...common, exit: 1, error: notProven(outcome) };
  const explained = explanation(outcome, context);
  const [model] = files;
  if (flags["stdout"]) return { ...common, exit: 0, artefact: model?.text ?? "", people: explained };
  const dryRun = flags["dryRun"] === true;
  const options = { force: flags["force"] === true, dryRun };
  const out = textFlag(flags, "out");
  const paths = await writeProject(out ?? ".", files, runtime, options);
  const next = [`Next: schemaforge ${out === undefined ? "" : `-C ${out} `}${engine.name}`];
  return {
    ...common,
    exit: 0,
    people: [...explained, ...summary(outcome, paths, dryRun, context), ...(dryRun ? [] : next)],
  };
}

/** Nothing was named: what there is to choose from. */
function choices({ paint }: Context): Outcome {
  const error = new NoStart();
  const width = Math.max(...BLUEPRINTS.map(({ name }) => name.length));
  return {
    exit: error.exit,
    result: {},
    error,
    people: BLUEPRINTS.map(({ name, doc }) => `${paint.bold(`--like=${name}`.padEnd(width + 8))} ${doc}`),
  };
}
