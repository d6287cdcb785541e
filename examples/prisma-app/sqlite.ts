/** The same on SQLite, through libsql: the schema and the database are what Schemaforge made of sqlite/notes.model.yaml. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { clientExtension } from "./sqlite/extension.ts";
import { PrismaClient } from "./sqlite/generated/client.ts";

const folder = await mkdtemp(join(tmpdir(), "notes-"));
const url = `file:${join(folder, "notes.db")}`;
const setup = createClient({ url });
await setup.executeMultiple(await readFile(new URL("sqlite/schema.sql", import.meta.url), "utf8"));
const encryptionKeys = [randomBytes(32)] as const;
const client = new PrismaClient({ adapter: new PrismaLibSql({ url }) });
const prisma = client.$extends(clientExtension({ encryptionKeys }));

const engine = await prisma.notebook.create({
  data: { name: "engine", notes: { create: [{ title: "a", text: "cards" }, { title: "b", text: "wheels" }] } },
  include: { notes: { orderBy: { title: "asc" } } },
});
assert.equal(engine.notes[1]?.text, "wheels");
const { rows } = await setup.execute("SELECT text FROM notes");
for (const row of rows) assert.match(String(row["text"]), /^sf1\./);

await prisma.notebook.update({ where: { name: "engine" }, data: { notes: { deleteMany: { title: "a" } } } });
const { notes, _count: counts } = await prisma.notebook.findUniqueOrThrow({
  where: { name: "engine" },
  include: { notes: true, _count: true },
});
assert.deepEqual([notes.map(({ title }) => title), counts.notes], [["b"], 1]);
await prisma.note.restore({ where: { id: engine.notes[0]?.id ?? "" } });
assert.equal(await prisma.note.count(), 2);

await prisma.$disconnect();
setup.close();
await rm(folder, { recursive: true });
process.stdout.write("SQLite: created, queried, encrypted, soft-deleted\n");
