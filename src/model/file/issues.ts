/** What zod found → problems in our words: unknown keys with a suggestion, wrong kinds of value with what is expected. */
import type { z } from "zod";
import { clip } from "../lexer.ts";
import type { Problem } from "../problems.ts";
import { nearest } from "../suggest.ts";
import { objectKinds } from "./schema.ts";
import type { Path } from "./source.ts";

type Issue = z.core.$ZodIssue;

/** Keys that people write by habit, with what to do instead. */
const foreignKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the model": {
    enums: "Enums stand under `types:`",
    tables: "Tables are made of `entities:`",
    models: "Use `entities:`",
    version: "Write `schemaforge: 1`",
  },
  "an entity": {
    columns: "Use `fields:`",
    primary: "Write `keys: { primary: [field] }`, or `primary` on the field",
    unique: "Give the key a name under `keys:`, such as `users_name_key: [firstName, lastName]`",
    paranoid: "Use `softDelete: true`",
    description: "Use `doc:`",
    comment: "Use `doc:`",
    tableName: "Use `table:`",
    values: "Enums stand under `types:`",
    mixins: "Mixins stand under `mixins:` of the model; take them over with `uses:`",
    mixin: "Use `uses:`",
    inherits: "Use `extends:`",
    parent: "Use `extends:`",
    immutable: "Use `appendOnly: true`, or `immutable` on a field",
    partitions: "Use `partition:`, as `partition: { range: createdAt, every: month }`",
    exclusions: "Use `exclude:`, as `no_overlap: room with =, during with overlaps`",
    seed: "Use `rows:`",
    data: "Use `rows:`",
    rls: "Use `policies:`, or `tenant: true`",
  },
  "a mixin": {
    keys: "Keys belong to entities: give the field `unique`, or declare the key in each entity",
    columns: "Use `fields:`",
    extends: "A mixin takes over others with `uses:`",
  },
  "a view": {
    query: "Use `sql:`, with the query of each engine below it",
    as: "Use `sql:`, with the query of each engine below it",
    select: "Use `sql:`, with the query of each engine below it",
    description: "Use `doc:`",
  },
  "a partition": {
    by: "Write `range:`, `list:` or `hash:` with the field",
    interval: "Use `every:`",
    keep: "Use `retain:`",
    retention: "Use `retain:`",
    values: "Use `partitions:`, a map of names and their values",
  },
  "a policy": {
    role: "Use `to:`",
    roles: "Use `to:`",
    command: "Use `for:`",
    withCheck: "Use `check:`",
    where: "Use `using:`",
  },
  "a field": {
    nullable: "End the type in `?`: `type: text?`",
    required: "Leave it out: a field is NOT NULL unless its type ends in `?`",
    "default?": "Use `default:`",
    length: "Write the length behind the type: `type: string(255)`",
    description: "Use `doc:`",
    comment: "Use `doc:`",
    enum: "Declare the enum under `types:` and use its name as the type",
  },
  "a relation": {
    target: "Name the entity under `one:` or `many:`",
    inverse: "Use `as:`",
    on: "Use `onDelete:` or `onUpdate:`",
  },
  "an index": {
    on: "Use `fields:` (older YAML reads `on` as a boolean)",
    columns: "Use `fields:`",
    name: "The key above is the name of the index",
    order: "Write it behind the field: `fields: [createdAt desc]`",
    type: "Use `using:`",
    method: "Use `using:`",
  },
};

function kindOf(path: Path): (typeof objectKinds)[number] | undefined {
  return objectKinds.find(
    (kind) =>
      kind.path.length === path.length &&
      kind.path.every((step, index) => step === "*" || step === String(path[index])),
  );
}

