/** Options of the command line as data: their names, their other names, and what they are for. */

/** Other names of options, from the founding documents and from habit. */
const ALIASES: { readonly [flag: string]: string } = {
  "--entities": "--entity",
  "--models": "--entity",
  "--collection": "--entity",
  "--dialect": "--engine",
  "--database": "--engine",
  "--datasource": "--engine",
  "--schema": "--schemas",
};

const TRUTH = /^(true|false)$/;

/** Arguments with every alias replaced by the option that it stands for, and `--relations` given its value. */
export function withoutAliases(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((arg, at) => {
    if (end >= 0 && at >= end) return arg;
    if (arg === "--relations" && !TRUTH.test(args[at + 1] ?? "")) return "--relations=true";
    if (arg === "--no-relations") return "--relations=false";
    const equals = arg.indexOf("=");
    const flag = equals < 0 ? arg : arg.slice(0, equals);
    const name = Object.hasOwn(ALIASES, flag) ? ALIASES[flag] : undefined;
    return name === undefined ? arg : name + (equals < 0 ? "" : arg.slice(equals));
  });
}

export interface OptionRow {
  readonly flags: string;
  readonly help: string;
  /** May be given several times: `list` also takes commas apart, `joined` puts commas between. */
  readonly many?: "list" | "joined";
}

const VERSION_AND_PROOF: readonly OptionRow[] = [
  { flags: "--target-version <version>", help: "refuse what this version of the engine does not have" },
  { flags: "--no-verify", help: "do not run the schema before handing it over" },
];

const OUTPUT: readonly OptionRow[] = [
  { flags: "--out <folder>", help: "folder for the files (default: schema/TARGET)" },
  { flags: "--stdout", help: "print the artefact alone and write no file" },
  { flags: "--force", help: "overwrite files that Schemaforge did not write" },
  { flags: "--dry-run", help: "say which files would be written" },
];

/** For every command. */
export const COMMON: readonly OptionRow[] = [
  { flags: "--json", help: "one JSON envelope on standard output" },
  {
    flags: "--engine <name>",
    help: "engine, and dialect of SQL: postgres, sqlite (also --dialect, --database, --datasource)",
  },
  { flags: "--config <file>", help: "config file instead of schemaforge.config.yaml" },
  { flags: "-C, --directory <folder>", help: "work in another folder" },
  { flags: "--no-cache", help: "neither read nor write the cache" },
  { flags: "--debug", help: "show where an error comes from" },
];

export const TARGET: readonly OptionRow[] = [
  {
    flags: "--entity <list>",
    help: "entities: User,Post or 'Invoice(total: money)' (also --entities, --models, --collection)",
    many: "joined",
  },
  { flags: "--relations <true|false>", help: "relate the entities to each other (default: true)" },
  { flags: "--model <file>", help: "model file or other source to start from" },
  { flags: "--explain", help: "say why the design is as it is" },
  ...VERSION_AND_PROOF,
  ...OUTPUT,
];

const STRICT: OptionRow = { flags: "--strict", help: "STRICT tables: SQLite refuses values of another type" };

export const SQLITE: readonly OptionRow[] = [...TARGET, STRICT];

const CLIENT_EXTENSION: OptionRow = {
  flags: "--client-extension",
  help: "also write extension.ts: soft deletion, tenants and encrypted fields in Prisma's client",
};

export const PRISMA: readonly OptionRow[] = [...TARGET, CLIENT_EXTENSION];

export const INIT: readonly OptionRow[] = [
  {
    flags: "--like <blueprint>",
    help: "start from a blueprint: blog, shop, saas, crm, booking, messaging, learning, iot",
  },
  {
    flags: "--entity <list>",
    help: "start from entities: User,Post or 'Invoice(total: money)'; with --like, beside those of the blueprint",
    many: "joined",
  },
  { flags: "--explain", help: "say why the design is as it is" },
  { flags: "--no-verify", help: "do not run the schema before handing it over" },
  { flags: "--out <folder>", help: "folder of the project (default: the current one)" },
  { flags: "--stdout", help: "print the model alone and write no file" },
  { flags: "--force", help: "overwrite a model and a config that are there" },
  { flags: "--dry-run", help: "say which files would be written" },
];

export const CONVERT: readonly OptionRow[] = [
  { flags: "--to <target>", help: "postgres, sqlite, prisma or model" },
  CLIENT_EXTENSION,
  ...VERSION_AND_PROOF,
  ...OUTPUT,
];

export const PULL: readonly OptionRow[] = [
  { flags: "--to <target>", help: "another notation instead of a model" },
  { flags: "--into <file>", help: "merge what has changed in the database into this model file" },
  { flags: "--schemas <list>", help: "only these schemas (also --schema)", many: "list" },
  { flags: "--include <globs>", help: "only these tables and views", many: "list" },
  { flags: "--exclude <globs>", help: "without these tables and views", many: "list" },
  ...VERSION_AND_PROOF,
  ...OUTPUT,
];

export const DIFF: readonly OptionRow[] = [
  { flags: "--rename <old=new>", help: "a table or table.column that was renamed (may be repeated)", many: "list" },
];

export const SAMPLE: readonly OptionRow[] = [
  { flags: "--rows <count>", help: "rows of each table (default: 10)" },
  { flags: "--seed <word>", help: "another word gives other rows (default: 1)" },
  ...OUTPUT,
];

const STDIN_NAME: OptionRow = {
  flags: "--stdin-name <name>",
  help: "name of standard input (-) in messages",
};

export const VALIDATE: readonly OptionRow[] = [STDIN_NAME];

export const FORMAT: readonly OptionRow[] = [
  { flags: "--check", help: "write nothing; exit code 2 when something would change" },
  { flags: "--stdout", help: "print the formatted file and write nothing" },
  STDIN_NAME,
];
