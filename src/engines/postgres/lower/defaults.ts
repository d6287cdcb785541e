/** Defaults, as the server prints them where that is sure, with the spelling that people and ORMs agree on. */
import type { SqlText } from "../../../catalog/catalog.ts";
import type { DefaultValue } from "../../../model/model.ts";
import { printExpression, stringLiteral } from "../expressions.ts";

/**
 * A default of a column of the given type (as printed).
 *
 * `authored` is what a script says: literals without casts, arrays as `'{a,b}'` (architecture, decision 8); `sql` is how
 * the server prints it (get_const_expr in ruleutils.c: everything but plain numbers and booleans carries its type).
 */
export function defaultText(value: DefaultValue, type: string): SqlText {
  if (value.kind === "expression") return { sql: printExpression(value.expression, (field) => field) };
  const literal = literalText(value, type);
  if (value.kind === "number" && !value.value.startsWith("-")) return { sql: literal };
  if (value.kind === "boolean" || value.kind === "null") return { sql: literal };
  if (value.kind === "number")
    return {
      sql: `'${value.value}'::${/^(integer|bigint|smallint)$/.test(type) ? "integer" : "numeric"}`,
      authored: literal,
    };
  return { sql: `${literal}::${castType(type)}`, authored: literal };
}

/** The server prints casts without length: `'x'::character varying`, and `character` as `bpchar`. */
function castType(type: string): string {
  const open = type.indexOf("(");
  if (open < 0) return type;
  const bare = type.slice(0, open) + type.slice(type.indexOf(")") + 1);
  return bare === "character" ? "bpchar" : bare;
}

function literalText(value: DefaultValue, type: string): string {
  switch (value.kind) {
    case "number":
      return value.value;
    case "boolean":
      return String(value.value);
    case "null":
      return "NULL";
    case "json":
      return stringLiteral(JSON.stringify(value.value));
    case "list":
      return stringLiteral(type === "jsonb" ? JSON.stringify(value.items.map(plain)) : arrayText(value.items));
    case "string":
      return stringLiteral(value.value);
    case "expression":
      return printExpression(value.expression, (field) => field);
  }
}

function plain(value: DefaultValue): unknown {
  if (value.kind === "number") return Number(value.value);
  if (value.kind === "null" || value.kind === "expression") return null;
  return value.kind === "list" ? value.items.map(plain) : value.value;
}

/** The text form of an array: elements in double quotes where the bare word could be misread (array_out). */
function arrayText(items: readonly DefaultValue[]): string {
  const element = (item: DefaultValue): string => {
    if (item.kind === "list") return arrayText(item.items);
    if (item.kind === "null") return "NULL";
    const text = String(plain(item));
    const bare = text !== "" && !/[\s,{}"\\]/.test(text) && text.toLowerCase() !== "null";
    return bare ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  };
  return `{${items.map(element).join(",")}}`;
}
