import type { CatalogObject, Edge } from "../../../catalog/catalog.ts";
import { objectId } from "../../../catalog/ids.ts";
import type { Loss } from "../../../model/loss.ts";
import { schemaObjectId } from "../ids.ts";
import type { PostgresKind, PropsByKind } from "../objects.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";

/** Gathers the objects of a lowered catalog; an object is added once. */
export class Draft {
  readonly objects = new Map<string, CatalogObject>();
  readonly losses: Loss[] = [];

  constructor() {
    this.schema(DEFAULT_SCHEMA);
  }

  add<K extends PostgresKind>(
    object: { kind: K; id: string; parent?: string; schema?: string; name: string; props: PropsByKind[K] },
    needs: readonly string[] = [],
  ): string {
    const targets = new Set(object.parent === undefined ? needs : [object.parent, ...needs]);
    if (object.schema !== undefined && object.parent === undefined) targets.add(this.schema(object.schema));
    const edges = [...targets].map(
      (to): Edge => ({ to, why: to === object.parent ? "owned" : "order", from: "parser" }),
    );
    if (!this.objects.has(object.id)) this.objects.set(object.id, { ...object, edges });
    return object.id;
  }

  schema(name: string): string {
    const id = objectId("schema", [name]);
    if (!this.objects.has(id)) this.objects.set(id, { kind: "schema", id, name, props: {}, edges: [] });
    return id;
  }

  /** Extensions are made in the schema `public`. */
  extension(name: string): string {
    return this.add({ kind: "extension", id: objectId("extension", [name]), name, props: { schema: DEFAULT_SCHEMA } });
  }
}

/** The id of a table of the Model. */
export function tableId(table: { readonly schema?: string; readonly name: string }): string {
  return schemaObjectId("table", table.schema ?? DEFAULT_SCHEMA, table.name);
}
