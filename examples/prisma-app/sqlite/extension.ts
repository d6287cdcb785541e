// Made by Schemaforge; sha256 4c0694d4a89742d1
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { Prisma } from "./generated/client.ts";

interface Relation {
  readonly model: string;
  /** Rows of a list, and of a relation that may be missing, can be filtered. */
  readonly kind: "list" | "optional" | "required";
}

interface Row {
  /** The field that says when a row was deleted. */
  readonly deleted?: string;
  readonly encrypted?: readonly string[];
  readonly relations: ReadonlyMap<string, Relation>;
}

const related = (fields: Record<string, readonly [Relation["kind"], string]>): ReadonlyMap<string, Relation> =>
  new Map(Object.entries(fields).map(([name, [kind, model]]) => [name, { kind, model }]));

const MODELS: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    "Notebook",
    {
      deleted: "deletedAt",
      relations: related({
        notes: ["list", "Note"],
      }),
    },
  ],
  [
    "Note",
    {
      deleted: "deletedAt",
      encrypted: ["text"],
      relations: related({
        notebook: ["required", "Notebook"],
      }),
    },
  ],
]);

const NOTHING: Row = { relations: new Map() };
const rowOf = (model: string): Row => MODELS.get(model) ?? NOTHING;

type Args = { readonly [name: string]: unknown };

