/** `schemaforge validate FILE…`: everything that is wrong with model files, or with the files of a format. */
import { ModelError } from "../../model/problems.ts";
import { askedFor, validateFormat } from "../../workflows/format-files.ts";
import { modelTexts } from "../../workflows/model-texts.ts";
import { MODULE_FILE } from "../../workflows/modules.ts";
import { type Validated, validateModule, validateText } from "../../workflows/validate-models.ts";
import { type Context, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { readInput } from "../runtime.ts";

/** Exit code 1 when any of the files has a problem; every problem is a finding. */
export async function validate(given: readonly string[], { runtime, flags, paint }: Context): Promise<Outcome> {
  const name = typeof flags["stdinName"] === "string" ? flags["stdinName"] : "standard input";
  const asked = await askedFor(given, runtime, textFlag(flags, "config"));
  const { names, formats } = asked;
  const modules = names.filter((file) => MODULE_FILE.test(file));
  const others = names.filter((file) => !MODULE_FILE.test(file));
  const nothingElse = modules.length + formats.length > 0 && others.length === 0;
  const input = { read: () => readInput(runtime.signal), name };
  const texts = nothingElse ? [] : await modelTexts(others, runtime, input);
  const results: Validated[] = [];
  for (const file of modules) results.push(await validateModule(file, runtime));
  const checked = await Promise.all(formats.map((source) => validateFormat(source, runtime)));
  results.push(...checked);
  const notices = checked.flatMap((each) => each.notices);
  for (const text of texts) results.push(await validateText(text, runtime));
  const problems = results.flatMap((result) => result.problems);
  const result = { files: results.map((file) => ({ path: file.name, ok: file.problems.length === 0 })) };
  const people = results
    .filter((file) => file.problems.length === 0)
    .map((file) => `${paint.green("valid")} ${file.name} (${count(file.entities)})`);
  const shown = Object.fromEntries(texts.map(({ name: file, text }) => [file, text]));
  if (problems.length === 0) return { exit: 0, result, people, notices };
  return { exit: 1, result, people, notices, texts: shown, error: new ModelError(problems) };
}

function count(entities: number): string {
  return entities === 1 ? "1 entity" : `${entities} entities`;
}
