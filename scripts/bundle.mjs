// How the sources become files that Node runs. Dependencies stay outside and load when they are needed.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/**
 * Bundles entry points; `options` are esbuild's. Without splitting, the packages that only late modules import would be
 * imported at the start of the one file, and `--help` would load them all.
 */
export function bundle(options) {
  return build({
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    logLevel: "warning",
    define: { SCHEMAFORGE_VERSION: JSON.stringify(version) },
    ...options,
  });
}
