/** A Prisma 7 client on an embedded PostgreSQL: the schema and the database are what Schemaforge made of four entities. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { clientExtension, withDeleted } from "./prisma/extension.ts";
import { PrismaClient } from "./prisma/generated/client.ts";

const database = new PGlite();
await database.exec(await readFile(new URL("prisma/schema.sql", import.meta.url), "utf8"));
// A real key comes from where an application keeps its secrets.
const encryptionKeys = [randomBytes(32)] as const;
const client = new PrismaClient({ adapter: new PrismaPGlite(database) });
const prisma = client.$extends(clientExtension({ encryptionKeys }));

// Creating, with relations.
const ada = await prisma.user.create({
  data: {
    email: "ada@example.org",
    username: "ada",
    passwordHash: "…",
    posts: { create: { title: "Notes on the engine", slug: "notes", content: "It weaves algebraic patterns.", published: true } },
    drafts: { create: { text: "Bernoulli numbers" } },
  },
  include: { posts: true, drafts: true },
});
assert.deepEqual(ada.roles, ["user"]);
const [notes] = ada.posts;
assert.ok(notes);
const remark = await prisma.comment.create({ data: { content: "How?", postId: notes.id, authorId: ada.id } });
await prisma.comment.create({ data: { content: "With cards.", postId: notes.id, authorId: ada.id, parentId: remark.id } });

// Querying across relations.
const found = await prisma.post.findFirstOrThrow({
  where: { published: true, author: { username: "ada" } },
  include: { author: true, comments: { where: { parentId: null }, include: { replies: true } } },
});
assert.equal(found.author.email, "ada@example.org");
assert.equal(found.comments[0]?.replies[0]?.content, "With cards.");

// Encrypted fields: the client reads the text, and the database has none of it.
assert.equal(ada.drafts[0]?.text, "Bernoulli numbers");
const { rows } = await database.query<{ text: string }>("SELECT text FROM drafts");
assert.match(rows[0]?.text ?? "", /^sf1\./);
await assert.rejects(prisma.draft.findMany({ where: { text: "Bernoulli numbers" } }), /is encrypted/);

// Updating: the client and the database's trigger both keep `updatedAt`.
const seen = await prisma.post.update({ where: { slug: "notes" }, data: { viewCount: { increment: 1 } } });
assert.equal(seen.viewCount, 1);
assert.ok(seen.updatedAt >= notes.updatedAt);

// Soft deletion: the row stays, is seen by who asks for it, and comes back.
await prisma.user.delete({ where: { id: ada.id } });
assert.equal(await prisma.user.count(), 0);
assert.equal(await prisma.user.findUnique({ where: { email: "ada@example.org" } }), null);
assert.equal(await prisma.user.count({ where: { ...withDeleted } }), 1);
await prisma.user.restore({ where: { id: ada.id } });
assert.equal(await prisma.user.count(), 1);

// What Prisma's schema does not say, the database still enforces.
await assert.rejects(prisma.user.create({ data: { email: "not an address", username: "bob", passwordHash: "…" } }));

await prisma.$disconnect();
await database.close();
process.stdout.write("PostgreSQL: created, queried, encrypted, updated, soft-deleted\n");
