/** How an entity says its primary key. */
import type { Conventions, Key } from "../model/model.ts";
import type { IdKind } from "./shape.ts";

export interface Primary {
  /** The column of a field with the flag `primary`. */
  readonly flag?: string;
  readonly key?: Key;
}

/**
 * What an entity says of its `id`: nothing where the convention holds.
 * @param implied the implied primary key, where it is one
 * @param primary the declared one
 */
export function saidId(
  implied: { readonly kind: IdKind } | undefined,
  primary: Primary,
  conventions: Conventions,
): { readonly id?: Conventions["id"] } {
  if (implied) return implied.kind === conventions.id ? {} : { id: implied.kind };
  return primary.key || primary.flag !== undefined || conventions.id === "none" ? {} : { id: "none" };
}
