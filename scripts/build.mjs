// Makes dist/: the command line and the library, bundled, and the library's types.
import { spawnSync } from "node:child_process";
import { chmod, rm } from "node:fs/promises";
import { bundle } from "./bundle.mjs";

await rm("dist", { recursive: true, force: true });
const banner = { js: "#!/usr/bin/env node" };
await bundle({ entryPoints: { cli: "src/cli/main.ts" }, outdir: "dist", banner, minifySyntax: true });
await bundle({ entryPoints: { index: "src/index.ts" }, outdir: "dist", sourcemap: true });
await chmod("dist/cli.js", 0o755);
const types = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
process.exitCode = types.status ?? 1;
