/** Lowers a Model to the catalog that PostgreSQL would hold, without running anything. */
import type { Model } from "../../../model/model.ts";
import { resolveModel } from "../../../model/resolve/index.ts";
import type { Lowered } from "../../engine.ts";
import { makeObjectName, truncateName } from "../ids.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { lowerChecks } from "./checks.ts";
import { lowerTable } from "./columns.ts";
import { Draft } from "./draft.ts";
import { lowerEnum } from "./enums.ts";
import { lowerIndexes } from "./indexes.ts";
import { lowerForeignKeys, lowerKeys } from "./keys.ts";
import { lowerTriggers } from "./triggers.ts";
import { lowerVerbatim } from "./verbatim.ts";

/** The version that a lowered catalog is written for. */
const VERSION = "18";

/**
 * The catalog of a valid Model; linear in its size. Every property but the texts of expressions is what the server shows
 * once the rendered statements have run. Simple defaults are predicted as the server prints them; checks, generated
 * columns and conditions of indexes stand as we write them, which is why `elaboratedBy` is `none`.
 *
 * @throws SchemaforgeError when the Model names something that does not exist (`resolveModel`), or what PostgreSQL keeps
 * for itself: RESERVED_NAME, DUPLICATE_NAME, BAD_KEY, NULL_CHARACTER, COMPOSITE_OPERAND, UNKNOWN_NEED
 */
export function lower(model: Model): Lowered {
  const draft = new Draft();
  const cut = new Map<string, string>();
  const { tables } = resolveModel(model, makeObjectName, (name) => {
    const kept = truncateName(name);
    if (kept !== name) cut.set(name, kept);
    return kept;
  });
  for (const [name, kept] of cut) draft.lose("NAME_CUT", name, "a name of more than 63 bytes", `called ${kept}`);
  const verbatim = model.targets.postgres?.objects ?? [];
  for (const type of model.types) lowerEnum(draft, type, tables);
  for (const table of tables) {
    lowerTable(draft, table);
    lowerKeys(draft, table);
    lowerChecks(draft, table);
  }
  for (const table of tables) lowerForeignKeys(draft, table);
  const makesConfiguration = (name: string) =>
    verbatim.some(({ sql }) => /text\s+search\s+configuration/i.test(sql) && sql.includes(name));
  for (const table of tables) lowerIndexes(draft, table, makesConfiguration);
  for (const table of tables) lowerTriggers(draft, table);
  lowerVerbatim(draft, verbatim, tables);
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