/** Of the ways that a value fails a choice of forms, the one that comes nearest to fitting. */
function leaves(issue: Issue, prefix: Path): { issue: Issue; path: Path }[] {
  const path: Path = [...prefix, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  if (issue.code !== "invalid_union") return [{ issue, path }];
  const inside = issue.errors.filter((errors) =>
    errors.every((error) => !(error.code === "invalid_type" && error.path.length === 0)),
  );
  const [best] = inside.toSorted((a, b) => a.length - b.length);
  return best ? best.flatMap((error) => leaves(error, path)) : [{ issue, path }];
}

/** Words of engines for values that the language names by meaning. */
const foreignValues: Readonly<Record<string, string>> = {
  gin: "inverted",
  gist: "spatial",
  rtree: "spatial",
  bitmap: "inverted",
  auto: "identity",
  snake_case: "snake",
  camelcase: "camel",
  nestedset: "nested-set",
  nested_set: "nested-set",
  adjacency_list: "adjacency",
  "adjacency-list": "adjacency",
  "closure-table": "closure",
  closure_table: "closure",
  materializedpath: "materialized-path",
  materialized_path: "materialized-path",
  path: "materialized-path",
  ltree: "materialized-path",
  sti: "single",
  "single-table": "single",
  cti: "joined",
  "class-table": "joined",
  table_per_class: "concrete",
  daily: "day",
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
};

export interface Finding {
  /** What to take out so that the rest can be read. */
  readonly drop: Path;
  readonly problem: Omit<Problem, "where">;
  /** Where it is. */
  readonly path: Path;
}

/** The problems of a zod issue. */
export function findingsOf(issue: Issue, valueAt: (path: Path) => unknown): Finding[] {
  return leaves(issue, []).flatMap(({ issue: leaf, path }) => {
    if (leaf.code === "unrecognized_keys") return leaf.keys.map((name) => unknownKey(path, name));
    return [wrongValue(leaf, path, valueAt(path))];
  });
}

function unknownKey(path: Path, name: string): Finding {
  const kind = kindOf(path);
  const what = kind?.what ?? "this object";
  const at = [...path, name];
  const shown = clip(name);
  const known = kind?.keys ?? [];
  const guess = nearest(name, known);
  const foreign = foreignKeys[what];
  const remedy =
    foreign && Object.hasOwn(foreign, name)
      ? foreign[name]
      : guess !== undefined
        ? `Did you mean \`${guess}\`?`
        : known.length > 0
          ? `It knows ${known.join(", ")}`
          : undefined;
  const isForeign = foreign !== undefined && Object.hasOwn(foreign, name);
  const problem = {
    code: "UNKNOWN_KEY",
    message: `${what} knows no \`${shown}\``,
    ...(remedy === undefined ? {} : { remedy }),
    ...(isForeign || guess === undefined ? {} : { replacement: { text: guess } }),
  };
  return { drop: at, path: at, problem };
}

/** Keys that a part cannot do without: how to write them. */
const neededKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the tenancy": {
    entity: "Name the entity whose rows are the tenants: `entity: Organization`",
    setting: "Name the session's setting that holds the tenant's key: `setting: app.organization_id`",
  },
  "a view": { sql: "Give its query: `sql:`, with `postgres:` and the text below it" },
  "a type": { values: "List its values: `values: [draft, published]`" },
  "a key": { fields: "Name its fields: `fields: [organization, slug]`" },
  "a check": { check: "Give its condition: `check: total >= 0`" },
  "an exclusion": { fields: "Write `fields: room with =, during with overlaps`" },
};

function wrongValue(issue: Issue, path: Path, value: unknown): Finding {
  const name = path.at(-1);
  const subject = typeof name === "string" ? `\`${clip(name)}\`` : "this item";
  const finding = (message: string, remedy?: string, instead?: string): Finding => ({
    drop: path,
    path,
    problem: {
      code: "WRONG_VALUE",
      message,
      ...(remedy === undefined ? {} : { remedy }),
      ...(instead === undefined ? {} : { replacement: { text: instead, of: "value" } }),
    },
  });
  if (path.length === 0) {
    return finding(
      "a model is a map that begins with `schemaforge: 1`",
      "Start the file with `schemaforge: 1` and `entities:`",
    );
  }
  if (name === "schemaforge") {
    return value === undefined
      ? finding("a model begins with `schemaforge: 1`", "Add the line `schemaforge: 1` at the top")
      : finding(
          `this version reads \`schemaforge: 1\`, not ${clip(JSON.stringify(value) ?? "")}`,
          "Write `schemaforge: 1`",
          "1",
        );
  }
  if (value === undefined) {
    // Without it the part that lacks it means nothing: that is taken out.
    const what = kindOf(path.slice(0, -1))?.what ?? "";
    const remedy = neededKeys[what]?.[String(name)];
    return { ...finding(`${subject} is missing`, remedy), drop: path.slice(0, -1) };
  }
  if (value === null) return finding(`${subject} has no value`, emptyRemedy(path));
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const word = typeof value === "string" ? value.toLowerCase() : "";
    const known = Object.hasOwn(foreignValues, word) ? foreignValues[word] : undefined;
    const guess = known !== undefined && allowed.includes(known) ? known : nearest(word, allowed);
    return finding(
      `${subject} is one of ${allowed.join(", ")}, not ${clip(JSON.stringify(value) ?? "")}`,
      guess === undefined ? undefined : `Did you mean \`${guess}\`?`,
      guess,
    );
  }
  if (path.length === 3 && path[0] === "views" && name === "sql" && typeof value === "string") {
    return finding(
      "`sql` of a view holds a query for each engine",
      "Write `postgres:` below `sql:`, and the query behind it",
    );
  }
  const wanted = expectedOf(issue);
  const yesNo = wanted.includes("true or false") && typeof value === "string" && /^(yes|no|on|off|y|n)$/i.test(value);
  if (yesNo) {
    const meant = /^(yes|on|y)$/i.test(String(value)) ? "true" : "false";
    return finding(`${subject} is ${wanted.join(" or ")}, not ${describe(value)}`, `Write ${meant}`, meant);
  }
  const quoted = wanted.includes("text") && typeof value !== "object" ? `'${String(value)}'` : undefined;
  const remedy = quoted && `Put it in quotes: ${quoted}`;
  return finding(`${subject} is ${wanted.join(" or ")}, not ${describe(value)}`, remedy, quoted);
}

function emptyRemedy(path: Path): string {
  const isEntity = path.length === 2 && path[0] === "entities";
  return isEntity
    ? `Write its fields below it, or \`${String(path[1])}: {}\` for none`
    : "Give it a value or leave it out";
}

const expectedNames: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  number: "a number",
  null: "",
};

function expectedOf(issue: Issue): string[] {
  if (issue.code === "invalid_type") return [expectedNames[issue.expected] ?? issue.expected];
  if (issue.code !== "invalid_union") return [issue.message];
  const all = issue.errors.flat().flatMap((error) => expectedOf(error));
  return [...new Set(all.filter((word) => word !== ""))];
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return `\`${clip(String(value))}\``;
}
