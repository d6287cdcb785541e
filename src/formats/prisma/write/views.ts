/** Views as `view` blocks: declared for the client, made by the completing script. */
import type { Model } from "../../../model/model.ts";
import { toPascal } from "../../../model/naming.ts";
import { SITUATIONS } from "../capabilities.ts";
import { fieldName, Taken } from "../names.ts";
import { block, docLines, quoted } from "../text.ts";
import type { Losses } from "./losses.ts";
import { conventional, type Naming } from "./naming.ts";
import type { Source, View } from "./source.ts";
import { fieldType } from "./types.ts";

export interface WrittenViews {
  readonly blocks: readonly string[];
  /** Ids of the views that are declared. */
  readonly declared: ReadonlySet<string>;
}

/**
 * The blocks of the views whose columns are known. No field is required, for a database does not say which columns of a
 * view are never null; what keeps rows apart is `@unique`, with which the client finds one row.
 */
export function writeViews(
  source: Source,
  naming: Naming,
  model: Model,
  schemas: boolean,
  losses: Losses,
): WrittenViews {
  const declared = new Set<string>();
  const blocks = source.views.flatMap((view) => {
    const lines = fieldsOf(source, naming, model, view, losses);
    if (!lines) return [];
    declared.add(view.id);
    const name = naming.models.get(view.id) ?? toPascal(view.name);
    const attributes = [
      ...lines.unique,
      ...(name === view.name ? [] : [`@@map(${quoted(view.name)})`]),
      ...(schemas ? [`@@schema(${quoted(view.schema ?? "public")})`] : []),
    ];
    const body = attributes.length > 0 ? [...lines.fields, "", ...attributes] : lines.fields;
    return [block(`view ${name}`, body, view.comment)];
  });
  return { blocks, declared };
}

interface ViewLines {
  readonly fields: readonly string[];
  readonly unique: readonly string[];
}

/** Undefined for a view of which no column is known. */
function fieldsOf(source: Source, naming: Naming, model: Model, view: View, losses: Losses): ViewLines | undefined {
  const known = (view.columns ?? []).filter(({ type }) => type !== "");
  if (known.length === 0) return undefined;
  for (const { name, type } of view.columns ?? [])
    if (type === "") losses.add(`${view.id}.${name}`, SITUATIONS.viewColumn);
  const taken = new Taken();
  const names = new Map(known.map(({ name }) => [name, taken.take(fieldName(conventional({ name })))]));
  const keys = uniqueKeys(model, view).filter((key) => key.every((column) => names.has(column)));
  const single = new Set(
    keys.flatMap(([only, ...others]) => (others.length === 0 && only !== undefined ? [only] : [])),
  );
  const fields = known.flatMap(({ name, type: printed, comment }) => {
    const own = names.get(name) ?? name;
    const type = fieldType(printed, source, naming);
    const line = [
      own,
      `${type.name}${type.list ? "[]" : "?"}`,
      ...(single.has(name) ? ["@unique"] : []),
      ...(own === name ? [] : [`@map(${quoted(name)})`]),
      ...(type.native === undefined ? [] : [`@db.${type.native}`]),
    ];
    return [...docLines(comment), line.join(" ")];
  });
  const unique = keys
    .filter(({ length }) => length > 1)
    .map((key) => `@@unique([${key.map((column) => names.get(column)).join(", ")}])`);
  return { fields, unique };
}

/** The keys of a materialized view's unique indexes, and what the model says is unique. */
function uniqueKeys(model: Model, view: View): (readonly string[])[] {
  const said = (model.views ?? []).find(
    ({ name, databaseName = name, schema }) =>
      databaseName === view.name && (schema ?? "public") === (view.schema ?? "public"),
  )?.unique;
  const all = [...view.uniques, ...(said && said.length > 0 ? [said] : [])];
  return [...new Map(all.map((key) => [JSON.stringify(key), key])).values()];
}
