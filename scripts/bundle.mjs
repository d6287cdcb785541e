// How the sources become files that Node runs. Dependencies stay outside and load when they are needed.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/** Bundles an entry point; `options` are esbuild's. */
export function bundle(options) {
  return build({
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
    logLevel: "warning",
    define: { SCHEMAFORGE_VERSION: JSON.stringify(version) },
    ...options,
  });
}
