/**
 * The members of entities: what they declare, what mixins and parents give them, and what the language's constructs
 * make (tenancy, trees, inheritance, polymorphic relations, embedded values). Looks only; `expandModel` builds.
 */

import { field, idType, joined, MemberMap, type Members, one, TREE_FIELDS } from "./members-made.ts";
import type { EmbeddedType, Entity, Field, FieldType, Mixin, Model, PolymorphicRelation, Relation } from "./model.ts";
import { toPascal } from "./naming.ts";

export { type Members, TREE_FIELDS } from "./members-made.ts";

/** What an entity or a mixin declares, with what its mixins give it. */
interface Declared {
  readonly fields: Map<string, Field>;
  readonly relations: Map<string, Relation>;
  readonly polymorphic: Map<string, PolymorphicRelation>;
  readonly timestamps: boolean | undefined;
  readonly softDelete: boolean | undefined;
  readonly tenant: boolean | undefined;
}

interface Part {
  readonly path: readonly string[];
  readonly field: Field;
}

/** Looks up members in one Model; circles and unknown names in it do no harm. */
export class ModelMembers {
  readonly model: Model;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly mixins: ReadonlyMap<string, Mixin>;
  readonly embedded: ReadonlyMap<string, EmbeddedType>;
  readonly #declared = new Map<Entity | Mixin, Declared>();
  readonly #members = new Map<Entity | Mixin, Members>();
  readonly #parts = new Map<string, readonly Part[]>();

  constructor(model: Model) {
    this.model = model;
    this.entities = new Map(model.entities.map((entity) => [entity.name, entity]));
    this.mixins = new Map((model.mixins ?? []).map((mixin) => [mixin.name, mixin]));
    this.embedded = new Map((model.embedded ?? []).map((type) => [type.name, type]));
  }

