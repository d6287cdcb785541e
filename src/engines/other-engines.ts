/** What a Model holds as another engine's SQL. */
import type { Loss } from "../model/loss.ts";
import type { EngineName, Model } from "../model/model.ts";

/** The code of their losses. */
export const OTHER_ENGINE = "OTHER_ENGINE";

/**
 * The verbatim objects of other engines as losses, in the order of the Model. None where the author gave this engine
 * objects of its own: then they stand for the same things.
 */
export function otherEnginesObjects(model: Model, engine: EngineName): Loss[] {
  if ((model.targets[engine]?.objects ?? []).length > 0) return [];
  return Object.entries(model.targets).flatMap(([other, { objects = [] }]) => {
    if (other === engine) return [];
    return objects.map(({ sql }): Loss => {
      const [feature = ""] = sql.trim().split("\n");
      return { code: OTHER_ENGINE, object: model.name ?? "model", feature, target: engine, instead: "left out" };
    });
  });
}
