// Writes docs/conformance-prisma.md: what Prisma's own engine says of the whole corpus.
import { writeFileSync } from "node:fs";
import { loadTypeScript } from "./load-typescript.mjs";

const { prismaReport } = await loadTypeScript("test/prisma/report.ts");
const { testRuntime } = await loadTypeScript("test/support/runtime.ts");
try {
  const report = await prismaReport(testRuntime({ progress: (message) => console.error(message) }));
  writeFileSync("docs/conformance-prisma.md", report);
  console.log(
    report
      .split("\n")
      .filter((line) => /disagreements \d/.test(line))
      .join("\n"),
  );
  process.exitCode = /\*\*disagreement\*\*/.test(report) ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
process.exit();
