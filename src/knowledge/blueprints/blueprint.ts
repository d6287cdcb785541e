/**
 * The notation of blueprints: whole designs to start from. A blueprint names entities of the catalogue and says what the
 * catalogue leaves open, because it depends on the whole: who the tenants are, which entities are trees, what is audited.
 */

/** A part of a model file as plain data: what stands below `entities: X:`, or at the top. */
export interface Notation {
  readonly [key: string]: unknown;
}

/** What a blueprint adds to an entity, or to the model itself. */
export interface Extra {
  /**
   * In the notation of the model file. Sections (`fields`, `relations`, `checks` …) are merged by name; `null` takes a
   * member away.
   */
  readonly set: Notation;
  /** Why, by key of `set` (`tree`) or name of a member (`slug`). */
  readonly why: { readonly [member: string]: string };
}

export interface Blueprint {
  /** What `--like` takes. */
  readonly name: string;
  /** Other words for the same thing. */
  readonly aliases: readonly string[];
  /** One line for people who choose. */
  readonly doc: string;
  /** In the shorthand of `--entity`: catalogue names, or entities with fields of their own. */
  readonly entities: readonly string[];
  /** By name of an entity. */
  readonly extras: { readonly [entity: string]: Extra };
  /** `tenancy`, `types`, `views` … of the model. */
  readonly model?: Extra;
}
