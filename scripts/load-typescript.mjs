// Scripts are plain Node; what they need of the project is TypeScript and is bundled first, dependencies left outside.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Bundles a TypeScript file of the project (a path from its root) and imports it. */
export async function loadTypeScript(path) {
  const folder = join(ROOT, "node_modules", ".cache", "schemaforge-scripts");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${path.replace(/\W+/g, "-")}.${process.pid}.mjs`);
  await build({
    entryPoints: [join(ROOT, path)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
