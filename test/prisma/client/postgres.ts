/** What the client extension does on PostgreSQL. Run beside a generated client by extension.test.ts; ends with `done`. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { clientExtension, withDeleted } from "./prisma/extension.ts";
import { PrismaClient } from "./prisma/generated/client.ts";

const database = new PGlite({ extensions: { pgcrypto } });
await database.exec(await readFile(new URL("prisma/schema.sql", import.meta.url), "utf8"));
await database.exec("CREATE ROLE app NOSUPERUSER; GRANT ALL ON ALL TABLES IN SCHEMA public TO app");

/** The adapter with what adapters of servers have: transactions within transactions. */
function withSavepoints(adapter: PrismaPGlite): PrismaPGlite {
  const connect = adapter.connect.bind(adapter);
  adapter.connect = async () => {
    const connected = await connect();
    const begin = connected.startTransaction.bind(connected);
    connected.startTransaction = async (level) => {
      const transaction = await begin(level);
      const say = (words: string) => async (name: string) => {
        await transaction.executeRaw({ sql: `${words} ${name}`, args: [], argTypes: [] });
      };
      const savepoints = { createSavepoint: say("SAVEPOINT"), rollbackToSavepoint: say("ROLLBACK TO SAVEPOINT") };
      return Object.assign(transaction, savepoints);
    };
    return connected;
  };
  return adapter;
}

const base = new PrismaClient({ adapter: withSavepoints(new PrismaPGlite(database)) });
const key = new Uint8Array(32).fill(7);
const otherKey = new Uint8Array(32).fill(8);
const prisma = base.$extends(clientExtension({ encryptionKeys: [key] }));

async function softDeletion(): Promise<void> {
  const ada = await prisma.person.create({
    data: { name: "ada", notes: { create: [{ text: "a" }, { text: "b" }, { text: "c" }] } },
    include: { notes: { orderBy: { text: "asc" } } },
  });
  const id = ada.notes[0]?.id ?? "";
  const gone = await prisma.note.delete({ where: { id }, select: { deletedAt: true } });
  assert.ok(gone.deletedAt);

  // Reading leaves it out, wherever it would come from, and brings it where it is asked for.
  assert.equal(await prisma.note.count(), 2);
  assert.equal(await prisma.note.findUnique({ where: { id } }), null);
  assert.equal(await prisma.note.findFirst({ where: { OR: [{ text: "a" }] } }), null);
  assert.equal((await prisma.note.aggregate({ _count: true }))._count, 2);
  assert.equal((await prisma.note.groupBy({ by: ["text"] })).length, 2);
  assert.equal(await prisma.note.count({ where: { ...withDeleted } }), 3);
  assert.equal(await prisma.note.count({ where: { NOT: { deletedAt: null } } }), 1);
  const person = { where: { name: "ada" } };
  const included = await prisma.person.findUniqueOrThrow({ ...person, include: { notes: true, _count: true } });
  assert.deepEqual([included.notes.length, included._count.notes], [2, 2]);
  const asked = await prisma.person.findUniqueOrThrow({
    ...person,
    select: { notes: { where: withDeleted }, _count: { select: { notes: { where: { text: { not: "b" } } } } } },
  });
  assert.deepEqual([asked.notes.length, asked._count.notes], [3, 1]);
  assert.equal((await prisma.person.findUniqueOrThrow(person).notes()).length, 2);
  assert.equal(await prisma.person.count({ where: { notes: { some: { text: "a" } } } }), 0);
  assert.equal(await prisma.person.count({ where: { notes: { none: { text: "a" } } } }), 1);
  assert.equal(await prisma.person.count({ where: { notes: { every: { text: { in: ["b", "c"] } } } } }), 1);
  assert.equal(await prisma.openNotes.count(), 2);

  // Nothing changes a deleted row but `restore`.
  await assert.rejects(prisma.note.delete({ where: { id } }), { code: "P2025" });
  await assert.rejects(prisma.note.update({ where: { id }, data: { text: "x" } }), { code: "P2025" });
  assert.equal((await prisma.note.updateMany({ data: { text: "a" }, where: { id } })).count, 0);
  await assert.rejects(prisma.person.update({ ...person, data: { notes: { connect: { id } } } }), { code: "P2018" });
  assert.equal((await prisma.note.restore({ where: { id } })).deletedAt, null);
  await assert.rejects(prisma.note.restore({ where: { id } }), { code: "P2025" });

  // Writes to relations mark rows too.
  await prisma.person.update({ ...person, data: { notes: { delete: { id }, deleteMany: { text: "b" } } } });
  assert.deepEqual([await prisma.note.count(), await base.note.count()], [1, 3]);
  const task = await prisma.note.create({ data: { text: "t", task: { create: { name: "bob" } } } });
  await prisma.person.update({ where: { name: "bob" }, data: { task: { delete: true } } });
  assert.equal(await prisma.note.findUnique({ where: { id: task.id } }), null);
  assert.equal(await base.note.count({ where: { id: task.id, deletedAt: { not: null } } }), 1);
  assert.equal((await prisma.person.findUniqueOrThrow({ where: { name: "bob" }, include: { task: true } })).task, null);
  const upserted = { where: { name: "eve" }, create: { name: "eve" }, update: { name: "eve" } };
  await prisma.note.create({
    data: { text: "u", author: { connectOrCreate: { where: upserted.where, create: upserted.create } } },
  });
  assert.equal((await prisma.person.upsert(upserted)).name, "eve");

  // Transactions: of one function, and of a list.
  const failing = prisma.$transaction(async (transaction) => {
    await transaction.person.delete(person);
    assert.equal(await transaction.person.count(person), 0);
    throw new Error("rolled back");
  });
  await assert.rejects(failing, /rolled back/);
  assert.equal(await prisma.person.count(person), 1);
  const [deleted, left] = await prisma.$transaction([prisma.person.delete(person), prisma.person.count(person)]);
  assert.deepEqual([deleted.name, left], ["ada", 0]);
  // Its unique value stays taken.
  await assert.rejects(prisma.person.upsert({ ...person, create: { name: "ada" }, update: {} }), { code: "P2002" });
  // A relation that may be missing is missing, also to filters.
  const orphan = await prisma.note.findFirstOrThrow({ where: { text: "c" }, include: { author: true } });
  assert.deepEqual([orphan.author, orphan.authorId], [null, ada.id]);
  assert.equal(await prisma.note.count({ where: { author: { name: "ada" } } }), 0);
  assert.equal(await prisma.note.count({ where: { author: { isNot: { name: "ada" } }, text: "c" } }), 1);
  assert.equal(await prisma.note.count({ where: { author: { is: { ...withDeleted, name: "ada" } } } }), 1);
  // @ts-expect-error an argument that there is not
  await assert.rejects(prisma.note.delete({ where: { id }, nonsense: true }), /nonsense/);
  assert.ok((await prisma.note.deleteMany({ where: { text: "c" } })).count === 1);
  assert.ok((await prisma.note.deleteMany()).count > 0);
  assert.equal(await prisma.note.count(), 0);
}

