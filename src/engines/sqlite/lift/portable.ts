/** A catalog without the clauses that SQLite alone has, so that no table has to stay SQLite's as a whole. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Portable } from "../../engine.ts";
import { isAnswered } from "../foreign-keys.ts";
import { databaseObjectId, hasName, nameOfId, says, structuralId } from "../ids.ts";
import { isKind, type PropsByKind, type SqliteObject } from "../objects.ts";
import { childrenOf } from "../render/table.ts";
import { Source } from "./source.ts";
import { Styles } from "./style.ts";

/** Names longer than this are cut off by PostgreSQL (NAMEDATALEN) and refused by the language. */
const LONGEST_NAME = 63;

const OWN_ORDER = "the other engine's own order and equality";

/**
 * Leaves out conflict clauses, orders and collations of keys, indexes' collations, `DEFERRABLE` alone, foreign keys that no key answers, and
 * names of constraints that the language cannot repeat. Every one is a loss by its id.
 */
export function portable(catalog: Catalog): Portable {
  const { mixed } = new Styles(new Source(catalog));
  const children = childrenOf(catalog);
  const losses: Loss[] = [];
  const lose = ({ id }: CatalogObject, feature: string, instead = "without it") =>
    losses.push({ code: "SQLITE_ALONE", object: id, feature, target: "other engines", instead });
  const objects = new Map<string, CatalogObject>();
  for (const object of catalog.objects.values()) {
    const kept = isKind(object, "foreign-key")
      ? plainForeignKey(object, children.get(databaseObjectId("table", object.props.references.table)), lose)
      : plainObject(object, lose);
    if (!kept) continue;
    const isNamedOtherwise = mixed.has(kept.parent ?? "") || kept.name.length > LONGEST_NAME;
    const named = isNamedOtherwise ? withoutName(kept, lose) : calledByWhatItSays(kept);
    objects.set(named.id, named);
  }
  return { catalog: { ...catalog, objects }, losses };
}

type Lose = (object: CatalogObject, feature: string, instead?: string) => void;

function plainObject(object: CatalogObject, lose: Lose): CatalogObject {
  if (isKind(object, "column")) {
    const { notNullName: _name, notNullConflict, collation, ...props } = object.props;
    if (collation) lose(object, `the collation ${collation}`, OWN_ORDER);
    if (props.generated && !props.generated.stored) lose(object, "a value that is computed when it is read", "stored");
    if (props.type === undefined || props.type === "ANY") lose(object, "a column of any type", "a column of one type");
    if (notNullConflict) lose(object, `ON CONFLICT ${notNullConflict.toUpperCase()} of NOT NULL`);
    return { ...object, props };
  }
  if (isKind(object, "primary-key") || isKind(object, "unique")) {
    const { conflict, collations, descending, ...props } = object.props;
    if (conflict) lose(object, `ON CONFLICT ${conflict.toUpperCase()} of a key`);
    if (collations) lose(object, "a key by another collation than its columns'");
    if (descending) lose(object, "the order of a key");
    return { ...object, props: { ...props, columns: [...new Set(props.columns)] } };
  }
  if (isKind(object, "index") && object.props.keys.some(({ collation }) => collation !== undefined)) {
    lose(object, "an index by another collation than its columns'", OWN_ORDER);
    return { ...object, props: { ...object.props, keys: object.props.keys.map(({ collation: _, ...key }) => key) } };
  }
  if (isKind(object, "table") && object.props.withoutRowid) lose(object, "WITHOUT ROWID", "the usual storage");
  return object;
}

/** A foreign key to nothing, or to what is no key, has never been held; other engines refuse it. */
function plainForeignKey(
  key: SqliteObject<"foreign-key">,
  target: readonly CatalogObject[] | undefined,
  lose: Lose,
): CatalogObject | undefined {
  const { references, match: _match, deferrable, ...props } = key.props;
  if (!target) {
    lose(key, `a foreign key to ${references.table}, which is not there`, "left out");
    return undefined;
  }
  if (!isAnswered(key, target)) {
    lose(key, `a foreign key to columns of ${references.table} that are no key`, "left out");
    return undefined;
  }
  if (deferrable === "deferrable") lose(key, "DEFERRABLE INITIALLY IMMEDIATE", "held at once");
  // Of keys that name the primary key and keys that do not, all do.
  const [primary] = target.filter((child) => isKind(child, "primary-key"));
  const columns = references.columns ?? primary?.props.columns;
  const deferred = deferrable === "initially deferred" ? { deferrable } : {};
  return { ...key, props: { references: { ...references, ...(columns && { columns }) }, ...props, ...deferred } };
}

/** A constraint that is called by what it says. */
function withoutName(object: CatalogObject, lose: Lose): CatalogObject {
  if (!hasName(object)) return object;
  if (isKind(object, "primary-key")) {
    const { constraintName, ...props } = object.props;
    lose(object, `the name ${constraintName} of a constraint`, "the conventional name");
    return { ...object, props };
  }
  if (!isConstraint(object)) return object;
  lose(object, `the name ${object.name} of a constraint`, "the conventional name");
  return unnamed(object);
}

/** A constraint without a name says less than before where a part of it was left out. */
function calledByWhatItSays(object: CatalogObject): CatalogObject {
  return isConstraint(object) && !hasName(object) ? unnamed(object) : object;
}

type Constraint = SqliteObject<"unique" | "check" | "foreign-key">;

function isConstraint(object: CatalogObject): object is Constraint {
  return isKind(object, "unique") || isKind(object, "check") || isKind(object, "foreign-key");
}

function unnamed(constraint: Constraint): CatalogObject {
  const what = whatSays(constraint);
  const id = structuralId(constraint.kind, nameOfId(constraint.parent ?? ""), what);
  return { ...constraint, id, name: what };
}

function whatSays({ kind, props }: Constraint): string {
  if (kind === "unique") return says.unique(props as PropsByKind["unique"]);
  return kind === "check"
    ? says.check(props as PropsByKind["check"])
    : says["foreign-key"](props as PropsByKind["foreign-key"]);
}
