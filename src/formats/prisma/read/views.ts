/** `view` blocks: a schema says what a view gives, and not the query that makes it; no database can be made of that. */
import type { Loss } from "../../../model/loss.ts";
import { attributeOf, type Block, textArgument } from "./syntax.ts";

/** What is not taken over of views: for each its name and columns in the database, with which a model can declare it. */
export function viewLosses(blocks: readonly Block[]): Loss[] {
  return blocks
    .filter(({ keyword }) => keyword === "view")
    .map((view): Loss => {
      const name = textArgument(attributeOf(view, "map"), "name", true) ?? view.name;
      const columns = view.fields.map((field) => textArgument(attributeOf(field, "map"), "name", true) ?? field.name);
      return {
        code: "VIEW",
        object: view.name,
        feature: "a view, whose query a Prisma schema does not hold",
        target: "model",
        instead: `left out; \`views:\` of a model can hold ${name} (${columns.join(", ")}) with its query`,
      };
    });
}
