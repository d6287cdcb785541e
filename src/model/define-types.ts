/** The types that check a model in TypeScript as the reader checks it at run time: names, targets, types of fields. */
import type { RawEntity, RawMixin, RawModel } from "./file/schema.ts";
import type { TypeWordName } from "./types.ts";

/** Readonly all the way down, as `const` inference makes literals. */
type Deep<T> = T extends readonly (infer I)[]
  ? readonly Deep<I>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;

type Keys<T> = T extends object ? keyof T & string : never;
type At<T, K> = K extends keyof T ? T[K] : never;

/** The part of a text before the first `D`. */
type Until<S extends string, D extends string> = S extends `${infer A}${D}${string}` ? A : S;

/** Names that a model declares. */
type EntityName<M> = Keys<At<M, "entities">>;
type DeclaredType<M> = Keys<At<M, "types">>;
type MixinName<M> = Keys<At<M, "mixins">>;

/** `string` of `string(255)? unique`. */
type WordOf<S extends string> = Until<Until<Until<Until<S, " ">, "(">, "[">, "?">;

/** A field's shorthand; where its type is unknown, the types that there are. */
type FieldText<S extends string, M> =
  WordOf<S> extends TypeWordName | DeclaredType<M> ? S : TypeWordName | DeclaredType<M>;

type FieldValue<V, M> = V extends string
  ? FieldText<V, M>
  : V extends { readonly type: infer T extends string }
    ? Deep<Exclude<At<NonNullable<RawEntity["fields"]>, string>, string>> & { readonly type: FieldText<T, M> }
    : Deep<At<NonNullable<RawEntity["fields"]>, string>>;

/** `A` and `B` of `one A|B as type`. */
type Split<S extends string> = S extends `${infer A}|${infer B}` ? A | Split<B> : S;
type TargetOf<S extends string> = S extends `one ${infer R}` | `one? ${infer R}` | `many ${infer R}`
  ? Split<Until<R, " ">>
  : "";

/** The word behind `W`, if there is one. */
type Behind<S extends string, W extends string> = S extends `${string} ${W} ${infer R}` ? Until<R, " "> : never;

type Relations<E> = `one ${E & string}` | `one? ${E & string}` | `many ${E & string} as many ${string}`;

/** A relation's shorthand; where it names what is not there, what could stand. */
type RelationText<S extends string, M> =
  TargetOf<S> extends EntityName<M>
    ? Behind<S, "through"> extends EntityName<M>
      ? Behind<S, "references"> extends `(${string}` | Member<M, TargetOf<S>>
        ? S
        : `one ${TargetOf<S>} references ${Member<M, TargetOf<S>>}`
      : `many ${TargetOf<S>} as many ${string} through ${EntityName<M>}`
    : Relations<EntityName<M>>;

type RelationValue<V, M> = V extends string
  ? RelationText<V, M>
  : Deep<Exclude<At<NonNullable<RawEntity["relations"]>, string>, string>> &
      (V extends { readonly one: string } ? { readonly one: EntityName<M> } : unknown) &
      (V extends { readonly many: string } ? { readonly many: EntityName<M> } : unknown) &
      (V extends { readonly through: string } ? { readonly through: EntityName<M> } : unknown);

/** Fields with the parts of embedded values: `shipTo`, `shipTo.street`, `shipToStreet`. */
type FieldNames<F, M> = {
  [K in Keys<F>]: K | (At<F, K> extends infer S extends string ? Parts<K, At<At<M, "types">, WordOf<S>>, M> : never);
}[Keys<F>];

type Parts<K extends string, T, M> = T extends { readonly embedded: true; readonly fields: infer F }
  ? `${K}.${FieldNames<F, M>}` | `${K}${Capitalize<FieldNames<F, M>>}`
  : never;

/** Relations with the columns of those to one of several entities. */
type RelationNames<R> = {
  [K in Keys<R>]: At<R, K> extends `${string}|${string}` ? K | `${K}Type` | `${K}Id` | `${K}${Capitalize<string>}` : K;
}[Keys<R>];

type Own<E, M> = FieldNames<At<E, "fields">, M> | RelationNames<At<E, "relations">>;

