/** What the database does with rows: what SQLite can do by triggers, and what it leaves to the application. */
import type { Loss } from "../../../model/loss.ts";
import type { Entity, Field, Model } from "../../../model/model.ts";
import { quoteText } from "../quote.ts";
import type { TableScope } from "./scope.ts";

interface Left {
  readonly code: string;
  readonly has: (entity: Entity) => boolean;
  readonly feature: string;
  readonly instead: string;
}

const APPLICATION = "left to the application";

/** Constructs of an entity that are not taken over. */
const LEFT: readonly Left[] = [
  {
    code: "NO_ROW_SECURITY",
    has: ({ tenant }) => tenant === true,
    feature: "row-level security by tenant",
    instead: "keys and the column of the tenant; every query has to name the tenant",
  },
  {
    code: "NO_ROW_SECURITY",
    has: ({ policies }) => (policies?.length ?? 0) > 0,
    feature: "row-level security policies",
    instead: APPLICATION,
  },
  {
    code: "NOT_RECORDED",
    has: ({ audit }) => audit !== undefined,
    feature: "an audit of rows",
    instead: "the table alone",
  },
  {
    code: "NOT_RECORDED",
    has: ({ history }) => history === true,
    feature: "the versions of rows",
    instead: "the table alone",
  },
  {
    code: "NO_EXCLUSION",
    has: ({ exclude }) => (exclude?.length ?? 0) > 0,
    feature: "exclusion constraints",
    instead: APPLICATION,
  },
  {
    code: "NO_PARTITIONS",
    has: ({ partition }) => partition !== undefined,
    feature: "partitions",
    instead: "one table",
  },
  {
    code: "NO_ROWS",
    has: ({ rows }) => (rows?.length ?? 0) > 0,
    feature: "rows of reference data",
    instead: "an empty table",
  },
  {
    code: "TREE_NOT_KEPT",
    has: ({ tree }) => tree !== undefined && tree !== "adjacency",
    feature: "the upkeep of a tree",
    instead: "columns and tables that the application fills",
  },
];

/** Properties of a field that are not taken over. */
const LEFT_OF_FIELDS: readonly (readonly [keyof Field, string, string])[] = [
  ["slugOf", "NOT_KEPT", "a slug made from another field"],
  ["countOf", "NOT_KEPT", "a counter kept by the database"],
  ["encrypt", "NOT_ENCRYPTED", "an encrypted field"],
];

/** Adds the triggers of an entity's constructs, and lists those that SQLite does not hold. */
export function lowerBehaviours(scope: TableScope): void {
  if (!("entity" in scope.source.source)) return;
  const { entity } = scope.source.source;
  if (entity.appendOnly) refuseChanges(scope);
  for (const { code, has, feature, instead } of LEFT) if (has(entity)) scope.lose(code, undefined, feature, instead);
  for (const field of entity.fields) {
    for (const [property, code, feature] of LEFT_OF_FIELDS) {
      const given = field[property];
      // What the application encrypts is nobody else's business.
      if (given !== undefined && given !== "application") scope.lose(code, field.name, feature, APPLICATION);
    }
  }
}

function refuseChanges({ table }: TableScope): void {
  for (const event of ["update", "delete"] as const) {
    const message = `${table.name} is append-only: ${event.toUpperCase()} is refused`;
    table.trigger({
      name: `${table.name}_refuse_${event}`,
      timing: "before",
      event,
      body: [`SELECT RAISE(ABORT, ${quoteText(message)})`],
    });
  }
}

/** The views of a Model are not made in SQLite. */
export function lostViews({ views = [] }: Model): Loss[] {
  return views.map(({ name, materialized }) => ({
    code: "NO_VIEW",
    object: name,
    feature: materialized ? "a materialized view" : "a view",
    target: "sqlite",
    instead: "left out",
  }));
}
