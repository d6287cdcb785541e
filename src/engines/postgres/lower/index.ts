/** Lowers a Model to the catalog that PostgreSQL would hold, without running anything. */
import { objectId } from "../../../catalog/ids.ts";
import type { EnumType, Model, VerbatimObject } from "../../../model/model.ts";
import { type ResolvedTable, resolveModel } from "../../../model/resolve/index.ts";
import type { Lowered } from "../../engine.ts";
import { childId, functionId, makeObjectName, schemaObjectId } from "../ids.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteName } from "../quote.ts";
import { enumName } from "../types.ts";
import { Draft, tableId } from "./draft.ts";
import { lowerIndexes } from "./indexes.ts";
import { lowerForeignKeys, lowerTable } from "./tables.ts";

/** The version that a lowered catalog is written for. */
const VERSION = "18";

/**
 * The catalog of a valid Model; linear in its size. Expressions are as we would write them: the engine prints them its
 * own way once they have run, which is why `elaboratedBy` is `none`.
 *
 * @throws SchemaforgeError when the Model names something that does not exist
 */
export function lower(model: Model): Lowered {
  const draft = new Draft();
  const resolved = resolveModel(model, makeObjectName);
  for (const type of model.types) lowerEnum(draft, type);
  for (const table of resolved.tables) lowerTable(draft, table);
  for (const table of resolved.tables) lowerForeignKeys(draft, table);
  for (const table of resolved.tables) lowerIndexes(draft, table);
  for (const table of resolved.tables) lowerUpdatedAt(draft, table);
  for (const [at, object] of (model.targets.postgres?.objects ?? []).entries()) lowerVerbatim(draft, object, at);
  return {
    catalog: {
      engine: "postgres",
      context: { version: VERSION, searchPath: [DEFAULT_SCHEMA] },
      elaboratedBy: "none",
      objects: draft.objects,
    },
    losses: draft.losses,
  };
}

function lowerEnum(draft: Draft, type: EnumType): void {
  const { schema, name } = enumName(type);
  const props = {
    values: type.values.map(({ value }) => value),
    ...(type.doc === undefined ? {} : { comment: type.doc }),
  };
  draft.add({ kind: "enum", id: schemaObjectId("enum", schema, name), schema, name, props });
}

/** A trigger keeps the column of the last change right, whoever writes the row; one function serves all tables. */
function lowerUpdatedAt(draft: Draft, table: ResolvedTable): void {
  if (table.updatedAt === undefined) return;
  const column = table.updatedAt;
  const routine = column === "updated_at" ? "set_updated_at" : makeObjectName("set", column, undefined);
  const qualified = `${DEFAULT_SCHEMA}.${quoteIdent(routine)}`;
  const body = `\nBEGIN\n  NEW.${quoteIdent(column)} = now();\n  RETURN NEW;\nEND;\n`;
  const definition = `CREATE OR REPLACE FUNCTION ${qualified}()\n RETURNS trigger\n LANGUAGE plpgsql\nAS $function$${body}$function$`;
  const routineId = draft.add({
    kind: "function",
    id: functionId(DEFAULT_SCHEMA, routine, ""),
    schema: DEFAULT_SCHEMA,
    name: routine,
    props: { routine: "function", language: "plpgsql", identityArguments: "", definition: { sql: definition } },
  });
  const schema = table.schema ?? DEFAULT_SCHEMA;
  const name = makeObjectName(table.name, undefined, "set_updated_at");
  const sql = `CREATE TRIGGER ${quoteIdent(name)} BEFORE UPDATE ON ${quoteName({ schema, name: table.name })} FOR EACH ROW EXECUTE FUNCTION ${quoteIdent(routine)}()`;
  draft.add(
    {
      kind: "trigger",
      id: childId("trigger", schema, table.name, name),
      parent: tableId(table),
      schema,
      name,
      props: { definition: { sql } },
    },
    [routineId],
  );
}

/** What the language has no words for stands as it was written; it needs the tables and types that it names. */
function lowerVerbatim(draft: Draft, object: VerbatimObject, at: number): void {
  const needs = new Set(object.needs);
  const ids = [...draft.objects.values()]
    .filter(
      (candidate) =>
        candidate.parent === undefined &&
        (needs.has(candidate.name) || needs.has(`${candidate.schema}.${candidate.name}`)),
    )
    .map((candidate) => candidate.id);
  const name = `statement ${at + 1}`;
  draft.add(
    {
      kind: "opaque",
      id: objectId("opaque", ["sql", name]),
      name,
      props: { class: "SQL", identity: name, statements: [{ sql: object.sql }] },
    },
    ids,
  );
}
