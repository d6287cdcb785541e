/** Errors as people read them: what, where, the line itself, and what to do. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { formatWhere, SchemaforgeError, type Where } from "../model/errors.ts";
import { ModelError } from "../model/problems.ts";
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

/** Lines that tell people about an error; a model with several problems tells each, in the order of the text. */
export async function describeError(error: SchemaforgeError, presentation: Presentation): Promise<string[]> {
  const { paint, debug } = presentation;
  const problems = error instanceof ModelError ? error.problems : [error];
  const lines: string[] = [];
  for (const { code, message, where, remedy } of problems.slice(0, SHOWN)) {
    const place = where ? `${formatWhere(where)}: ` : "";
    lines.push(`${paint.red("error")} ${paint.bold(`${place}${message}`)} ${paint.dim(code)}`);
    lines.push(...(await codeFrame(where, presentation)));
    if (remedy) lines.push(`  ${remedy}`);
  }
  if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more (all with --json)`);
  if (debug) lines.push("", ...stacks(error));
  return lines;
}

function stacks(error: unknown): string[] {
  if (!(error instanceof Error)) return error === undefined ? [] : [`caused by ${String(error)}`];
  return [error.stack ?? error.message, ...stacks(error.cause)];
}

/** Of a longer line, only this much around the column is shown. */
const WIDTH = 120;

/** The line of a place with a mark below the column; nothing where there is no text to show. */
async function codeFrame(where: Where | undefined, { paint, cwd, texts }: Presentation): Promise<string[]> {
  if (!where || !("file" in where) || where.line === undefined) return [];
  const text = texts[where.file] ?? (await readFile(resolve(cwd, where.file), "utf8").catch(() => ""));
  const line = text.split("\n")[where.line - 1]?.replace("\r", "").replaceAll("\t", " ");
  if (!line) return [];
  const column = where.column ?? 1;
  const from = Math.max(0, Math.min(column - WIDTH / 2, line.length - WIDTH));
  const gutter = `${where.line} | `;
  const frame = [`  ${paint.dim(gutter)}${line.slice(from, from + WIDTH)}`];
  if (where.column !== undefined) frame.push(" ".repeat(2 + gutter.length + column - 1 - from) + paint.red("^"));
  return frame;
}
