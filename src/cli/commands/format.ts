/** `schemaforge format FILE…`: model files in canonical style. */

import { formatModel } from "../../model/edit/format.ts";
import { SchemaforgeError } from "../../model/errors.ts";
import { askedFor, laidOut } from "../../workflows/format-files.ts";
import { modelTexts, writeBack } from "../../workflows/model-texts.ts";
import { MODULE_FILE } from "../../workflows/modules.ts";
import { type Context, textFlag } from "../context.ts";
import type { Outcome } from "../envelope.ts";
import { readInput } from "../runtime.ts";

/**
 * Formats files in place; standard input, and one file with `--stdout`, go to standard output. With `--check` nothing is
 * written, and the exit code is 2 when something would change.
 */
export async function format(given: readonly string[], { runtime, flags, paint }: Context): Promise<Outcome> {
  const name = typeof flags["stdinName"] === "string" ? flags["stdinName"] : "standard input";
  const { names, formats } = await askedFor(given, runtime, textFlag(flags, "config"));
  const module = names.find((file) => MODULE_FILE.test(file));
  if (module !== undefined) {
    throw new SchemaforgeError("CANNOT_FORMAT", "modules are formatted by tools for TypeScript", {
      where: { file: module },
      remedy: "Use Biome or Prettier for it",
    });
  }
  const input = { read: () => readInput(runtime.signal), name };
  const texts = formats.length > 0 && names.length === 0 ? [] : await modelTexts(names, runtime, input);
  const laid = (await Promise.all(formats.map((source) => laidOut(source, runtime)))).flat();
  const check = flags["check"] === true;
  const toStdout = flags["stdout"] === true || texts.some(({ path }) => path === undefined);
  const count = texts.length + laid.length;
  if (toStdout && !check && count !== 1) {
    throw new SchemaforgeError("SEVERAL_FILES", `standard output takes one file, not ${count}`, {
      remedy: "Name one file, or leave out --stdout to format them in place",
    });
  }
  // All are formatted before the first is written, so that an error leaves all of them as they were.
  const models = texts.map((file) => ({ ...file, formatted: formatModel(file.text, file.name) }));
  const files = [...models, ...laid].map((file) => ({ ...file, changed: file.formatted !== file.text }));
  const changed = files.filter((file) => file.changed);
  const result = {
    files: files.map((file) => ({
      path: file.name,
      changed: file.changed,
      ...(toStdout ? { text: file.formatted } : {}),
    })),
  };
  if (check) {
    const people = changed.map((file) => `${paint.yellow("would change")} ${file.name}`);
    return { exit: changed.length > 0 ? 2 : 0, result, people };
  }
  if (toStdout) return { exit: 0, result, artefact: files[0]?.formatted ?? "" };
  await writeBack(changed.flatMap(({ path, formatted }) => (path === undefined ? [] : [{ path, text: formatted }])));
  return { exit: 0, result, people: changed.map((file) => `${paint.green("formatted")} ${file.name}`) };
}
