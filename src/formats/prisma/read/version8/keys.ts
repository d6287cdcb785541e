/** Keys of a Prisma 8 model, and the indexes that its foreign keys have. */
import { defaultName } from "../../names.ts";
import { type Attribute, argument, attributeOf, type Block, textArgument, type Value } from "../syntax.ts";

function namesIn(value: Value | undefined): string[] {
  return value?.kind === "list" ? value.items.flatMap((item) => (item.kind === "name" ? [item.value] : [])) : [];
}

/** The names of the fields of a model's primary key. */
export function keyFields(model: Block): string[] {
  const single = model.fields.filter((field) => attributeOf(field, "id")).map(({ name }) => name);
  return single.length > 0 ? single : namesIn(argument(attributeOf(model, "id"), "fields", true));
}

/**
 * The indexes that the foreign keys of a model have by themselves: those whose columns no key and no index has already, in
 * their order, and that do not say `index: false`.
 */
export function backingIndexes(model: Block, table: string): Attribute[] {
  const backed = new Set(
    [
      keyFields(model),
      ...model.fields.filter((field) => attributeOf(field, "unique")).map(({ name }) => [name]),
      ...model.attributes
        .filter(({ name }) => name === "unique" || name === "index")
        .map((attribute) => namesIn(argument(attribute, "fields", true))),
    ].map((names) => names.join()),
  );
  const columnOf = (name: string) => {
    const field = model.fields.find((each) => each.name === name);
    return (field && textArgument(attributeOf(field, "map"), "name", true)) ?? name;
  };
  return model.fields.flatMap((field): Attribute[] => {
    const relation = attributeOf(field, "relation");
    const names = namesIn(argument(relation, "fields"));
    const wanted = argument(relation, "index");
    if (!relation || names.length === 0 || backed.has(names.join())) return [];
    if (wanted?.kind === "name" && wanted.value === "false") return [];
    backed.add(names.join());
    const fields: Value = { kind: "list", items: names.map((value): Value => ({ kind: "name", value })) };
    const map: Value = { kind: "string", value: defaultName(table, names.map(columnOf), "idx") };
    return [{ name: "index", args: [{ value: fields }, { name: "map", value: map }], place: relation.place }];
  });
}
