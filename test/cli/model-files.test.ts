/** `validate` and `format`: what people see, what editors get, and what happens to the files. */
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelopeOf } from "./envelope.ts";
import { folderWith, run } from "./run.ts";

const good = "schemaforge: 1\nentities:\n  A:\n    fields:\n      b: text\n";
const loose = "schemaforge: 1\nentities: { A: { fields: { b: text } } } # mine\n";
const bad = `schemaforge: 1
conventions: { tabels: snake_plural, id: serail }
entities:
  User:
    softDelete: yes
    fields:
      email: "strng(20) unique"
      code: string match=^a.*$
      status: Stat
    relations:
      boss: one? Usr as staff
  Item: { fields: { price: decimal(10,2), name: text } }
types: { State: [on, off] }
`;

interface Finding {
  readonly code: string;
  readonly where: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly end: { readonly line: number; readonly column: number };
  };
  readonly fix?: {
    readonly line: number;
    readonly column: number;
    readonly end: { readonly line: number; readonly column: number };
    readonly text: string;
  };
}

function findings(stdout: string): readonly Finding[] {
  return (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings;
}

/** A text with a fix of one line made. */
function applied(text: string, { line, column, end, text: instead }: NonNullable<Finding["fix"]>): string {
  const lines = text.split("\n");
  const old = lines[line - 1] ?? "";
  lines[line - 1] = old.slice(0, column - 1) + instead + old.slice(end.column - 1);
  return lines.join("\n");
}

test("validate says which files are in order, and ends with 0", async () => {
  const cwd = folderWith({ "a.model.yaml": good, "b.model.json": '{"schemaforge":1,"entities":{}}' });
  const { status, stdout, stderr } = await run(["validate"], { cwd });
  expect([status, stdout, stderr]).toEqual([0, "", "valid a.model.yaml (1 entity)\nvalid b.model.json (0 entities)\n"]);
  const machine = envelopeOf(await run(["validate", "--json"], { cwd }));
  expect(machine).toMatchObject({
    ok: true,
    findings: [],
    result: {
      files: [
        { path: "a.model.yaml", ok: true },
        { path: "b.model.json", ok: true },
      ],
    },
  });
});

test("validate shows people the line and the line as it should be", async () => {
  const { status, stderr } = await run(["validate", "-", "--stdin-name", "x.yaml"], { cwd: folderWith(), input: bad });
  expect(status).toBe(1);
  expect(stderr).toContain(`error x.yaml:8:26: \`^a.*$\` needs single quotes SYNTAX
  8 |       code: string match=^a.*$
                               ^
  + |       code: string match='^a.*$'
`);
});

test("validate gives editors every problem with its range and its fix; making the fixes mends the file", async () => {
  const cwd = folderWith();
  let text = bad;
  const seen: string[] = [];
  for (let round = 0; round < 10; round++) {
    const printed = await run(["validate", "-", "--json"], { cwd, input: text });
    const envelope = envelopeOf(printed);
    expect(printed.status).toBe(envelope.ok ? 0 : 1);
    const found = findings(printed.stdout);
    seen.push(...found.map(({ code }) => code));
    for (const { where } of found) {
      expect(where.end.column).toBeGreaterThan(where.column);
      expect(where.file).toBe("standard input");
    }
    const fixes = found.flatMap(({ fix }) => (fix ? [fix] : []));
    if (fixes.length === 0) break;
    // From the end, so that places before stay right.
    for (const fix of fixes.toSorted((a, b) => b.line - a.line || b.column - a.column)) text = applied(text, fix);
  }
  expect(text).toBe(`schemaforge: 1
conventions: { tables: snake_plural, id: serial }
entities:
  User:
    softDelete: true
    fields:
      email: "string(20) unique"
      code: string match='^a.*$'
      status: State
    relations:
      boss: one? User as staff
  Item: { fields: { price: 'decimal(10,2)', name: text } }
types: { State: [on, off] }
`);
  expect(new Set(seen)).toEqual(
    new Set(["UNKNOWN_KEY", "WRONG_VALUE", "UNKNOWN_TYPE", "SYNTAX", "UNKNOWN_ENTITY", "YAML_TORN"]),
  );
});

test("validate follows includes, and names the file that a problem is in", async () => {
  const cwd = folderWith({
    "main.model.yaml": "schemaforge: 1\ninclude: [part.yaml]\nentities: { A: { relations: { b: one B as list } } }\n",
    "part.yaml": "schemaforge: 1\nentities: { B: { fields: { c: txt } } }\n",
    "lost.yaml": "schemaforge: 1\ninclude: nowhere.yaml\n",
  });
  const { status, stdout } = await run(["validate", "main.model.yaml", "--json"], { cwd });
  expect(status).toBe(1);
  expect(findings(stdout)).toMatchObject([{ code: "UNKNOWN_TYPE", where: { file: "part.yaml", line: 2 } }]);
  const lost = await run(["validate", "lost.yaml", "--json"], { cwd });
  expect(findings(lost.stdout)).toMatchObject([{ code: "CANNOT_INCLUDE", where: { file: "lost.yaml", line: 2 } }]);
});

test.each([
  [["validate", "nothing.yaml"], "FILE_NOT_FOUND"],
  [["validate", "."], "NO_SOURCE"],
  [["format"], "NO_SOURCE"],
  [["validate", "image.yaml"], "NOT_TEXT"],
  [["format", "good.yaml", "-", "--stdout"], "SEVERAL_FILES"],
  [["format", "broken.yaml"], "MODEL_INVALID"],
])("%s ends with %s", async (args, code) => {
  const cwd = folderWith({ "good.yaml": good, "broken.yaml": "schemaforge: 1\nentities: [" });
  writeFileSync(join(cwd, "image.yaml"), Buffer.from([0xff, 0xfe, 0xfd]));
  const printed = await run([...args, "--json"], { cwd, input: good });
  expect(printed.status).toBe(1);
  expect(envelopeOf(printed).error?.code).toBe(code);
});

test("format writes in place, behind links, with the permissions that the file had", async () => {
  const cwd = folderWith({ "real/a.model.yaml": loose, "b.model.yaml": good });
  symlinkSync(join("real", "a.model.yaml"), join(cwd, "a.model.yaml"));
  chmodSync(join(cwd, "real/a.model.yaml"), 0o640);
  const { status, stdout, stderr } = await run(["format"], { cwd });
  expect([status, stdout, stderr]).toEqual([0, "", "formatted a.model.yaml\n"]);
  expect(readFileSync(join(cwd, "real/a.model.yaml"), "utf8")).toBe(
    "schemaforge: 1\nentities:\n  A:\n    fields:\n      b: text # mine\n",
  );
  expect(lstatSync(join(cwd, "a.model.yaml")).isSymbolicLink()).toBe(true);
  expect(statSync(join(cwd, "real/a.model.yaml")).mode & 0o777).toBe(0o640);
  expect((await run(["format", "--check"], { cwd })).status).toBe(0);
});

test("format --check writes nothing and ends with 2; --stdout and standard input print", async () => {
  const cwd = folderWith({ "a.model.yaml": loose, "b.model.yaml": good });
  const checked = await run(["format", "--check", "--json"], { cwd });
  expect(checked.status).toBe(2);
  expect(envelopeOf(checked).result.files).toEqual([
    { path: "a.model.yaml", changed: true },
    { path: "b.model.yaml", changed: false },
  ]);
  const shown = await run(["format", "a.model.yaml", "--stdout"], { cwd });
  expect([shown.status, shown.stdout]).toEqual([
    0,
    "schemaforge: 1\nentities:\n  A:\n    fields:\n      b: text # mine\n",
  ]);
  expect((await run(["format", "-"], { cwd, input: loose })).stdout).toBe(shown.stdout);
  expect((await run(["format", "-", "--check"], { cwd, input: loose })).status).toBe(2);
  expect(readFileSync(join(cwd, "a.model.yaml"), "utf8")).toBe(loose);
});

test("format changes no file when one of them is wrong", async () => {
  const cwd = folderWith({ "a.model.yaml": loose, "z.model.yaml": "schemaforge: 1\nentities: 5\n" });
  const { status, stderr } = await run(["format"], { cwd });
  expect(status).toBe(1);
  expect(stderr).toContain("z.model.yaml:2:");
  expect(readFileSync(join(cwd, "a.model.yaml"), "utf8")).toBe(loose);
});
