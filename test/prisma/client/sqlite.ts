/** What the client extension does on SQLite. Run beside a generated client by extension.test.ts; ends with `done`. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { clientExtension } from "./prisma/extension.ts";
import { PrismaClient } from "./prisma/generated/client.ts";
import { libsqlAdapter } from "./project/test/prisma/libsql-adapter.ts";

type Database = Parameters<typeof libsqlAdapter>[0];
const project = createRequire(new URL("project/package.json", import.meta.url));
const Libsql = project("libsql") as new (path: string) => Database;
const database = new Libsql(":memory:");
database.exec(await readFile(new URL("prisma/schema.sql", import.meta.url), "utf8"));
const base = new PrismaClient({ adapter: libsqlAdapter(database) });
const prisma = base.$extends(clientExtension({ encryptionKeys: [new Uint8Array(32).fill(1)] }));
const one = await base.organization.create({ data: { name: "one" } });
const two = await base.organization.create({ data: { name: "two" } });

// Without a tenant nothing of tenants is read or written.
await assert.rejects(prisma.customer.count(), /use them within \$forTenant/);
await assert.rejects(prisma.organization.create({ data: { name: "x" } }), /use them within \$forTenant/);

const another = /another tenant/;
const ada = await prisma.$forTenant(one.id, async ({ customer, order }) => {
  const made = await customer.create({
    data: { email: "a", taxId: "DE", pin: "1", mood: "good", organizationId: one.id },
  });
  assert.deepEqual([made.taxId, made.pin, made.mood], ["DE", "1", "good"]);
  await customer.create({
    data: {
      email: "c",
      organization: { connect: { id: one.id } },
      parent: { connect: { id: made.id } },
      orders: { create: [{ number: 1 }] },
    },
  });
  const { id } = made;
  const email = "b";
  await assert.rejects(customer.create({ data: { email, organizationId: two.id } }), another);
  await assert.rejects(customer.create({ data: { email, organization: { connect: { id: two.id } } } }), {
    code: "P2025",
  });
  await assert.rejects(customer.create({ data: { email, organization: { create: { name: "evil" } } } }), another);
  await assert.rejects(customer.update({ where: { id }, data: { organizationId: two.id } }), another);
  await assert.rejects(customer.update({ where: { id }, data: { organizationId: { set: two.id } } }), another);
  const rows = [{ number: 3, organizationId: two.id, customerId: id }];
  await assert.rejects(order.createMany({ data: rows }), another);
  return made;
});

const { id } = ada;
await prisma.$forTenant(two.id, async ({ customer, order, organization }) => {
  assert.equal(await customer.count(), 0);
  assert.equal(await organization.count(), 1);
  assert.equal(await customer.findUnique({ where: { id } }), null);
  await assert.rejects(customer.delete({ where: { id } }), { code: "P2025" });
  assert.equal((await customer.deleteMany()).count, 0);
  assert.equal((await order.updateMany({ data: { number: 5 } })).count, 0);
});

await prisma.$forTenant(one.id, async ({ customer, organization }) => {
  const include = { customers: { include: { orders: true, children: true } } } as const;
  const { customers } = await organization.findFirstOrThrow({ include });
  assert.equal(customers.length, 2);
  await customer.delete({ where: { id } });
  assert.equal(await customer.count(), 1);
  await customer.restore({ where: { id } });
  assert.equal(await customer.count(), 2);
});

const [row] = database
  .prepare("SELECT tax_id, pin, mood FROM customers WHERE pin IS NOT NULL")
  .raw()
  .all() as string[][];
for (const value of row ?? []) assert.match(value, /^sf1\./);
assert.equal(row?.length, 3);
await prisma.$disconnect();
process.stdout.write("done\n");
