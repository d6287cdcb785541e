/** Lowers a Model to the catalog that PostgreSQL would hold, without running anything. */
import { expandModel } from "../../../model/expand/index.ts";
import type { Model } from "../../../model/model.ts";
import { resolveModel } from "../../../model/resolve/index.ts";
import type { Lowered } from "../../engine.ts";
import { otherEnginesObjects } from "../../other-engines.ts";
import { makeObjectName, truncateName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { BEHAVIOURS } from "./behaviours.ts";
import { lowerChecks } from "./checks.ts";
import { lowerTable } from "./columns.ts";
import { Draft, tableId } from "./draft.ts";
import { withEncryptedFields } from "./encryption.ts";
import { lowerEnum } from "./enums.ts";
import { lowerIndexes } from "./indexes.ts";
import { lowerForeignKeys, lowerKeys } from "./keys.ts";
import { RelationNames } from "./names.ts";
import { lowerRows } from "./rows.ts";
import { configurationsOf, lowerVerbatim } from "./verbatim.ts";
import { lowerViews } from "./views.ts";

/** The version that a lowered catalog is written for. */
const VERSION = "18";

/**
 * The catalog of a valid Model; linear in its size. Every property but the texts of expressions is what the server shows
 * once the rendered statements have run. Simple defaults are predicted as the server prints them; checks, generated
 * columns and conditions of indexes stand as we write them, which is why `elaboratedBy` is `none`.
 *
 * @throws SchemaforgeError when constructs of the Model cannot be (`expandModel`), when it names something that does not
 * exist (`resolveModel`), or for what PostgreSQL keeps for itself or cannot do: RESERVED_NAME, DUPLICATE_NAME, BAD_KEY,
 * NULL_CHARACTER, COMPOSITE_OPERAND, FORMULA_TOO_LONG, UNKNOWN_NEED, BAD_ENCRYPTION, UNKNOWN_RELATION, APPEND_ONLY_COUNTER, APPEND_ONLY_TREE
 */
export function lower(source: Model): Lowered {
  const model = expandModel(source);
  const draft = new Draft();
  const cut = new Map<string, string>();
  const { tables } = resolveModel(withEncryptedFields(model), makeObjectName, (name) => {
    const kept = truncateName(name);
    if (kept !== name) cut.set(name, kept);
    return kept;
  });
  for (const [name, kept] of cut) draft.lose("NAME_CUT", name, "a name of more than 63 bytes", `called ${kept}`);
  const verbatim = model.targets.postgres?.objects ?? [];
  const tableIds = new Set(tables.map(tableId));
  for (const type of model.types) lowerEnum(draft, type, tableIds);
  const names = new RelationNames(tables);
  for (const table of tables) {
    lowerTable(draft, table, names);
    lowerKeys(draft, table);
    lowerChecks(draft, table);
  }
  for (const table of tables) lowerForeignKeys(draft, table);
  const configurations = configurationsOf(verbatim);
  for (const table of tables) lowerIndexes(draft, table, (name) => configurations.has(name.toLowerCase()));
  for (const table of tables) for (const lowerBehaviour of BEHAVIOURS) lowerBehaviour({ draft, table, tables, model });
  lowerRows(draft, tables);
  lowerViews(draft, model, tables);
  lowerVerbatim(draft, verbatim, tables);
  return {
    catalog: {
      engine: "postgres",
      context: { version: VERSION, searchPath: [DEFAULT_SCHEMA] },
      elaboratedBy: "none",
      objects: draft.objects,
    },
    losses: [...draft.losses, ...otherEnginesObjects(model, "postgres")],
  };
}
