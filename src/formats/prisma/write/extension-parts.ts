/** Text of a client extension: soft deletion, encryption, tenants (`extension-text.ts` says how it is marked). */

/** Methods of models whose rows are marked instead of deleted. */
export const SOFT_DELETION = `type Method = (args: object) => Prisma.PrismaPromise<never>;

/** Methods of a model whose rows are marked as deleted by the time in a field, and stay. */
const softDeletion = (field: string) => ({
  /** Marks a row as deleted. */
  delete<T, A>(
    this: T,
    args: Prisma.Exact<A, Prisma.Args<T, "delete">>,
  ): Prisma.PrismaPromise<Prisma.Result<T, A, "delete">> {
    const { update } = Prisma.getExtensionContext(this) as unknown as { readonly update: Method };
    return update({ ...argsOf(args), data: { [field]: new Date() } });
  },
  /** Marks rows as deleted. */
  deleteMany<T, A>(
    this: T,
    args?: Prisma.Exact<A, Prisma.Args<T, "deleteMany">>,
  ): Prisma.PrismaPromise<Prisma.BatchPayload> {
    const { updateMany } = Prisma.getExtensionContext(this) as unknown as { readonly updateMany: Method };
    return updateMany({ ...argsOf(args), data: { [field]: new Date() } });
  },
  /** Takes the mark of a deleted row away. */
  restore<T, A>(
    this: T,
    args: Prisma.Exact<A, Prisma.Args<T, "delete">>,
  ): Prisma.PrismaPromise<Prisma.Result<T, A, "delete">> {
    const { update } = Prisma.getExtensionContext(this) as unknown as { readonly update: Method };
    const { where, ...others } = argsOf(args);
    const { AND, ...given } = argsOf(where);
    const isDeleted = { [field]: { not: null } };
    return update({ ...others, where: { ...given, AND: [...listOf(AND), isDeleted] }, data: { [field]: null } });
  },
});
`;

/** Values that the application alone can read. */
export const ENCRYPTION = `const isEncrypted = (model: string, field: string): boolean => rowOf(model).encrypted?.includes(field) ?? false;

const isNullTest = (value: unknown): boolean =>
  value === null ||
  (isArgs(value) &&
    Object.entries(value).every(([name, part]) => part === null && (name === "equals" || name === "not")));

function notSearched(model: string, field: string): Error {
  return new Error(model + "." + field + " is encrypted: the database cannot search, sort or group by it");
}

/** Refuses what would have the database compare ciphertext, which differs each time. */
function assertComparable(model: string, args: Args): void {
  for (const part of COMPARING) for (const item of listOf(args[part])) assertPlain(model, item);
}

const COMPARING = ["by", "distinct", "orderBy", "having", "cursor", "_min", "_max"];

function assertPlain(model: string, item: unknown): void {
  const names = typeof item === "string" ? [[item, true] as const] : Object.entries(argsOf(item));
  for (const [name, value] of names) {
    if (isEncrypted(model, name)) throw notSearched(model, name);
    const relation = rowOf(model).relations.get(name);
    for (const part of relation || JOINING.has(name) ? listOf(value) : []) assertPlain(relation?.model ?? model, part);
  }
}

/** What ciphertext begins with: the form of all that follows. */
const FORM = "sf1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

interface Key {
  /** Says which key made a ciphertext; nobody can work out the key from it. */
  readonly id: string;
  readonly secret: KeyObject;
}

type Keys = readonly Key[];

function keyOf(bytes: Uint8Array): Key {
  if (bytes.length !== KEY_BYTES) throw new Error("an encryption key has 32 bytes, this one has " + bytes.length);
  const id = createHmac("sha256", bytes).update("schemaforge key id").digest("hex").slice(0, 8);
  return { id, secret: createSecretKey(bytes) };
}

/** \`sf1.<key>.<nonce, ciphertext and tag in base64url>\`: AES-256-GCM, which also holds the words before it. */
function encrypted(value: unknown, [key]: Keys): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value !== "string" || !key) throw new Error("an encrypted field takes text");
  const head = FORM + "." + key.id;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.secret, nonce).setAAD(Buffer.from(head));
  const bytes = Buffer.concat([nonce, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return head + "." + bytes.toString("base64url");
}

function decrypted<T extends string | null>(value: T, field: string, keys: Keys): T {
  if (value === null || value === undefined) return value;
  const [form, id, text, ...others] = value.split(".");
  if (form !== FORM || text === undefined || others.length > 0) throw new Error(field + " holds no ciphertext of this form");
  const key = keys.find((candidate) => candidate.id === id);
  if (!key) throw new Error(field + " is encrypted with a key that was not given");
  const bytes = Buffer.from(text, "base64url");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.secret, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(form + "." + id)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
    return (plain + decipher.final("utf8")) as T;
  } catch {
    throw new Error(field + " holds a ciphertext that was changed");
  }
}
`;