async function tenancy(): Promise<void> {
  const one = await base.organization.create({ data: { name: "one" } });
  const two = await base.organization.create({ data: { name: "two" } });
  await database.exec("SET ROLE app");
  assert.equal(await prisma.organization.count(), 0);
  await assert.rejects(prisma.customer.create({ data: { email: "nobody's" } }));
  const customer = await prisma.$forTenant(one.id, async (transaction) => {
    const made = await transaction.customer.create({
      data: {
        email: "a",
        taxId: "DE1",
        orders: { create: { number: 1, cardNumber: "4111", items: { create: [{ name: "i", secret: "s" }] } } },
      },
      include: { orders: { include: { items: true } } },
    });
    assert.equal(made.organizationId, one.id);
    const [order] = made.orders;
    assert.deepEqual([made.taxId, order?.cardNumber, order?.items[0]?.secret], ["DE1", "4111", "s"]);
    await transaction.order.createMany({ data: [{ number: 2, cardNumber: "42", customerId: made.id }] });
    assert.equal(await transaction.order.count(), 2);
    return made;
  });
  await prisma.$forTenant(two.id, async (transaction) => {
    assert.equal(await transaction.customer.count(), 0);
    assert.equal(await transaction.organization.count(), 1);
    assert.equal((await transaction.customer.deleteMany()).count, 0);
  });
  const foreign = prisma.$forTenant(two.id, (transaction) =>
    transaction.order.create({ data: { number: 3, cardNumber: "1", customerId: customer.id } }),
  );
  await assert.rejects(foreign);
  const forged = prisma.$forTenant(two.id, (transaction) =>
    transaction.customer.create({ data: { email: "q", organizationId: one.id } }),
  );
  await assert.rejects(forged, /row-level security|42501/);
  // The setting ends with the transaction, and its value is bound.
  assert.equal(await prisma.customer.count(), 0);
  await assert.rejects(
    prisma.$forTenant("' OR true --", (transaction) => transaction.customer.count()),
    /uuid/,
  );
  // @ts-expect-error the key of the tenants is a text
  await assert.rejects(prisma.$forTenant(7, (transaction) => transaction.customer.count()));
  const counted = await prisma.$forTenant(one.id, async (transaction) => {
    const inner = await transaction.$forTenant(two.id, (within) => within.customer.count());
    await assert.rejects(
      transaction.$forTenant(two.id, () => Promise.reject(new Error("given up"))),
      /given up/,
    );
    return [inner, await transaction.customer.count()];
  });
  assert.deepEqual(counted, [0, 1]);
  const both = [one, two].map(({ id }) => prisma.$forTenant(id, (transaction) => transaction.customer.count()));
  assert.deepEqual(await Promise.all(both), [1, 0]);
  await database.exec("RESET ROLE");
}

