/** Random fields, relations, expressions and models for property tests: well-formed, not always meaningful. */
import fc from "fast-check";
import type { Expression, ExpressionNode } from "../../src/model/expression.ts";
import { formatExpression } from "../../src/model/expressions/format.ts";
import { FUNCTIONS } from "../../src/model/expressions/functions.ts";
import { parseExpression } from "../../src/model/expressions/parse.ts";
import type {
  Audit,
  Check,
  ConstraintKind,
  Conventions,
  DefaultValue,
  EmbeddedType,
  Entity,
  EntityTargets,
  EnumType,
  Exclusion,
  Field,
  FieldSequence,
  FieldTarget,
  FieldType,
  Index,
  IndexPart,
  Key,
  ManyRelation,
  Mixin,
  Model,
  ModelTargets,
  OneRelation,
  Partition,
  Policy,
  PolymorphicRelation,
  Relation,
  Row,
  SqliteStyle,
  Tenancy,
  View,
} from "../../src/model/model.ts";
import { literalProblem } from "../../src/model/shorthand/literal.ts";
import { TYPE_WORDS } from "../../src/model/types.ts";

/** Names of fields, among them words that mean something to the grammar. */
export const fieldName: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,8}$/),
  fc.constantFrom(
    "end",
    "case",
    "not",
    "null",
    "in",
    "desc",
    "nulls",
    "as",
    "on",
    "one",
    "many",
    "default",
    "length",
    "unique",
  ),
);
const typeName = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/);
const anyText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom(
    "null",
    "true",
    "01",
    "it's",
    "a: b",
    "x # y",
    "-",
    "- a",
    "#fff",
    " padded ",
    "a\nb",
    "'",
    '"',
    "\\",
    "{}",
    "[a, b]",
    "~",
    "yes",
    "1.50",
    "=",
    "@x",
    "`",
    "%",
    "! a",
    "& b",
    "* c",
    "|",
    ">",
    "\t",
    "\u0085",
    "\u2028",
    "a:",
    "? x",
  ),
);
const someText = anyText.filter((text) => text !== "");
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });
const yes = fc.constant(true as const);

/** The object without its undefined values, as the readers give it. */
function given<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

const decimalText = fc.oneof(
  fc.nat(99999).map(String),
  fc.tuple(fc.nat(999), fc.nat(999)).map(([a, b]) => `${a}.${b}`),
  fc.constantFrom("1e3", "2.5E-4"),
);

/** Trees of expressions as the parser makes them. */
export const expressionNode: fc.Arbitrary<ExpressionNode> = fc.letrec<{ node: ExpressionNode }>((tie) => {
  const node = tie("node");
  const calls = [...FUNCTIONS].map(([name, { arity }]) =>
    fc
      .array(node, { minLength: arity[0], maxLength: Math.min(arity[1], arity[0] + 2) })
      .map((args): ExpressionNode => ({ kind: "call", name, args })),
  );
  return {
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fieldName.map((name): ExpressionNode => ({ kind: "field", name })),
      anyText.map((value): ExpressionNode => ({ kind: "string", value })),
      decimalText.map((value): ExpressionNode => ({ kind: "number", value })),
      fc.boolean().map((value): ExpressionNode => ({ kind: "boolean", value })),
      fc.constant<ExpressionNode>({ kind: "null" }),
      fc.oneof(...calls),
      fc.record({ operator: fc.constantFrom("not", "-"), operand: node }).map(
        ({ operator, operand }): ExpressionNode => ({
          kind: "unary",
          operator: operator === "not" ? "not" : "-",
          operand,
        }),
      ),
      fc
        .record({
          operator: fc.constantFrom(
            "and",
            "or",
            "=",
            "<>",
            "<",
            "<=",
            ">",
            ">=",
            "+",
            "-",
            "*",
            "/",
            "%",
            "||",
            "like" as const,
          ),
          left: node,
          right: node,
        })
        .map((parts) => ({ kind: "binary", ...parts }) as ExpressionNode),
      fc
        .record({ operand: node, negated: fc.boolean() })
        .map((parts): ExpressionNode => ({ kind: "isNull", ...parts })),
      fc
        .record({ operand: node, list: fc.array(node, { minLength: 1, maxLength: 3 }), negated: fc.boolean() })
        .map((parts): ExpressionNode => ({ kind: "in", ...parts })),
      fc
        .record({ operand: node, low: node, high: node })
        .map((parts): ExpressionNode => ({ kind: "between", ...parts })),
      fc
        .record({
          branches: fc.array(fc.record({ when: node, value: node }), { minLength: 1, maxLength: 2 }),
          otherwise: optional(node),
        })
        .map((parts) => given({ kind: "case", ...parts }) as ExpressionNode),
    ),
  };
}).node;

