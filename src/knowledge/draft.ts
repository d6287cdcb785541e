/** The entities of a design while it is made, and how names find them. */
import { SchemaforgeError } from "../model/errors.ts";
import type { Conventions, Relation } from "../model/model.ts";
import { entityName, tableName } from "../model/naming.ts";
import { nearest } from "../model/suggest.ts";
import { nameKey, templateByName } from "./lookup.ts";
import type { EntityRequest, Reason, RequestedEntity } from "./request.ts";
import type { EntityTemplate } from "./template.ts";
import { type ImpliedRelation, shapeOf } from "./unknown.ts";

export interface Draft {
  readonly name: string;
  readonly table: string;
  readonly request: RequestedEntity;
  readonly template: EntityTemplate;
  readonly implied: ImpliedRelation[];
  /** By name, with the name that the template has for it. */
  readonly relations: Map<string, { relation: Relation; readonly templateName?: string }>;
  /** Names of the other sides of relations that end here. */
  readonly inverses: Set<string>;
}

// PostgreSQL keeps 63 bytes of a name; the table's is a plural.
const longestName = 60;

/** What designs are made with: those of the founding document's blog. */
export const DESIGN_CONVENTIONS: Conventions = {
  tables: "snake_plural",
  columns: "snake",
  id: "uuid",
  timestamps: true,
};

/**
 * One draft for each entity asked for, in that order.
 * @throws SchemaforgeError BAD_NAME, DUPLICATE_NAME, DUPLICATE_TABLE, EMPTY_REQUEST
 */
export function startDrafts(request: EntityRequest, reasons: Reason[]): readonly Draft[] {
  const names = entityNames(request.entities);
  const drafts = request.entities.map((entity, index): Draft => {
    const name = names[index] ?? "";
    const { template, why, implied } = shapeOf(name, names);
    reasons.push({ subject: name, decision: origin(name, template), why });
    return {
      name,
      table: tableName({ name }, DESIGN_CONVENTIONS),
      request: entity,
      template,
      implied: [...implied],
      relations: new Map(),
      inverses: new Set(),
    };
  });
  refuseSharedTables(drafts);
  return drafts;
}

function origin(name: string, template: EntityTemplate): string {
  if (template.name !== name) return `shaped as ${template.name}`;
  return templateByName(name) ? "from the catalogue" : "shaped by its name";
}

function entityNames(entities: readonly RequestedEntity[]): readonly string[] {
  if (entities.length === 0) {
    throw new SchemaforgeError("EMPTY_REQUEST", "no entity is named", {
      remedy: "Name one or more: --entity=User,Post",
    });
  }
  const seen = new Map<string, string>();
  return entities.map(({ name: spelling, place }) => {
    const name = entityName(spelling);
    if (!/^[A-Z]\w*$/.test(name) || name.length > longestName) {
      throw new SchemaforgeError("BAD_NAME", `"${spelling}" cannot name an entity`, {
        where: place ?? { object: spelling },
        remedy: `Use at most ${longestName} letters and digits, beginning with a letter: BlogPost`,
      });
    }
    const before = seen.get(nameKey(name));
    if (before !== undefined) {
      throw new SchemaforgeError("DUPLICATE_NAME", `"${before}" and "${spelling}" are both the entity ${name}`, {
        where: place ?? { object: name },
        remedy: "Name it once",
      });
    }
    seen.set(nameKey(name), spelling);
    return name;
  });
}

function refuseSharedTables(drafts: readonly Draft[]): void {
  const byTable = new Map<string, Draft>();
  for (const draft of drafts) {
    const other = byTable.get(draft.table);
    if (other) {
      throw new SchemaforgeError(
        "DUPLICATE_TABLE",
        `${other.name} and ${draft.name} both have the table ${draft.table}`,
        {
          where: draft.request.place ?? { object: draft.name },
          remedy: "Rename one of them",
        },
      );
    }
    byTable.set(draft.table, draft);
  }
}

/**
 * The entity that a template's target means in this design: of that name, else shaped as it.
 * @param owner the entity whose template it stands in; its own template's name means itself
 */
export function findTarget(target: string, owner: Draft, drafts: readonly Draft[]): Draft | undefined {
  if (target === owner.template.name) return owner;
  return (
    drafts.find(({ name }) => name === target) ??
    drafts.find((draft) => draft !== owner && draft.template.name === target)
  );
}

/**
 * The entity that a person's relation names, in any case and number.
 * @throws SchemaforgeError UNKNOWN_ENTITY with a suggestion
 */
export function requireTarget(relation: Relation, owner: Draft, drafts: readonly Draft[]): Draft {
  const wanted = entityName(relation.target);
  const found = drafts.find(({ name }) => nameKey(name) === nameKey(wanted));
  if (found) return found;
  const guess = nearest(
    wanted,
    drafts.map(({ name }) => name),
  );
  throw new SchemaforgeError(
    "UNKNOWN_ENTITY",
    `${owner.name}.${relation.name} relates to ${relation.target}, which is not named`,
    {
      where: owner.request.place ?? { object: `${owner.name}.${relation.name}` },
      remedy:
        guess === undefined ? `Add ${wanted} to the entities` : `Write ${guess}, or add ${wanted} to the entities`,
    },
  );
}
