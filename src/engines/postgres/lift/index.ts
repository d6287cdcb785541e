/** From a catalog back to a Model: generate, lower, compare (architecture, decision 10). */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { changedProperties } from "../../../catalog/diff.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { EnumType, Model } from "../../../model/model.ts";
import { entityName, toPascal, toSnake } from "../../../model/naming.ts";
import { validateModel } from "../../../model/validate.ts";
import type { Lifted } from "../../engine.ts";
import { KINDS } from "../ids.ts";
import { lower } from "../lower/index.ts";
import { DEFAULT_SCHEMA, quoteName } from "../quote.ts";
import { conventionsOf } from "./conventions.ts";
import { type Lifting, liftEntity } from "./entity.ts";
import { membersOf, type TableMembers } from "./members.ts";
import { inverseWishes, NameSpace } from "./names.ts";
import { residueObjects } from "./residue.ts";
import { Doubts, Source } from "./source.ts";
import { liftViews } from "./views.ts";

/** Rounds that a catalog may need at most: each takes back at least one doubtful form, usually all of a kind at once. */
const MAX_ROUNDS = 40;

/**
 * Properties that have statements of their own: where a lowered object differs in these alone, the statements are kept
 * verbatim and the object stays in words.
 */
const SEPARATE: { readonly [kind: string]: readonly string[] } = {
  table: ["rowSecurity", "clusterOn", "replicaIdentity"],
  column: ["statistics", "options"],
  "primary-key": ["comment"],
  unique: ["comment"],
  "foreign-key": ["comment"],
  check: ["comment"],
  index: ["comment", "statistics"],
  sequence: ["comment"],
  schema: ["comment"],
  // The names of a view's columns are in its query.
  view: ["columns", "columnComments"],
  extension: ["comment"],
};

/**
 * The Model of a catalog. Tables, columns, keys, checks, indexes and enums become words of the language; everything else
 * stays verbatim under `targets.postgres.objects`, in an order that works. Deterministic; a few rounds of `lower`.
 *
 * @throws SchemaforgeError NOT_LIFTED when the rounds find no Model that lowers to the catalog (a defect)
 */
export function lift(catalog: Catalog): Lifted {
  const source = new Source(catalog);
  const conventions = conventionsOf(source);
  const doubts = new Doubts();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = doubts.size;
    const { model, byEntity } = candidate({ source, doubts, conventions, enums: new Map() });
    const lowered = tryLower(model, byEntity, doubts);
    if (lowered) compare(source, lowered, doubts);
    if (doubts.size > before || !lowered) {
      if (doubts.size === before) break;
      continue;
    }
    const objects = residueObjects(source, lowered);
    const residue = [...source.catalog.objects.keys()].filter((id) => !lowered.objects.has(id));
    return { model: objects.length > 0 ? { ...model, targets: { postgres: { objects } } } : model, residue };
  }
  throw new SchemaforgeError("NOT_LIFTED", "no model was found that makes this database again", {
    remedy: "Report the schema; convert it to the engine itself (--to postgres) meanwhile",
  });
}

interface Candidate {
  readonly model: Model;
  readonly byEntity: ReadonlyMap<string, TableMembers>;
}

function candidate(lifting: Lifting): Candidate {
  const { source, doubts, conventions } = lifting;
  const space = new NameSpace();
  const enums = liftEnums(source, doubts, space);
  const members = membersOf(source, doubts, conventions, space);
  const inverses = new Map<string, string>();
  for (const { entity, relations } of members.values()) {
    for (const { key, name, target, own } of relations) {
      const isUnique = own !== undefined && isKey(source, key.parent ?? "", own.name);
      const wish = inverseWishes(entity, name, isUnique).find((free) => !target.names.has(free));
      if (wish !== undefined) inverses.set(key.id, target.names.take(wish));
    }
  }
  const known = { ...lifting, enums };
  const views = liftViews(source, doubts, space);
  return {
    model: {
      conventions,
      types: [...enums.values()],
      entities: [...members.values()].map((one) => liftEntity(known, one, inverses)),
      ...(views.length > 0 ? { views } : {}),
      targets: {},
    },
    byEntity: new Map([...members.values()].map((one) => [one.entity, one])),
  };
}

function isKey(source: Source, table: string, column: string): boolean {
  const keys = [...source.tree.children(table, "primary-key"), ...source.tree.children(table, "unique")];
  return keys.some(({ props }) => props.columns.length === 1 && props.columns[0] === column);
}

