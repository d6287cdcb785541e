/**
 * What the words of the language promise: a model, and statements with what they give. Keys are written out, since only
 * PostgreSQL leaves out numbers of refused rows.
 */
import type { EngineName } from "./both-engines.ts";

/** One text for both engines, or one for each where their SQL differs. */
export type Statement = string | { readonly [engine in EngineName]: string };

/** Nothing where a statement is taken, the rows of a query, or what the message of a refusal says. */
export type Step = readonly [statement: Statement, outcome?: readonly string[] | RegExp | undefined];

export interface Promised {
  readonly what: string;
  readonly model: string;
  readonly steps: readonly Step[];
}

export const REFUSED = /./;
export const BARE = "conventions: { id: none, timestamps: false }";
