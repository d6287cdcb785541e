/** `tree`: rows that stand below each other; what each strategy keeps beside the relation to the row above. */
import { TREE_FIELDS } from "../members.ts";
import type { Entity, Model } from "../model.ts";
import { databaseWord, derivedEntity, derivedTableName, fail, field, formerly, one, withDerived } from "./parts.ts";

/**
 * Gives trees the relation `parent`, the columns of their strategy, and a closure its table of pairs.
 * @throws SchemaforgeError BAD_TREE, DUPLICATE_NAME when a member has a name that the tree needs
 */
export function expandTrees(model: Model): Model {
  if (model.entities.every(({ tree }) => tree === undefined)) return model;
  const entities = model.entities.map(withPlaces);
  const closures = entities.filter(({ tree }) => tree === "closure");
  return withDerived(
    { ...model, entities },
    closures.map((entity) => ({ entity: closureOf(entity, model), behind: entity.name })),
  );
}

function withPlaces(entity: Entity): Entity {
  if (entity.tree === undefined) return entity;
  const parent = entity.relations.find(({ name }) => name === "parent");
  if (parent && (parent.kind !== "one" || parent.target !== entity.name || !parent.nullable)) {
    const path = `${entity.name}.parent`;
    const remedy = `Write \`parent: one? ${entity.name} as children\`, or leave it out`;
    fail("BAD_TREE", `\`parent\` of a tree leads to the ${entity.name} above, and the roots have none`, path, remedy);
  }
  const made = TREE_FIELDS[entity.tree];
  const fields = entity.fields.filter(({ name }) => !made.some((own) => own.name === name));
  for (const own of made) {
    const taken = entity.fields.find(({ name }) => name === own.name);
    if (taken && JSON.stringify(taken) !== JSON.stringify(own)) {
      const path = `${entity.name}.${own.name}`;
      fail("DUPLICATE_NAME", `the tree ${entity.name} makes \`${own.name}\` itself`, path, "Rename this one");
    }
  }
  const above = one("parent", entity.name, { nullable: true, inverse: "children" });
  return {
    ...entity,
    fields: [...fields, ...made],
    relations: parent ? entity.relations : [above, ...entity.relations],
  };
}

/** All pairs of a row and one above it, each row above itself among them. */
function closureOf(entity: Entity, model: Model): Entity {
  const tableFor = (name: string) => derivedTableName(databaseWord(name, model), "closure", model);
  const side = (name: string) => one(name, entity.name, { onDelete: "cascade" });
  return derivedEntity(
    `${entity.name}Closure`,
    { construct: "closure", from: [entity.name] },
    {
      table: tableFor(entity.name),
      ...formerly(entity, tableFor),
      ...(entity.schema === undefined ? {} : { schema: entity.schema }),
      fields: [field("depth", "int")],
      relations: [side("ancestor"), side("descendant")],
      keys: [{ name: "primary", primary: true, fields: ["ancestor", "descendant"] }],
    },
  );
}
