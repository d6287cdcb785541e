/** An application with Prisma's client, which its own packages generate: those of examples/prisma-app. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const EXAMPLE = join(process.cwd(), "examples", "prisma-app");
const isInstalled = existsSync(join(EXAMPLE, "node_modules"));

/** Why there is no client to be had, as a sentence; undefined where there is one. */
export const clientMissing: string | undefined =
  isInstalled || process.env["CI"] === "true" ? undefined : "run npm ci --ignore-scripts in examples/prisma-app first";

// Prisma would download an engine that nothing here needs.
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", DATABASE_URL: "postgres://localhost/app" };

/** Runs a program in a folder and gives what it says; where it fails, that is the error. */
export function run(folder: string, program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")}: ${stdout}${stderr}`);
}

/** Makes a folder in which the packages of the example are found. */
export function installClient(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(EXAMPLE, name), join(folder, name));
  if (isInstalled) symlinkSync(join(EXAMPLE, "node_modules"), join(folder, "node_modules"));
  else run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
}

/** Stricter than most applications are. */
const OPTIONS = {
  target: "es2023",
  module: "nodenext",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["node"],
  typeRoots: [join(process.cwd(), "node_modules", "@types")],
};

/** What the compiler says of files of a folder: nothing, or an error. */
export function typeCheck(folder: string, files: readonly string[]): string {
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, files }));
  return run(folder, join(process.cwd(), "node_modules", ".bin", "tsc"), "-p", ".");
}
