/** The law of lifting: a catalog's Model, written, read and lowered again, makes that catalog. */
import { isDeepStrictEqual } from "node:util";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { changedProperties } from "../../src/catalog/diff.ts";
import { sqlite } from "../../src/engines/sqlite/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { writeModel } from "../../src/model/write.ts";
import type { Runtime } from "../../src/runtime.ts";

export interface Judged {
  readonly model: Model;
  readonly residue: readonly string[];
  /** Where the law does not hold, one line each. */
  readonly broken: readonly string[];
}

/** A Model as data: a property without a value is none. */
export function plain(model: Model): unknown {
  return JSON.parse(JSON.stringify(model));
}

/** What differs between two catalogs, rows aside. */
export function differences(a: Catalog, b: Catalog): string[] {
  const found: string[] = [];
  for (const object of a.objects.values()) {
    if (object.kind === "row") continue;
    const other = b.objects.get(object.id);
    if (!other) found.push(`- ${object.id}`);
    else for (const { name } of changedProperties(object, other, sqlite.kinds)) found.push(`~ ${object.id} ${name}`);
  }
  for (const { id, kind } of b.objects.values()) if (kind !== "row" && !a.objects.has(id)) found.push(`+ ${id}`);
  return found;
}

/** Holds `lower(read(write(lift(C)))) + residue`, as SQLite shows it, against C; and the written Model against the read one. */
export async function judgeLift(catalog: Catalog, runtime: Runtime): Promise<Judged> {
  if (!sqlite.lift) throw new Error("SQLite does not lift");
  const { model, residue } = await sqlite.lift(catalog);
  const text = writeModel(model);
  const again = readModel(text, "lifted.model.yaml").model;
  const { catalog: lowered, losses } = sqlite.lower(again);
  const made = await sqlite.elaborate(lowered, runtime);
  const isRead = isDeepStrictEqual(plain(again), plain(model)) && writeModel(again) === text;
  return {
    model,
    residue,
    broken: [
      ...(isRead ? [] : ["the file does not read as the model"]),
      ...losses.map(({ code, object }) => `lost ${code} ${object}`),
      ...differences(catalog, made),
    ],
  };
}
