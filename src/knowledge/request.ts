/** What is asked of the designer, and its answer. */
import type { Place } from "../model/lexer.ts";
import type { Field, Model, PolymorphicRelation, Relation } from "../model/model.ts";

/** A field as asked for: with its type, or by name alone, for its type to be inferred. */
export type RequestedField = Field | { readonly name: string; readonly nullable?: boolean };

export interface RequestedEntity {
  /** In any case and number: `users`, `blog_post`, `OrderItem`. */
  readonly name: string;
  /** Replaces the catalogue's fields; relations and conventions stay. Without types or with. */
  readonly fields?: readonly RequestedField[];
  /** Added to the catalogue's relations; one with the same name or to the same entity replaces it. */
  readonly relations?: readonly Relation[];
  /** Relations to one of several entities of the design. */
  readonly polymorphic?: readonly PolymorphicRelation[];
  /** Where it was asked for, for messages. */
  readonly place?: Place;
}

export interface EntityRequest {
  readonly entities: readonly RequestedEntity[];
  /** False leaves out relations and what depends on them. True unless said. */
  readonly relations?: boolean;
}

/** Why something in the design is as it is. */
export interface Reason {
  /** `Entity`, or `Entity.member`. */
  readonly subject: string;
  /** What was decided, in the field's standard terms. */
  readonly decision: string;
  readonly why: string;
}

/** An entity that would naturally join the design. */
export interface Suggestion {
  readonly entity: string;
  readonly why: string;
}

export interface DesignResult {
  readonly model: Model;
  readonly reasons: readonly Reason[];
  /** Best first, at most six. */
  readonly relatedSuggestions: readonly Suggestion[];
}
