/** Runs what is about to be handed over, and holds what came of it against what was meant. */
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import { type Change, canonical, diffCatalogs } from "../catalog/diff.ts";
import { asPrinted, structureOf, textsOf } from "../catalog/texts.ts";
import type { Engine } from "../engines/engine.ts";
import type { Runtime } from "../runtime.ts";

export interface Proof {
  readonly status: "proven" | "refuted" | "skipped";
  /** Who ran it, e.g. `pglite 18.6`; absent when skipped. */
  readonly engine?: string;
  /** What came out otherwise than meant. */
  readonly differences: readonly Change[];
}

export const SKIPPED: Proof = { status: "skipped", differences: [] };

/** The changes that are more than another printing of an expression. */
export function structural(changes: readonly Change[]): Change[] {
  return changes.flatMap((change) => {
    if (change.op !== "change") return [change];
    const props = change.props.filter((prop) => canonical(structureOf(prop.from)) !== canonical(structureOf(prop.to)));
    return props.length > 0 ? [{ ...change, props }] : [];
  });
}

/** Objects whose statements are run as they are written: what they make is known only afterwards. */
export function isVerbatim(object: CatalogObject): boolean {
  return object.kind === "opaque" && (object.props as { readonly class?: string }).class === "SQL";
}

/** Verbatim statements may add objects, and properties to what is there: comments, row security, replica identity. */
function beyondVerbatim(change: Change): Change[] {
  if (change.op === "add") return [];
  const props = change.props.filter(({ from }) => from !== undefined);
  return change.op === "change" && props.length === 0 ? [] : [{ ...change, props }];
}

/** Rows of which a value is another than was surely meant; a text of which that is not sure stands as its author's. */
function rowsMeant(changes: readonly Change[], meant: Catalog): Change[] {
  return changes.flatMap((change) => {
    if (change.kind !== "row" || change.op !== "change") return [];
    const props = (meant.objects.get(change.id)?.props ?? {}) as { readonly [name: string]: object | null };
    const sure = change.props.filter(({ name }) => !("authored" in (props[name] ?? {})));
    return sure.length > 0 ? [{ ...change, props: sure }] : [];
  });
}

/** True when a change is in texts alone, and all of them are such as one printer makes of one expression. */
function settles(change: Change, engine: Engine): boolean {
  return change.props.every(({ from, to }) => {
    const others = textsOf(to);
    return textsOf(from).every((text, at) => text === others[at] || engine.maySettle(text, others[at] ?? ""));
  });
}

/**
 * Runs a catalog on the embedded engine. It is proven when the engine shows the same objects with the same structure.
 * Texts are compared where the same engine had printed them: printed text is no fixpoint (architecture, decision 5), so
 * a difference that may be one of rounds has to be gone in the next round.
 *
 * @throws SchemaforgeError when a statement fails
 */
export async function prove(engine: Engine, catalog: Catalog, runtime: Runtime): Promise<Proof> {
  const made = await engine.elaborate(catalog, runtime);
  const verbatim = [...catalog.objects.values()].some(isVerbatim);
  const meant = { ...catalog, objects: new Map([...catalog.objects].filter(([, object]) => !isVerbatim(object))) };
  const changes = diffCatalogs(meant, made, engine.kinds);
  const samePrinter = catalog.elaboratedBy === made.elaboratedBy;
  let differences = [...structural(changes).flatMap((change) => (verbatim ? beyondVerbatim(change) : [change]))];
  differences.push(...rowsMeant(changes, meant));
  if (differences.length === 0 && changes.length > 0 && samePrinter) {
    differences = changes.filter((change) => change.op === "change" && !settles(change, engine));
    if (differences.length === 0) {
      const again = await engine.elaborate(asPrinted(made), runtime);
      differences = diffCatalogs(again, await engine.elaborate(asPrinted(again), runtime), engine.kinds);
    }
  }
  return { status: differences.length === 0 ? "proven" : "refuted", engine: made.elaboratedBy, differences };
}
