/** The command line. What is heavy is loaded by the command that needs it: `--help` reads nothing but this. */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { createColors } from "picocolors";
import type { Context, Flags } from "./context.ts";
import type { Outcome, Question } from "./envelope.ts";
import { COMMON, CONVERT, DIFF, type OptionRow, TARGET, withoutAliases } from "./options.ts";

declare const SCHEMAFORGE_VERSION: string;

type Commands = typeof import("./commands.ts");
type Action = (commands: Commands, args: readonly string[], context: Context) => Promise<Outcome>;

interface CommandRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly args: string;
  readonly help: string;
  readonly options: readonly OptionRow[];
  readonly action: Action;
}

const targetRow = (name: string, help: string, aliases: readonly string[]): CommandRow => ({
  name,
  aliases,
  args: "[source]",
  help,
  options: TARGET,
  action: (commands, [source], context) => commands.target(name, source, context),
});

const COMMANDS: readonly CommandRow[] = [
  targetRow("postgres", "PostgreSQL schema from entities, a model, SQL or a database", ["postgresql", "pg"]),
  targetRow("sqlite", "SQLite schema from entities, a model, SQL or a database", ["sqlite3"]),
  {
    name: "convert",
    args: "[source]",
    help: "any source in another notation",
    options: CONVERT,
    action: (commands, [source], context) => commands.convert(source, context),
  },
  {
    name: "diff",
    args: "<a> <b>",
    help: "differences between two sources, by object",
    options: DIFF,
    action: (commands, [a = "", b = ""], context) => commands.diff(a, b, context),
  },
];

/** Commands of the design that this version does not have. */
const NOT_YET = new Set(
  "mysql mariadb mongodb mongo prisma typeorm sequelize mongoose sqlalchemy odmantic pymongo fastapi init pull migrate validate format sample check sync review docs studio mcp advise".split(
    " ",
  ),
);

const EXAMPLES = `
Sources:
  schema.model.yaml   file.sql   postgres:dump.sql   sqlite:app.db   postgres://user@host/db
  git:HEAD~1:schema.sql   -   empty

Examples:
  schemaforge postgres --entity=User,Post,Comment --relations=true
  schemaforge convert postgres:dump.sql --to postgres --stdout
  schemaforge diff schema.model.yaml postgres://localhost/app`;

function addOptions(command: Command, rows: readonly OptionRow[]): void {
  for (const { flags, help, many } of rows) {
    if (many) command.option(flags, help, (value: string, all: string[]) => [...all, ...value.split(",")], []);
    else command.option(flags, help);
  }
}

interface Chosen {
  readonly name: string;
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly action: Action;
}

function program(choose: (chosen: Chosen) => void): Command {
  const root = new Command("schemaforge")
    .description("Designs, checks and evolves database schemas, proven by running them.")
    .version(SCHEMAFORGE_VERSION, "-V, --version")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError()
    .exitOverride();
  addOptions(root, COMMON);
  root.action(() =>
    choose({ name: "", args: [], flags: root.opts(), action: (commands, _args, context) => commands.folder(context) }),
  );
  for (const row of COMMANDS) {
    const command = root
      .command(`${row.name} ${row.args}`)
      .description(row.help)
      .aliases([...(row.aliases ?? [])])
      .exitOverride();
    addOptions(command, [...row.options, ...COMMON]);
    command.action(() => {
      const args = command.args;
      choose({ name: row.name, args, flags: { ...root.opts(), ...command.opts() }, action: row.action });
    });
  }
  return root;
}

/** The command that the arguments choose, or the exit code when the parser has answered already. */
function parseArguments(args: readonly string[]): Chosen | number {
  let chosen: Chosen | undefined;
  const root = program((value) => {
    chosen = value;
  });
  const [first = ""] = args;
  if (NOT_YET.has(first)) {
    process.stderr.write(
      `error: this version has no command ${first}\n  It has: ${COMMANDS.map(({ name }) => name).join(", ")}\n`,
    );
    return 1;
  }
  try {
    root.parse(withoutAliases(args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 1;
  }
  return chosen ?? 0;
}

async function run(chosen: Chosen): Promise<number> {
  const { flags } = chosen;
  const color = process.env["NO_COLOR"] === undefined || process.env["NO_COLOR"] === "";
  const colored = color && (process.env["FORCE_COLOR"] !== undefined || process.stdout.isTTY === true);
  const paint = createColors(colored);
  const cwd = realpathSync(resolve(typeof flags["directory"] === "string" ? flags["directory"] : "."));
  const [{ processRuntime }, commands, { asError, describeError }, { envelope }, { SeveralSources }] =
    await Promise.all([
      import("./runtime.ts"),
      import("./commands.ts"),
      import("./errors.ts"),
      import("./envelope.ts"),
      import("../workflows/analyze.ts"),
    ]);
  const runtime = processRuntime({ cwd, cache: flags["cache"] !== false });
  const questions: Question[] = [];
  let outcome: Outcome;
  try {
    outcome = await chosen.action(commands, chosen.args, { runtime, flags, paint });
  } catch (thrown) {
    if (runtime.signal.aborted) {
      runtime.done();
      process.stderr.write("interrupted\n");
      return 130;
    }
    const error = asError(thrown);
    if (error instanceof SeveralSources) {
      questions.push({ id: "source", kind: "choice", subject: "source", choices: error.choices, flag: "SOURCE" });
    }
    outcome = { exit: error.exit, result: {}, error };
  }
  runtime.done();
  const people = [
    ...(outcome.notices ?? []).map(({ message, where }) => {
      const place = where ? `${where.file}:${where.line}:${where.column}: ` : "";
      return `${paint.yellow("note")} ${place}${message}`;
    }),
    ...(outcome.losses ?? []).map((loss) => `${paint.yellow("loss")} ${loss.object}: ${loss.feature}: ${loss.instead}`),
    ...(outcome.people ?? []),
    ...(outcome.error ? await describeError(outcome.error, paint, cwd, flags["debug"] === true) : []),
  ];
  if (flags["json"])
    await print(process.stdout, `${JSON.stringify(envelope(chosen.name, SCHEMAFORGE_VERSION, outcome, questions))}\n`);
  else {
    if (outcome.artefact) await print(process.stdout, outcome.artefact);
    if (people.length > 0) await print(process.stderr, `${people.join("\n")}\n`);
  }
  return outcome.exit;
}

/** Writes all of a text before the process may end; a reader that has gone away (`| head`) is no error. */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((done) => {
    stream.once("error", () => done());
    stream.write(text, () => done());
  });
}

process.stdout.on("error", () => process.exit(0));
const chosen = parseArguments(process.argv.slice(2));
const code = typeof chosen === "number" ? chosen : await run(chosen);
// The embedded engine and open sockets would keep the process alive.
process.exit(code);
