/**
 * What a field's name says about it: an ordered table of patterns over the snake_case name; the first that matches
 * gives the shorthand. Used for fields that are given without a type.
 */

import { parseExpression } from "../model/expressions/parse.ts";
import type { Check, EnumType, Field } from "../model/model.ts";
import { toCamel, toSnake } from "../model/naming.ts";
import { parseField } from "../model/shorthand/field.ts";
import { FIELD_RULES, OTHERWISE } from "./field-rules.ts";
import { templateBySuffix } from "./lookup.ts";
import { fieldForms } from "./template.ts";

export interface InferenceContext {
  /** Name of the entity that the field belongs to. */
  readonly entity: string;
}

export interface InferredField {
  readonly field: Field;
  /** Why the field is as it is, as a sentence for people. */
  readonly reason: string;
  /** An enum that the field needs declared. */
  readonly enumType?: EnumType;
}

const accountLike =
  /(^|[a-z])(User|Account|Member|Customer|Client|Employee|Student|Teacher|Doctor|Admin|Subscriber|Staff|Person)$/;

/**
 * The field that a name stands for.
 * @param name as given, in any case; a `?` at its end makes it optional
 * @returns the field (its name in camelCase), why, and the enum that it needs, if any
 * @throws SchemaforgeError when the name is no name
 */
export function inferField(name: string, context: InferenceContext): InferredField {
  const optional = name.endsWith("?");
  const bare = toCamel(optional ? name.slice(0, -1) : name);
  const known = fieldOfKin(bare, context);
  if (known) return optional ? { ...known, field: { ...known.field, nullable: true } } : known;
  const snake = toSnake(bare);
  const rule = FIELD_RULES.find((candidate) => candidate.match.test(snake)) ?? OTHERWISE;
  const unique =
    rule.uniqueForAccounts === true && /^e?_?mail(_address)?$/.test(snake) && accountLike.test(context.entity);
  const parsed = parseField(rule.rename ?? bare, rule.form + (unique ? " unique" : ""));
  const why = unique ? `${rule.why}; one account an address` : rule.why;
  return { field: optional ? { ...parsed, nullable: true } : parsed, reason: why };
}

/** `RepairOrder.status` is as `Order.status` of the catalogue, with an enum of its own. */
function fieldOfKin(name: string, { entity }: InferenceContext): InferredField | undefined {
  const template = templateBySuffix(entity);
  const form = template && fieldForms(template)[name];
  if (template === undefined || form === undefined) return undefined;
  const field = parseField(name, form);
  const reason = `As in ${template.name}, which it is a kind of`;
  const values = template.types?.[field.type.name];
  if (!values) return { field, reason };
  const enumName = entity + field.type.name.slice(template.name.length);
  const enumType = { name: enumName, values: values.map((value) => ({ value })) };
  return { field: { ...field, type: { ...field.type, name: enumName } }, reason, enumType };
}

/** Pairs of fields of which the second is not before, or less than, the first. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/^start(s?)(At|On|Date|Time|sAt)$/, "end$1$2"],
  [/^(begin)(s?)(At|On|Date)$/, "end$2$3"],
  [/^start$/, "end"],
  [/^(valid|effective)From$/, "$1To"],
  [/^(valid|effective)From$/, "$1Until"],
  [/^checkIn(|At|Date)$/, "checkOut$1"],
  [/^departure(|At|Date)$/, "arrival$1"],
  [/^min([A-Z]\w*)$/, "max$1"],
  [/^hire(d?)(Date|On|At)$/, "terminat$1ion$2"],
];

const ordered = new Set(["date", "datetime", "timestamp", "time", "int", "bigint", "smallint", "decimal", "money"]);

/**
 * Checks that follow from pairs of names: `startsAt` and `endsAt`, `minPrice` and `maxPrice`.
 * @param table the table's name, which the checks' names begin with
 */
export function inferChecks(table: string, fields: readonly Field[]): readonly Check[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return fields.flatMap((low) =>
    PAIRS.flatMap(([pattern, replacement]) => {
      const high = pattern.test(low.name) ? byName.get(low.name.replace(pattern, replacement)) : undefined;
      if (!high || high.type.name !== low.type.name || !ordered.has(low.type.name) || low.type.array > 0) return [];
      return {
        name: `${table}_${toSnake(high.name)}_not_below_${toSnake(low.name)}`,
        expression: parseExpression(`${high.name} >= ${low.name}`),
      };
    }),
  );
}