const parsedExpression: fc.Arbitrary<Expression> = expressionNode.map((node) =>
  parseExpression(formatExpression(node)),
);
const rawExpression: fc.Arbitrary<Expression> = fc
  .record({ postgres: someText, mysql: optional(someText) })
  .map((sql) => ({ kind: "raw", sql: given(sql) }) as Expression);
const anyExpression = fc.oneof({ weight: 4, arbitrary: parsedExpression }, { weight: 1, arbitrary: rawExpression });

const fieldType: fc.Arbitrary<FieldType> = fc
  .oneof(
    fc
      .constantFrom("string", "char", "binary")
      .chain((name) => fc.integer({ min: 1, max: 9999 }).map((n) => ({ name, args: [n] }))),
    fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(40))
      .map(([p, s]) => ({ name: "decimal", args: [p, Math.min(p, s)] })),
    fc.uniqueArray(someText, { minLength: 1, maxLength: 4 }).map((args) => ({ name: "set", args })),
    fc.constantFrom("int", "date", "datetime").map((of) => ({ name: "range", args: [of] })),
    fc.integer({ min: 1, max: 2000 }).map((n) => ({ name: "vector", args: [n] })),
    fc
      .constantFrom(...[...TYPE_WORDS].filter(([, word]) => word.needed === 0).map(([name]) => name))
      .map((name) => ({ name, args: [] })),
    typeName.map((name) => ({ name, args: [] })),
  )
  .chain((type) =>
    fc
      .integer({ min: 0, max: 2 })
      .map((array) => ({ ...type, array: type.name === "set" || type.name === "vector" ? 0 : array })),
  );

function scalarDefault(type: FieldType): fc.Arbitrary<DefaultValue> {
  const family = TYPE_WORDS.get(type.name)?.family;
  const string = (values: fc.Arbitrary<string>): fc.Arbitrary<DefaultValue> =>
    values.map((value): DefaultValue => ({ kind: "string", value }));
  const number = (values: fc.Arbitrary<string>): fc.Arbitrary<DefaultValue> =>
    values.map((value): DefaultValue => ({ kind: "number", value }));
  switch (family) {
    case "integer":
      return number(fc.integer({ min: -32768, max: 32767 }).map(String));
    case "decimal":
      return number(fc.constant("0"));
    case "float":
    case "vector":
      return number(
        fc.oneof(
          decimalText,
          decimalText.map((text) => `-${text}`),
        ),
      );
    case "boolean":
      return fc.boolean().map((value): DefaultValue => ({ kind: "boolean", value }));
    case "json":
    case "map":
      return fc
        .jsonValue({ maxDepth: 2 })
        .map((value): DefaultValue => ({ kind: "json", value: JSON.parse(JSON.stringify(value)) }));
    case "date":
    case "datetime":
      return string(fc.constantFrom("2024-02-29", "1999-12-31"));
    case "time":
      return string(fc.constantFrom("08:30", "23:59:59.5"));
    case "uuid":
      return string(fc.uuid());
    case "binary":
      return string(fc.constantFrom("", "00", "DEADbeef"));
    case "set":
      return string(fc.constantFrom(...type.args.map(String)));
    default:
      return string(anyText.filter((text) => literalProblem(type, family, text, true) === undefined));
  }
}

