/** Gathers the objects of one catalog while they are being built. */
import type { Catalog, CatalogContext, CatalogObject, Edge } from "../../../catalog/catalog.ts";
import { canonical } from "../../../catalog/diff.ts";
import type { PropsByKind, SqliteKind } from "../objects.ts";

export interface Draft<K extends SqliteKind = SqliteKind> {
  readonly kind: K;
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly props: PropsByKind[K];
  readonly edges?: readonly Edge[];
}

export class Drafts {
  readonly #objects = new Map<string, CatalogObject>();

  /**
   * Adds an object. A second one of the same id is the same thing said twice when both are alike (SQLite allows it for
   * constraints); otherwise it gets `#2`, `#3` … behind its id.
   */
  add<K extends SqliteKind>(draft: Draft<K>): void {
    let id = draft.id;
    for (let number = 2; ; number++) {
      const other = this.#objects.get(id);
      if (!other) break;
      if (canonical(other.props) === canonical(draft.props)) return;
      id = `${draft.id}#${number}`;
    }
    this.#objects.set(id, { ...draft, id, edges: draft.edges ?? [] });
  }

  get(id: string): CatalogObject | undefined {
    return this.#objects.get(id);
  }

  catalog(context: CatalogContext, elaboratedBy: string): Catalog {
    return { engine: "sqlite", context, elaboratedBy, objects: this.#objects };
  }
}