  /** The mixins of an entity or mixin with those that they use, each once, in the order in which they apply. */
  mixinsOf(user: Entity | Mixin): Mixin[] {
    const found: Mixin[] = [];
    const seen = new Set<string>();
    const open = [...(user.uses ?? [])].reverse();
    const done = new Set<string>();
    for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
      const mixin = this.mixins.get(name);
      if (!mixin || done.has(name)) open.pop();
      else if (seen.has(name)) {
        // What it uses stands before it.
        open.pop();
        done.add(name);
        found.push(mixin);
      } else {
        seen.add(name);
        open.push(...[...(mixin.uses ?? [])].reverse().filter((used) => !seen.has(used)));
      }
    }
    return found;
  }

  /** The entities that an entity extends, the nearest first. */
  parentsOf(entity: Entity): Entity[] {
    const parents: Entity[] = [];
    const seen = new Set([entity]);
    for (let name = entity.extends; name !== undefined; ) {
      const parent = this.entities.get(name);
      if (!parent || seen.has(parent)) break;
      seen.add(parent);
      parents.push(parent);
      name = parent.extends;
    }
    return parents;
  }

  /** How an entity that extends another, or that others extend, is stored. */
  inheritanceOf(entity: Entity): Entity["inheritance"] {
    return (this.parentsOf(entity).at(-1) ?? entity).inheritance;
  }

  /** The entity whose table holds the key of `entity`: the root where a hierarchy shares it, else itself. */
  keyOwner(entity: Entity): Entity {
    const root = this.parentsOf(entity).at(-1);
    return root && root.inheritance !== "concrete" ? root : entity;
  }

  /** True when the entity, or its mixins or parents, declare the primary key. */
  declaresPrimary(entity: Entity): boolean {
    return this.#declaredPrimary(entity) !== undefined;
  }

  #declaredPrimary(entity: Entity): readonly string[] | undefined {
    for (const candidate of [this.keyOwner(entity), ...this.parentsOf(entity)]) {
      const key = candidate.keys.find(({ primary }) => primary);
      if (key) return key.fields;
      const marked = [...this.#declaredOf(candidate).fields.values()].filter(({ primary }) => primary);
      if (marked.length > 0) return marked.map(({ name }) => name);
    }
    return undefined;
  }

  #idOf(entity: Entity): Model["conventions"]["id"] {
    const owner = this.keyOwner(entity);
    const said = [owner, ...this.parentsOf(owner)].find(({ id }) => id !== undefined);
    return said?.id ?? this.model.conventions.id;
  }

  /** The members of an entity's primary key: declared, or the `id` of the conventions; empty if it has none. */
  primaryOf(entity: Entity): readonly string[] {
    return this.#declaredPrimary(entity) ?? (this.#idOf(entity) === "none" ? [] : ["id"]);
  }

  /** Whether every row belongs to a tenant: the entity, a mixin or a parent says so. */
  isTenant(entity: Entity): boolean {
    return [entity, ...this.parentsOf(entity)].some((owner) => this.#declaredOf(owner).tenant ?? false);
  }

  #declaredOf(user: Entity | Mixin): Declared {
    const known = this.#declared.get(user);
    if (known) return known;
    const declared: { -readonly [key in keyof Declared]: Declared[key] } = {
      fields: new Map(),
      relations: new Map(),
      polymorphic: new Map(),
      timestamps: undefined,
      softDelete: undefined,
      tenant: undefined,
    };
    for (const part of [...this.mixinsOf(user), user]) {
      for (const item of part.fields) declared.fields.set(item.name, item);
      for (const item of part.relations) declared.relations.set(item.name, item);
      for (const item of part.polymorphic ?? []) declared.polymorphic.set(item.name, item);
      declared.timestamps = part.timestamps ?? declared.timestamps;
      declared.softDelete = part.softDelete ?? declared.softDelete;
      declared.tenant = part.tenant ?? declared.tenant;
    }
    this.#declared.set(user, declared);
    return declared;
  }

  /** The relations of an entity with those of its mixins. */
  relationsOf(entity: Entity): readonly Relation[] {
    return [...this.#declaredOf(entity).relations.values()];
  }

  /** The fields of an entity with those of its mixins. */
  fieldsOf(entity: Entity): readonly Field[] {
    return [...this.#declaredOf(entity).fields.values()];
  }

  /** The relations to one of several entities of an entity with those of its mixins. */
  polymorphicOf(entity: Entity): readonly PolymorphicRelation[] {
    return [...this.#declaredOf(entity).polymorphic.values()];
  }

  /** What keys, indexes, expressions and rows of an entity or mixin may name. */
  membersOf(user: Entity | Mixin): Members {
    const known = this.#members.get(user);
    if (known) return known;
    const members = new MemberMap();
    // Keys of polymorphic relations may lead back here; what is asked then finds nothing.
    this.#members.set(user, members.result());
    const entity = "keys" in user ? user : undefined;
    const inheritance = entity && this.inheritanceOf(entity);
    const parents = entity ? this.parentsOf(entity) : [];
    // Of a joined hierarchy each entity has a table of its own; the others' columns are not in it.
    const scope = inheritance === "joined" ? [user] : [...parents.toReversed(), user];
    for (const owner of scope) this.#addDeclared(members, owner);
    if (entity) {
      this.#addKey(members, entity);
      if (parents.length === 0 && (inheritance === "single" || inheritance === "joined")) {
        members.fields.set("type", field("type", "string"));
      } else if (inheritance === "single") members.fields.set("type", field("type", "string"));
      this.#addConstructs(members, entity, scope);
    }
    this.#addImplied(members, scope, inheritance === "joined" && parents.length > 0);
    const result = members.result();
    this.#members.set(user, result);
    return result;
  }

  #addDeclared(members: MemberMap, owner: Entity | Mixin): void {
    const declared = this.#declaredOf(owner);
    for (const item of declared.fields.values()) {
      if (!this.embedded.has(item.type.name)) members.fields.set(item.name, item);
      else this.#addEmbedded(members, item);
    }
    for (const item of declared.relations.values()) if (item.kind === "one") members.relations.set(item.name, item);
    for (const item of declared.polymorphic.values()) this.#addPolymorphic(members, item);
  }

  #addKey(members: MemberMap, entity: Entity): void {
    const primary = this.primaryOf(entity);
    if (!this.declaresPrimary(entity) && primary.length > 0) members.implied.add("id");
    const owner = this.keyOwner(entity);
    if (owner === entity) return;
    // The key of a joined entity refers to that of its root.
    const theirs = this.#declaredOf(owner);
    for (const name of primary) {
      const own = theirs.fields.get(name);
      if (own) members.fields.set(name, { ...own, name });
    }
  }

  #addImplied(members: MemberMap, scope: readonly (Entity | Mixin)[], isJoined: boolean): void {
    const owners = scope.map((owner) => this.#declaredOf(owner)).toReversed();
    const timestamps = owners.find((owner) => owner.timestamps !== undefined)?.timestamps;
    if (timestamps ?? (!isJoined && this.model.conventions.timestamps)) {
      members.implied.add("createdAt").add("updatedAt");
    }
    if (owners.find((owner) => owner.softDelete !== undefined)?.softDelete) members.implied.add("deletedAt");
  }

  #addConstructs(members: MemberMap, entity: Entity, scope: readonly (Entity | Mixin)[]): void {
    const { tenancy } = this.model;
    if (tenancy && this.isTenant(entity) && !members.relations.has(tenancy.relation)) {
      members.relations.set(tenancy.relation, one(tenancy.relation, tenancy.entity, false));
    }
    for (const owner of scope) {
      if (!("keys" in owner) || owner.tree === undefined) continue;
      if (!members.relations.has("parent")) members.relations.set("parent", one("parent", entity.name, true));
      for (const item of TREE_FIELDS[owner.tree]) members.fields.set(item.name, item);
    }
  }

  #addEmbedded(members: MemberMap, item: Field): void {
    const parts = this.#partsOf(item.type.name);
    members.composed.set(
      item.name,
      parts.map(({ path }) => item.name + joined(path)),
    );
    for (const { path, field: part } of parts) {
      const whole: Field = { ...part, name: item.name + joined(path), nullable: item.nullable || part.nullable };
      members.fields.set(whole.name, whole);
      members.fields.set([item.name, ...path].join("."), whole);
    }
  }

  /** The fields of an embedded value with those of the values in it. */
  #partsOf(type: string): readonly Part[] {
    const known = this.#parts.get(type);
    if (known) return known;
    // A circle among embedded values ends here; validation tells it.
    this.#parts.set(type, []);
    const parts = (this.embedded.get(type)?.fields ?? []).flatMap((item): readonly Part[] => {
      if (!this.embedded.has(item.type.name)) return [{ path: [item.name], field: item }];
      return this.#partsOf(item.type.name).map(({ path, field: part }) => ({
        path: [item.name, ...path],
        field: { ...part, nullable: item.nullable || part.nullable },
      }));
    });
    this.#parts.set(type, parts);
    return parts;
  }

  #addPolymorphic(members: MemberMap, relation: PolymorphicRelation): void {
    members.wholes.add(relation.name);
    if (relation.as === "arcs") {
      const arcs = relation.targets.map((target) => one(`${relation.name}${toPascal(target)}`, target, true));
      for (const arc of arcs) members.relations.set(arc.name, arc);
      members.composed.set(
        relation.name,
        arcs.map(({ name }) => name),
      );
      return;
    }
    const [type, id] = [`${relation.name}Type`, `${relation.name}Id`];
    const [target] = relation.targets.map((name) => this.entities.get(name)).filter((found) => found !== undefined);
    const key = target ? this.keyTypes(target) : [];
    members.fields.set(type, { ...field(type, "string"), nullable: relation.nullable });
    members.fields.set(id, { ...field(id, "uuid"), nullable: relation.nullable, ...(key[0] ? { type: key[0] } : {}) });
    members.composed.set(relation.name, [type, id]);
  }

  /** The types of an entity's primary key, in order; a member whose type cannot be told is left out. */
  keyTypes(entity: Entity): readonly FieldType[] {
    return this.#typesOf(entity, this.primaryOf(entity), 0);
  }

  /**
   * The types of the values of a member: one of a field, as many as the key has of a relation; empty for what cannot be
   * told (an unknown name, a member of a file that is not here).
   */
  valueTypes(entity: Entity, member: string): readonly FieldType[] {
    return this.#typesOf(entity, [member], 0);
  }

  #typesOf(entity: Entity, names: readonly string[], depth: number): readonly FieldType[] {
    // Keys that refer to keys: a circle of them is an error told elsewhere.
    if (depth > 16) return [];
    return names.flatMap((name): readonly FieldType[] => {
      const declared = this.#declaredOf(entity).fields.get(name);
      if (declared && !this.embedded.has(declared.type.name)) return [declared.type];
      const isImplied = name === "id" && !this.#declaredOf(entity).relations.has(name) && !this.declaresPrimary(entity);
      if (isImplied) return [idType(this.#idOf(entity))];
      const members = this.membersOf(entity);
      const known = members.fields.get(name);
      if (known) return [known.type];
      const relation = members.relations.get(name);
      const target = relation?.kind === "one" ? this.entities.get(relation.target) : undefined;
      if (relation?.kind === "one" && target) {
        return this.#typesOf(target, relation.references ?? this.primaryOf(target), depth + 1);
      }
      return members.implied.has(name) ? [field(name, "datetime").type] : [];
    });
  }
}
