/** A catalog without what PostgreSQL alone has, so that no table has to stay PostgreSQL's as a whole. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { Loss } from "../../../model/loss.ts";
import { formatType } from "../../../model/shorthand/type.ts";
import type { Portable } from "../../engine.ts";
import { childId, schemaObjectId } from "../ids.ts";
import type { PostgresKind, PostgresObject, PropsByKind } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteName } from "../quote.ts";
import { liftType } from "./types.ts";

type Feature<K extends PostgresKind> = readonly [
  property: keyof PropsByKind[K] & string,
  feature: string,
  instead: string,
];

const ALONE: {
  readonly table: readonly Feature<"table">[];
  readonly column: readonly Feature<"column">[];
  readonly "primary-key": readonly Feature<"primary-key">[];
  readonly unique: readonly Feature<"unique">[];
  readonly index: readonly Feature<"index">[];
  readonly check: readonly Feature<"check">[];
  readonly "foreign-key": readonly Feature<"foreign-key">[];
} = {
  table: [
    ["inherits", "INHERITS", "a table with all its columns, whose rows are not the parent's"],
    ["ofType", "OF a type", "a table with the type's columns"],
    ["partitionBy", "PARTITION BY", "one table"],
    ["unlogged", "UNLOGGED", "a table as any other"],
    ["options", "storage parameters", "the usual storage"],
    ["accessMethod", "a table access method", "the usual storage"],
    ["tablespace", "a tablespace", "the usual storage"],
    ["toastOptions", "storage parameters of TOAST", "the usual storage"],
  ],
  column: [
    ["collation", "a collation", "the other engine's own order and equality"],
    ["storage", "a way to store values", "the usual storage"],
    ["compression", "a way to compress values", "the usual storage"],
    ["notNullNoInherit", "NOT NULL NO INHERIT", "NOT NULL"],
    ["notNullNotValid", "NOT NULL NOT VALID", "NOT NULL"],
  ],
  "primary-key": [
    ["options", "storage parameters", "the usual storage"],
    ["tablespace", "a tablespace", "the usual storage"],
  ],
  unique: [
    ["options", "storage parameters", "the usual storage"],
    ["tablespace", "a tablespace", "the usual storage"],
  ],
  index: [
    ["options", "storage parameters", "the usual storage"],
    ["tablespace", "a tablespace", "the usual storage"],
  ],
  check: [
    ["notValid", "NOT VALID", "held for every row"],
    ["noInherit", "NO INHERIT", "a check"],
  ],
  "foreign-key": [
    ["match", "MATCH FULL", "not held where one of its columns is null"],
    ["onDeleteColumns", "an action on some of its columns", "on all of them"],
    ["notValid", "NOT VALID", "held for every row"],
  ],
};

/**
 * Makes of tables that inherit, or are of a type, tables of their own, of columns of domains columns of the domains' types,
 * and leaves out how tables and keys are stored. Every one is a loss by its id, as is a column of a type that the language
 * has no word for. Partitions stay what they are.
 */
export function portable(catalog: Catalog): Portable {
  const losses: Loss[] = [];
  const lose = (object: string, feature: string, instead: string) =>
    losses.push({ code: "POSTGRES_ALONE", object, feature, target: "other engines", instead });
  const objects = new Map<string, CatalogObject>();
  const types = new ColumnTypes(catalog);
  for (const object of catalog.objects.values() as Iterable<PostgresObject>) {
    const features = Object.hasOwn(ALONE, object.kind) ? ALONE[object.kind as keyof typeof ALONE] : [];
    const props: { [name: string]: unknown } = { ...object.props };
    for (const [property, feature, instead] of features) {
      if (props[property] === undefined) continue;
      delete props[property];
      lose(object.id, feature, instead);
    }
    if (object.kind === "column") {
      const { type, instead } = types.of(object.props.type);
      if (instead !== undefined) lose(object.id, `the type ${object.props.type}`, instead);
      props["type"] = type;
      const { sequence, ...identity } = object.props.identity ?? {};
      if (sequence) {
        lose(object.id, "a sequence of its own making", "the usual numbers");
        props["identity"] = identity;
      }
    }
    const parent = catalog.objects.get(object.parent ?? "") as PostgresObject | undefined;
    if (parent?.kind === "table" && !parent.props.partitionOf) delete props["inherited"];
    objects.set(object.id, { ...object, props });
  }
  for (const check of inheritedChecks(catalog)) if (!objects.has(check.id)) objects.set(check.id, check);
  return { catalog: { ...catalog, objects }, losses };
}

/** What the types of columns are to other engines. */
class ColumnTypes {
  readonly #domains = new Map<string, string>();
  readonly #enums = new Set<string>();

  constructor(catalog: Catalog) {
    for (const object of catalog.objects.values() as Iterable<PostgresObject>) {
      const printed = quoteName({ schema: object.schema ?? DEFAULT_SCHEMA, name: object.name });
      if (object.kind === "domain") this.#domains.set(printed, object.props.type);
      if (object.kind === "enum") this.#enums.add(printed);
    }
  }

  /** A type without domains, and what stands for it where it is another. */
  of(printed: string): { readonly type: string; readonly instead?: string } {
    const element = printed.replace(/\[\]$/, "");
    const base = this.#domains.get(element);
    if (base !== undefined) {
      const type = printed === element ? base : `${base}[]`;
      const { type: found, instead = found } = this.of(type);
      return { type: found, instead };
    }
    if (this.#enums.has(element)) return { type: printed };
    const { type, native } = liftType(printed, new Map());
    return { type: printed, ...(native === undefined ? {} : { instead: formatType(type) }) };
  }
}

/** The checks that tables have of their ancestors, which a catalog holds once, where they are declared. */
function inheritedChecks(catalog: Catalog): CatalogObject[] {
  const checks = new Map<string, PostgresObject<"check">[]>();
  const tables: PostgresObject<"table">[] = [];
  for (const object of catalog.objects.values() as Iterable<PostgresObject>) {
    if (object.kind === "table") tables.push(object);
    if (object.kind !== "check" || object.props.noInherit) continue;
    checks.set(object.parent ?? "", [...(checks.get(object.parent ?? "") ?? []), object]);
  }
  const ancestors = ({ props }: PostgresObject<"table">): PostgresObject<"table">[] =>
    (props.inherits ?? []).flatMap((name) => {
      const parent = catalog.objects.get(schemaObjectId("table", name.schema, name.name)) as PostgresObject | undefined;
      return parent?.kind === "table" ? [parent, ...ancestors(parent)] : [];
    });
  return tables.flatMap((table) =>
    ancestors(table).flatMap(({ id }) =>
      (checks.get(id) ?? []).map((check) => ({
        ...check,
        id: childId("check", table.schema ?? DEFAULT_SCHEMA, table.name, check.name),
        parent: table.id,
        ...(table.schema === undefined ? {} : { schema: table.schema }),
        edges: [],
      })),
    ),
  );
}
