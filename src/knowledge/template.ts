/**
 * The notation of the catalogue of entities. Every string is shorthand of the model file (docs/model.md), so that the
 * data reads like one; `designEntities` parses it.
 */

/** A relation that an entity has when its target is asked for too. */
export interface RelationTemplate {
  /** Relation shorthand with the preferred target, e.g. `one Post as comments on delete cascade`. */
  readonly is: string;
  /** Targets that serve as well, in order of preference, when the preferred one is not asked for. */
  readonly or?: readonly string[];
  /** Left out when one of these is asked for, because the same fact is then reached through it. */
  readonly unless?: readonly string[];
  /** What the entity is about: a longer name begins with it, and `VideoReview` reviews `Video` whatever that is. */
  readonly subject?: true;
  /** A guess, made only for an entity that is given by its name alone. */
  readonly guess?: true;
  /** Why it is related in this way, as a sentence for people. */
  readonly why: string;
}

/** A list of parts (`createdAt desc`, `lower(email)`), or the index as an object of the model file. */
export type IndexTemplate =
  | readonly string[]
  | {
      readonly fields: readonly string[];
      readonly unique?: boolean;
      readonly where?: string;
      readonly using?: "hash" | "inverted" | "spatial" | "brin";
      readonly include?: readonly string[];
    }
  | { readonly search: readonly string[]; readonly language?: string };

/**
 * An entity as an experienced designer makes it. A field gives way to a relation (or the other side of one) that has
 * its name: `roles: string[]` is the fallback for a design without `Role`. Keys, checks and indexes that read something
 * which a design does not have are left out.
 */
export interface EntityTemplate {
  /** PascalCase, singular. */
  readonly name: string;
  /** Other names for the same thing. A design keeps the name that was asked for. */
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly id?: "uuid" | "identity" | "none";
  readonly timestamps?: boolean;
  readonly softDelete?: boolean;
  /** Enums by name; each name starts with the entity's. */
  readonly types?: { readonly [name: string]: readonly string[] };
  /** Field shorthand by name. */
  readonly fields: { readonly [name: string]: string };
  /** Further fields for a design without another entity: a customer's address where there is no `Address`. */
  readonly without?: { readonly [entity: string]: { readonly [name: string]: string } };
  readonly relations?: { readonly [name: string]: RelationTemplate };
  /** `primary`, or the constraint's name with the table's in front. */
  readonly keys?: { readonly [name: string]: readonly string[] };
  readonly checks?: { readonly [name: string]: string };
  /** Names begin with `idx_` and the table's name. */
  readonly indexes?: { readonly [name: string]: IndexTemplate };
  /** Why a member is as it is: by name of a field, key, check, index, or `softDelete`, `timestamps`, `id`. */
  readonly why?: { readonly [member: string]: string };
}

/** The shorthand of every field that an entity may have, by name. */
export function fieldForms({ fields, without = {} }: EntityTemplate): { readonly [name: string]: string } {
  return Object.assign({}, fields, ...Object.values(without));
}
