/** The command line. What is heavy is loaded by the command that needs it: `--help` reads nothing but the parser. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Notice } from "../engines/engine.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Outcome } from "./envelope.ts";
import { type Paint, paintFor } from "./paint.ts";
import { type Chosen, parseArguments, VERSION } from "./program.ts";
import { type Redact, redactAll, redactor } from "./redact.ts";

const INTERRUPTED = 130;

/** What is shown and how, known before the arguments are understood. */
interface Face {
  readonly json: boolean;
  readonly debug: boolean;
  readonly redact: Redact;
}

async function main(args: readonly string[]): Promise<number> {
  const face: Face = {
    json: args.includes("--json"),
    debug: args.includes("--debug"),
    redact: redactor(args, process.env),
  };
  let chosen: Chosen | undefined;
  try {
    chosen = parseArguments(args);
  } catch (error) {
    if (!(error instanceof SchemaforgeError)) throw error;
    return present("", { exit: error.exit, result: {}, error }, face, process.cwd(), {});
  }
  return chosen ? run(chosen, face) : 0;
}

async function run(chosen: Chosen, face: Face): Promise<number> {
  const { flags } = chosen;
  const cwd = resolve(typeof flags["directory"] === "string" ? flags["directory"] : ".");
  const [{ processRuntime }, { asError }] = await Promise.all([import("./runtime.ts"), import("./errors.ts")]);
  const runtime = processRuntime({ cwd, cache: flags["cache"] !== false });
  const paint = paintFor(process.stderr, process.env);
  const ink = paintFor(process.stdout, process.env);
  let outcome: Outcome;
  try {
    await assertFolder(cwd);
    outcome = await chosen.action(chosen.args, { runtime, flags, paint, ink });
  } catch (thrown) {
    const error = runtime.signal.aborted ? interrupted() : asError(thrown);
    outcome = { exit: runtime.signal.aborted ? INTERRUPTED : error.exit, result: {}, error };
  }
  runtime.done();
  const entity = flags["entity"];
  const texts = { ...outcome.texts, ...(typeof entity === "string" ? { "--entity": entity } : {}) };
  return present(chosen.name, outcome, face, cwd, texts);
}

async function assertFolder(cwd: string): Promise<void> {
  const found = await stat(cwd).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new SchemaforgeError("FOLDER_NOT_FOUND", `there is no folder ${cwd}`, { remedy: "Check -C" });
}

function interrupted(): SchemaforgeError {
  return new SchemaforgeError("INTERRUPTED", "interrupted", {
    remedy: "Nothing was written; run the command again",
  });
}

/** Shows an outcome: JSON for machines, or the artefact on standard output and the rest on standard error. */
async function present(
  command: string,
  outcome: Outcome,
  { json, debug, redact }: Face,
  cwd: string,
  texts: { readonly [name: string]: string },
): Promise<number> {
  if (json) {
    const { envelope } = await import("./envelope.ts");
    // What was made is handed over as it is; what is said about it never holds a password.
    const said = redactAll(envelope(command, VERSION, { ...outcome, result: {} }), redact) as object;
    await print(process.stdout, `${JSON.stringify({ ...said, result: outcome.result })}\n`);
    return outcome.exit;
  }
  // Pieces are made while they are printed; what is said about them is known afterwards.
  if (outcome.artefact && typeof outcome.artefact !== "string") {
    for await (const piece of outcome.artefact) {
      await print(process.stdout, piece);
      if (process.stdout.destroyed) break;
    }
  }
  const paint = paintFor(process.stderr, process.env);
  const lines = [
    ...noteLines(outcome.notices ?? [], paint),
    ...(outcome.losses ?? []).map(
      ({ object, feature, instead }) => `${paint.yellow("loss")} ${object}: ${feature}: ${instead}`,
    ),
    ...(outcome.people ?? []),
  ];
  if (outcome.error) {
    const { describeError } = await import("./errors.ts");
    lines.push(...(await describeError(outcome.error, { paint, cwd, texts, debug })));
  }
  if (typeof outcome.artefact === "string" && outcome.artefact !== "") await print(process.stdout, outcome.artefact);
  if (lines.length > 0) await print(process.stderr, redact(`${lines.join("\n")}\n`));
  return outcome.exit;
}

/** Of more notes of one kind, the first are shown. */
const NOTES = 6;

function noteLines(notices: readonly Notice[], paint: Paint): string[] {
  const byCode = new Map<string, string[]>();
  for (const { code, message, where } of notices) {
    const place = where ? `${where.file}:${where.line}:${where.column}: ` : "";
    const line = `${paint.yellow("note")} ${place}${message}`;
    const lines = byCode.get(code);
    if (lines) lines.push(line);
    else byCode.set(code, [line]);
  }
  return [...byCode].flatMap(([code, lines]) =>
    lines.length <= NOTES
      ? lines
      : [...lines.slice(0, NOTES - 1), paint.dim(`     ${lines.length - NOTES + 1} more ${code} (all with --json)`)],
  );
}

/** Writes all of a text before the process may end; a reader that has gone away (`| head`) is no error. */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((done) => {
    // The callback is told of errors too.
    stream.write(text, () => done());
  });
}

for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
// The embedded engine and open sockets would keep the process alive.
process.exit(await main(process.argv.slice(2)));
