/** What a candidate turned out not to be. */

/** Doubts that timestamps are kept as the language keeps them. */
export const TIMES = "timestamps";

/** What stands for a join table among the doubts: it is an entity of its own. */
export function joinDoubt(table: string): string {
  return `many ${table}`;
}

/**
 * Lift makes a Model, lowers it and compares: what came out otherwise is doubted, and made again in a plainer form, until
 * everything agrees.
 */
export class Doubts {
  /** Objects in their explicit form: named, raw or shared instead of by convention. */
  readonly explicit = new Set<string>();
  /** Objects that the language has no words for: tables with all their parts, constraints, indexes. */
  readonly apart = new Set<string>();

  get size(): number {
    return this.explicit.size + this.apart.size;
  }
}
