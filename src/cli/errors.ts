/** Errors as people read them: what, where, the line itself, and what to do. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { formatWhere, SchemaforgeError, type Where } from "../model/errors.ts";
import { ModelError } from "../model/problems.ts";

/** Colours a text, or leaves it as it is. */
type Formatter = (text: string) => string;

export interface Paint {
  readonly red: Formatter;
  readonly green: Formatter;
  readonly yellow: Formatter;
  readonly dim: Formatter;
  readonly bold: Formatter;
}

const URL_SECRET = /\b([a-z][a-z0-9+]*:\/\/[^\s:/@]*):[^\s@]*@/gi;
const PASSWORD_PARAMETER = /\b(password|passfile|sslpassword)=[^\s&]+/gi;

/** Takes passwords out of any text that may hold a database URL. */
export function redact(text: string): string {
  return text.replace(URL_SECRET, "$1:***@").replace(PASSWORD_PARAMETER, "$1=***");
}

/** Any thrown value as our error; what is not ours is a defect of ours and says so. */
export function asError(error: unknown): SchemaforgeError {
  if (error instanceof SchemaforgeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SchemaforgeError("INTERNAL", message, {
    remedy: "This is a defect of Schemaforge: report it with the output of --debug",
    cause: error,
  });
}

/** Lines that tell people about an error; `debug` adds the stack. */
export async function describeError(
  error: SchemaforgeError,
  paint: Paint,
  cwd: string,
  debug: boolean,
): Promise<string[]> {
  const problems = error instanceof ModelError ? error.problems : [error];
  const lines: string[] = [];
  for (const problem of problems) {
    const place = problem.where ? `${formatWhere(problem.where)}: ` : "";
    lines.push(`${paint.red("error")} ${paint.bold(redact(`${place}${problem.message}`))} ${paint.dim(problem.code)}`);
    lines.push(...(await codeFrame(problem.where, paint, cwd)));
    if (problem.remedy) lines.push(`  ${redact(problem.remedy)}`);
  }
  if (debug) {
    const cause = error.cause instanceof Error ? error.cause.stack : undefined;
    lines.push("", redact(error.stack ?? ""), ...(cause ? [redact(cause)] : []));
  }
  return lines;
}

const WIDTH = 160;

/** The line of a place in a file with a mark below the column; nothing where the file cannot be read. */
async function codeFrame(where: Where | undefined, paint: Paint, cwd: string): Promise<string[]> {
  if (!where || !("file" in where) || where.line === undefined) return [];
  const text = await readFile(resolve(cwd, where.file), "utf8").catch(() => "");
  const line = text.split("\n")[where.line - 1]?.replace("\r", "");
  if (line === undefined) return [];
  const column = where.column ?? 1;
  const from = Math.max(0, column - WIDTH / 2);
  const gutter = `${where.line} | `;
  const mark = " ".repeat(gutter.length + column - 1 - from) + paint.red("^");
  return [`  ${paint.dim(gutter)}${redact(line.slice(from, from + WIDTH))}`, `  ${mark}`];
}
