/** Features by the first version that has them (release notes of PostgreSQL 14 to 18), held against a target version. */
import type { Catalog, CatalogObject } from "../../catalog/catalog.ts";
import type { TooNew } from "../engine.ts";
import type { GrantProps, PostgresKind, PostgresObject, PropsByKind } from "./objects.ts";

interface Feature<K extends PostgresKind = PostgresKind> {
  readonly name: string;
  readonly since: number;
  readonly kinds: readonly K[];
  readonly used: (props: PropsByKind[K]) => boolean;
}

function feature<K extends PostgresKind>(
  since: number,
  name: string,
  kinds: readonly K[],
  used: Feature<K>["used"],
): Feature {
  return { since, name, kinds, used } as unknown as Feature;
}

const FEATURES: readonly Feature[] = [
  feature(14, "column compression", ["column"], (column) => column.compression !== undefined),
  feature(14, "SQL-standard function bodies", ["function"], ({ definition }) =>
    /\bBEGIN ATOMIC\b/.test(definition.sql),
  ),
  feature(15, "NULLS NOT DISTINCT", ["unique", "index"], (key) => key.nullsNotDistinct === true),
  feature(
    15,
    "SET NULL and SET DEFAULT with a column list",
    ["foreign-key"],
    (key) => key.onDeleteColumns !== undefined,
  ),
  feature(15, "security_invoker views", ["view"], (view) => view.options?.["security_invoker"] !== undefined),
  feature(15, "unlogged sequences", ["sequence"], (sequence) => sequence.unlogged === true),
  feature(15, "publications of schemas", ["publication"], (publication) => publication.schemas !== undefined),
  feature(15, "column lists and row filters in publications", ["publication"], ({ tables }) =>
    (tables ?? []).some((table) => table.columns !== undefined || table.where !== undefined),
  ),
  feature(16, "collation rules", ["collation"], (collation) => collation.rules !== undefined),
  feature(17, "the builtin collation provider", ["collation"], (collation) => collation.provider === "builtin"),
  feature(17, "the MAINTAIN privilege", ["grant", "default-privileges"], (grant) =>
    grant.privileges.includes("MAINTAIN"),
  ),
  feature(18, "virtual generated columns", ["column"], (column) => column.generated?.virtual === true),
  feature(18, "uuidv7()", ["column"], (column) => /\buuidv7\(/.test(column.default?.sql ?? "")),
  feature(18, "NOT VALID on NOT NULL", ["column"], (column) => column.notNullNotValid === true),
  feature(18, "WITHOUT OVERLAPS", ["primary-key", "unique"], (key) => key.withoutOverlaps === true),
  feature(18, "PERIOD in foreign keys", ["foreign-key"], (key) => key.period === true),
  feature(18, "NOT ENFORCED constraints", ["foreign-key", "check"], (constraint) => constraint.notEnforced === true),
  feature(18, "published generated columns", ["publication"], ({ generatedColumns }) => generatedColumns !== undefined),
];

/** Major versions that schemas are written for. */
export const TARGET_VERSIONS: readonly string[] = ["13", "14", "15", "16", "17", "18"];

/** What a catalog uses that a server of major version `target` does not have, in the order of the objects. */
export function newerThan(catalog: Catalog, target: string): TooNew[] {
  const features = FEATURES.filter((row) => row.since > Number(target));
  if (features.length === 0) return [];
  return ([...catalog.objects.values()] as PostgresObject[]).flatMap((object) =>
    features
      .filter((row) => row.kinds.includes(object.kind) && row.used(object.props as never))
      .map((row) => ({ object: object.id, feature: row.name, since: String(row.since) })),
  );
}

/** The first version that knows a privilege; older ones hold the others of a list that names it. */
export const PRIVILEGE_SINCE: { readonly [privilege: string]: number } = { MAINTAIN: 17 };

/** The catalog without the privileges that a server of the version (`15.18`) does not know. */
export function asOf(catalog: Catalog, version: string): Catalog {
  const major = Number.parseInt(version, 10) || Number.POSITIVE_INFINITY;
  const known = (privilege: string) => (PRIVILEGE_SINCE[privilege] ?? 0) <= major;
  const objects = new Map<string, CatalogObject>();
  for (const [id, object] of catalog.objects) {
    const { privileges = [], grantable = [] } = object.props as Partial<Pick<GrantProps, "privileges" | "grantable">>;
    const all = [...privileges, ...grantable];
    if (all.every(known)) objects.set(id, object);
    else if (all.some(known)) {
      const rest = grantable.filter(known);
      const { grantable: _former, ...props } = object.props as GrantProps;
      const given = { ...props, privileges: privileges.filter(known) };
      objects.set(id, { ...object, props: rest.length > 0 ? { ...given, grantable: rest } : given });
    }
  }
  return { ...catalog, objects };
}
