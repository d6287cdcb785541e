/** Writes docs/entities.md from the catalogue of entities: `node scripts/entities-doc.mjs`. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("../", import.meta.url);
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("src/knowledge/document.ts", root))],
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
});
const [bundle] = outputFiles;
const { documentCatalogue } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.contents).toString("base64")}`
);
await writeFile(new URL("docs/entities.md", root), documentCatalogue());
console.log("docs/entities.md is written");