/** Work for a tenant. */
export const TENANCY = `interface TransactionOptions {
  readonly maxWait?: number;
  readonly timeout?: number;
  readonly isolationLevel?: Prisma.TransactionIsolationLevel;
}

interface Transacting {
  $transaction?<R>(work: (transaction: Prisma.TransactionClient) => Promise<R>, options?: TransactionOptions): Promise<R>;
}

/** The client of a transaction. */
export type TenantClient<T> = Omit<T, Exclude<keyof Prisma.DefaultPrismaClient, keyof Prisma.TransactionClient>>;

//#rowTenancy
const tenants = new AsyncLocalStorage<Tenant>();

/** The tenant of the work at hand; without one, rows of tenants are neither read nor written. */
function currentTenant(model: string): Tenant {
  const tenant = tenants.getStore();
  if (tenant === undefined) throw new Error("rows of " + model + " belong to tenants: use them within $forTenant");
  return tenant;
}

function ofCurrentTenant(model: string, value: unknown): unknown {
  const given = isArgs(value) ? value["set"] : value;
  if (String(given) !== String(currentTenant(model))) throw new Error("a row of " + model + " would belong to another tenant");
  return value;
}

/** Refuses a new row of the tenants' own that is not the tenant at hand, and every row where there is none. */
function assertOwn(model: string, row: Args): void {
  const { tenant, isTenant } = rowOf(model);
  if (tenant === undefined) return;
  const current = currentTenant(model);
  if (isTenant && String(row[tenant]) !== String(current)) throw new Error("a row of " + model + " would be another tenant");
}

//#end
const asTenant = {
  /**
   * Does work in one transaction as a tenant, whose rows alone are seen and written in it: what is read and written
   * with the client that the work is given, and nothing else.
   */
  async $forTenant<T, R>(
    this: T,
    tenant: Tenant,
    work: (transaction: TenantClient<T>) => Promise<R>,
    options?: TransactionOptions,
  ): Promise<R> {
    const client = Prisma.getExtensionContext(this) as unknown as Transacting;
    if (!client.$transaction) throw new Error("this version of the client begins no transaction within another one");
//#rowSecurity
    return client.$transaction(async (transaction) => {
      const [row] = await transaction.$queryRaw<{ before: string | null }[]>\`
        WITH given AS MATERIALIZED (SELECT current_setting(\${TENANT_SETTING}, true) AS before)
        SELECT before, set_config(\${TENANT_SETTING}, \${String(tenant)}, true) FROM given\`;
      const result = await work(transaction as unknown as TenantClient<T>);
      // Within another transaction the setting would stay until that one ends.
      await transaction.$executeRaw\`SELECT set_config(\${TENANT_SETTING}, \${row?.before ?? ""}, true)\`;
      return result;
    }, options);
//#end
//#rowTenancy
    const begin = client.$transaction.bind(client);
    return tenants.run(tenant, () => begin((transaction) => work(transaction as unknown as TenantClient<T>), options));
//#end
  },
};
`;
