/** Something that a reader did not take over or a target cannot hold. Losses are data: printed, returned, asserted. */
export interface Loss {
  /** Stable SCREAMING_SNAKE word. */
  readonly code: string;
  /** The object or entity concerned, `Entity.field` or a catalog id. */
  readonly object: string;
  /** The construct that is lost, in the field's standard terms. */
  readonly feature: string;
  /** The engine or format that cannot hold it, or the reader that did not take it over. */
  readonly target: string;
  /** What was done instead. */
  readonly instead: string;
}
