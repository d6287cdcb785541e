/** Takes some entities of a Model, with what they cannot do without. */
import type { Reason } from "../knowledge/request.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Expression } from "../model/expression.ts";
import type { Entity, Index, Model, VerbatimObject } from "../model/model.ts";
import { entityName, tableName } from "../model/naming.ts";
import { nearest } from "../model/suggest.ts";

export interface Selection {
  readonly model: Model;
  readonly reasons: readonly Reason[];
}

/**
 * The named entities of a Model (all, where none are named), and the entities that a required relation of theirs points
 * to. Relations to others are left out, with a reason; without `relations` all of them are, and what stands on them.
 *
 * @throws SchemaforgeError `UNKNOWN_ENTITY` with the nearest name
 */
export function selectEntities(model: Model, names?: readonly string[], relations = true): Selection {
  const reasons: Reason[] = [];
  const wanted = names?.map((name) => nameIn(model, name)) ?? model.entities.map(({ name }) => name);
  const chosen = chosenOf(model, wanted, relations, reasons);
  const entities = model.entities.flatMap((entity) =>
    chosen.has(entity.name) ? [prune(entity, relations ? chosen : new Set(), relations, reasons)] : [],
  );
  const used = new Set(entities.flatMap((entity) => entity.fields.map((field) => field.type.name)));
  const types = model.types.filter((type) => used.has(type.name));
  return { model: { ...model, entities, types, targets: targetsOf(model, chosen, reasons) }, reasons };
}

/** The entity that a word means: by its name, else by any spelling of it. */
function nameIn(model: Model, word: string): string {
  const known = new Set(model.entities.map(({ name }) => name));
  const name = known.has(word) ? word : entityName(word);
  if (known.has(name)) return name;
  const near = nearest(name, known);
  throw new SchemaforgeError("UNKNOWN_ENTITY", `the model has no entity ${word}`, {
    remedy: near ? `Did you mean ${near}?` : `It has: ${[...known].join(", ")}`,
  });
}

function chosenOf(model: Model, wanted: readonly string[], relations: boolean, reasons: Reason[]): Set<string> {
  const chosen = new Set(wanted);
  if (!relations) return chosen;
  // A set takes in what is added while it is gone through; entities between two others may need a further round.
  for (let before = -1; before < chosen.size; ) {
    before = chosen.size;
    for (const name of chosen) {
      for (const relation of model.entities.find((entity) => entity.name === name)?.relations ?? []) {
        const member = `${name}.${relation.name}`;
        const [needed, why] =
          relation.kind === "many"
            ? [chosen.has(relation.target) ? relation.through : undefined, `${member} goes through it`]
            : [relation.nullable ? undefined : relation.target, `${member} requires it`];
        if (needed === undefined || chosen.has(needed)) continue;
        chosen.add(needed);
        reasons.push({ subject: needed, decision: "taken along", why });
      }
    }
  }
  return chosen;
}

/** An entity without relations to what was not chosen, and without what stands on them. */
function prune(entity: Entity, chosen: ReadonlySet<string>, related: boolean, reasons: Reason[]): Entity {
  const leaveOut = (name: string, why: string) =>
    reasons.push({ subject: `${entity.name}.${name}`, decision: "left out", why });
  const gone = new Set<string>();
  for (const { name, target } of entity.relations) {
    if (chosen.has(target)) continue;
    gone.add(name);
    leaveOut(name, related ? `${target} was not selected` : "relations were not asked for");
  }
  const stays = (name: string, members: readonly string[]) => {
    const missing = members.find((member) => gone.has(member));
    if (missing !== undefined) leaveOut(name, `it stands on ${missing}`);
    return missing === undefined;
  };
  return {
    ...entity,
    relations: entity.relations.filter(({ name }) => !gone.has(name)),
    keys: entity.keys.filter(({ name, fields }) => stays(name, fields)),
    checks: entity.checks.filter(({ name, expression }) => stays(name, refsOf(expression))),
    indexes: entity.indexes.filter((index) => stays(index.name, membersOf(index))),
  };
}

function refsOf(expression: Expression | undefined): readonly string[] {
  return expression?.kind === "parsed" ? expression.refs : [];
}

function membersOf({ parts, where, include, search }: Index): string[] {
  return [
    ...parts.flatMap(({ of }) => ("field" in of ? [of.field] : refsOf(of.expression))),
    ...refsOf(where),
    ...(include ?? []),
    ...(search ?? []),
  ];
}

/** Verbatim objects, without those that need the table of an entity that was not chosen. */
function targetsOf(model: Model, chosen: ReadonlySet<string>, reasons: Reason[]): Model["targets"] {
  const missing = new Map(
    model.entities.flatMap((entity) =>
      chosen.has(entity.name) ? [] : [[tableName(entity, model.conventions), entity.name]],
    ),
  );
  const isKept = ({ sql, needs }: VerbatimObject): boolean => {
    const need = needs.find((name) => missing.has(name.split(".").at(-1) ?? name));
    if (need === undefined) return true;
    const [subject = ""] = sql.split("\n");
    reasons.push({ subject, decision: "left out", why: `${need} was not selected` });
    return false;
  };
  const targets = Object.entries(model.targets).map(([engine, target]) => [
    engine,
    target.objects ? { ...target, objects: target.objects.filter(isKept) } : target,
  ]);
  return Object.fromEntries(targets);
}
