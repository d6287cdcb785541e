// Checks the import rules of .dependency-cruiser.cjs over src/. Exit code 1 on a violation, or when nothing was seen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path/posix";
import { parseSync } from "@swc/core";
import { cruise } from "dependency-cruiser";

const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
const { output } = await cruise(["src"], { ...options, ruleSet: { forbidden }, validate: true });

/** Whether a file imports another for its types alone. The swc parser's module graph does not tell. */
function importsTypesOnly(from, to) {
  const { body } = parseSync(readFileSync(from, "utf8"), { syntax: "typescript", target: "es2022" });
  const declarations = body.filter((node) => node.source && join(dirname(from), node.source.value) === to);
  return declarations.length > 0 && declarations.every((node) => node.typeOnly);
}

/** A cycle that one `import type` closes is gone when the program runs. */
function closedByTypes({ from, cycle }) {
  const path = [from, ...cycle.map((step) => step.name ?? step)];
  return path.slice(1).some((to, index) => importsTypesOnly(path[index], to));
}

const violations = output.summary.violations.filter((violation) => !violation.cycle || !closedByTypes(violation));
const own = output.modules.filter((module) => module.source.startsWith("src/"));
const dependencies = own.reduce((sum, module) => sum + module.dependencies.length, 0);
for (const { rule, from, to, cycle } of violations) {
  const path = cycle ? cycle.map((step) => step.name ?? step).join(" → ") : to;
  console.error(`${rule.name}: ${from} → ${path}`);
}
console.log(`imports: ${own.length} modules, ${dependencies} dependencies, ${violations.length} violations`);
const blind = own.length === 0 || dependencies === 0;
if (blind) console.error("no module or no dependency was seen: the check has checked nothing");
process.exitCode = violations.length > 0 || blind ? 1 : 0;
