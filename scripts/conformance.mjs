// Writes docs/conformance.md: the whole corpus and all pairs, on the embedded engine and on real servers.
import { writeFileSync } from "node:fs";
import { loadTypeScript } from "./load-typescript.mjs";
import { releaseServers, SERVERS, startServers } from "./servers/index.mjs";

const { conformanceReport } = await loadTypeScript("test/postgres-corpus/report.ts");
const { testRuntime } = await loadTypeScript("test/support/runtime.ts");
const servers = await startServers(Object.keys(SERVERS), { install: true });
for (const [name, { version, missing }] of Object.entries(servers)) console.error(`${name}: ${missing ?? version}`);
try {
  const report = await conformanceReport(servers, testRuntime({ progress: (message) => console.error(message) }));
  writeFileSync("docs/conformance.md", report);
  console.log(
    report
      .split("\n")
      .filter((line) => /^- \*\*|\*\*all\*\*/.test(line))
      .join("\n"),
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await releaseServers();
}
