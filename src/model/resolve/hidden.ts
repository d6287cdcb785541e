/** Values that no copy of a row may hold. */
import { TYPE_WORDS } from "../types.ts";
import type { ResolvedTable } from "./resolved.ts";

/** Columns whose values appear in no copy: secret and encrypted fields, and what is computed from such. */
export function hiddenColumns(table: ResolvedTable): string[] {
  const hidden = new Set<string>();
  for (const { origin } of table.columns) {
    if (origin.kind !== "field") continue;
    const { name, secret, encrypt, type } = origin.field;
    if (secret || encrypt || TYPE_WORDS.get(type.name)?.secret) hidden.add(name);
  }
  const computed = table.columns.flatMap(({ origin, generated }) =>
    origin.kind === "field" && generated?.kind === "parsed" ? [{ name: origin.field.name, refs: generated.refs }] : [],
  );
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size;
    for (const { name, refs } of computed) if (refs.some((ref) => hidden.has(ref))) hidden.add(name);
  }
  return [...hidden].flatMap((field) => table.columnsOf.get(field) ?? []);
}
