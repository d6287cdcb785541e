/** Finds what was renamed: said on the command line (`--rename a=b`) or by `was` in a model. */
import type { Catalog, CatalogObject } from "../catalog/catalog.ts";
import { objectId } from "../catalog/ids.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Model } from "../model/model.ts";
import { columnName, tableName } from "../model/naming.ts";

/** New name by id on side A. */
export type Renames = Map<string, string>;

const DEFAULT_SCHEMA = "public";

interface Named {
  readonly schema: string;
  readonly table: string;
  readonly column?: string;
}

function parseName(text: string, catalog: Catalog): Named {
  const parts = text.replace(/^(table|column):/, "").split(".");
  const schemas = new Set([...catalog.objects.values()].flatMap(({ kind, name }) => (kind === "schema" ? [name] : [])));
  const [first = "", second, third] = parts;
  if (parts.length === 3)
    return { schema: first, table: second ?? "", ...(third === undefined ? {} : { column: third }) };
  if (parts.length === 2 && schemas.has(first) && first !== DEFAULT_SCHEMA)
    return { schema: first, table: second ?? "" };
  if (parts.length === 2 && first === DEFAULT_SCHEMA) return { schema: first, table: second ?? "" };
  return { schema: DEFAULT_SCHEMA, table: first, ...(second === undefined ? {} : { column: second }) };
}

function tableIdOf(catalog: Catalog, { schema, table }: Named): string {
  const qualified = objectId("table", [schema, table]);
  // SQLite's ids have no schema.
  return catalog.objects.has(qualified) ? qualified : objectId("table", [table]);
}

function columnIdOf(catalog: Catalog, named: Named): string | undefined {
  const table = tableIdOf(catalog, named);
  for (const object of catalog.objects.values()) {
    if (object.kind === "column" && object.parent === table && object.name === named.column) return object.id;
  }
  return undefined;
}

/**
 * Renames said as `old=new`, each a table or a `table.column`, the new name with or without its table. One whose old
 * name is gone is ignored: it has been done.
 *
 * @throws SchemaforgeError for text that is no rename
 */
export function renamesFromFlags(flags: readonly string[], a: Catalog): Renames {
  const renames: Renames = new Map();
  for (const flag of flags) {
    const [from, to, more] = flag.split("=");
    if (!from || !to || more !== undefined) {
      throw new SchemaforgeError("BAD_RENAME", `${flag} is no rename`, {
        remedy: "Write --rename old=new, or --rename table.old=new",
      });
    }
    const named = parseName(from, a);
    const id = named.column === undefined ? tableIdOf(a, named) : columnIdOf(a, named);
    const name = to.split(".").at(-1) ?? to;
    if (id !== undefined && a.objects.has(id)) renames.set(id, name);
  }
  return renames;
}

/** Renames that `was` in the model of side B makes explicit, where the old name is still on side A and the new is not. */
export function renamesFromModel(model: Model, a: Catalog, b: Catalog): Renames {
  const renames: Renames = new Map();
  for (const entity of model.entities) {
    const schema = entity.schema ?? DEFAULT_SCHEMA;
    const table = tableName(entity, model.conventions);
    const current = tableIdOf(b, { schema, table });
    let before = table;
    if (!a.objects.has(current)) {
      const candidates = (entity.was ?? []).flatMap((was) => [tableName({ name: was }, model.conventions), was]);
      const old = candidates.find((name) => a.objects.has(tableIdOf(a, { schema, table: name })));
      if (old !== undefined) {
        renames.set(tableIdOf(a, { schema, table: old }), table);
        before = old;
      }
    }
    for (const field of entity.fields) {
      const column = columnName(field, model.conventions);
      if (columnIdOf(a, { schema, table: before, column }) !== undefined) continue;
      for (const was of field.was ?? []) {
        const id =
          columnIdOf(a, { schema, table: before, column: columnName({ name: was }, model.conventions) }) ??
          columnIdOf(a, { schema, table: before, column: was });
        if (id !== undefined) renames.set(id, column);
      }
    }
  }
  return renames;
}

/** The table of a column that owns a sequence. */
function ownerOf(object: CatalogObject): string | undefined {
  const { ownedBy } = object.props as { readonly ownedBy?: { readonly schema: string; readonly name: string } };
  return ownedBy && objectId("table", [ownedBy.schema, ownedBy.name]);
}

/**
 * Adds the renames that follow from others: keys, indexes and triggers whose names by convention hold the old name of
 * their table or column, where side B has the name with the new one.
 */
export function withFollowing(renames: Renames, a: Catalog, b: Catalog): Renames {
  const all: Renames = new Map(renames);
  const namesOfB = new Set([...b.objects.values()].map(({ kind, name }) => `${kind} ${name}`));
  for (const [id, to] of renames) {
    const renamed = a.objects.get(id);
    if (!renamed) continue;
    const table = renamed.kind === "column" ? renamed.parent : id;
    for (const object of a.objects.values()) {
      const belongs = object.parent === table || ownerOf(object) === table;
      if (!belongs || object.kind === "column" || all.has(object.id)) continue;
      const words = `_${object.name}_`;
      if (!words.includes(`_${renamed.name}_`)) continue;
      const name = words.replace(`_${renamed.name}_`, `_${to}_`).slice(1, -1);
      if (!namesOfB.has(`${object.kind} ${object.name}`) && namesOfB.has(`${object.kind} ${name}`))
        all.set(object.id, name);
    }
  }
  return all;
}
