import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isOurs, signed, writeFiles } from "./files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "schemaforge-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(folder, path), "utf8");

describe("a signed text", () => {
  test("is ours until somebody changes it", () => {
    const text = signed("CREATE TABLE t ();\n", "--");
    expect(isOurs(text)).toBe(true);
    for (const other of [`${text}\n`, text.replace("t ()", "u ()"), "CREATE TABLE t ();\n", ""])
      expect(isOurs(other)).toBe(false);
  });

  test("is ours with other line ends too", () => {
    expect(isOurs(signed("CREATE TABLE t ();\n", "--").replaceAll("\n", "\r\n"))).toBe(true);
  });
});

describe("writing", () => {
  test("makes folders, replaces our own, leaves nothing temporary", async () => {
    const first = await writeFiles(folder, [{ path: "a/b.sql", text: signed("1", "--") }]);
    expect(first).toEqual([join(folder, "a", "b.sql")]);
    await writeFiles(folder, [{ path: "a/b.sql", text: signed("2", "--") }]);
    expect(read("a/b.sql")).toBe(signed("2", "--"));
    expect(readdirSync(join(folder, "a"))).toEqual(["b.sql"]);
  });

  test("is all or nothing", async () => {
    writeFileSync(join(folder, "b.sql"), "mine");
    const files = ["a.sql", "b.sql"].map((path) => ({ path, text: signed("x", "--") }));
    await expect(writeFiles(folder, files)).rejects.toMatchObject({ code: "FOREIGN_FILE" });
    expect(readdirSync(folder)).toEqual(["b.sql"]);
    await writeFiles(folder, files, { force: true });
    expect(read("b.sql")).toBe(signed("x", "--"));
  });

  test("takes a file that already has the text, whoever wrote it", async () => {
    writeFileSync(join(folder, "a.sql"), "same");
    await expect(writeFiles(folder, [{ path: "a.sql", text: "same" }])).resolves.toHaveLength(1);
  });

  test("stays inside of the folder", async () => {
    const out = join(folder, "out");
    mkdirSync(out);
    symlinkSync("../elsewhere", join(out, "link"));
    symlinkSync("../missing.sql", join(out, "dangling.sql"));
    for (const path of ["../a.sql", "link/a.sql", "dangling.sql"]) {
      await expect(writeFiles(out, [{ path, text: "x" }], { force: true })).rejects.toMatchObject({
        code: "OUTSIDE_FOLDER",
      });
    }
    expect(readdirSync(folder)).toEqual(["out"]);
  });

  test("follows a link that stays inside, which stays a link", async () => {
    symlinkSync("real.sql", join(folder, "a.sql"));
    await writeFiles(folder, [{ path: "a.sql", text: "x" }]);
    expect(read("real.sql")).toBe("x");
    expect(readlinkSync(join(folder, "a.sql"))).toBe("real.sql");
  });

  test("survives a circle of links", async () => {
    symlinkSync("b", join(folder, "a"));
    symlinkSync("a", join(folder, "b"));
    await expect(writeFiles(folder, [{ path: "a/x.sql", text: "x" }])).rejects.toMatchObject({ code: "CANNOT_WRITE" });
  });
});
