// Writes docs/conformance-entities.md: the catalogue of entities against the tables of the corpus beside the project.
import { writeFileSync } from "node:fs";
import { loadTypeScript } from "./load-typescript.mjs";

const { blindReport, judgeEntities } = await loadTypeScript("test/knowledge/blind.ts");
const { testRuntime } = await loadTypeScript("test/support/runtime.ts");
const judged = await judgeEntities(testRuntime({ progress: (message) => console.error(message) }));
if (judged.length === 0) {
  console.error("there is no corpus beside the project (SCHEMAFORGE_SHARED)");
  process.exit(1);
}
const report = blindReport(judged);
writeFileSync("docs/conformance-entities.md", report);
console.log(
  report
    .split("\n")
    .filter((line) => line.startsWith("- **"))
    .join("\n"),
);
// The embedded engine would keep the process alive.
process.exit(0);
