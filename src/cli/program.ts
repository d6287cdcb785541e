/** The commands as data, and what the arguments choose among them. Loads nothing but the parser. */
import { Command, CommanderError } from "commander";
import { SchemaforgeError } from "../model/errors.ts";
import { nearest } from "../model/suggest.ts";
import type { Context, Flags } from "./context.ts";
import type { Outcome } from "./envelope.ts";
import {
  COMMON,
  CONVERT,
  DIFF,
  FORMAT,
  INIT,
  type OptionRow,
  PRISMA,
  PULL,
  SAMPLE,
  SQLITE,
  TARGET,
  VALIDATE,
  withoutAliases,
} from "./options.ts";

declare const SCHEMAFORGE_VERSION: string;

/** Version of Schemaforge, put in when it is bundled. */
export const VERSION = SCHEMAFORGE_VERSION;

type Action = (args: readonly string[], context: Context) => Promise<Outcome>;

interface CommandRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly args: string;
  readonly help: string;
  readonly options: readonly OptionRow[];
  readonly action: Action;
}

const targetRow = (
  name: string,
  product: string,
  aliases: readonly string[],
  options: readonly OptionRow[] = TARGET,
): CommandRow => ({
  name,
  aliases,
  args: "[source]",
  help: `${product} schema from entities, a model, SQL or a database`,
  options,
  action: async ([source], context) => (await import("./commands/target.ts")).target(name, source, context),
});

const COMMANDS: readonly CommandRow[] = [
  targetRow("postgres", "PostgreSQL", ["postgresql", "pg"]),
  targetRow("sqlite", "SQLite", ["sqlite3"], SQLITE),
  targetRow("prisma", "Prisma", [], PRISMA),
  {
    name: "init",
    args: "",
    help: "the model and config of a new project, from a blueprint or entities",
    options: INIT,
    action: async (_args, context) => (await import("./commands/init.ts")).init(context),
  },
  {
    name: "convert",
    args: "[source]",
    help: "any source in another notation",
    options: CONVERT,
    action: async ([source], context) => (await import("./commands/convert.ts")).convert(source, context),
  },
  {
    name: "pull",
    args: "[url]",
    help: "a model from a database, or its changes merged into one",
    options: PULL,
    action: async ([url], context) => (await import("./commands/pull.ts")).pull(url, context),
  },
  {
    name: "diff",
    args: "<a> <b>",
    help: "differences between two sources, by object",
    options: DIFF,
    action: async ([a = "", b = ""], context) => (await import("./commands/diff.ts")).diff(a, b, context),
  },
  {
    name: "sample",
    args: "[source]",
    help: "rows to try a schema with, as INSERT statements",
    options: SAMPLE,
    action: async ([source], context) => (await import("./commands/sample.ts")).sample(source, context),
  },
  {
    name: "validate",
    args: "[files...]",
    help: "everything that is wrong with model files, with what mends it",
    options: VALIDATE,
    action: async (files, context) => (await import("./commands/validate.ts")).validate(files, context),
  },
  {
    name: "format",
    args: "[files...]",
    help: "model files in canonical style, comments and all",
    options: FORMAT,
    action: async (files, context) => (await import("./commands/format.ts")).format(files, context),
  },
];

const NAMES = COMMANDS.map(({ name }) => name);

/** Commands of the design that this version does not have. */
const NOT_YET = new Set(
  `mysql mariadb mongodb mongo typeorm sequelize mongoose sqlalchemy odmantic pymongo fastapi dbml mermaid
   migrate check sync review docs studio mcp advise`.split(/\s+/),
);

const EXAMPLES = `
Sources:
  schema.model.yaml   file.sql   postgres:dump.sql   sqlite:app.db   postgres://user@host/db
  git:HEAD~1:schema.sql   -   empty

Examples:
  schemaforge init --like=shop
  schemaforge postgres --entity=User,Post,Comment --relations=true
  schemaforge convert postgres:dump.sql --to postgres --stdout
  schemaforge diff schema.model.yaml postgres://localhost/app

Without a command, what is in the current folder is said.
Exit codes: 0 done, 1 error, 2 differences, 3 needs an answer, 130 interrupted.`;

/** A command with its arguments, as chosen. */
export interface Chosen {
  /** Empty for the analysis of the folder. */
  readonly name: string;
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly action: Action;
}

/**
 * The command that the arguments choose; undefined when help or the version was asked for and has been shown.
 *
 * @throws SchemaforgeError for unknown commands and options, and for missing or superfluous arguments
 */
