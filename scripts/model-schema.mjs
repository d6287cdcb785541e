/** Writes schema/v1.json, the JSON Schema of model files: `node scripts/model-schema.mjs`. */
import { writeFile } from "node:fs/promises";
import { loadTypeScript } from "./load-typescript.mjs";

const { modelJsonSchema } = await loadTypeScript("src/model/json-schema/json-schema.ts");
await writeFile(new URL("../schema/v1.json", import.meta.url), `${JSON.stringify(modelJsonSchema(), null, 2)}\n`);
console.log("schema/v1.json is written");
