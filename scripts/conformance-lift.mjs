// Writes docs/conformance-lift.md: real schemas through a model and back.
import { writeFileSync } from "node:fs";
import { loadTypeScript } from "./load-typescript.mjs";

const { liftReport } = await loadTypeScript("test/postgres-lift/report.ts");
const { sqliteSection } = await loadTypeScript("test/sqlite-lift/report.ts");
const { testRuntime } = await loadTypeScript("test/support/runtime.ts");
try {
  const runtime = testRuntime();
  const report = `${await liftReport(runtime)}\n${await sqliteSection(runtime)}`;
  writeFileSync("docs/conformance-lift.md", report);
  console.log(
    report
      .split("\n")
      .filter((line) => line.startsWith("- "))
      .join("\n"),
  );
  process.exitCode = report.includes("**different**") ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();