const sequenceDefault: fc.Arbitrary<DefaultValue> = fc
  .constantFrom("serial", "identity", "identity always" as const)
  .map((as) => ({ kind: "sequence", as }));

const callDefault: fc.Arbitrary<DefaultValue> = anyExpression.map(
  (expression): DefaultValue => ({ kind: "expression", expression }),
);

function fits(type: FieldType, value: DefaultValue): boolean {
  // A lone call is held against the field's type; only some of the random ones fit.
  return !(
    value.kind === "expression" &&
    value.expression.kind === "parsed" &&
    value.expression.ast.kind === "call" &&
    type.name !== "json"
  );
}

function defaultOf(type: FieldType): fc.Arbitrary<DefaultValue> {
  const family = TYPE_WORDS.get(type.name)?.family;
  const depth = family === "set" || family === "vector" ? 1 : type.array;
  let literal = scalarDefault(type);
  for (let level = 0; level < depth; level++) {
    literal = fc.array(literal, { maxLength: 3 }).map((items): DefaultValue => ({ kind: "list", items }));
  }
  const isText = family !== "json" && family !== "map";
  const all = [literal, literal, callDefault.filter((value) => fits(type, value) && isText)];
  if (family === "integer" && type.array === 0) all.push(sequenceDefault);
  return fc.oneof(...(isText ? all : [literal]), fc.constant<DefaultValue>({ kind: "null" }));
}

const names = fc.uniqueArray(someText, { minLength: 1, maxLength: 3 });

const wholeText = optional(fc.oneof(fc.bigInt().map(String), fc.integer().map(String)));
const fieldSequence: fc.Arbitrary<FieldSequence> = fc
  .record({
    name: optional(anyText),
    owned: optional(fc.boolean()),
    type: optional(fc.constantFrom("smallint", "integer", "bigint" as const)),
    start: wholeText,
    increment: wholeText,
    min: wholeText,
    max: wholeText,
    cache: wholeText,
    cycle: optional(fc.boolean()),
  })
  .map((sequence) => given(sequence) as FieldSequence);

const sometimes = optional(fc.boolean());

const sqliteStyle: fc.Arbitrary<SqliteStyle> = fc
  .record({
    strict: sometimes,
    constraintNames: optional(
      fc.oneof(fc.boolean(), fc.subarray(["primary", "unique", "foreign", "check"] as ConstraintKind[])),
    ),
    typeChecks: sometimes,
    autoincrement: sometimes,
    keyNotNull: sometimes,
    referencedColumns: sometimes,
    types: optional(fc.dictionary(fc.constantFrom("json", "string", "int"), anyText, { noNullPrototype: true })),
  })
  .map((style) => given(style) as SqliteStyle);

const fieldTargets: fc.Arbitrary<NonNullable<Field["targets"]>> = fc
  .record({
    postgres: optional(
      fc
        .record({
          type: optional(anyText),
          collation: optional(anyText),
          storage: optional(fc.constantFrom("plain", "external", "extended", "main" as const)),
          compression: optional(fc.constantFrom("pglz", "lz4" as const)),
          virtual: optional(fc.boolean()),
          default: optional(anyText),
          sequence: optional(fieldSequence),
        })
        .map((target) => given(target) as FieldTarget),
    ),
    sqlite: optional(
      fc
        .record({ collation: optional(fc.constant("NOCASE")), notNull: sometimes, default: optional(anyText) })
        .map((target) => given(target) as FieldTarget),
    ),
  })
  .map((targets) => given(targets) as NonNullable<Field["targets"]>);