/** What mixins and the entity that this one extends give it. */
type Given<E, M> =
  | (E extends { readonly uses: readonly (infer U)[] }
      ? Own<At<At<M, "mixins">, U>, M> | Given<At<At<M, "mixins">, U>, M>
      : never)
  | (E extends { readonly uses: infer U extends string } ? Own<At<At<M, "mixins">, U>, M> : never)
  | (E extends { readonly extends: infer P }
      ? Own<At<At<M, "entities">, P>, M> | Given<At<At<M, "entities">, P>, M>
      : never);

/** Fields that conventions and constructs add. */
type Implied<M> =
  | "id"
  | "createdAt"
  | "updatedAt"
  | "deletedAt"
  | "type"
  | "parent"
  | "nsleft"
  | "nsright"
  | "mpath"
  | TenantRelation<At<M, "tenancy">>;

type TenantRelation<T> = T extends { readonly relation: infer R extends string }
  ? R
  : T extends { readonly entity: infer E extends string }
    ? Uncapitalize<E>
    : never;

/** All that keys, indexes and partitions of an entity may name. */
type Member<M, N> = MemberOf<At<At<M, "entities">, N>, M>;
type MemberOf<E, M> = Own<E, M> | Given<E, M> | Implied<M>;

/** What may follow a member in a part of an index or a key; other texts with spaces are expressions. */
type Suffix = "" | " asc" | " desc" | " nulls first" | " nulls last" | " without overlaps";

type PartText<S extends string, N extends string> =
  Until<S, " "> extends N
    ? S
    : S extends `${string}(${string}` | `${string}${"+" | "-" | "*" | "/" | "%" | "|" | "'" | '"' | "="}${string}`
      ? S
      : `${N}${Suffix}`;

/** A list of parts; the other forms are checked at run time. */
type PartList<V, N extends string> = V extends readonly unknown[]
  ? { readonly [K in keyof V]: V[K] extends string ? PartText<V[K], N> : V[K] }
  : V;

type Listed<V, N extends string, K extends string> = V extends readonly unknown[]
  ? PartList<V, N>
  : V extends object
    ? { readonly [P in keyof V]: P extends K ? PartList<V[P], N> : V[P] }
    : V;

/** No other keys than those of `T`. */
type Only<T, Known> = { readonly [K in Exclude<keyof T, Known>]: never };

type Checked = "fields" | "relations" | "keys" | "indexes" | "uses" | "extends";

type EntityShape<E, M> = Deep<Omit<RawEntity, Checked>> &
  Only<E, keyof RawEntity> & {
    readonly fields?: { readonly [K in keyof At<E, "fields">]: FieldValue<At<At<E, "fields">, K>, M> };
    readonly relations?: { readonly [K in keyof At<E, "relations">]: RelationValue<At<At<E, "relations">, K>, M> };
    readonly keys?: Deep<RawEntity["keys"]> & {
      readonly [K in keyof At<E, "keys">]: Listed<At<At<E, "keys">, K>, MemberOf<E, M>, "fields">;
    };
    readonly indexes?: Deep<RawEntity["indexes"]> & {
      readonly [K in keyof At<E, "indexes">]: Listed<
        At<At<E, "indexes">, K>,
        MemberOf<E, M>,
        "fields" | "search" | "include"
      >;
    };
    readonly uses?: MixinName<M> | readonly MixinName<M>[];
    readonly extends?: EntityName<M>;
  };

type MixinShape<E, M> = Deep<Omit<RawMixin, "fields" | "relations" | "uses">> &
  Only<E, keyof RawMixin> & {
    readonly fields?: { readonly [K in keyof At<E, "fields">]: FieldValue<At<At<E, "fields">, K>, M> };
    readonly relations?: { readonly [K in keyof At<E, "relations">]: RelationValue<At<At<E, "relations">, K>, M> };
    readonly uses?: MixinName<M> | readonly MixinName<M>[];
  };

/** The object of a model file, whose names fit each other. `schemaforge: 1` may be left out. */
export type ModelShape<M> = Deep<Omit<RawModel, "schemaforge" | "entities" | "mixins" | "tenancy" | "include">> &
  Only<M, Exclude<keyof RawModel, "include">> & {
    readonly schemaforge?: 1;
    readonly tenancy?: Deep<RawModel["tenancy"]> & { readonly entity: EntityName<M> };
    readonly entities: { readonly [E in keyof At<M, "entities">]: EntityShape<At<At<M, "entities">, E>, M> };
    readonly mixins?: { readonly [E in keyof At<M, "mixins">]: MixinShape<At<At<M, "mixins">, E>, M> };
  };
