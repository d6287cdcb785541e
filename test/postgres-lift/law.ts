/** The law of lifting: a catalog's Model, written, read and lowered again, makes that catalog. */
import { isDeepStrictEqual } from "node:util";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { postgres } from "../../src/engines/postgres/index.ts";
import { lift } from "../../src/engines/postgres/lift/index.ts";
import type { Model } from "../../src/model/model.ts";
import { readModel } from "../../src/model/read.ts";
import { writeModel } from "../../src/model/write.ts";
import type { Runtime } from "../../src/runtime.ts";
import { changeLine, settledDifference } from "../postgres-corpus/judge.ts";

export interface Judged {
  readonly model: Model;
  readonly residue: readonly string[];
  /** Where the law does not hold, one line each. */
  readonly broken: readonly string[];
}

/** A Model as data: a property without a value is none. */
function plain(model: Model): unknown {
  return JSON.parse(JSON.stringify(model));
}

/**
 * Holds `lower(read(write(lift(C)))) + residue`, run on the embedded engine, against C; and the written Model against the
 * one that is read.
 */
export async function judgeLift(catalog: Catalog, runtime: Runtime): Promise<Judged> {
  const { model, residue } = await lift(catalog);
  const text = writeModel(model);
  const again = readModel(text, "lifted.model.yaml").model;
  const made = await postgres.elaborate(postgres.lower(again).catalog, runtime);
  const changes = await settledDifference(catalog, made, runtime);
  const isRead = isDeepStrictEqual(plain(again), plain(model)) && writeModel(again) === text;
  return {
    model,
    residue,
    broken: [...(isRead ? [] : ["the file does not read as the model"]), ...changes.map(changeLine)],
  };
}
