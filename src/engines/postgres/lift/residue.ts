/** What the language has no words for, as verbatim statements in an order that works. */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { VerbatimObject } from "../../../model/model.ts";
import { madeBy } from "../lower/statement-names.ts";
import { DEFAULT_SCHEMA } from "../quote.ts";
import { renderUnits } from "../render/index.ts";
import type { Source } from "./source.ts";

/**
 * The statements of a catalog that a lowered candidate does not have, by the ids of what they make or complete, each with
 * what has to be there before it.
 * What the candidate makes is taken away statement by statement, so that a comment or a row-security switch of a table in
 * words is kept too.
 */
export function residueObjects(source: Source, lowered: Catalog): (readonly [id: string, VerbatimObject])[] {
  const { objects } = source.catalog;
  const apart = new Set([...objects.keys()].filter((id) => !lowered.objects.has(id)));
  const made = new Map<string, number>();
  const inWords = new Set<string>();
  for (const unit of renderUnits(lowered)) {
    for (const sql of unit.sql) made.set(sql, (made.get(sql) ?? 0) + 1);
    if (unit.sql.length > 0 && unit.makes.includes(unit.object)) inWords.add(unit.object);
  }
  const residue: (readonly [id: string, VerbatimObject])[] = [];
  for (const unit of renderUnits(source.catalog, apart)) {
    for (const [at, sql] of unit.sql.entries()) {
      // The order of columns and constraints is not compared: what is in words is made, however its text is put.
      if (at === 0 && inWords.has(unit.object) && unit.makes.includes(unit.object)) continue;
      const left = made.get(sql) ?? 0;
      if (left > 0) {
        made.set(sql, left - 1);
        continue;
      }
      // What a comment is about exists before it.
      const creates = at > 0 && apart.has(unit.object) ? madeBy(unit.sql[0] ?? "")?.name : undefined;
      const own = apart.has(unit.object) && (at === 0 || creates !== undefined) ? [] : [unit.object];
      const needs = [
        ...[...unit.needs, ...own].flatMap((id) => needOf(objects.get(id), objects)),
        ...(creates === undefined ? [] : [creates]),
      ];
      residue.push([unit.object, { sql, needs: [...new Set(needs)] }]);
    }
  }
  return residue;
}

/** What a need is called: the table of a column or constraint; schemas are made by whatever is in them. */
function needOf(object: CatalogObject | undefined, objects: Catalog["objects"]): string[] {
  if (!object || object.kind === "schema") return [];
  const parent = object.parent === undefined || object.kind === "index" ? undefined : objects.get(object.parent);
  if (parent) return needOf(parent, objects);
  if (object.kind === "opaque" || object.kind === "grant") return [];
  return [
    object.schema === undefined || object.schema === DEFAULT_SCHEMA ? object.name : `${object.schema}.${object.name}`,
  ];
}
