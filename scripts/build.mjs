// Bundles the command line and the library. Dependencies stay outside and load when they are needed.
import { spawnSync } from "node:child_process";
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
const shared = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  packages: "external",
  outdir: "dist",
  logLevel: "warning",
};
await build({
  ...shared,
  entryPoints: { cli: "src/cli/main.ts" },
  banner: { js: "#!/usr/bin/env node" },
  minifySyntax: true,
});
await build({ ...shared, entryPoints: { index: "src/index.ts" }, sourcemap: true });
await chmod("dist/cli.js", 0o755);
const types = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
process.exitCode = types.status ?? 1;
