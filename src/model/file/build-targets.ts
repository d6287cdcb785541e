/** Wishes of single engines → targets of entities and of the model. */
import type { EngineName, EntityTargets, ModelTargets, VerbatimObject } from "../model.ts";
import { type Building, buildOptions, defined, namesOf } from "./building.ts";
import { ENGINE_NAMES, type RawModel } from "./schema.ts";
import type { RawEntityTargets } from "./schema-parts.ts";
import type { Path } from "./source.ts";

/** Builds the targets of an entity. */
export function buildEntityTargets(building: Building, path: Path, raw: RawEntityTargets): EntityTargets {
  const { postgres, mysql, mariadb, sqlite, mongodb } = raw;
  return defined({
    postgres:
      postgres &&
      defined({
        unlogged: postgres.unlogged,
        partitionBy: postgres.partitionBy,
        options: buildOptions(building, [...path, "postgres", "options"], postgres.options),
      }),
    mysql: mysql && defined(mysql),
    mariadb: mariadb && defined(mariadb),
    sqlite: sqlite && defined(sqlite),
    mongodb:
      mongodb &&
      defined({
        validation: mongodb.validation,
        shardKey: mongodb.shardKey === undefined ? undefined : namesOf(mongodb.shardKey),
      }),
  });
}

/** Builds the targets of a model: verbatim objects by engine, and how SQLite's tables are declared. */
export function buildTargets(raw: RawModel): ModelTargets {
  const targets: { -readonly [engine in EngineName]?: ModelTargets[engine] } = {};
  for (const engine of ENGINE_NAMES) {
    const target = raw.targets?.[engine];
    if (!target) continue;
    targets[engine] = defined({ ...target, objects: target.objects?.map(verbatim) });
  }
  return targets;
}

function verbatim(
  item: string | { readonly sql: string; readonly needs?: string | string[] | undefined },
): VerbatimObject {
  return typeof item === "string" ? { sql: item, needs: [] } : { sql: item.sql, needs: namesOf(item.needs ?? []) };
}
