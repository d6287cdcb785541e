/** Functions, views, triggers, rules, policies, publications and opaque objects. */
import type { PostgresObject } from "../objects.ts";
import { quoteIdent, quoteLiteral, quoteName } from "../quote.ts";
import { unwrap } from "./constraints.ts";
import { columnList, commentOn, nameOf, storageOptions, textOf } from "./text.ts";
import type { Tree } from "./tree.ts";
import { needsOf, type Section, type Unit } from "./unit.ts";

function unit(section: Section, object: PostgresObject, sql: readonly string[], parent?: PostgresObject): Unit {
  return {
    section,
    object: object.id,
    makes: [object.id],
    needs: needsOf(object),
    sql: [...sql, ...commentOn(object, parent)],
  };
}

export function functionUnits(routine: PostgresObject<"function">): Unit[] {
  return [unit("Functions", routine, [textOf(routine.props.definition)])];
}

type AnyView = PostgresObject<"view" | "materialized-view">;

export function viewUnits(view: AnyView, tree: Tree): Unit[] {
  const parts = view.edges.some(({ to }) => to === view.id) ? splitView(view, tree) : undefined;
  if (parts) return [...parts];
  return viewUnit(view, tree, "CREATE");
}

/** What a cycle of views and functions can go through without what a view selects: the types of its columns. */
const OF_COLUMNS: ReadonlySet<string> = new Set<PostgresObject["kind"]>([
  "schema",
  "extension",
  "enum",
  "domain",
  "composite-type",
  "range-type",
]);

/**
 * Takes a view that waits in a cycle apart, as pg_dump does: first a view of the same columns that selects nothing, which
 * is replaced when all is there.
 */
export function splitView(view: AnyView, tree: Tree): Unit[] | undefined {
  const { columns = [], columnTypes = [] } = view.props;
  if (view.kind !== "view" || columns.length === 0 || columns.length !== columnTypes.length) return undefined;
  const list = columns.map((column, at) => `NULL::${columnTypes[at]} AS ${quoteIdent(column)}`);
  const needs = [...needsOf(view)].filter((id) => OF_COLUMNS.has(tree.get(id)?.kind ?? ""));
  const sql = [`CREATE VIEW ${nameOf(view)} AS\nSELECT ${list.join(",\n    ")}`];
  const later = viewUnit(view, tree, "CREATE OR REPLACE");
  return [
    { section: "Views", object: view.id, makes: [view.id], needs: new Set(needs), sql },
    ...later.map((one) => ({ ...one, makes: [], needs: new Set([...one.needs, view.id]) })),
  ];
}

function viewUnit(view: AnyView, tree: Tree, verb: "CREATE" | "CREATE OR REPLACE"): Unit[] {
  const { props } = view;
  const name = nameOf(view);
  const materialized = view.kind === "materialized-view";
  const create = [
    `${verb} ${materialized ? "MATERIALIZED VIEW" : "VIEW"} ${name}`,
    materialized && view.props.accessMethod ? ` USING ${quoteIdent(view.props.accessMethod)}` : "",
    props.options ? ` WITH (${storageOptions(props.options)})` : "",
    materialized && view.props.tablespace ? ` TABLESPACE ${quoteIdent(view.props.tablespace)}` : "",
    ` AS\n${textOf(props.query)}`,
    materialized && view.props.unpopulated ? "\nWITH NO DATA" : "",
  ].join("");
  const defaults = view.kind === "view" ? Object.entries(view.props.columnDefaults ?? {}) : [];
  const sql = [
    create,
    ...defaults.map(
      ([column, value]) => `ALTER VIEW ${name} ALTER COLUMN ${quoteIdent(column)} SET DEFAULT ${textOf(value)}`,
    ),
    ...Object.entries(props.columnComments ?? {}).map(
      ([column, comment]) => `COMMENT ON COLUMN ${name}.${quoteIdent(column)} IS ${quoteLiteral(comment)}`,
    ),
  ];
  if (!materialized) return [unit("Views", view, sql)];
  const made = unit("Views", view, sql);
  return [{ ...made, needs: new Set([...made.needs, ...rowsRead(view, tree)]) }, ...clusterUnit(view)];
}

/** A materialized view is filled when it is made: the rows of reference data that it reads have to be there. */
function rowsRead(view: PostgresObject, tree: Tree): string[] {
  const seen = new Set<string>();
  const open = [view.id];
  const rows: string[] = [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const object = tree.get(id);
    if (!object || seen.has(id)) continue;
    seen.add(id);
    if (object.kind === "table") rows.push(...tree.children(id, "row").map((row) => row.id));
    else if (/view$/.test(object.kind)) open.push(...object.edges.map(({ to }) => to));
  }
  return rows;
}

function clusterUnit(view: PostgresObject<"materialized-view">): Unit[] {
  const { clusterOn } = view.props;
  if (!clusterOn) return [];
  return [
    {
      section: "Triggers and rules",
      object: view.id,
      makes: [],
      needs: new Set([view.id]),
      sql: [`ALTER MATERIALIZED VIEW ${nameOf(view)} CLUSTER ON ${quoteIdent(clusterOn)}`],
    },
  ];
}

const ENABLE = { disabled: "DISABLE", replica: "ENABLE REPLICA", always: "ENABLE ALWAYS" } as const;

export function triggerUnits(object: PostgresObject<"trigger" | "rule">, tree: Tree): Unit[] {
  const table = object.parent === undefined ? undefined : tree.get(object.parent);
  const { definition, enabled } = object.props;
  const state =
    enabled && table
      ? [`ALTER TABLE ${nameOf(table)} ${ENABLE[enabled]} ${object.kind.toUpperCase()} ${quoteIdent(object.name)}`]
      : [];
  return [unit("Triggers and rules", object, [textOf(definition), ...state], table)];
}