async function encryption(): Promise<void> {
  const stored = async () => (await database.query<{ card_number: string }>("SELECT card_number FROM orders")).rows;
  for (const { card_number: text } of await stored()) assert.match(text, /^sf1\.[0-9a-f]{8}\.[\w-]{30,}$/);
  const { id, cardNumber } = await prisma.order.findFirstOrThrow({ where: { number: 1 } });
  assert.equal(cardNumber, "4111");
  await prisma.order.update({
    where: { id },
    data: {
      cardNumber: { set: "5" },
      items: { updateMany: { where: {}, data: { secret: "t" } } },
      customer: { update: { taxId: null } },
    },
  });
  const brought = { items: true, customer: { select: { id: true, taxId: true } } } as const;
  const order = await prisma.order.findUniqueOrThrow({ where: { id }, include: brought });
  assert.deepEqual([order.cardNumber, order.items[0]?.secret, order.customer.taxId], ["5", "t", null]);
  assert.match(JSON.stringify(order), /"cardNumber":"5"/);
  const fluent = await prisma.order.findUniqueOrThrow({ where: { id } }).items();
  assert.equal(fluent[0]?.secret, "t");
  const data = [{ name: "x", secret: "ö€𝄞", orderId: id, organizationId: order.organizationId }];
  assert.equal((await prisma.item.createManyAndReturn({ data }))[0]?.secret, "ö€𝄞");
  const [listed] = await prisma.$transaction([prisma.order.findMany({ where: { id } })]);
  assert.equal(listed[0]?.cardNumber, "5");
  const equal = await prisma.order.update({ where: { id }, data: { cardNumber: "5" } });
  assert.equal(new Set([equal, ...(await stored()).map((row) => row.card_number)]).size, 3);

  // The database cannot compare ciphertext: that is refused, and not answered with nothing.
  await assert.rejects(prisma.order.findMany({ where: { cardNumber: "5" } }), /Order.cardNumber is encrypted/);
  const inRelation = { orders: { some: { NOT: { cardNumber: { contains: "5" } } } } };
  await assert.rejects(prisma.customer.findMany({ where: inRelation }), /Order.cardNumber is encrypted/);
  await assert.rejects(prisma.order.findMany({ orderBy: { cardNumber: "asc" } }), /cannot search, sort or group/);
  await assert.rejects(prisma.order.groupBy({ by: ["cardNumber"] }), /cannot search, sort or group/);
  await assert.rejects(prisma.order.aggregate({ _max: { cardNumber: true } }), /cannot search, sort or group/);
  const byRelation = { orderBy: { customer: { taxId: "asc" } } } as const;
  await assert.rejects(prisma.order.findMany(byRelation), /Customer.taxId is encrypted/);
  const within = { include: { orders: { distinct: "cardNumber" } } } as const;
  await assert.rejects(prisma.customer.findMany(within), /Order.cardNumber is encrypted/);
  assert.ok(!("cardNumber" in (await prisma.order.findFirstOrThrow({ omit: { cardNumber: true } }))));
  assert.deepEqual(Object.keys(await prisma.order.findFirstOrThrow({ select: { number: true } })), ["number"]);
  assert.equal(await prisma.customer.count({ where: { taxId: null } }), 1);
  assert.equal(await prisma.customer.count({ where: { taxId: { not: null } } }), 0);

  // Other keys.
  const read = async (client: typeof prisma) => (await client.order.findUniqueOrThrow({ where: { id } })).cardNumber;
  const stranger = base.$extends(clientExtension({ encryptionKeys: [otherKey] }));
  await assert.rejects(read(stranger), /^Error: Order.cardNumber is encrypted with a key that was not given$/);
  const successor = base.$extends(clientExtension({ encryptionKeys: [otherKey, key] }));
  assert.equal(await read(successor), "5");
  await successor.order.update({ where: { id }, data: { cardNumber: "6" } });
  assert.equal(await read(stranger), "6");
  assert.throws(() => clientExtension({ encryptionKeys: [key.subarray(1)] }), /has 32 bytes, this one has 31$/);

  // What was changed is found out: ciphertext, the key that it names, its form.
  await prisma.order.update({ where: { id }, data: { cardNumber: "7" } });
  const [, mine = ""] = (await stored()).map((row) => row.card_number).sort((a, b) => a.length - b.length);
  const swapped = (text: string, at: number) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  const changed: readonly (readonly [string, RegExp])[] = [
    [swapped(mine, 20), /was changed/],
    [swapped(mine, mine.length - 5), /was changed/],
    [mine.slice(0, 16), /was changed/],
    [`${mine.slice(0, 4)}00000000${mine.slice(12)}`, /a key that was not given/],
    ["5", /holds no ciphertext of this form/],
  ];
  for (const [text, message] of changed) {
    await database.query("UPDATE orders SET card_number = $1 WHERE id = $2", [text, id]);
    await assert.rejects(read(prisma), message);
  }
}

await softDeletion();
await tenancy();
await encryption();
await prisma.$disconnect();
await database.close();
process.stdout.write("done\n");
