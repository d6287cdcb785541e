/** Random valid models in which constructs meet each other, as objects of a model file. */
import fc from "fast-check";

const STRATEGIES = ["single", "joined", "concrete"] as const;
const TREES = ["adjacency", "nested-set", "closure", "materialized-path"] as const;

const rarely = fc.integer({ min: 0, max: 3 }).map((number) => number === 0);
const maybe = fc.boolean();

interface Options {
  readonly tenant: boolean;
  readonly mixins: readonly string[];
  readonly address: string | undefined;
  readonly target: number;
  readonly isNullable: boolean;
  readonly onDelete: string;
  readonly subject: string | undefined;
  readonly subjects: readonly number[];
  readonly tree: string | undefined;
  readonly history: boolean;
  readonly audit: boolean;
  readonly softDelete: boolean;
  readonly hasOwnKey: boolean;
  readonly isUniqueInTenant: boolean;
  readonly many: boolean;
}

const options: fc.Arbitrary<Options> = fc.record({
  tenant: maybe,
  mixins: fc.subarray(["Marked", "Owned"]),
  address: fc.option(fc.constantFrom("Address", "Address?"), { nil: undefined }),
  target: fc.nat(20),
  isNullable: maybe,
  onDelete: fc.constantFrom("", " on delete cascade"),
  subject: fc.option(fc.constantFrom("one as arcs", "one? as arcs", "one as type", "one? as type"), { nil: undefined }),
  subjects: fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 3 }),
  tree: fc.option(fc.constantFrom(...TREES), { nil: undefined }),
  history: rarely,
  audit: rarely,
  softDelete: rarely,
  hasOwnKey: rarely,
  isUniqueInTenant: maybe,
  many: maybe,
});

type Plain = { [name: string]: unknown };

/** An entity; its key is of its own members only where nothing needs a key of one field. */
function entityOf(
  name: string,
  own: Options,
  targets: readonly string[],
  keyed: ReadonlySet<string>,
  hasTenancy: boolean,
): Plain {
  const isTenant = hasTenancy && own.tenant;
  const target = targets[own.target % targets.length] ?? "User";
  const isKeyed = keyed.has(name);
  const isRequired = isKeyed || !own.isNullable;
  const fields: Plain = {
    [`${name.toLowerCase()}Name`]: `string(40)${isTenant && own.isUniqueInTenant ? " unique=tenant" : ""}`,
    ...(isKeyed ? { no: "int" } : {}),
    ...(own.address === undefined ? {} : { place: own.address }),
  };
  const relations: Plain = { ref: `one${isRequired ? "" : "?"} ${target} as ${name.toLowerCase()}Refs${own.onDelete}` };
  if (own.many) relations["links"] = `many ${targets[0] ?? "User"} as many ${name.toLowerCase()}Links`;
  const byType = own.subject?.includes("type") ?? false;
  const all = targets.filter((other) => !byType || !keyed.has(other));
  const subjects = [...new Set(own.subjects.map((at) => all[at % all.length]))];
  if (own.subject !== undefined && subjects.length > 1) {
    const [one = "one", ...rest] = own.subject.split(" ");
    relations["subject"] = `${one} ${subjects.join("|")} ${rest.join(" ")}`;
  }
  return {
    fields,
    relations,
    ...(own.mixins.length > 0 ? { uses: own.mixins } : {}),
    ...(isTenant ? { tenant: true } : {}),
    ...(own.tree !== undefined && !isKeyed ? { tree: own.tree } : {}),
    ...(own.history ? { history: true } : {}),
    ...(own.audit ? { audit: { log: "row" } } : {}),
    ...(own.softDelete ? { softDelete: true } : {}),
    ...(isKeyed ? { id: "none", keys: { primary: ["ref", "no"] } } : {}),
    ...(own.address === undefined
      ? {}
      : {
          checks: { [`${name.toLowerCase()}_place`]: "place.street is null or place.no > 0 or ref is not null" },
          indexes: { [`${name.toLowerCase()}_by_place`]: ["placeStreet", "ref"] },
        }),
  };
}

/** What a model file would hold, without `schemaforge: 1`. */
export const constructModel: fc.Arbitrary<Plain> = fc
  .record({
    hasTenancy: maybe,
    id: fc.constantFrom("uuid", "identity", "serial", "bigserial"),
    timestamps: maybe,
    plain: fc.array(options, { minLength: 1, maxLength: 4 }),
    strategy: fc.constantFrom(...STRATEGIES),
    isAbstract: maybe,
    root: options,
    heirs: fc.tuple(options, options, options),
  })
  .map(({ hasTenancy, id, timestamps, plain, strategy, isAbstract, root, heirs }) => {
    const names = plain.map((_, at) => `P${at}`);
    const keyed = new Set(names.filter((_, at) => plain[at]?.hasOwnKey));
    const hasRoot = strategy !== "concrete" || !isAbstract;
    const heirNames = ["Left", "Right", "Deep"];
    // Keys that refer to keys must not lead in a circle: they refer to entities before theirs.
    const targetsOf = (at: number) => {
      const before = ["User", ...names.slice(0, at)];
      return keyed.has(names[at] ?? "")
        ? before
        : [...before, ...names.slice(at), ...(hasRoot ? ["Root"] : []), ...heirNames];
    };
    const entities: Plain = { Organization: {}, User: { fields: { email: "email unique" } } };
    for (const [at, own] of plain.entries()) {
      const name = names[at] ?? "";
      entities[name] = entityOf(name, own, targetsOf(at), keyed, hasTenancy);
    }
    const tree = root.tree === undefined ? {} : { tree: root.tree };
    entities["Root"] = {
      inheritance: strategy,
      ...(isAbstract ? { abstract: true } : {}),
      ...(hasTenancy && root.tenant ? { tenant: true } : {}),
      ...(root.history ? { history: true } : {}),
      ...(root.audit ? { audit: { log: "row" } } : {}),
      ...(root.mixins.length > 0 ? { uses: root.mixins } : {}),
      ...tree,
      fields: { title: "text", ...(root.address === undefined ? {} : { place: root.address }) },
      relations: { author: "one? User as roots" },
      indexes: { root_titles: ["author", "lower(title)"] },
    };
    for (const [at, own] of heirs.entries()) {
      const name = heirNames[at] ?? "";
      const word = name.toLowerCase();
      entities[name] = {
        extends: name === "Deep" ? "Left" : "Root",
        fields: {
          [`${word}Code`]: "string(10) unique",
          ...(own.isNullable ? { [`${word}Note`]: "text?" } : {}),
          ...(own.address === undefined ? {} : { [`${word}Place`]: own.address }),
        },
        relations: { [`${word}Of`]: `one${own.isNullable ? "?" : ""} User as ${word}Things` },
        checks: { [`${word}_coded`]: `length(${word}Code) > 1` },
      };
    }
    return {
      conventions: { id, timestamps },
      ...(hasTenancy
        ? { tenancy: { entity: "Organization", relation: "organization", setting: "app.organization_id" } }
        : {}),
      types: {
        Geo: { embedded: true, fields: { lat: "int min=0", lng: "int" } },
        Address: { embedded: true, fields: { street: "text", no: "int = 1", geo: "Geo?" } },
      },
      mixins: {
        Marked: { fields: { mark: "int?" }, indexes: { by_mark: ["mark"] } },
        Owned: { uses: ["Marked"], relations: { owner: "one? User" }, audit: { log: "row" } },
      },
      entities,
    };
  });
