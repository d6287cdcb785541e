/** From a catalog back to a Model: generate, lower, compare (architecture, decision 10). */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { changedProperties } from "../../../catalog/diff.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import { mergeChanges } from "../../../model/merge-changes.ts";
import type { EnumType, Model } from "../../../model/model.ts";
import { entityName, toPascal, toSnake } from "../../../model/naming.ts";
import { validateModel } from "../../../model/validate.ts";
import type { Lifted, Previous } from "../../engine.ts";
import { KINDS } from "../ids.ts";
import { lower } from "../lower/index.ts";
import { DEFAULT_SCHEMA, quoteName } from "../quote.ts";
import { conventionsOf } from "./conventions.ts";
import { type Lifting, liftEntity } from "./entity.ts";
import { type Hints, hintsOf, NO_HINTS } from "./hints.ts";
import { membersOf, type TableMembers } from "./members.ts";
import { inverseWishes, NameSpace } from "./names.ts";
import { residueObjects } from "./residue.ts";
import { Doubts, Source, TIMES } from "./source.ts";
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
 * @param previous what the author wrote before: only what has changed since in the database is changed in it
 * @throws SchemaforgeError NOT_LIFTED when the rounds find no Model that lowers to the catalog (a defect)
 */
export function lift(catalog: Catalog, previous?: Previous): Lifted {
  if (!previous) return liftAnew(catalog, NO_HINTS);
  const hints = hintsOf(previous.model);
  const before = liftAnew(previous.catalog, hints);
  const after = liftAnew(catalog, hints);
  return { model: mergeChanges(previous.model, before.model, after.model), residue: after.residue };
}

function liftAnew(catalog: Catalog, hints: Hints): Lifted {
  const source = new Source(catalog);
  const conventions = hints.conventions ?? conventionsOf(source);
  const doubts = new Doubts();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = doubts.size;
    const { model, byEntity } = candidate({ source, doubts, conventions, enums: new Map() }, hints);
    const lowered = tryLower(model, byEntity, doubts);
    const different = lowered ? compare(source, lowered, doubts) : [];
    if (doubts.size > before) continue;
    if (!lowered || different.length > 0) throw notLifted(different.join(", "));
    const objects = residueObjects(source, lowered);
    const residue = [...source.catalog.objects.keys()].filter((id) => !lowered.objects.has(id));
    return { model: objects.length > 0 ? { ...model, targets: { postgres: { objects } } } : model, residue };
  }
  throw notLifted(`not settled after ${MAX_ROUNDS} rounds`);
}

interface Candidate {
  readonly model: Model;
  readonly byEntity: ReadonlyMap<string, TableMembers>;
}

function candidate(lifting: Lifting, hints: Hints): Candidate {
  const { source, doubts, conventions } = lifting;
  const space = new NameSpace();
  const enums = liftEnums(source, doubts, space, hints);
  const members = membersOf(source, doubts, conventions, space, hints);
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

function liftEnums(source: Source, doubts: Doubts, space: NameSpace, { names }: Hints): Map<string, EnumType> {
  const enums = new Map<string, EnumType>();
  for (const { id } of source.tree.ofKind("enum")) for (const known of names.get(id) ?? []) space.take(known);
  for (const { id, name, schema = DEFAULT_SCHEMA, props } of source.tree.ofKind("enum")) {
    if (doubts.apart.has(id) || props.values.length === 0) continue;
    const wish = toPascal(name);
    const own = names.get(id)?.[0] ?? space.take(/^[A-Z]/.test(wish) ? wish : `Type${wish}`, `${entityName(name)}Type`);
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
  const problems = validateModel(model);
  for (const { where, message } of problems) {
    if (!("object" in where) || !blame(where.object)) throw notLifted(message);
  }
  if (problems.length > 0) return undefined;

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

/** Doubts what a candidate made otherwise than the catalog has it; answers the ids. */
function compare(source: Source, lowered: Catalog, doubts: Doubts): string[] {
  const different: string[] = [];
  for (const made of lowered.objects.values()) {
    const meant = source.catalog.objects.get(made.id);
    const separate = SEPARATE[made.kind] ?? [];
    if (meant && changedProperties(meant, made, KINDS).every(({ name }) => separate.includes(name))) continue;
    different.push(made.id);
    if (meant) doubt(source, meant, doubts);
    else doubtExtra(source, made, doubts);
  }
  return different;
}

/** First the explicit form; then the object is kept as it is, a column with its whole table. */
function doubt(source: Source, object: CatalogObject, doubts: Doubts): void {
  const { kind, id, parent = "" } = object;
  if (kind === "table" || kind === "enum") doubts.apart.add(id);
  else if (kind === "trigger" || kind === "function") doubts.explicit.add(TIMES);
  else if (!doubts.explicit.has(id)) doubts.explicit.add(id);
  else doubts.apart.add(kind === "column" ? parent : id);
  // A column whose implied key is doubted is declared.
  const primary = kind === "column" ? source.tree.children(parent, "primary-key")[0] : undefined;
  if (primary?.props.columns.includes(object.name)) doubts.explicit.add(parent);
}

/** Something was made that is not there: what it stands for has another name, or is not what it seemed. */
function doubtExtra(source: Source, made: CatalogObject, doubts: Doubts): void {
  if (made.kind === "trigger" || made.kind === "function") {
    doubts.explicit.add(TIMES);
    return;
  }
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