/** Fields whose shorthand says everything, or with raw SQL and native types too. */
export function fieldArbitrary(objectForm: boolean): fc.Arbitrary<Field> {
  const expression = objectForm ? anyExpression : parsedExpression;
  const short = (value: DefaultValue | undefined): boolean =>
    objectForm || value?.kind !== "expression" || value.expression.kind === "parsed";
  return fieldType.chain((type) =>
    fc
      .record({
        name: fieldName,
        type: fc.constant(type),
        nullable: fc.boolean(),
        default: optional(defaultOf(type).filter(short)),
        generated: optional(expression),
        primary: optional(yes),
        unique: optional(yes),
        index: optional(yes),
        secret: optional(yes),
        immutable: optional(yes),
        uniqueInTenant: optional(yes),
        encrypt: optional(fc.constantFrom("database", "application" as const)),
        slugOf: optional(anyText),
        countOf: optional(anyText),
        pii: optional(anyText),
        min: optional(anyText),
        max: optional(anyText),
        match: optional(anyText),
        check: optional(expression),
        was: optional(names),
        doc: optional(anyText),
        column: optional(anyText),
        targets: objectForm ? optional(fieldTargets) : fc.constant(undefined),
      })
      .map((field) => given(field) as Field),
  );
}

const deferrable = optional(fc.constantFrom(true as const, "deferred" as const));
const action = optional(fc.constantFrom("cascade", "restrict", "set null", "set default", "no action" as const));

/** Relations of both kinds. */
export const relationArbitrary: fc.Arbitrary<Relation> = fc.oneof(
  fc
    .record({
      kind: fc.constant("one" as const),
      name: fieldName,
      target: typeName,
      nullable: fc.boolean(),
      inverse: optional(fieldName.filter((name) => name !== "many")),
      unique: optional(yes),
      owned: optional(yes),
      references: optional(fc.uniqueArray(fieldName, { minLength: 1, maxLength: 3 })),
      onDelete: action,
      onUpdate: action,
      onDeleteColumns: optional(names),
      deferrable,
      period: optional(yes),
      constraintName: optional(anyText),
      columns: optional(names),
      index: optional(fc.boolean()),
      was: optional(names),
      doc: optional(anyText),
    })
    .map((relation) => given(relation) as OneRelation),
  fc
    .record({
      kind: fc.constant("many" as const),
      name: fieldName,
      target: typeName,
      inverse: fieldName,
      through: optional(typeName),
      table: optional(anyText),
      doc: optional(anyText),
    })
    .map((relation) => given(relation) as ManyRelation),
);

/** Relations to one of several entities. */
export const polymorphicArbitrary: fc.Arbitrary<PolymorphicRelation> = fc
  .record({
    name: fieldName,
    targets: fc.array(typeName, { minLength: 2, maxLength: 3 }),
    nullable: fc.boolean(),
    as: fc.constantFrom("type", "arcs" as const),
    onDelete: action,
    doc: optional(anyText),
  })
  .map((relation) => given(relation) as PolymorphicRelation);

/** Parts of indexes that have a text form. */
export function indexPartArbitrary(raw: boolean): fc.Arbitrary<IndexPart> {
  const parsed = parsedExpression.filter(
    (expression) => expression.kind === "parsed" && expression.ast.kind !== "field",
  );
  return fc
    .record({
      of: fc.oneof(
        fieldName.map((field) => ({ field })),
        (raw ? fc.oneof(parsed, rawExpression) : parsed).map((expression) => ({ expression })),
      ),
      descending: optional(yes),
      nulls: optional(fc.constantFrom("first", "last" as const)),
      opclass: optional(anyText),
    })
    .map((part) => given(part) as IndexPart);
}

const unique = <T extends { readonly name: string }>(item: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { selector: ({ name }) => name, maxLength });
const label = someText.filter((name) => !/^\d+$/.test(name) && name !== "__proto__");

/** Texts by name, some of which YAML and JSON take for numbers or words of theirs. */
const options: fc.Arbitrary<{ [name: string]: string }> = fc.dictionary(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.oneof(anyText, decimalText),
  { maxKeys: 3, noNullPrototype: true },
);

