import type { CatalogObject, Edge } from "../../../catalog/catalog.ts";
import { objectId } from "../../../catalog/ids.ts";
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Loss } from "../../../model/loss.ts";
import { schemaObjectId } from "../ids.ts";
import type { PostgresKind, PostgresObject, PropsByKind } from "../objects.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";

/** Kinds that go with the columns that they stand on. */
const CONSTRAINTS: ReadonlySet<PostgresKind> = new Set(["primary-key", "unique", "foreign-key", "check", "exclusion"]);
/** Kinds that are made again around a change of what they read, as when they are read from a server. */
const REBUILT: ReadonlySet<PostgresKind> = new Set([
  "foreign-key",
  "check",
  "index",
  "trigger",
  "view",
  "materialized-view",
  "policy",
]);

/** Gathers the objects of a lowered catalog; an object is added once. */
export class Draft {
  readonly objects = new Map<string, CatalogObject>();
  readonly losses: Loss[] = [];

  constructor() {
    this.schema(DEFAULT_SCHEMA);
  }

  /** Adds an object with edges to its parent, its schema and what else it needs. */
  add<K extends PostgresKind>(
    object: { kind: K; id: string; parent?: string; schema?: string; name: string; props: PropsByKind[K] },
    needs: readonly string[] = [],
  ): string {
    if (this.objects.has(object.id)) return object.id;
    const edges: Edge[] = [];
    const link = (to: string) => {
      if (to === object.id || edges.some((edge) => edge.to === to)) return;
      edges.push({ to, why: this.#why(object, to), from: "parser" });
    };
    if (object.parent !== undefined) link(object.parent);
    for (const to of needs) link(to);
    if (object.schema !== undefined && object.parent === undefined) link(this.schema(object.schema));
    this.objects.set(object.id, Object.assign(object, { edges }));
    return object.id;
  }

  /** Adds an edge to an object that is there; it comes from a match of names in a text. */
  link(id: string, to: string): void {
    const object = this.objects.get(id);
    if (!object || !this.objects.has(to) || to === id || object.edges.some((edge) => edge.to === to)) return;
    const edge: Edge = { to, why: this.#why(object as PostgresObject, to), from: "text" };
    this.objects.set(id, { ...object, edges: [...object.edges, edge] });
  }

  /** Sets properties of an object that is there; an undefined one is taken away. */
  amend<K extends PostgresKind>(
    id: string,
    props: { readonly [P in keyof PropsByKind[K]]?: PropsByKind[K][P] | undefined },
  ): void {
    const object = this.objects.get(id);
    if (!object) return;
    const all = Object.entries({ ...object.props, ...props }).filter(([, value]) => value !== undefined);
    this.objects.set(id, { ...object, props: Object.fromEntries(all) });
  }

  #why(object: { readonly kind: PostgresKind; readonly parent?: string }, to: string): Edge["why"] {
    if (to === object.parent) return "owned";
    if (CONSTRAINTS.has(object.kind)) {
      const target = this.objects.get(to);
      if (target?.kind === "column" && target.parent === object.parent) return "owned";
    }
    return REBUILT.has(object.kind) ? "rebuild" : "order";
  }

  /**
   * The id of a schema, which is added.
   * @throws SchemaforgeError RESERVED_NAME for a schema of the server's own
   */
  schema(name: string): string {
    const id = objectId("schema", [name]);
    if (this.objects.has(id)) return id;
    if (name.startsWith("pg_") || name === "information_schema") {
      throw new SchemaforgeError("RESERVED_NAME", `the schema name \`${name}\` is PostgreSQL's own`, {
        where: { object: id },
        remedy: "Choose a name that does not begin with pg_",
      });
    }
    this.objects.set(id, { kind: "schema", id, name, props: {}, edges: [] });
    return id;
  }

  /** The id of an extension, which is added; extensions are made in the schema `public`. */
  extension(name: string): string {
    return this.add({ kind: "extension", id: objectId("extension", [name]), name, props: { schema: DEFAULT_SCHEMA } });
  }

  /** Notes what PostgreSQL cannot hold; `object` is what the Model calls it. */
  lose(code: string, object: string, feature: string, instead: string): void {
    this.losses.push({ code, object, feature, target: "postgres", instead });
  }

  /** Notes that raw SQL is given only for other engines. */
  loseRaw(object: string, feature: string): void {
    this.lose("NO_SQL_FOR_ENGINE", object, `${feature} in raw SQL of other engines`, "left out");
  }
}

/** The id of a table of the Model. */
export function tableId(table: { readonly schema?: string; readonly name: string }): string {
  return schemaObjectId("table", table.schema ?? DEFAULT_SCHEMA, table.name);
}

/** A comment, unless it is empty, which means none to the server. */
export function commented(doc: string | undefined): { readonly comment?: string } {
  return doc === undefined || doc === "" ? {} : { comment: doc };
}
