/** A reason for every part of a design: what templates and rules do not say themselves follows from its form. */
import type { Check, Entity, Field, Index, Key, Model, OneRelation } from "../model/model.ts";
import { toSnake } from "../model/naming.ts";
import { formatField, parseField } from "../model/shorthand/field.ts";
import { TYPE_WORDS } from "../model/types.ts";
import { FIELD_RULES } from "./field-rules.ts";
import type { Reason } from "./request.ts";

/** Why a field has its type, where its name does not say. */
const TYPES: { readonly [word: string]: string } = {
  string: "Text in one line; the limit stops what cannot be meant",
  char: "A code of fixed length",
  text: "Text of any length; a limit would be a guess",
  int: "A whole number; two thousand million are enough",
  bigint: "A whole number that outgrows 32 bits",
  smallint: "A small whole number",
  decimal: "An exact number: binary fractions would round",
  double: "A measured value: rounding is below the error of measurement",
  float: "A measured value: rounding is below the error of measurement",
  boolean: "True or false, and never unknown",
  date: "A calendar day without a time zone",
  time: "A time of day",
  datetime: "An instant, stored in UTC, shown in anybody's time zone",
  timestamp: "A time on the wall, without a time zone",
  json: "Its form differs from row to row",
  binary: "Bytes",
  uuid: "A key that any program can make",
  range: "Begin and end as one value, which the database can compare",
  money: "Exact decimal, never floating point; its currency stands beside it",
};

const DELETION: { readonly [action: string]: (relation: OneRelation) => string } = {
  cascade: ({ owned, target }) =>
    owned ? `It is a part of its ${target} and goes with it` : `It has no meaning without its ${target}`,
  restrict: ({ target }) => `A ${target} that is referred to cannot be removed: nothing is lost by accident`,
  "set null": ({ target }) => `The row stays when its ${target} is removed`,
  "set default": ({ target }) => `The row falls back to a default when its ${target} is removed`,
  "no action": ({ target }) => `Checked at the end of the statement: a ${target} that is referred to stays`,
};

const IDS: { readonly [id: string]: string } = {
  uuid: "Keys can be made anywhere, say nothing and cannot be guessed",
  identity: "Numbered in the order of arrival: small, and rows lie in the order in which they came",
  serial: "Numbered by a sequence",
  bigserial: "Numbered by a sequence",
  none: "The rows have a key of their own",
};

/**
 * The reasons given, and one for each field, key, delete rule, check and index that has none.
 * @returns reasons by entity, in the order of the model; those of no entity come first
 */
export function explainModel(model: Model, given: readonly Reason[]): readonly Reason[] {
  const byEntity = new Map<string, Reason[]>(model.entities.map(({ name }) => [name, []]));
  const others: Reason[] = [];
  const said = new Set<string>();
  for (const reason of given) {
    const [owner = ""] = reason.subject.split(".");
    (byEntity.get(owner) ?? others).push(reason);
    said.add(reason.subject);
  }
  return [
    ...others,
    ...model.entities.flatMap((entity) => {
      const known = byEntity.get(entity.name) ?? [];
      const seen = new Set<string>();
      // Entities may have been explained before they were changed.
      return [...known, ...reasonsOf(entity, model, said)].filter(({ subject, decision }) => {
        const id = `${subject} ${decision}`;
        return seen.has(id) ? false : seen.add(id);
      });
    }),
  ];
}

function reasonsOf(entity: Entity, model: Model, said: ReadonlySet<string>): Reason[] {
  const silent = (member: string): boolean => !said.has(`${entity.name}.${member}`);
  const reason = (member: string, decision: string, why: string): Reason => ({
    subject: `${entity.name}.${member}`,
    decision,
    why,
  });
  const enums = new Set(model.types.map(({ name }) => name));
  return [
    ...primaryKey(entity, model),
    ...entity.fields
      .filter(({ name }) => silent(name))
      .map((field) => reason(field.name, formatField(field), [typeReason(field, enums), ...limits(field)].join("; "))),
    ...entity.relations.flatMap((relation) => {
      if (relation.kind === "many") return [];
      const action = deletion(relation);
      const why = DELETION[action]?.(relation);
      return [
        ...(why === undefined ? [] : [reason(relation.name, `on delete ${action}`, why)]),
        ...foreignKeyIndex(relation, entity),
      ].map((item) => ({ ...item, subject: `${entity.name}.${relation.name}` }));
    }),
    ...entity.keys
      .filter(({ name, primary }) => !primary && silent(name))
      .map((key) => reason(key.name, "unique key", keyReason(key))),
    ...entity.checks.filter(({ name }) => silent(name)).map((check) => reason(check.name, "check", checkReason(check))),
    ...entity.indexes
      .filter(({ name }) => silent(name))
      .map((index) => reason(index.name, "index", indexReason(index))),
  ];
}