const index: fc.Arbitrary<Index> = fc
  .record({
    name: someText.filter((name) => !/^\d+$/.test(name) && name !== "__proto__"),
    parts: fc.array(indexPartArbitrary(true), { maxLength: 3 }),
    unique: optional(yes),
    where: optional(anyExpression),
    using: optional(fc.constantFrom("btree", "hash", "inverted", "spatial", "brin" as const)),
    include: optional(fc.array(fieldName, { minLength: 1, maxLength: 2 })),
    search: optional(fc.array(fieldName, { minLength: 1, maxLength: 2 })),
    language: optional(anyText),
    nullsNotDistinct: optional(yes),
    targets: optional(
      fc
        .record({
          postgres: optional(
            fc
              .record({ using: optional(anyText), options: optional(options) })
              .map((target) => given(target) as { using?: string }),
          ),
        })
        .map((targets) => given(targets) as NonNullable<Index["targets"]>),
    ),
  })
  .map((value) => given(value) as Index);

const someNames = optional(fc.array(fieldName, { minLength: 1, maxLength: 2 }));

const policy: fc.Arbitrary<Policy> = fc
  .record({
    name: label,
    for: fc.constantFrom("all", "select", "insert", "update", "delete" as const),
    to: fc.uniqueArray(anyText, { maxLength: 2 }),
    using: optional(anyExpression),
    check: optional(anyExpression),
    restrictive: optional(yes),
  })
  .map((value) => given(value) as Policy);

const behaviour = {
  audit: optional(
    fc.record({ log: fc.constant("row" as const), actor: optional(anyText) }).map((audit) => given(audit) as Audit),
  ),
  history: sometimes,
  appendOnly: sometimes,
  tenant: sometimes,
  policies: optional(unique(policy, 2)),
};

const partition: fc.Arbitrary<Partition> = fc.oneof(
  fc
    .record({
      kind: fc.constant("range" as const),
      field: anyText,
      every: fc.constantFrom("day", "week", "month", "quarter", "year" as const),
      retain: optional(anyText),
    })
    .map((value) => given(value) as Partition),
  fc.record({
    kind: fc.constant("list" as const),
    field: anyText,
    partitions: unique(fc.record({ name: label, values: fc.array(anyText, { maxLength: 3 }) }), 2),
  }),
  fc.record({
    kind: fc.constant("hash" as const),
    fields: fc.array(fieldName, { minLength: 1, maxLength: 2 }),
    count: fc.integer({ min: 1, max: 64 }),
  }),
);