function liftEnums(source: Source, doubts: Doubts, space: NameSpace): Map<string, EnumType> {
  const enums = new Map<string, EnumType>();
  for (const { id, name, schema = DEFAULT_SCHEMA, props } of source.tree.ofKind("enum")) {
    if (doubts.apart.has(id) || props.values.length === 0) continue;
    const wish = toPascal(name);
    const own = space.take(/^[A-Z]/.test(wish) ? wish : `Type${wish}`, `${entityName(name)}Type`);
    enums.set(quoteName({ schema, name }), {
      name: own,
      ...(props.comment === undefined ? {} : { doc: props.comment }),
      values: props.values.map((value) => ({ value })),
      ...(toSnake(own) === name ? {} : { databaseName: name }),
      ...(schema === DEFAULT_SCHEMA ? {} : { schema }),
    });
  }
  return enums;
}

/** The catalog of a candidate; undefined, with what it concerns set apart, where it is no valid Model. */
function tryLower(model: Model, byEntity: ReadonlyMap<string, TableMembers>, doubts: Doubts): Catalog | undefined {
  const blame = (object: string): boolean => {
    const members = byEntity.get(object.split(".")[0] ?? "");
    if (!members) return false;
    const relation = members.relations.find(({ name }) => object === `${members.entity}.${name}`);
    if (relation && !doubts.explicit.has(relation.key.id)) {
      doubts.explicit.add(relation.key.id);
      if (relation.own) doubts.explicit.add(relation.own.id);
    } else if (relation) doubts.apart.add(relation.key.id);
    else doubts.apart.add(members.table.id);
    return true;
  };
  for (const { where, message } of validateModel(model)) {
    if (!("object" in where) || !blame(where.object)) throw notLifted(message);
  }
  if (doubts.size > 0 && validateModel(model).length > 0) return undefined;
  try {
    return lower(model).catalog;
  } catch (error) {
    const where = error instanceof SchemaforgeError ? error.where : undefined;
    if (!where || !("object" in where) || !blame(where.object)) throw error;
    return undefined;
  }
}

function notLifted(message: string): SchemaforgeError {
  return new SchemaforgeError("NOT_LIFTED", `no model was found that makes this database again: ${message}`, {
    remedy: "Report the schema; convert it to the engine itself (--to postgres) meanwhile",
  });
}

/** Doubts what a candidate made otherwise than the catalog has it. */
function compare(source: Source, lowered: Catalog, doubts: Doubts): void {
  for (const made of lowered.objects.values()) {
    const meant = source.catalog.objects.get(made.id);
    if (!meant) {
      doubtExtra(source, made, doubts);
      continue;
    }
    const separate = SEPARATE[made.kind] ?? [];
    const changes = changedProperties(meant, made, KINDS).filter(({ name }) => !separate.includes(name));
    if (changes.length > 0) doubt(source, meant, doubts);
  }
}

/** First the explicit form; then the object is kept as it is, a column with its whole table. */
function doubt(source: Source, object: CatalogObject, doubts: Doubts): void {
  if (object.kind === "table" || object.kind === "enum") doubts.apart.add(object.id);
  else if (!doubts.explicit.has(object.id)) doubts.explicit.add(object.id);
  else if (object.kind !== "column") doubts.apart.add(object.id);
  else doubts.apart.add(object.parent ?? "");
  // A column whose implied key is doubted is declared.
  if (object.kind === "column" && object.parent !== undefined) doubtId(source, object, doubts);
}

function doubtId(source: Source, column: CatalogObject, doubts: Doubts): void {
  const parent = column.parent ?? "";
  const primary = source.tree.children(parent, "primary-key")[0];
  if (primary?.props.columns.includes(column.name)) doubts.explicit.add(parent);
}

/** Something was made that is not there: what it stands for has another name, or is not what it seemed. */
function doubtExtra(source: Source, made: CatalogObject, doubts: Doubts): void {
  const parent = made.parent ?? ownerOf(made);
  const siblings = parent === undefined ? [] : [...source.tree.childrenOf(parent)];
  const columns = columnsOf(made);
  const meant = siblings.find(
    (other) => other.kind === made.kind && columnsOf(other) === columns && other.id !== made.id,
  );
  if (meant && !doubts.explicit.has(meant.id)) doubts.explicit.add(meant.id);
  else if (parent !== undefined) doubts.apart.add(parent);
}

function columnsOf({ props }: CatalogObject): string {
  const { columns, keys } = props as { columns?: readonly string[]; keys?: readonly { column?: string }[] };
  return (columns ?? keys?.map((key) => key.column ?? "") ?? []).join("\n");
}

/** The table of a sequence that a column owns. */
function ownerOf({ props }: CatalogObject): string | undefined {
  const { ownedBy } = props as { ownedBy?: { schema: string; name: string } };
  return ownedBy && `table:${ownedBy.schema}.${ownedBy.name}`;
}
