/** Random models that are valid, so that every one of them can be run. */
import fc from "fast-check";
import type { Entity, EnumType, Field, Index, IndexPart, Key, Model, Relation } from "../../src/model/model.ts";
import { parseField } from "../../src/model/shorthand/field.ts";
import { validateModel } from "../../src/model/validate.ts";

/** Fields that any entity may have; `Mood` is the enum of every model. */
const FIELDS: readonly string[] = [
  "string",
  "string(40) = 'it''s'",
  "string(40) unique",
  "char(3)",
  "text = ''",
  "text? index",
  "int = -5",
  "int index",
  "smallint? min=-3 max=10",
  "bigint = 9007199254740993",
  "decimal(12,3) = 1.250",
  "decimal",
  "float = 1.5",
  "double?",
  "boolean = false",
  "boolean? index",
  "date = today()",
  "date? min=2020-01-01",
  "time(3)",
  "datetime(6) = now()",
  "datetime index",
  "timestamp(0)",
  "interval?",
  'json = {"b":1,"a":[true,null]}',
  "json? index",
  "binary(8)",
  "uuid = uuid()",
  "uuid unique",
  "ulid",
  "objectid?",
  "inet",
  "point? index",
  "polygon",
  "range(datetime)? index",
  "range(int)",
  "set(a, 'b c') = [a]",
  "map(text) = {}",
  "string[] = [x, 'y z', '\"', '{}']",
  "int[] index",
  "Mood = good",
  "Mood? index",
  "Mood[] = [bad]",
  "email unique",
  "url? immutable",
  "slug unique",
  "phone?",
  "money = 0",
  "percent",
  "country = DE",
  "currency? immutable",
  "mac index",
  "ip?",
  "latitude?",
  "password secret",
  "int check=(@ > 0)",
  "text? match='[a-z]+|x'",
  "int := 1 + 2",
];

const MOODS: readonly EnumType[] = [
  { name: "Mood", values: [{ value: "good" }, { value: "bad" }, { value: "it's; --" }] },
];
const fieldNames = ["a", "orderBy", "select", "CamelCase", "f_1", "user", "x9", "veryLong".repeat(7)];
const entityNames = ["User", "Order", "BlogPost", "Category"];
/** Types of which one can make keys and ordered indexes. */
const isPlain = ({ type, nullable, generated }: Field): boolean =>
  type.array === 0 &&
  !generated &&
  !nullable &&
  !["json", "point", "polygon", "map", "set", "binary"].includes(type.name);

function fieldsOf(texts: readonly string[], names: readonly string[]): Field[] {
  return texts.map((text, at) => {
    const name = names[at] ?? `f${at}`;
    return parseField(name, text.replaceAll("@", name));
  });
}

interface Choices {
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly flags: readonly boolean[];
  readonly picks: readonly number[];
  readonly schema: string | undefined;
}

const choices: fc.Arbitrary<Choices> = fc.record({
  texts: fc.array(fc.constantFrom(...FIELDS), { maxLength: fieldNames.length }),
  names: fc.shuffledSubarray([...fieldNames], { minLength: fieldNames.length }),
  flags: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  picks: fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }),
  schema: fc.constantFrom(undefined, undefined, "sales", "Odd Schema"),
});

function entityOf(name: string, all: readonly string[], { texts, names, flags, picks, schema }: Choices): Entity {
  let turn = 0;
  const flag = (): boolean => flags[turn++ % flags.length] ?? false;
  const pick = <T>(items: readonly T[]): T | undefined => items[(picks[turn++ % picks.length] ?? 0) % items.length];
  const fields = fieldsOf(texts, names);
  const plain = fields.filter(isPlain);
  const relations: Relation[] = ["owner", "parent"].flatMap((relation): Relation[] => {
    const target = pick(all);
    if (target === undefined || flag()) return [];
    const nullable = flag();
    return [
      {
        kind: "one",
        name: relation,
        target,
        nullable,
        inverse: `${relation}Of${name}`,
        ...(flag() ? { unique: true } : {}),
        ...(flag() ? { owned: true } : {}),
        ...(flag() ? { onUpdate: "cascade" as const } : {}),
        ...(flag() ? { deferrable: true } : {}),
        ...(flag() ? { index: false } : {}),
      },
    ];
  });
  const target = pick(all);
  if (target !== undefined && flag()) {
    relations.push({ kind: "many", name: "links", target, inverse: `linksOf${name}` });
  }
  const [first, second] = plain;
  const keys: Key[] = [
    ...(first && second && flag()
      ? [{ name: `key of ${name}`, primary: false, fields: [second.name, first.name] }]
      : []),
    ...(first && second && flag() ? [{ name: "primary", primary: true, fields: [first.name, second.name] }] : []),
  ];
  const parts: IndexPart[] = [
    ...plain.slice(0, 3).map((field) => field.name),
    ...relations.flatMap(({ kind, name: of }) => (kind === "one" ? [of] : [])),
  ].map((field) => ({
    of: { field },
    ...(flag() ? { descending: true } : {}),
    ...(flag() ? { nulls: "first" as const } : {}),
  }));
  const texted = fields.filter(({ type }) => ["string", "text", "email"].includes(type.name) && type.array === 0);
  const indexes: Index[] = [
    ...(parts.length > 0 ? [{ name: `${name}_plain`, parts, ...(flag() ? { unique: true } : {}) }] : []),
    ...fields.map(
      (field, at): Index => ({
        name: `${name}_${at}`,
        parts: [{ of: { field: field.name } }],
        using: pick(["inverted", "spatial", "brin", "hash"] as const) ?? "hash",
      }),
    ),
    ...(texted.length > 0 ? [{ name: `${name}_search`, parts: [], search: texted.map((field) => field.name) }] : []),
  ];
  return {
    name,
    ...(schema === undefined ? {} : { schema }),
    ...(flag() ? { softDelete: true } : {}),
    ...(flag() ? { timestamps: false } : {}),
    ...(flag() ? { id: "identity" as const } : {}),
    fields,
    relations,
    keys,
    checks: [],
    indexes,
  };
}

/** Valid models over a fixed stock of fields, with random keys, relations and indexes. */
export const validModel: fc.Arbitrary<Model> = fc
  .record({
    names: fc.shuffledSubarray(entityNames, { minLength: 1 }),
    choices: fc.tuple(choices, choices, choices, choices),
    tables: fc.constantFrom("snake_plural", "pascal_singular" as const),
    columns: fc.constantFrom("snake", "camel" as const),
  })
  .map(({ names, choices: all, tables, columns }): Model => {
    const [fallback] = all;
    const entities = names.map((name, at) => entityOf(name, names, all[at] ?? fallback));
    const conventions = { tables, columns, id: "uuid", timestamps: true } as const;
    return { conventions, types: MOODS, entities, targets: {} };
  })
  .filter((model) => validateModel(model).length === 0);
