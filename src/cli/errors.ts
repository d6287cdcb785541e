/** Errors as people read them: what, where, the line itself, the line as it should be, and what to do. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { formatWhere, SchemaforgeError, type Where } from "../model/errors.ts";
import { ModelError, type Problem, type TextChange } from "../model/problems.ts";
import type { Paint } from "./paint.ts";

/** Any thrown value as our error; what is not ours is a defect of ours and says so. */
export function asError(error: unknown): SchemaforgeError {
  if (error instanceof SchemaforgeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SchemaforgeError("INTERNAL", message, {
    remedy: "This is a defect of Schemaforge: report it with the output of --debug",
    cause: error,
  });
}

export interface Presentation {
  readonly paint: Paint;
  readonly cwd: string;
  /** Texts of the command line by the name that places give them: `--entity`. */
  readonly texts: { readonly [name: string]: string | undefined };
  /** Adds the stack, and those of the causes. */
  readonly debug: boolean;
}

const SHOWN = 20;

type Shown = Omit<Problem, "where"> & { readonly where?: Where };

/** Lines that tell people about an error; a model with several problems tells each, in the order of the text. */
export async function describeError(error: SchemaforgeError, presentation: Presentation): Promise<string[]> {
  const { paint, debug } = presentation;
  const texts = new Texts(presentation);
  const all: readonly Shown[] = error instanceof ModelError ? await located(error.problems, texts) : [error];
  const lines: string[] = [];
  for (const { code, message, where, remedy, fix } of all.slice(0, SHOWN)) {
    const place = where ? `${formatWhere(where)}: ` : "";
    lines.push(`${paint.red("error")} ${paint.bold(`${place}${message}`)} ${paint.dim(code)}`);
    lines.push(...(await codeFrame(where, fix, texts, paint)));
    if (remedy) lines.push(`  ${remedy}`);
  }
  if (all.length > SHOWN) lines.push(`  and ${all.length - SHOWN} more (all with --json)`);
  if (debug) lines.push("", ...stacks(error));
  return lines;
}

/** The texts that places point into, each read once. */
class Texts {
  readonly #presentation: Presentation;
  readonly #read = new Map<string, Promise<string>>();

  constructor(presentation: Presentation) {
    this.#presentation = presentation;
  }

  of(file: string): Promise<string> {
    const { texts, cwd } = this.#presentation;
    const known = texts[file];
    if (known !== undefined) return Promise.resolve(known);
    const text = this.#read.get(file) ?? readFile(resolve(cwd, file), "utf8").catch(() => "");
    this.#read.set(file, text);
    return text;
  }
}

/** The problems of models with their ends and fixes in the texts. */
async function located(problems: readonly Problem[], texts: Texts): Promise<readonly Problem[]> {
  const files = new Set(problems.flatMap(({ where }) => ("file" in where ? [where.file] : [])));
  const { locate } = await import("../model/edit/locate.ts");
  let result = problems;
  for (const file of files) {
    const text = await texts.of(file);
    if (text !== "") result = locate(result, file, text);
  }
  return result;
}

function stacks(error: unknown): string[] {
  if (!(error instanceof Error)) return error === undefined ? [] : [`caused by ${String(error)}`];
  return [error.stack ?? error.message, ...stacks(error.cause)];
}

/** Of a longer line, only this much around the column is shown. */
const WIDTH = 120;

/** The line of a place with marks below what is wrong, and the line as it should be; nothing where there is no text. */
async function codeFrame(
  where: Where | undefined,
  fix: TextChange | undefined,
  texts: Texts,
  paint: Paint,
): Promise<string[]> {
  if (!where || !("file" in where) || where.line === undefined) return [];
  const lines = (await texts.of(where.file)).split("\n");
  const line = lines[where.line - 1]?.replace("\r", "").replaceAll("\t", " ");
  if (!line) return [];
  const column = where.column ?? 1;
  const from = Math.max(0, Math.min(column - WIDTH / 2, line.length - WIDTH));
  const gutter = `${where.line} | `;
  const frame = [`  ${paint.dim(gutter)}${line.slice(from, from + WIDTH)}`];
  if (where.column !== undefined) {
    const width = where.end?.line === where.line ? Math.max(1, where.end.column - column) : 1;
    const marks = "^".repeat(Math.min(width, Math.max(1, from + WIDTH - column + 1)));
    frame.push(" ".repeat(2 + gutter.length + column - 1 - from) + paint.red(marks));
  }
  const mended = fix && mendedLine(lines, fix);
  if (!fix || mended === undefined) return frame;
  const shown = mended.slice(from, from + WIDTH + fix.text.length);
  return [...frame, `  ${paint.green("+".padStart(gutter.length - 3))}${paint.dim(" | ")}${paint.green(shown)}`];
}

/** The one line that a fix changes, as it should be. */
function mendedLine(lines: readonly string[], fix: TextChange): string | undefined {
  const line = lines[fix.line - 1]?.replace("\r", "").replaceAll("\t", " ");
  if (line === undefined || fix.end.line !== fix.line || fix.text.includes("\n")) return undefined;
  return line.slice(0, fix.column - 1) + fix.text + line.slice(fix.end.column - 1);
}
