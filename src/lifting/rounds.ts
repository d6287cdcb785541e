/** Generate and compare: a candidate is lowered, what came out otherwise is doubted, until everything agrees. */
import type { Catalog } from "../catalog/catalog.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Model } from "../model/model.ts";
import { validateModel } from "../model/validate.ts";
import type { Doubts } from "./doubts.ts";
import type { TableMembers } from "./members.ts";
import type { LiftTable, Named } from "./shape.ts";

/** Rounds that a catalog may need at most: each takes back at least one doubtful form, usually all of a kind at once. */
const MAX_ROUNDS = 40;

export interface Candidate<T extends LiftTable, C extends Named, K extends Named> {
  readonly model: Model;
  readonly byEntity: ReadonlyMap<string, TableMembers<T, C, K>>;
  /** The ids of what else has a name in the Model: enums and views. */
  readonly others: ReadonlyMap<string, string>;
}

export interface Rounds<T extends LiftTable, C extends Named, K extends Named> {
  readonly doubts: Doubts;
  make(): Candidate<T, C, K>;
  lower(model: Model): Catalog;
  /** The id of the constraint or index that `Entity.checks.name` and the like mean. */
  innerId(section: string, name: string, table: T): string | undefined;
  /** Doubts what was made otherwise than the catalog has it; answers the ids. */
  compare(made: Candidate<T, C, K>, lowered: Catalog): readonly string[];
}

/**
 * The first candidate that lowers to what was compared with.
 *
 * @throws SchemaforgeError NOT_LIFTED when none does (a defect)
 */
export function settle<T extends LiftTable, C extends Named, K extends Named>(
  rounds: Rounds<T, C, K>,
): { readonly made: Candidate<T, C, K>; readonly lowered: Catalog } {
  const { doubts } = rounds;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = doubts.size;
    const made = rounds.make();
    const lowered = tryLower(rounds, made);
    const different = lowered ? rounds.compare(made, lowered) : [];
    if (doubts.size > before) continue;
    if (!lowered || different.length > 0) throw notLifted(different.join(", "));
    return { made, lowered };
  }
  throw notLifted(`not settled after ${MAX_ROUNDS} rounds`);
}

function notLifted(message: string): SchemaforgeError {
  return new SchemaforgeError("NOT_LIFTED", `no model was found that makes this database again: ${message}`, {
    remedy: "Report the schema; convert it to the engine itself (--to with its name) meanwhile",
  });
}

/** The catalog of a candidate; undefined, with what it concerns set apart, where it is no valid Model. */
function tryLower<T extends LiftTable, C extends Named, K extends Named>(
  rounds: Rounds<T, C, K>,
  made: Candidate<T, C, K>,
): Catalog | undefined {
  const problems = validateModel(made.model);
  for (const { where, message } of problems) {
    if (!("object" in where) || !blame(rounds, made, where.object)) throw notLifted(message);
  }
  if (problems.length > 0) return undefined;
  try {
    return rounds.lower(made.model);
  } catch (error) {
    const where = error instanceof SchemaforgeError ? error.where : undefined;
    if (!where || !("object" in where) || !blame(rounds, made, where.object)) throw error;
    return undefined;
  }
}

/** Doubts what a path of the Model stands for; false where it stands for nothing. */
function blame<T extends LiftTable, C extends Named, K extends Named>(
  { doubts, innerId }: Rounds<T, C, K>,
  { byEntity, others }: Candidate<T, C, K>,
  object: string,
): boolean {
  const [entity = "", section = "", ...rest] = object.split(".");
  const members = byEntity.get(entity);
  if (!members) {
    const other = others.get(object);
    if (other === undefined || doubts.apart.has(other)) return false;
    doubts.apart.add(other);
    return true;
  }
  const name = rest.join(".");
  const inner = name === "" || name === "primary" ? undefined : innerId(section, name, members.table);
  if (inner !== undefined) {
    if (doubts.explicit.has(inner)) doubts.apart.add(inner);
    else doubts.explicit.add(inner);
    return true;
  }
  const relation = members.relations.find((candidate) => object === `${members.entity}.${candidate.name}`);
  if (relation && !doubts.explicit.has(relation.key.id)) {
    doubts.explicit.add(relation.key.id);
    if (relation.own) doubts.explicit.add(relation.own.id);
  } else if (relation) doubts.apart.add(relation.key.id);
  else {
    const field = members.fields.find((candidate) => object === `${members.entity}.${candidate.name}`);
    if (field && !doubts.explicit.has(field.column.id)) doubts.explicit.add(field.column.id);
    else doubts.apart.add(members.table.id);
  }
  return true;
}
