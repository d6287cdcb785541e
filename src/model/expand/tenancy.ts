/**
 * `tenancy`: rows of tenants name their tenant, and references between them hold it, so that no row can refer to one of
 * another tenant: servers check foreign keys past all policies.
 */
import type { Entity, Key, ManyRelation, Model, OneRelation, ReferentialAction, Relation, Tenancy } from "../model.ts";
import { singular, toCamel, toPascal, toSnake } from "../naming.ts";
import { Columns } from "../resolve/columns.ts";
import { primaryFields } from "../validation/context.ts";
import { databaseWord, fail, formerly, madeName, one, tableOf, without } from "./parts.ts";

/**
 * Gives entities of tenants the relation to their tenant, and makes relations between them, and keys `unique=tenant`,
 * hold it.
 *
 * @throws SchemaforgeError BAD_TENANCY, UNKNOWN_ENTITY when the tenants' entity is missing, DUPLICATE_NAME
 */
export function expandTenancy(model: Model): Model {
  for (const { name, fields, tenant } of model.entities) checkUnique(name, fields, model, tenant ?? false);
  const { tenancy } = model;
  if (!tenancy || model.entities.every(({ tenant }) => !tenant)) return model;
  if (!model.entities.some(({ name }) => name === tenancy.entity)) {
    const remedy = "Declare it, or name the entity whose rows are the tenants";
    fail("UNKNOWN_ENTITY", `there is no entity ${tenancy.entity}`, "tenancy.entity", remedy);
  }
  const related = { ...model, entities: model.entities.map((entity) => withTenant(entity, tenancy)) };
  return heldTogether(withJoins(related), tenancy);
}

function checkUnique(entity: string, fields: Entity["fields"], model: Model, tenant: boolean): void {
  if (model.tenancy && tenant) return;
  const field = fields.find(({ uniqueInTenant }) => uniqueInTenant);
  if (field) {
    const path = `${entity}.${field.name}`;
    fail(
      "BAD_TENANCY",
      `${path} is unique within a tenant, and ${entity} has none`,
      path,
      "Write `tenant: true`, or `unique`",
    );
  }
}

/** The relation to the tenant stands first: it declares the column that others share. */
function withTenant(entity: Entity, { relation: name, entity: tenants }: Tenancy): Entity {
  if (!entity.tenant || entity.name === tenants) return entity;
  const declared = entity.relations.find((relation) => relation.name === name);
  if (declared && (declared.kind !== "one" || declared.target !== tenants || declared.nullable)) {
    const path = `${entity.name}.${name}`;
    fail(
      "BAD_TENANCY",
      `\`${name}\` leads to the tenant of ${entity.name}`,
      path,
      `Write \`${name}: one ${tenants}\`, or leave it out`,
    );
  }
  if (!declared && entity.fields.some((field) => field.name === name)) {
    fail(
      "DUPLICATE_NAME",
      `tenancy makes the relation \`${name}\` itself`,
      `${entity.name}.${name}`,
      "Rename this field",
    );
  }
  const others = entity.relations.filter((relation) => relation !== declared);
  return { ...entity, relations: [declared ?? one(name, tenants), ...others] };
}

/** Join tables between entities of tenants become entities: they name their tenant as well. */
function withJoins(model: Model): Model {
  const tenants = tenantsOf(model);
  const names = new Set(model.entities.map(({ name }) => name.toLowerCase()));
  const entities = model.entities.flatMap((entity): Entity[] => {
    const joins: Entity[] = [];
    const relations = entity.relations.map((relation): Relation => {
      const joinsTenants = relation.kind === "many" && tenants.has(entity.name) && tenants.has(relation.target);
      if (!joinsTenants || relation.through !== undefined) return relation;
      const join = joinEntity(entity, relation, model);
      if (names.has(join.name.toLowerCase())) {
        const path = `${entity.name}.${relation.name}`;
        fail(
          "DUPLICATE_NAME",
          `the join table of ${path} is an entity ${join.name}, whose name is taken`,
          path,
          "Rename the relation, or name the join entity with `through`",
        );
      }
      names.add(join.name.toLowerCase());
      joins.push(join);
      return { ...without(relation, "table"), through: join.name };
    });
    return joins.length === 0 ? [entity] : [{ ...entity, relations }, ...joins];
  });
  return { ...model, entities };
}

