/** The library in a program of its own, as its documentation says. */
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, inject, test } from "vitest";
import "../support/global-setup.ts";

test("a program ends when its engines are closed, and may go on", () => {
  const library = pathToFileURL(inject("library")).href;
  const program = `import { closeEngines, design, nodeRuntime } from ${JSON.stringify(library)};
const runtime = nodeRuntime();
for (const entities of ["User", "Post"]) {
  const { proof } = await design({ target: "postgres", entities }, runtime);
  await closeEngines(runtime);
  console.log(proof.status, process.getActiveResourcesInfo().includes("Timeout"));
}`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  expect(out).toBe("proven false\nproven false\n");
});
