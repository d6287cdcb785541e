/** Text of a client extension: filters of what is read, and rows that are written (`extension-text.ts` says how it is marked). */

/** How the rows of each model are described; the models follow. */
export const ROWS = `interface Relation {
  readonly model: string;
  /** Rows of a list, and of a relation that may be missing, can be filtered. */
  readonly kind: "list" | "optional" | "required";
}

interface Row {
//#softDelete
  /** The field that says when a row was deleted. */
  readonly deleted?: string;
//#end
//#rowTenancy
  /** The field that says whose a row is; of the tenants themselves their key. */
  readonly tenant?: string;
  readonly isTenant?: boolean;
//#end
//#encryption
  readonly encrypted?: readonly string[];
//#end
  readonly relations: ReadonlyMap<string, Relation>;
}
`;

/** For the models that have relations. */
export const RELATED = `const related = (fields: Record<string, readonly [Relation["kind"], string]>): ReadonlyMap<string, Relation> =>
  new Map(Object.entries(fields).map(([name, [kind, model]]) => [name, { kind, model }]));

`;

/** Filters, also those of relations that a query brings along. */
export const FILTERS = `const NOTHING: Row = { relations: new Map() };
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

//#softDelete
/** True where a filter itself says which deleted rows it wants. */
function speaksOf(field: string, where: Args): boolean {
  return Object.entries(where).some(([name, value]) =>
    JOINING.has(name) ? listOf(value).some((part) => speaksOf(field, argsOf(part))) : name === field && value !== undefined,
  );
}

//#end
//#softDelete rowTenancy
/** What the rows of a model have to fulfil to be seen. */
//#softDelete
function conditionsOf(model: string, where: Args): readonly Args[] {
//#end
//#!softDelete
function conditionsOf(model: string, _where: Args): readonly Args[] {
//#end
  const conditions: Args[] = [];
//#softDelete
  const { deleted } = rowOf(model);
  if (deleted !== undefined && !speaksOf(deleted, where)) conditions.push({ [deleted]: null });
//#end
//#rowTenancy
  const { tenant } = rowOf(model);
  if (tenant !== undefined) conditions.push({ [tenant]: currentTenant(model) });
//#end
  return conditions;
}

//#end
/** A filter without the rows that are left out, in relations too. */
function filtered(model: string, where: unknown): Args {
  const given = searched(model, argsOf(where));
//#softDelete rowTenancy
  const conditions = conditionsOf(model, given);
  if (conditions.length > 0) return { ...given, AND: [...listOf(given["AND"]), ...conditions] };
//#end
  return given;
}

function searched(model: string, where: Args): Args {
  const { relations } = rowOf(model);
  return mapped(where, (name, value) => {
    if (JOINING.has(name)) return each(value, (part) => searched(model, argsOf(part)));
//#encryption
    if (isEncrypted(model, name) && !isNullTest(value)) throw notSearched(model, name);
//#end
    const relation = relations.get(name);
    if (!relation || !isArgs(value)) return value;
    return relation.kind === "list" ? ofList(relation.model, value) : ofOne(relation, value);
  });
}

function ofList(model: string, value: Args): Args {
  return mapped(value, (quantifier, where) => {
    if (quantifier !== "every") return filtered(model, where);
    const given = searched(model, argsOf(where));
//#softDelete rowTenancy
    const conditions = conditionsOf(model, given);
    if (conditions.length > 0) return { OR: [given, { NOT: { AND: conditions } }] };
//#end
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
//#encryption
  assertComparable(model, args);
//#end
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
`;

/** What is written, also to relations. */
export const WRITES = `/** The values of a row that is written, and of those that are written along with it. */
function written(model: string, data: unknown/*, keys: Keys*/): unknown {
  if (Array.isArray(data)) return data.map((item) => written(model, item/*, keys*/));
  if (!isArgs(data)) return data;
  const { relations } = rowOf(model);
  return mapped(data, (name, value) => {
//#rowTenancy
    if (name === rowOf(model).tenant) return ofCurrentTenant(model, value);
//#end
//#encryption
    if (isEncrypted(model, name)) {
      return isArgs(value) ? mapped(value, (_set, plain) => encrypted(plain, keys)) : encrypted(value, keys);
    }
//#end
    const relation = relations.get(name);
    return relation && isArgs(value) ? writtenAlong(relation, value/*, keys*/) : value;
  });
}

/** Writes to a relation: \`create\`, \`connectOrCreate\`, \`update\`, \`delete\` … */
function writtenAlong({ kind, model }: Relation, operations: Args/*, keys: Keys*/): Args {
  const where = (value: unknown): unknown => (isArgs(value) ? filtered(model, value) : value);
  const data = (value: unknown): unknown => written(model, value/*, keys*/);
  const made = (value: unknown): unknown => {
//#rowTenancy
    for (const row of listOf(value)) assertOwn(model, argsOf(row));
//#end
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
//#softDelete
  const { deleted } = rowOf(model);
  if (deleted !== undefined) return marked(deleted, kind === "list", model, changed);
//#end
  return changed;
}

/** One row is changed in two forms: by its values alone, or as \`{ where, data }\`. */
function isWrapped(value: unknown): boolean {
  return isArgs(value) && isArgs(value["data"]) && Object.keys(value).every((name) => name === "where" || name === "data");
}

//#softDelete
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

//#end
/** The arguments of an operation as the database gets them. */
function prepared(model: string, operation: string, args: Args/*, keys: Keys*/): Args {
  const { where, data, create, update, ...others } = selected(model, args);
//#rowTenancy
  for (const row of operation.startsWith("create") ? listOf(data) : listOf(create)) assertOwn(model, argsOf(row));
//#end
  const filter = operation.startsWith("create") ? {} : filtered(model, where);
  return {
    ...others,
    ...(Object.keys(filter).length > 0 || where !== undefined ? { where: filter } : {}),
    ...(data === undefined ? {} : { data: written(model, data/*, keys*/) }),
    ...(create === undefined ? {} : { create: written(model, create/*, keys*/) }),
    ...(update === undefined ? {} : { update: written(model, update/*, keys*/) }),
  };
}
`;
