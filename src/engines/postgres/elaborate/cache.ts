/** Readings kept by the hash of all that they depend on, so that an unchanged text is not run again. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogObject } from "../../../catalog/catalog.ts";
import type { Reading } from "../../engine.ts";

/** Changes whenever the reader makes something else of the same text. */
const FORMAT = 7;
const FOLDER = "readings";
const LIMIT_BYTES = 200 * 1024 * 1024;

/** The key of a reading: a digest of the engine's version, the format and every part. */
export function cacheKey(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of [String(FORMAT), ...parts]) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}

/**
 * The kept reading of a key, or what `compute` gives, which is then kept. A cache that cannot be read or written costs
 * time, never the result.
 */
export async function cachedReading(
  cacheDir: string | undefined,
  key: string,
  compute: () => Promise<Reading>,
): Promise<Reading> {
  if (cacheDir === undefined) return compute();
  const folder = join(cacheDir, FOLDER);
  const file = join(folder, `${key}.json`);
  const kept = await readKept(file);
  if (kept) return kept;
  const reading = await compute();
  const temporary = `${file}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    const { catalog, ...rest } = reading;
    await writeFile(
      temporary,
      JSON.stringify({ ...rest, catalog: { ...catalog, objects: [...catalog.objects.values()] } }),
    );
    await rename(temporary, file);
    await trim(folder);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  return reading;
}

async function readKept(file: string): Promise<Reading | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, "utf8")) as Omit<Reading, "catalog"> & {
      catalog: Omit<Reading["catalog"], "objects"> & { objects: CatalogObject[] };
    };
    const objects = new Map(kept.catalog.objects.map((object) => [object.id, object]));
    return { ...kept, catalog: { ...kept.catalog, objects } };
  } catch {
    // Missing or damaged: it is computed and written again.
    return undefined;
  }
}

/** Removes the oldest readings when all together have grown too large. */
async function trim(folder: string): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { name, size, mtimeMs };
    }),
  );
  let total = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= LIMIT_BYTES) return;
    await rm(join(folder, file.name), { force: true });
    total -= file.size;
  }
}