const isArgs = (value: unknown): value is Args => typeof value === "object" && value !== null && !Array.isArray(value);
const argsOf = (value: unknown): Args => (isArgs(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const each = (value: unknown, change: (item: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(change) : change(value);
const mapped = (args: Args, change: (name: string, value: unknown) => unknown): Args =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, value === undefined ? value : change(name, value)]),
  );

const JOINING: ReadonlySet<string> = new Set(["AND", "OR", "NOT"]);

/** True where a filter itself says which deleted rows it wants. */
function speaksOf(field: string, where: Args): boolean {
  return Object.entries(where).some(([name, value]) =>
    JOINING.has(name) ? listOf(value).some((part) => speaksOf(field, argsOf(part))) : name === field && value !== undefined,
  );
}

/** What the rows of a model have to fulfil to be seen. */
function conditionsOf(model: string, where: Args): readonly Args[] {
  const conditions: Args[] = [];
  const { deleted } = rowOf(model);
  if (deleted !== undefined && !speaksOf(deleted, where)) conditions.push({ [deleted]: null });
  return conditions;
}

/** A filter without the rows that are left out, in relations too. */
function filtered(model: string, where: unknown): Args {
  const given = searched(model, argsOf(where));
  const conditions = conditionsOf(model, given);
  if (conditions.length > 0) return { ...given, AND: [...listOf(given["AND"]), ...conditions] };
  return given;
}

function searched(model: string, where: Args): Args {
  const { relations } = rowOf(model);
  return mapped(where, (name, value) => {
    if (JOINING.has(name)) return each(value, (part) => searched(model, argsOf(part)));
    if (isEncrypted(model, name) && !isNullTest(value)) throw notSearched(model, name);
    const relation = relations.get(name);
    if (!relation || !isArgs(value)) return value;
    return relation.kind === "list" ? ofList(relation.model, value) : ofOne(relation, value);
  });
}

function ofList(model: string, value: Args): Args {
  return mapped(value, (quantifier, where) => {
    if (quantifier !== "every") return filtered(model, where);
    const given = searched(model, argsOf(where));
    const conditions = conditionsOf(model, given);
    if (conditions.length > 0) return { OR: [given, { NOT: { AND: conditions } }] };
    return given;
  });
}

/** As when it is read: a row that may be missing is missing, one that is required is there. */
function ofOne({ kind, model }: Relation, value: Args): Args {
  const seen = (where: Args) => (kind === "optional" ? filtered(model, where) : searched(model, where));
  if (!("is" in value || "isNot" in value)) return seen(value);
  return mapped(value, (_word, where) => (isArgs(where) ? seen(where) : where));
}

/** The arguments of a query, with filters for the relations that it brings along. */
function selected(model: string, args: Args): Args {
  assertComparable(model, args);
  const { relations } = rowOf(model);
  return mapped(args, (part, value) => {
    if ((part !== "include" && part !== "select") || !isArgs(value)) return value;
    return mapped(value, (name, inner) => {
      if (name === "_count") return counted(model, inner);
      const relation = relations.get(name);
      return relation && inner !== false && inner !== null ? brought(relation, inner) : inner;
    });
  });
}

function brought({ kind, model }: Relation, inner: unknown): unknown {
  const args = isArgs(inner) ? selected(model, inner) : {};
  const where = kind === "required" ? {} : filtered(model, args["where"]);
  if (Object.keys(where).length > 0) return { ...args, where };
  return isArgs(inner) ? args : inner;
}

function counted(model: string, value: unknown): unknown {
  const { relations } = rowOf(model);
  const lists = [...relations].filter(([, { kind }]) => kind === "list").map(([name]) => [name, true] as const);
  const select = value === true ? Object.fromEntries(lists) : argsOf(value)["select"];
  if (!isArgs(select)) return value;
  const counts = mapped(select, (name, inner) => {
    const relation = relations.get(name);
    return relation && inner !== false ? brought(relation, inner) : inner;
  });
  return { select: counts };
}

/** The values of a row that is written, and of those that are written along with it. */
function written(model: string, data: unknown, keys: Keys): unknown {
  if (Array.isArray(data)) return data.map((item) => written(model, item, keys));
  if (!isArgs(data)) return data;
  const { relations } = rowOf(model);
  return mapped(data, (name, value) => {
    if (isEncrypted(model, name)) {
      return isArgs(value) ? mapped(value, (_set, plain) => encrypted(plain, keys)) : encrypted(value, keys);
    }
    const relation = relations.get(name);
    return relation && isArgs(value) ? writtenAlong(relation, value, keys) : value;
  });
}

/** Writes to a relation: `create`, `connectOrCreate`, `update`, `delete` … */
function writtenAlong({ kind, model }: Relation, operations: Args, keys: Keys): Args {
  const where = (value: unknown): unknown => (isArgs(value) ? filtered(model, value) : value);
  const data = (value: unknown): unknown => written(model, value, keys);
  const made = (value: unknown): unknown => {
    return data(value);
  };
  const ways: { readonly [part: string]: (value: unknown) => unknown } = { where, create: made, data, update: data };
  const parts = (value: unknown): unknown =>
    each(value, (item) => mapped(argsOf(item), (name, part) => ways[name]?.(part) ?? part));
  const changes: { readonly [operation: string]: (value: unknown) => unknown } = {
    create: made,
    createMany: (value) => mapped(argsOf(value), (name, part) => (name === "data" ? made(part) : part)),
    connectOrCreate: parts,
    update: (value) => (kind === "list" || isWrapped(value) ? parts(value) : data(value)),
    updateMany: parts,
    upsert: parts,
    connect: (value) => each(value, where),
    set: (value) => each(value, where),
    disconnect: (value) => each(value, where),
    delete: (value) => each(value, where),
    deleteMany: (value) => each(value, where),
  };
  const changed = mapped(operations, (operation, value) => {
    const change = Object.hasOwn(changes, operation) ? changes[operation] : undefined;
    return change ? change(value) : value;
  });
  const { deleted } = rowOf(model);
  if (deleted !== undefined) return marked(deleted, kind === "list", model, changed);
  return changed;
}

/** One row is changed in two forms: by its values alone, or as `{ where, data }`. */
function isWrapped(value: unknown): boolean {
  return isArgs(value) && isArgs(value["data"]) && Object.keys(value).every((name) => name === "where" || name === "data");
}

/** Writes to a relation in which rows are marked instead of deleted. */
function marked(field: string, isList: boolean, model: string, operations: Args): Args {
  const { delete: one, deleteMany: many, ...others } = operations;
  const data = { [field]: new Date() };
  const marking = (where: unknown) => ({ where: isArgs(where) ? where : filtered(model, {}), data });
  const isAsked = one !== undefined && one !== false;
  return {
    ...others,
    ...(isAsked ? { update: isList ? [...listOf(others["update"]), ...listOf(one).map(marking)] : marking(one) } : {}),
    ...(many === undefined ? {} : { updateMany: [...listOf(others["updateMany"]), ...listOf(many).map(marking)] }),
  };
}

/** The arguments of an operation as the database gets them. */
function prepared(model: string, operation: string, args: Args, keys: Keys): Args {
  const { where, data, create, update, ...others } = selected(model, args);
  const filter = operation.startsWith("create") ? {} : filtered(model, where);
  return {
    ...others,
    ...(Object.keys(filter).length > 0 || where !== undefined ? { where: filter } : {}),
    ...(data === undefined ? {} : { data: written(model, data, keys) }),
    ...(create === undefined ? {} : { create: written(model, create, keys) }),
    ...(update === undefined ? {} : { update: written(model, update, keys) }),
  };
}

type Method = (args: object) => Prisma.PrismaPromise<never>;

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

/** Part of a filter that lets deleted rows through: `where: { ...withDeleted }`. */
export const withDeleted = { deletedAt: {} } as const;

const isEncrypted = (model: string, field: string): boolean => rowOf(model).encrypted?.includes(field) ?? false;

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

/** `sf1.<key>.<nonce, ciphertext and tag in base64url>`: AES-256-GCM, which also holds the words before it. */
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

export interface ExtensionOptions {
  /** Keys of 32 bytes: the first one encrypts, all of them decrypt. */
  readonly encryptionKeys: readonly [Uint8Array, ...Uint8Array[]];
}

/** For `$extends`: soft deletion, encrypted fields. */
export function clientExtension(options: ExtensionOptions) {
  const keys: Keys = options.encryptionKeys.map(keyOf);
  return Prisma.defineExtension({
    name: "schemaforge",
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          return query(prepared(model, operation, argsOf(args), keys) as typeof args);
        },
      },
    },
    result: {
      note: {
        text: {
          needs: { text: true },
          compute: (row) => decrypted(row["text"], "Note.text", keys),
        },
      },
    },
    model: {
      notebook: softDeletion("deletedAt"),
      note: softDeletion("deletedAt"),
    },
  });
}