export function policyUnits(policy: PostgresObject<"policy">, tree: Tree): Unit[] {
  const table = policy.parent === undefined ? undefined : tree.get(policy.parent);
  const { restrictive, command, roles, using, check } = policy.props;
  const create = [
    `CREATE POLICY ${quoteIdent(policy.name)} ON ${table ? nameOf(table) : ""}`,
    restrictive ? " AS RESTRICTIVE" : "",
    command === "all" ? "" : ` FOR ${command.toUpperCase()}`,
    roles.length === 1 && roles[0] === "public" ? "" : ` TO ${roles.map(roleName).join(", ")}`,
    using ? ` USING (${unwrap(textOf(using))})` : "",
    check ? ` WITH CHECK (${unwrap(textOf(check))})` : "",
  ].join("");
  return [unit("Row-level security", policy, [create], table)];
}

export function eventTriggerUnits(trigger: PostgresObject<"event-trigger">): Unit[] {
  const { event, tags, enabled } = trigger.props;
  const when = tags ? ` WHEN TAG IN (${tags.map(quoteLiteral).join(", ")})` : "";
  const name = quoteIdent(trigger.name);
  const create = `CREATE EVENT TRIGGER ${name} ON ${event}${when} EXECUTE FUNCTION ${quoteName(trigger.props.function)}()`;
  return [
    unit("Event triggers", trigger, [create, ...(enabled ? [`ALTER EVENT TRIGGER ${name} ${ENABLE[enabled]}`] : [])]),
  ];
}

export function publicationUnits(publication: PostgresObject<"publication">): Unit[] {
  const { allTables, tables, schemas, operations, viaRoot, generatedColumns } = publication.props;
  const members = [
    ...(tables ?? []).map((table) => {
      const where = table.where ? ` WHERE (${unwrap(textOf(table.where))})` : "";
      return `TABLE ONLY ${quoteName(table)}${table.columns ? ` ${columnList(table.columns)}` : ""}${where}`;
    }),
    ...(schemas ?? []).map((schema) => `TABLES IN SCHEMA ${quoteIdent(schema)}`),
  ];
  const options = [
    ...(operations ? [`publish = ${quoteLiteral(operations.join(", "))}`] : []),
    ...(viaRoot ? ["publish_via_partition_root = true"] : []),
    ...(generatedColumns ? [`publish_generated_columns = ${generatedColumns}`] : []),
  ];
  const create = [
    `CREATE PUBLICATION ${quoteIdent(publication.name)}`,
    allTables ? " FOR ALL TABLES" : members.length > 0 ? ` FOR ${members.join(", ")}` : "",
    options.length > 0 ? ` WITH (${options.join(", ")})` : "",
  ].join("");
  return [unit("Publications", publication, [create])];
}

const OPAQUE_SECTION: { readonly [className: string]: Section } = {
  OPERATOR: "Operators",
  "OPERATOR FAMILY": "Operators",
  "OPERATOR CLASS": "Operators",
  CAST: "Operators",
  TRANSFORM: "Operators",
  CONVERSION: "Operators",
  TYPE: "Types",
  SUBSCRIPTION: "Publications",
};

export function opaqueUnits(object: PostgresObject<"opaque">): Unit[] {
  const statements = object.props.statements.map(textOf);
  const section = OPAQUE_SECTION[object.props.class] ?? verbatimSection(statements[0] ?? "");
  return [unit(section, object, statements)];
}

/** Where a verbatim statement belongs, by the words that it begins with; the first row that fits counts. */
const VERBATIM_SECTIONS: readonly (readonly [words: RegExp, section: Section])[] = [
  [/^create schema\b/, "Schemas"],
  [/^create extension\b/, "Extensions"],
  [/^create( or replace)? (type|domain|collation)\b/, "Types"],
  [/^create( unlogged| temporary)? sequence\b/, "Sequences"],
  [/^create( or replace)? (function|procedure|aggregate)\b/, "Functions"],
  [/^create (operator|cast|conversion|transform)\b/, "Operators"],
  [/^create( unlogged| foreign)? table\b/, "Tables"],
  [/^create( unique)? index\b/, "Indexes"],
  [/^create( or replace)?( recursive| materialized)* view\b/, "Views"],
  [
    /^(create( or replace)?( constraint)? (trigger|rule)|alter table \S+ (enable|disable)( always| replica)? (trigger|rule))\b/,
    "Triggers and rules",
  ],
  [/^(create|alter) policy\b/, "Row-level security"],
  [/^create statistics\b/, "Statistics"],
  [/^(create|alter) (publication|subscription)\b/, "Publications"],
  [/^alter default privileges\b/, "Default privileges"],
  [/^(grant|revoke|do)\b/, "Privileges"],
  [/^(create|alter) event trigger\b/, "Event triggers"],
  [/^alter (sequence|view|materialized|index|domain|type)\b/, "Views"],
  [/^alter table .* add constraint .* (primary key|unique|check|exclude)\b/, "Keys"],
  [/^alter table\b/, "Foreign keys"],
  [/^comment\b/, "Statistics"],
];

function verbatimSection(sql: string): Section {
  const start = sql.slice(0, 200).toLowerCase().replaceAll(/\s+/g, " ").trimStart();
  return VERBATIM_SECTIONS.find(([words]) => words.test(start))?.[1] ?? "Languages, servers and text search";
}

/** A role in TO and GRANT: `public` and the session's words stand bare. */
export function roleName(role: string): string {
  if (role === "public") return "PUBLIC";
  return role === "current_user" ? "CURRENT_USER" : quoteIdent(role);
}
