import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { imageFile, readImage, withoutTemplates, writeImage } from "./image.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "image-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function entry(name: string, body: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write(body.length.toString(8).padStart(11, "0"), 124);
  return Buffer.concat([header, Buffer.from(body), Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

test("an image comes back as it was written, without traces beside it", async () => {
  await writeImage(folder, "1", new Uint8Array([1, 2, 3]));
  expect(await readImage(folder, "1")).toEqual(new Uint8Array([1, 2, 3]));
  expect(await readImage(folder, "2")).toBeUndefined();
  expect(readdirSync(folder)).toHaveLength(1);
});

test("a damaged image is removed", async () => {
  await writeImage(folder, "1", new Uint8Array(100));
  const file = imageFile(folder, "1");
  const data = readFileSync(file);
  data[7] = 1;
  writeFileSync(file, data);
  expect(await readImage(folder, "1")).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that cannot be written costs nothing", async () => {
  writeFileSync(join(folder, "file"), "");
  await writeImage(join(folder, "file"), "1", new Uint8Array(1));
  expect(await readImage(join(folder, "file"), "1")).toBeUndefined();
});

test("template databases are cut out of an archive, all else stays", () => {
  const kept = [entry("base/5/1259", "x".repeat(600)), entry("base/14/1", "y"), entry("global/1", "")];
  const [first = Buffer.alloc(0), ...rest] = kept;
  const archive = Buffer.concat([
    first,
    entry("base/1/1259", "z".repeat(513)),
    entry("./base/4/2", "z"),
    ...rest,
    Buffer.alloc(1024),
  ]);
  expect(Buffer.from(withoutTemplates(archive)).equals(Buffer.concat([...kept, Buffer.alloc(1024)]))).toBe(true);
});
