/** Runs the shell blocks of documents as a reader would: by a shell, in a folder with the files that they speak of. */
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, inject } from "vitest";
import { open } from "../../src/engines/sqlite/connect.ts";
import "../support/global-setup.ts";
import { pageOf } from "./pages.ts";

/** How the documents name the live database. */
export const LIVE_URL = "postgres://localhost/app";

/** Where the documents' transcripts take place. */
const HOME = "/home/me/app";

export interface ShellRun {
  readonly status: number | null;
  /** Everything that was printed, in order; the folder is that of the documents. */
  readonly printed: string;
  /** The commands of Schemaforge that ran. */
  readonly commands: readonly string[];
}

let place: string | undefined;
afterAll(() => {
  if (place !== undefined) rmSync(place, { recursive: true, force: true });
});

/** A program of the documents: `$SCENERY` holds the files that they speak of, laid down when a command names one. */
const SCHEMAFORGE = `#!/bin/sh
for file in $(cd "$SCENERY" && find . -type f | sed 's|^[.]/||'); do
  case " $* " in *" $file "*|*":$file "*|*"=$file "*|*" $(dirname "$file") "*)
    [ -e "$file" ] || { mkdir -p "$(dirname "$file")" && cp "$SCENERY/$file" "$file"; };;
  esac
done
"$NODE" "$CLI" "$@"
status=$?
echo "$status $*" >> "$LOG"
# Differences are an answer of diff, no failure of it.
[ "$1" = diff ] && [ $status = 2 ] && status=0
exit $status
`;

/** \`npm ci && npm test\` is what CI does with a clean clone; here only the script has to be there. */
const NPM = `#!/bin/sh
[ "$1" = ci ] && exit 0
[ "$1" = run ] && shift
exec "$NODE" -e 'process.exit(process.argv[1] in require(process.argv[2]).scripts ? 0 : 1)' "$1" "$PROJECT/package.json"
`;

const PROGRAMS: { readonly [name: string]: string } = {
  schemaforge: SCHEMAFORGE,
  "schema-generator": SCHEMAFORGE,
  npx: '#!/bin/sh\nname=$1; shift; [ "$name" = schemaforge ] && exec schemaforge "$@"; exit 127\n',
  npm: NPM,
};

/** The programs and the scenery, made once: a database file is no text that could stand in the repository. */
async function setUp(): Promise<string> {
  if (place !== undefined) return place;
  place = realpathSync(mkdtempSync(join(tmpdir(), "schemaforge-docs-")));
  const [bin, scenery] = [join(place, "bin"), join(place, "scenery")];
  mkdirSync(bin);
  for (const [name, text] of Object.entries(PROGRAMS)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  cpSync(join("test", "docs", "scenery"), scenery, { recursive: true });
  const model = pageOf("docs/model.md").blocks.find(({ language }) => language === "yaml");
  writeFileSync(join(scenery, "schema.model.yaml"), model?.text ?? "");
  const connection = await open(join(scenery, "app.db"));
  connection.exec(readFileSync(join(scenery, "app.db.sql"), "utf8"));
  connection.close();
  rmSync(join(scenery, "app.db.sql"));
  return place;
}

let runs = 0;

/** Runs a script in a folder of its own, with the examples in it; \`url\` is the live database. */
export async function runShell(script: string, url?: URL): Promise<ShellRun> {
  const base = await setUp();
  const name = String(++runs);
  const [cwd, log] = [join(base, name), join(base, `${name}.log`)];
  mkdirSync(cwd);
  cpSync("examples", join(cwd, "examples"), { recursive: true, filter: (path) => !path.includes("node_modules") });
  const { NO_COLOR: _, FORCE_COLOR: __, DATABASE_URL: ___, ...inherited } = process.env;
  const env = {
    ...inherited,
    NO_COLOR: "1",
    XDG_CACHE_HOME: inject("cacheHome"),
    PATH: [join(base, "bin"), process.env["PATH"] ?? ""].join(delimiter),
    SCENERY: join(base, "scenery"),
    PROJECT: process.cwd(),
    NODE: process.execPath,
    CLI: inject("cli"),
    LOG: log,
    ...(url ? { PGHOST: url.hostname, PGPORT: url.port, PGUSER: url.username, PGDATABASE: url.pathname.slice(1) } : {}),
  };
  writeFileSync(log, "");
  const text = url ? script.replaceAll(LIVE_URL, url.href) : script;
  const { status, printed } = await shell(text, cwd, env);
  const commands = readFileSync(log, "utf8").split("\n").slice(0, -1);
  return { status, printed: printed.replaceAll(cwd, HOME), commands };
}

function shell(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Omit<ShellRun, "commands">> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-e", "-o", "pipefail", "-c", `exec 2>&1\n${script}`], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, printed }));
  });
}

/** How often a script calls Schemaforge. */
export function callsIn(script: string): number {
  return [...script.matchAll(/^(?:[^#\n]*(?:&&|\|) )?(?:npx schemaforge|schemaforge|schema-generator)(?= |$)/gm)]
    .length;
}
