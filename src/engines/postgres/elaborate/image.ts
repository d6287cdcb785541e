/** The data folder of a fresh embedded server, kept as one file: starting from it takes a fraction of making it anew. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const DIGEST_BYTES = 32;

function digest(data: Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** The file of an image; its name changes with everything that makes images differ. */
function imageFile(cacheDir: string, version: string): string {
  return join(cacheDir, `pglite-${version}-3.image`);
}

/** The image, or undefined when there is none or it was damaged (then it is removed). */
export async function readImage(cacheDir: string, version: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = imageFile(cacheDir, version);
  let data: Buffer;
  try {
    data = await readFile(file);
  } catch {
    // No image yet, or one that cannot be read: the caller makes the server without it.
    return undefined;
  }
  const body = data.subarray(0, data.length - DIGEST_BYTES);
  if (data.length > DIGEST_BYTES && digest(body).equals(data.subarray(-DIGEST_BYTES))) return new Uint8Array(body);
  await rm(file, { force: true });
  return undefined;
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
