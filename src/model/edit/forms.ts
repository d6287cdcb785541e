/** Fields and relations in object form, whose canonical form is the shorthand: as the keys that their author chose. */

import type { Expression } from "../expression.ts";
import { expressionText } from "../expressions/format.ts";
import type { Entity, Field, Mixin, Model, Relation } from "../model.ts";
import { formatDefault } from "../shorthand/default.ts";
import { formatFieldIfShort } from "../shorthand/field.ts";
import type { OtherForm } from "./edit-tree.ts";
import type { Tree, TreeMap, TreePath } from "./tree.ts";

/** Keys of the file that are called otherwise in a Model. */
const PROPERTIES: { readonly [key: string]: string } = {
  as: "inverse",
  name: "constraintName",
  slug: "slugOf",
  count: "countOf",
};

/** The forms in which two models say one field or relation with given keys of the file. */
export function otherForms(from: Model, to: Model): OtherForm {
  return (path, keys) => {
    const a = formOf(from, path, keys);
    const b = formOf(to, path, keys);
    return a && b && { a, b };
  };
}

function formOf(model: Model, path: TreePath, keys: readonly string[]): TreeMap | undefined {
  const [section, owner, members, name] = path;
  if (path.length !== 4) return undefined;
  const holder: Partial<Pick<Entity | Mixin, "fields" | "relations">> | undefined =
    section === "entities"
      ? model.entities.find((item) => item.name === owner)
      : section === "mixins"
        ? model.mixins?.find((item) => item.name === owner)
        : section === "types"
          ? model.embedded?.find((item) => item.name === owner)
          : undefined;
  if (members === "fields") {
    const field = holder?.fields?.find((item) => item.name === name);
    return field && fieldForm(field, keys);
  }
  const relation = members === "relations" ? holder?.relations?.find((item) => item.name === name) : undefined;
  return relation && relationForm(relation);
}

/** The shorthand under `type`, without what the other keys say. */
function fieldForm(field: Field, keys: readonly string[]): TreeMap | undefined {
  const said: { [key: string]: Tree } = {};
  const rest: { [key: string]: unknown } = { ...field };
  for (const key of keys) {
    if (key === "type") continue;
    const property = PROPERTIES[key] ?? key;
    const value = sayingOf(field, key, property);
    if (value !== undefined) said[key] = value;
    delete rest[property];
    if (key === "unique") delete rest["uniqueInTenant"];
  }
  const type = formatFieldIfShort({
    ...(rest as Partial<Field>),
    name: field.name,
    type: field.type,
    nullable: field.nullable,
  });
  return type === undefined ? undefined : { type, ...said };
}

function sayingOf(field: Field, key: string, property: string): Tree {
  if (key === "unique" && field.uniqueInTenant) return "tenant";
  if (key === "default") {
    const { default: value } = field;
    const text = value && formatDefault(value);
    return text ?? (value?.kind === "expression" ? expressionForm(value.expression) : undefined);
  }
  if (key === "check" || key === "generated") return field[key] && expressionForm(field[key]);
  return Object.entries(field).find(([name]) => name === property)?.[1];
}

function expressionForm(expression: Expression): Tree {
  return expression.kind === "raw" ? { sql: expression.sql } : expressionText(expression);
}

function relationForm({ kind, name: _name, target, ...rest }: Relation): TreeMap {
  const keys = new Map(Object.entries(PROPERTIES).map(([key, property]) => [property, key]));
  const said = Object.entries(rest).filter(([, value]) => value !== undefined && value !== false);
  const index = "index" in rest && rest.index === false ? { index: false } : {};
  return {
    [kind]: target,
    ...Object.fromEntries(said.map(([property, value]) => [keys.get(property) ?? property, value])),
    ...index,
  };
}
