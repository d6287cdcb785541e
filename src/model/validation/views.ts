/** Views: a query for some engine, and only what their kind can have. */
import { clip } from "../lexer.ts";
import type { View } from "../model.ts";
import type { Validation } from "./context.ts";

/** Checks the views. */
export function checkViews(validation: Validation): void {
  for (const view of validation.model.views ?? []) checkView(validation, view);
}

function checkView(validation: Validation, view: View): void {
  const texts = Object.entries(view.sql);
  if (texts.length === 0)
    validation.add(
      view.name,
      "EMPTY_SQL",
      `the view ${clip(view.name)} has no query`,
      "Give it under `sql:`, with `postgres:` above the text",
    );
  for (const [engine, text] of texts) {
    if (text.trim() === "")
      validation.add(
        view.name,
        "EMPTY_SQL",
        `the query of ${clip(view.name)} for ${engine} is empty`,
        "Write it, or leave the engine out",
      );
  }
  if (!view.materialized) {
    for (const word of ["refresh", "unique"] as const) {
      if (view[word] !== undefined)
        validation.add(
          `${view.name}.${word}`,
          "BAD_VIEW",
          `\`${word}\` belongs to a materialized view`,
          "Add `materialized: true`, or leave it out",
        );
    }
  }
  const seen = new Set<string>();
  for (const column of view.unique ?? []) {
    if (seen.has(column))
      validation.add(`${view.name}.unique`, "BAD_VIEW", `\`${clip(column)}\` is named twice`, "Name it once");
    seen.add(column);
  }
}