const exclusion: fc.Arbitrary<Exclusion> = fc
  .record({
    name: label,
    parts: fc.array(
      fc.record({
        field: fc.oneof(
          fieldName,
          fc.tuple(fieldName, fieldName).map((path) => path.join(".")),
        ),
        operator: fc.constantFrom("=", "overlaps" as const),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    where: optional(anyExpression),
  })
  .map((value) => given(value) as Exclusion);

/** Values as rows hold them of fields of any other entity: their kind is to be seen without the type. */
const looseValue: fc.Arbitrary<DefaultValue> = fc.oneof(
  anyText.map((value): DefaultValue => ({ kind: "string", value })),
  fc.integer().map((value): DefaultValue => ({ kind: "number", value: String(value) })),
  fc.boolean().map((value): DefaultValue => ({ kind: "boolean", value })),
  fc.constant<DefaultValue>({ kind: "null" }),
  fc
    .jsonValue({ maxDepth: 2 })
    .map((value): DefaultValue => ({ kind: "json", value: JSON.parse(JSON.stringify(value)) })),
  fc
    .array(
      anyText.map((value): DefaultValue => ({ kind: "string", value })),
      { maxLength: 2 },
    )
    .map((items): DefaultValue => ({ kind: "list", items })),
  anyExpression.map((expression): DefaultValue => ({ kind: "expression", expression })),
);

/** Rows of an entity with these fields: values of their types, and of members that come from elsewhere. */
function rowsOf(fields: readonly Field[]): fc.Arbitrary<Row[]> {
  const known = fields.map((field): [string, fc.Arbitrary<DefaultValue>] => [
    field.name,
    defaultOf(field.type).filter(({ kind }) => kind !== "sequence"),
  ]);
  const values = Object.fromEntries([...known, ["zzElsewhere", looseValue]]);
  const row = fc.record(values, { requiredKeys: [] }).map((members) => given(members) as Row);
  return fc.array(row, { maxLength: 3 });
}
const tableOptions = fc
  .record({ engine: optional(anyText), charset: optional(anyText), collation: optional(anyText) })
  .map((target) => given(target) as { engine?: string });
const entityTargets: fc.Arbitrary<EntityTargets> = fc
  .record({
    postgres: optional(
      fc
        .record({ unlogged: sometimes, options: optional(options), partitionBy: optional(anyText) })
        .map((target) => given(target) as { unlogged?: boolean }),
    ),
    mysql: optional(tableOptions),
    mariadb: optional(tableOptions),
    sqlite: optional(
      fc
        .tuple(sqliteStyle, fc.record({ withoutRowid: sometimes }))
        .map(([style, own]) => ({ ...style, ...given(own) })),
    ),
    mongodb: optional(
      fc
        .record({
          validation: optional(fc.constantFrom("strict", "moderate", "off" as const)),
          shardKey: optional(fc.array(fieldName, { minLength: 1, maxLength: 2 })),
        })
        .map((target) => given(target) as { validation?: "strict" }),
    ),
  })
  .map((targets) => given(targets) as EntityTargets);

const entity: fc.Arbitrary<Entity> = fc
  .record({
    name: typeName,
    doc: optional(anyText),
    was: optional(names),
    table: optional(anyText),
    schema: optional(anyText),
    id: optional(fc.constantFrom("uuid", "identity", "serial", "none" as const)),
    timestamps: optional(fc.boolean()),
    softDelete: optional(fc.boolean()),
    fields: unique(fieldArbitrary(true), 4),
    relations: unique(relationArbitrary, 2),
    keys: unique(
      fc
        .record({
          name: fc.oneof(label, fc.constant("primary")),
          fields: fc.array(fieldName, { minLength: 1, maxLength: 2 }),
          constraintName: optional(anyText),
          withoutOverlaps: optional(yes),
          nullsNotDistinct: optional(yes),
          deferrable,
          include: optional(fc.array(fieldName, { minLength: 1, maxLength: 2 })),
        })
        .map(({ constraintName, ...key }): Key => {
          const primary = key.name === "primary";
          return given({ ...key, primary, constraintName: primary ? constraintName : undefined }) as Key;
        }),
      2,
    ),
    checks: unique(
      fc
        .record({ name: label, notValid: optional(yes), noInherit: optional(yes), expression: anyExpression })
        .map((check) => given(check) as Check),
      2,
    ),
    indexes: unique(index, 2),
    targets: optional(entityTargets),
    uses: someNames,
    abstract: sometimes,
    inheritance: optional(fc.constantFrom("single", "joined", "concrete" as const)),
    extends: optional(typeName),
    tree: optional(fc.constantFrom("adjacency", "nested-set", "closure", "materialized-path" as const)),
    polymorphic: optional(unique(polymorphicArbitrary, 2).filter((list) => list.length > 0)),
    exclude: optional(unique(exclusion, 2)),
    partition: optional(partition),
    ...behaviour,
  })
  .chain((value) => optional(rowsOf(value.fields)).map((rows) => given({ ...value, rows }) as unknown as Entity))
  .map(withoutTwins);

const mixin: fc.Arbitrary<Mixin> = fc
  .record({
    name: typeName,
    doc: optional(anyText),
    uses: someNames,
    timestamps: sometimes,
    softDelete: sometimes,
    ...behaviour,
    fields: unique(fieldArbitrary(true), 2),
    relations: unique(relationArbitrary, 2),
    polymorphic: optional(unique(polymorphicArbitrary, 2).filter((list) => list.length > 0)),
    checks: unique(fc.record({ name: label, expression: anyExpression }), 1),
    indexes: unique(index, 1),
  })
  .map((value) => withoutTwins(given(value) as Mixin));

/** Relations of both kinds stand under one key of the file: a name is taken once. */
function withoutTwins<T extends Entity | Mixin>(owner: T): T {
  const { polymorphic, ...rest } = owner;
  const free = (polymorphic ?? []).filter(({ name }) => !owner.relations.some((relation) => relation.name === name));
  return (free.length > 0 ? { ...rest, polymorphic: free } : rest) as T;
}

const view: fc.Arbitrary<View> = fc
  .record({
    name: label,
    doc: optional(anyText),
    was: optional(names),
    databaseName: optional(anyText),
    schema: optional(anyText),
    materialized: sometimes,
    refresh: optional(anyText),
    unique: someNames,
    sql: fc.record({ postgres: optional(anyText), sqlite: optional(anyText) }).map((sql) => given(sql) as View["sql"]),
  })
  .map((value) => given(value) as View);

const embeddedType: fc.Arbitrary<EmbeddedType> = fc
  .record({ name: typeName, doc: optional(anyText), fields: unique(fieldArbitrary(true), 3) })
  .map((value) => given(value) as EmbeddedType);

const enumType: fc.Arbitrary<EnumType> = fc
  .record({
    name: typeName,
    doc: optional(anyText),
    values: fc.array(
      fc
        .record({ value: anyText, was: optional(names), doc: optional(anyText) })
        .map((value) => given(value) as { value: string }),
      { maxLength: 4 },
    ),
    databaseName: optional(anyText),
    schema: optional(anyText),
  })
  .map((value) => given(value) as EnumType);

const engineTarget = fc.record({
  objects: fc.array(fc.record({ sql: anyText, needs: fc.array(someText, { maxLength: 2 }) }), { maxLength: 2 }),
});

/** Whole models that can be written and read; they need not be valid. */
export const modelArbitrary: fc.Arbitrary<Model> = fc
  .record({
    name: optional(anyText),
    doc: optional(anyText),
    conventions: fc
      .record({
        tables: fc.constantFrom("snake_plural", "snake_singular", "pascal_plural", "pascal_singular" as const),
        columns: fc.constantFrom("snake", "camel" as const),
        id: fc.constantFrom("uuid", "identity", "serial", "none" as const),
        timestamps: fc.boolean(),
        indexForeignKeys: sometimes,
        onDelete: action,
      })
      .map((conventions) => given(conventions) as Conventions),
    types: unique(enumType, 2),
    embedded: optional(unique(embeddedType, 2)),
    mixins: optional(unique(mixin, 2)),
    tenancy: optional(
      fc
        .record({ entity: typeName, relation: fieldName, setting: anyText, bypass: optional(anyText) })
        .map((tenancy) => given(tenancy) as Tenancy),
    ),
    views: optional(unique(view, 2)),
    entities: unique(entity, 3),
    targets: fc
      .record({
        postgres: optional(engineTarget),
        mysql: optional(engineTarget),
        sqlite: optional(fc.tuple(sqliteStyle, engineTarget).map(([style, target]) => ({ ...style, ...target }))),
        mongodb: optional(engineTarget),
      })
      .map((targets) => given(targets) as ModelTargets),
  })
  .map((value) => {
    // Embedded values and enums stand under one key of the file.
    const { embedded, ...model } = value;
    const free = (embedded ?? []).filter(({ name }) => !model.types.some((type) => type.name === name));
    return given({ ...model, embedded: free.length > 0 ? free : undefined }) as unknown as Model;
  });