function primaryKey(entity: Entity, model: Model): Reason[] {
  const { name, keys, fields } = entity;
  if (keys.some(({ primary }) => primary) || fields.some(({ primary }) => primary)) return [];
  const id = entity.id ?? model.conventions.id;
  return [{ subject: `${name}.id`, decision: `primary key: ${id}`, why: IDS[id] ?? "" }];
}

/** What the name says, when the rule for it gives the type that the field has; else what the type says. */
function typeReason({ name, type }: Field, enums: ReadonlySet<string>): string {
  if (enums.has(type.name)) return "One of a few words, which the database checks";
  if (type.array > 0) return "Several values that belong to the row alone";
  const snake = toSnake(name);
  const rule = FIELD_RULES.find(({ match }) => match.test(snake));
  if (rule && parseField(name, rule.form).type.name === type.name) return rule.why;
  const word = TYPES[type.name] ?? TYPE_WORDS.get(type.name)?.doc ?? type.name;
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function limits({ nullable, unique, generated, secret, pii, min, max, default: standard, ...field }: Field): string[] {
  const bounds = [min === undefined ? "" : `at least ${min}`, max === undefined ? "" : `at most ${max}`].filter(
    Boolean,
  );
  return [
    ...(nullable ? ["it may be unknown"] : []),
    ...(unique ? ["it finds one row"] : []),
    ...(field.uniqueInTenant ? ["it finds one row of a tenant"] : []),
    ...(generated ? ["computed by the database, so that it cannot contradict what it is made of"] : []),
    ...(standard && !nullable ? ["what is not said is the usual"] : []),
    ...(bounds.length > 0 ? [`${bounds.join(", ")}: the database refuses the rest`] : []),
    ...(secret ? ["kept out of transfer objects, logs and samples"] : []),
    ...(pii === undefined ? [] : [`personal data (${pii})`]),
  ];
}

// The rule of the model file: `owned` cascade, `one?` set null, else restrict.
function deletion({ onDelete, owned, nullable }: OneRelation): string {
  return onDelete ?? (owned ? "cascade" : nullable ? "set null" : "restrict");
}

function foreignKeyIndex({ name, index, unique }: OneRelation, { keys }: Entity): Reason[] {
  if (unique)
    return [{ subject: name, decision: "unique", why: "At most one row for each, found through the same index" }];
  if (index !== false) {
    return [{ subject: name, decision: "index on the foreign key", why: "Joins and removals look rows up by it" }];
  }
  const through = keys.some(({ fields }) => fields[0] === name) ? "key" : "index";
  return [
    {
      subject: name,
      decision: "no index of its own",
      why: `A ${through} that begins with it finds its rows; a second one would only cost writes`,
    },
  ];
}

function checkReason({ expression }: Check): string {
  const refs = expression.kind === "parsed" ? [...new Set(expression.refs)] : [];
  const [only] = refs;
  if (only === undefined) return "The database refuses rows that break the rule, whoever writes them";
  return refs.length === 1
    ? `The database refuses a ${only} that cannot be meant, whoever writes it`
    : `${refs.slice(0, -1).join(", ")} and ${refs.at(-1)} may not contradict each other, whoever writes them`;
}

function keyReason({ fields }: Key): string {
  const [first = "", ...others] = fields;
  return others.length === 0 ? `${first} finds one row` : `The same ${fields.join(" and ")} stand together once`;
}

function indexReason({ parts, where, using, unique, search }: Index): string {
  if (search) return `Words in ${search.join(" and ")} are searched`;
  const names = parts.map(({ of }) => ("field" in of ? of.field : "an expression"));
  if (unique)
    return where ? "Unique among the rows that the condition picks" : `${names.join(" and ")} stand together once`;
  if (using === "inverted") return `Rows are found by what ${names.join(" and ")} hold`;
  if (using === "brin") return "Rows lie in this order anyway: a block range index is tiny and finds spans of them";
  const order = parts.some(({ descending }) => descending) ? ", newest or largest first" : "";
  const only = where ? "; it holds only the rows that are asked for, so it stays small" : "";
  return `Rows are found and sorted by ${names.join(", then ")}${order}${only}`;
}
