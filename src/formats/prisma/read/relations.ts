/** Which fields of a schema are relations, and which two belong together. */
import { argument, attributeOf, type Block, type Field, namesIn, textArgument } from "./syntax.ts";

/** A relation whose foreign key a model holds. */
export interface Link {
  readonly model: Block;
  readonly field: Field;
  readonly target: Block;
  /** Names of the model's fields that hold the key. */
  readonly fields: readonly string[];
  /** Names of the target's fields. */
  readonly references: readonly string[];
  /** The other side's field. */
  readonly inverse?: string;
}

/** A many-to-many relation whose join table Prisma makes; `a` is the model that comes first by name. */
export interface Join {
  readonly name: string;
  readonly a: { readonly model: Block; readonly field: Field };
  readonly b: { readonly model: Block; readonly field: Field };
}

export interface Relations {
  readonly links: readonly Link[];
  readonly joins: readonly Join[];
}

interface Side {
  readonly model: Block;
  readonly field: Field;
  readonly target: Block;
  /** Given name. */
  readonly name: string | undefined;
  readonly fields: readonly string[] | undefined;
}

/** The names in `fields: [a, b]`. */
function fieldsIn(field: Field, name: string): string[] | undefined {
  const value = argument(attributeOf(field, "relation"), name);
  return value && namesIn(value);
}

/** Finds all relations between models; Prisma has checked that every side has its other. */
export function relationsOf(models: readonly Block[]): Relations {
  const byName = new Map(models.map((model) => [model.name, model]));
  const groups = new Map<string, Side[]>();
  for (const model of models) {
    for (const field of model.fields) {
      const target = field.unsupported ? undefined : byName.get(field.type);
      if (!target) continue;
      const name = textArgument(attributeOf(field, "relation"), "name", true);
      const side: Side = { model, field, target, name, fields: fieldsIn(field, "fields") };
      const key = JSON.stringify([[model.name, target.name].sort(), name ?? null]);
      groups.set(key, [...(groups.get(key) ?? []), side]);
    }
  }
  const links: Link[] = [];
  const joins: Join[] = [];
  for (const sides of groups.values()) {
    const owners = sides.filter(({ fields }) => fields !== undefined);
    for (const owner of owners) {
      const other = sides.find((side) => side !== owner && side.target === owner.model && side.fields === undefined);
      links.push({
        model: owner.model,
        field: owner.field,
        target: owner.target,
        fields: owner.fields ?? [],
        references: fieldsIn(owner.field, "references") ?? [],
        ...(other ? { inverse: other.field.name } : {}),
      });
    }
    const [first, second] = [...sides].sort(inOrder);
    if (owners.length > 0 || !first) continue;
    joins.push(joinOf(first, second ?? first));
  }
  return { links: inSchemaOrder(links, models), joins };
}

/** By model's name, then by field's: Prisma's column A belongs to the first. */
function inOrder(x: Side, y: Side): number {
  const [a, b] = [`${x.model.name} ${x.field.name}`, `${y.model.name} ${y.field.name}`];
  return a < b ? -1 : a > b ? 1 : 0;
}

function joinOf(a: Side, b: Side): Join {
  return { name: a.name ?? `${a.model.name}To${b.model.name}`, a, b };
}

function inSchemaOrder(links: readonly Link[], models: readonly Block[]): Link[] {
  const byModel = new Map<Block, Link[]>();
  for (const link of links) byModel.set(link.model, [...(byModel.get(link.model) ?? []), link]);
  return models.flatMap((model) => {
    const own = byModel.get(model) ?? [];
    return own.sort((x, y) => model.fields.indexOf(x.field) - model.fields.indexOf(y.field));
  });
}
