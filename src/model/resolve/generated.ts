/** Generated fields that read each other: the order in which they can be worked out. */
import { SchemaforgeError } from "../errors.ts";
import type { Expression } from "../expression.ts";
import type { Entity, Field } from "../model.ts";

export type GeneratedField = Field & { readonly generated: Expression };

const isGenerated = (field: Field): field is GeneratedField => field.generated !== undefined;
const readsOf = ({ generated }: GeneratedField): readonly string[] =>
  generated.kind === "parsed" ? generated.refs : [];

/**
 * The generated fields of an entity, each after those that it reads; linear in what they read, without recursion.
 *
 * @throws SchemaforgeError GENERATED_CYCLE when they read each other in a circle
 */
export function generatedInOrder(entity: Pick<Entity, "name" | "fields">): GeneratedField[] {
  const fields = new Map(entity.fields.filter(isGenerated).map((field) => [field.name, field]));
  const waiting = new Map<string, number>();
  const readers = new Map<string, GeneratedField[]>();
  for (const field of fields.values()) {
    const reads = readsOf(field).filter((name) => fields.has(name));
    waiting.set(field.name, reads.length);
    for (const name of reads) {
      const list = readers.get(name);
      if (list) list.push(field);
      else readers.set(name, [field]);
    }
  }
  const order = [...fields.values()].filter((field) => waiting.get(field.name) === 0);
  // The list grows while it is walked: whoever waits for nobody any more is next.
  for (const { name } of order) {
    for (const reader of readers.get(name) ?? []) {
      const left = (waiting.get(reader.name) ?? 0) - 1;
      waiting.set(reader.name, left);
      if (left === 0) order.push(reader);
    }
  }
  if (order.length < fields.size) refuseCircle(entity.name, fields, waiting);
  return order;
}

/** Every field that still waits reads one that waits: following them ends in the circle. */
function refuseCircle(
  entity: string,
  fields: ReadonlyMap<string, GeneratedField>,
  waiting: ReadonlyMap<string, number>,
): never {
  const isStuck = (name: string) => (waiting.get(name) ?? 0) > 0;
  const walked = new Set<string>();
  let next = [...fields.keys()].find(isStuck);
  while (next !== undefined && !walked.has(next)) {
    walked.add(next);
    const field = fields.get(next);
    next = field && readsOf(field).find(isStuck);
  }
  const path = [...walked];
  const circle = path.slice(path.indexOf(next ?? ""));
  throw new SchemaforgeError(
    "GENERATED_CYCLE",
    `generated fields of ${entity} read each other in a circle: ${[...circle, circle[0]].join(" → ")}`,
    {
      where: { object: `${entity}.${circle[0] ?? ""}` },
      remedy: "Make one of them of stored fields alone",
    },
  );
}
