/** Adds to views and virtual tables what only SQLite knows: the columns that they give. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { Notice } from "../../engine.ts";
import { type Connection, failureOf } from "../connect.ts";
import { isKind, type SqliteObject } from "../objects.ts";
import { fold } from "../quote.ts";

interface OutputRow {
  readonly name: string;
  readonly type: string;
  readonly hidden: number;
}

/** The catalog with `outputs`, `columns` and `shadowTables` filled in, and a notice for each relation that SQLite cannot open. */
export function describeRelations(
  connection: Connection,
  catalog: Catalog,
  shadows: ReadonlySet<string>,
): { catalog: Catalog; notices: Notice[] } {
  const notices: Notice[] = [];
  const objects = new Map<string, CatalogObject>();
  for (const [id, object] of catalog.objects) {
    if (isKind(object, "view") || isKind(object, "virtual-table")) {
      const outputs = outputsOf(connection, object, notices);
      objects.set(id, outputs ? described(object, outputs, shadows) : object);
    } else objects.set(id, object);
  }
  return { catalog: { ...catalog, objects }, notices };
}

function described(
  object: SqliteObject<"view" | "virtual-table">,
  outputs: readonly OutputRow[],
  shadows: ReadonlySet<string>,
): CatalogObject {
  if (object.kind === "view")
    return { ...object, props: { ...object.props, outputs: outputs.map(({ name, type }) => ({ name, type })) } };
  const columns = outputs.filter(({ hidden }) => hidden === 0).map(({ name }) => name);
  const shadowTables = [...shadows].filter((name) => name.startsWith(`${fold(object.name)}_`)).sort();
  return { ...object, props: { ...object.props, columns, ...(shadowTables.length > 0 && { shadowTables }) } };
}

/** SQLite keeps views over tables that are gone, and virtual tables whose module it lacks: they fail only when opened. */
function outputsOf(connection: Connection, object: CatalogObject, notices: Notice[]): OutputRow[] | undefined {
  try {
    return connection.all<OutputRow>("SELECT name, type, hidden FROM pragma_table_xinfo(?) ORDER BY cid", object.name);
  } catch (error) {
    const message = `SQLite cannot open ${object.kind} ${object.name}: ${failureOf(error).message}`;
    notices.push({ code: "CANNOT_OPEN", message });
    return undefined;
  }
}