export function parseArguments(args: readonly string[]): Chosen | undefined {
  let chosen: Chosen | undefined;
  const root = program((value) => {
    chosen = value;
  });
  try {
    root.parse(withoutAliases(args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw usageError(error);
  }
  return chosen;
}

function program(choose: (chosen: Chosen) => void): Command {
  const root = new Command("schemaforge")
    .description("Designs, checks and evolves database schemas, proven by running them.")
    .version(VERSION, "-V, --version")
    .usage("[command] [options]")
    .addHelpText("after", EXAMPLES)
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(false)
    .exitOverride();
  addOptions(root, COMMON);
  for (const row of COMMANDS) {
    const command = root
      .command(`${row.name} ${row.args}`.trim())
      .description(row.help)
      .aliases([...(row.aliases ?? [])]);
    addOptions(command, [...row.options, ...COMMON]);
    command.action(() =>
      choose({ name: row.name, args: command.args, flags: { ...given(root), ...given(command) }, action: row.action }),
    );
  }
  const folder = root.command("folder [words...]", { isDefault: true, hidden: true }).allowUnknownOption();
  addOptions(folder, COMMON);
  folder.action((words: readonly string[]) => {
    const [word] = words;
    if (word !== undefined) throw notACommand(word);
    choose({ name: "", args: [], flags: { ...given(root), ...given(folder) }, action: analysis });
  });
  return root;
}

const analysis: Action = async (_args, context) => (await import("./commands/folder.ts")).folder(context);

/** The options that were given: those of the root stand before, those of the command after its name. */
function given(command: Command): Flags {
  const flags = command.opts<Flags>();
  return Object.fromEntries(Object.entries(flags).filter(([name]) => command.getOptionValueSource(name) !== "default"));
}

function addOptions(command: Command, rows: readonly OptionRow[]): void {
  for (const { flags, help, many } of rows) {
    if (many === "list") {
      command.option(flags, help, (value: string, all?: string[]) => [...(all ?? []), ...value.split(",")]);
    } else if (many === "joined") {
      command.option(flags, help, (value: string, all?: string) => (all === undefined ? value : `${all},${value}`));
    } else command.option(flags, help);
  }
}

/** A first word that names no command. */
function notACommand(word: string): SchemaforgeError {
  if (word.startsWith("-")) return unknownOption(word);
  if (NOT_YET.has(word)) {
    return new SchemaforgeError("COMMAND_NOT_SUPPORTED", `this version has no command ${word}`, {
      remedy: `It has: ${NAMES.join(", ")}`,
    });
  }
  const near = nearest(word, [...NAMES, ...COMMANDS.flatMap(({ aliases }) => aliases ?? [])]);
  const source = /[./:]/.test(word) ? `To make a schema of a source, name a target: schemaforge postgres ${word}` : "";
  return new SchemaforgeError("UNKNOWN_COMMAND", `there is no command ${word}`, {
    remedy: near ? `Did you mean ${near}?` : source || `There are: ${NAMES.join(", ")}`,
  });
}

function flagOf({ flags }: OptionRow): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}

function unknownOption(word: string): SchemaforgeError {
  const flag = word.split("=")[0] ?? word;
  const known = new Set([...COMMANDS.flatMap(({ options }) => options), ...COMMON].map(flagOf));
  const owners = COMMANDS.filter(({ options }) => options.some((row) => flagOf(row) === flag)).map(({ name }) => name);
  const near = nearest(flag, known);
  const remedy =
    owners.length > 0
      ? `It belongs to: ${owners.map((owner) => `schemaforge ${owner}`).join(", ")}`
      : near
        ? `Did you mean ${near}?`
        : "schemaforge COMMAND --help lists the options";
  return new SchemaforgeError("UNKNOWN_OPTION", `there is no option ${flag} here`, { remedy });
}

/** What the parser complains about, in our words. */
function usageError(error: CommanderError): SchemaforgeError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  if (error.code === "commander.unknownOption") return unknownOption(quoted);
  const message = error.message.replace(/^error: /, "").replace(/\.$/, "");
  const isInit = error.code === "commander.excessArguments" && quoted === "init";
  const remedy = isInit ? "Name a blueprint as --like=shop, entities as --entity=User,Post" : "";
  return new SchemaforgeError("USAGE", message, {
    remedy: remedy || "schemaforge COMMAND --help shows what it takes",
  });
}