function joinEntity(owner: Entity, relation: ManyRelation, model: Model): Entity {
  const wordOf = (entity: string) => toCamel(toSnake(entity));
  const isSelf = owner.name === relation.target;
  const [own, other] = isSelf
    ? [singular(relation.inverse), singular(relation.name)]
    : [wordOf(owner.name), wordOf(relation.target)];
  const nameFor = (entity: string) => toPascal(`${toSnake(entity)}_${toSnake(relation.name)}`);
  const tableFor = (entity: string) => databaseWord(nameFor(entity), model);
  const side = (word: string, target: string, was: readonly string[] = []) =>
    one(word, target, { onDelete: "cascade", ...(was.length > 0 ? { was } : {}) });
  const { tenancy } = model;
  const tenant = tenancy ? [one(tenancy.relation, tenancy.entity)] : [];
  return {
    name: nameFor(owner.name),
    table: relation.table ?? tableFor(owner.name),
    ...(relation.table === undefined ? formerly(owner, tableFor) : {}),
    ...(owner.schema === undefined ? {} : { schema: owner.schema }),
    ...(relation.doc === undefined ? {} : { doc: relation.doc }),
    id: "none",
    timestamps: false,
    tenant: true,
    fields: [],
    relations: [...tenant, side(own, owner.name, isSelf ? [] : owner.was?.map(wordOf)), side(other, relation.target)],
    keys: [{ name: "primary", primary: true, fields: [own, other] }],
    checks: [],
    indexes: [],
  };
}

function tenantsOf({ entities, tenancy }: Model): Set<string> {
  return new Set(entities.filter(({ tenant, name }) => tenant && name !== tenancy?.entity).map(({ name }) => name));
}

/** Composite references, and the keys that they and `unique=tenant` need. */
function heldTogether(model: Model, { relation: tenant }: Tenancy): Model {
  const columns = new Columns(model, (name) => name);
  const tenants = tenantsOf(model);
  const byName = new Map(model.entities.map((entity) => [entity.name, entity]));
  const keys = new Map<string, Key[]>();
  for (const entity of model.entities) {
    if (tenants.has(entity.name))
      keys.set(entity.name, [...entity.keys, ...uniqueInTenant(entity, model, tenant, columns)]);
  }
  const composite = (entity: Entity, relation: Relation): Relation => {
    const target = byName.get(relation.target);
    if (relation.kind !== "one" || relation.name === tenant || !target || !tenants.has(target.name)) return relation;
    if (relation.withinTenant) return relation;
    const referenced = relation.references ?? primaryFields(target, model);
    // The author holds them together.
    if (referenced.includes(tenant) && relation.columns) return relation;
    const [tenantColumn] = columns.membersColumns(entity, tenant);
    if (!tenantColumn) return relation;
    const ofTenant = referenced.flatMap((member) =>
      columns.membersColumns(target, member).map(() => member === tenant),
    );
    const own = columns.foreignKey(entity, relation).flatMap(({ name }, at) => (ofTenant[at] ? [] : [name]));
    const references = [tenant, ...referenced.filter((member) => member !== tenant)];
    addKey(keys.get(target.name) ?? [], target, references, model, relation.references === undefined);
    const action = actionOf(relation, model);
    const setsColumns = action === "set null" || action === "set default";
    return {
      ...relation,
      references,
      columns: [tenantColumn.name, ...own],
      ...(setsColumns && own.length > 0 && !relation.onDeleteColumns ? { onDeleteColumns: own } : {}),
      ...(own.length > 0 ? { withinTenant: true } : {}),
    };
  };
  const entities = model.entities.map((entity): Entity => {
    if (!tenants.has(entity.name)) return entity;
    const fields = entity.fields.map((field) => (field.uniqueInTenant ? without(field, "uniqueInTenant") : field));
    return { ...entity, fields, relations: entity.relations.map((relation) => composite(entity, relation)) };
  });
  return {
    ...model,
    entities: entities.map((entity) => {
      const all = keys.get(entity.name);
      return all && all.length > entity.keys.length ? { ...entity, keys: all } : entity;
    }),
  };
}

function actionOf(relation: OneRelation, { conventions }: Model): ReferentialAction {
  if (relation.onDelete) return relation.onDelete;
  if (relation.owned) return "cascade";
  return conventions.onDelete ?? (relation.nullable ? "set null" : "restrict");
}

/** A key over these members, unless there is one. */
function addKey(keys: Key[], target: Entity, members: readonly string[], model: Model, primary: boolean): void {
  const wanted = [...members].sort().join("\n");
  if (keys.some(({ fields, deferrable }) => !deferrable && [...fields].sort().join("\n") === wanted)) return;
  const table = tableOf(target, model);
  const name = primary ? madeName(table, "tenant_key") : madeName(table, ...members.map(toSnake), "key");
  keys.push({ name, primary: false, fields: members });
}

function uniqueInTenant(entity: Entity, model: Model, tenant: string, columns: Columns): Key[] {
  const table = tableOf(entity, model);
  return entity.fields
    .filter((field) => field.uniqueInTenant)
    .map((field) => {
      const members = [tenant, field.name];
      const names = members.flatMap((member) => columns.membersColumns(entity, member)).map(({ name }) => name);
      return { name: madeName(table, ...names, "key"), primary: false, fields: members };
    });
}
