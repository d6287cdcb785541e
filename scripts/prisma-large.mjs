// Reads, lowers, writes and reads again one large Prisma schema: time and memory of each step, and that of its half, so
// that what is not linear shows. `npm run prisma:large [FILE]`; without a file the largest of the corpus.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadTypeScript } from "./load-typescript.mjs";

const { prisma } = await loadTypeScript("src/formats/prisma/index.ts");
const { postgres } = await loadTypeScript("src/engines/postgres/index.ts");
const { diffCatalogs } = await loadTypeScript("src/catalog/diff.ts");

const shared = resolve(process.env.SCHEMAFORGE_SHARED ?? join(process.cwd(), "..", "shared"));
const file = process.argv[2] ?? join(shared, "corpus", "prisma", "prisma-bigschema", "bigschema.prisma");
if (!existsSync(file)) {
  console.error(`there is no ${file}: name a schema, or say where the corpus is (SCHEMAFORGE_SHARED)`);
  process.exit(1);
}

/** The first models of a schema, as far as they name no later one. */
function part(text, share) {
  const blocks = text.split(/^(?=model )/m);
  const [head = "", ...models] = blocks;
  const kept = models.slice(0, Math.round(models.length * share));
  return { text: head + kept.join(""), models: kept.length };
}

async function measure({ text, models }, quiet = false) {
  const steps = [];
  const step = async (name, work) => {
    const start = performance.now();
    const made = await work();
    steps.push([name, performance.now() - start]);
    return made;
  };
  const { model } = await step("read", () => prisma.read([{ path: "schema.prisma", text }]));
  const { catalog } = await step("lower", () => postgres.lower(model));
  const { files } = await step("write", () => prisma.write({ model, engine: "postgres", catalog, residue: [] }));
  const again = await step("read again", () => prisma.read(files.filter(({ path }) => path.endsWith(".prisma"))));
  const changes = await step("compare", () =>
    diffCatalogs(catalog, postgres.lower(again.model).catalog, postgres.kinds),
  );
  if (quiet) return undefined;
  const told = steps.map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`).join(", ");
  const memory = Math.round(process.memoryUsage().rss / 1e6);
  console.log(`${models} models: ${told}; ${changes.length} changes; ${memory} MB`);
  return { total: steps.reduce((sum, [, ms]) => sum + ms, 0), changes: changes.length };
}

const text = readFileSync(file, "utf8");
// What the first run of all loads and compiles belongs to neither.
await measure(part(text, 0.1), true);
const half = await measure(part(text, 0.5));
const whole = await measure(part(text, 1));
const growth = whole.total / half.total;
console.log(`twice the models take ${growth.toFixed(2)} times as long`);
process.exit(whole.changes === 0 && growth < 3 ? 0 : 1);
