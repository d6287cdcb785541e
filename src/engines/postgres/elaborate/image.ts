/** The data folder of a fresh embedded server, kept as one file: starting from it takes a fraction of making it anew. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Changes whenever the settings or the form of an image change. */
const FORMAT = 4;
const DIGEST_BYTES = 32;

function digest(data: Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** The file of an image; its name changes with everything that makes images differ. */
export function imageFile(cacheDir: string, version: string): string {
  return join(cacheDir, `pglite-${version}-${FORMAT}.image`);
}

/** The image, or undefined when there is none or it was damaged (then it is removed). */
export async function readImage(cacheDir: string, version: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let data: Buffer;
  try {
    data = await readFile(imageFile(cacheDir, version));
  } catch {
    // No image yet, or one that cannot be read: the caller makes the server without it.
    return undefined;
  }
  const body = data.subarray(0, data.length - DIGEST_BYTES);
  if (data.length > DIGEST_BYTES && digest(body).equals(data.subarray(-DIGEST_BYTES))) return new Uint8Array(body);
  await removeImage(cacheDir, version);
  return undefined;
}

/** Removes an image that is of no use; one that cannot be removed is written over later. */
export async function removeImage(cacheDir: string, version: string): Promise<void> {
  await rm(imageFile(cacheDir, version), { force: true }).catch(() => undefined);
}

/** Writes the image beside its place and moves it there, so that two processes at once never see half of one. */
export async function writeImage(cacheDir: string, version: string, image: Uint8Array): Promise<void> {
  const file = imageFile(cacheDir, version);
  const temporary = `${file}.${randomUUID()}`;
  try {
    await mkdir(cacheDir, { recursive: true });
    await writeFile(temporary, Buffer.concat([image, digest(image)]));
    await rename(temporary, file);
  } catch {
    // A cache that cannot be written costs time, never the result.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const BLOCK = 512;

/** Files of template1 and template0 (database numbers 1 and 4, pg_database.dat): no database is ever made of them. */
const TEMPLATE = /^\/?(?:\.\/)?base\/[14]\/./;

/** The text of a field of a tar header: up to the first zero byte (POSIX ustar). */
function field(archive: Uint8Array, from: number, length: number): string {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset + from, length);
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? length : end);
}

/** A tar archive of a data folder without the files of the template databases: 15 MB less to read at every start. */
export function withoutTemplates(archive: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const name = field(archive, at, 100);
    if (name === "") break;
    const size = Number.parseInt(field(archive, at + 124, 12), 8) || 0;
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (!TEMPLATE.test(name)) kept.push(archive.subarray(at, end));
    at = end;
  }
  // Two empty blocks end an archive.
  return Buffer.concat([...kept, new Uint8Array(2 * BLOCK)]);
}
