/** Reads functions, procedures and aggregates, triggers, rules, policies and event triggers. */
import { objectId } from "../../../catalog/ids.ts";
import { childId, functionId } from "../ids.ts";
import type { RelationName, RoutineProps } from "../objects.ts";
import { quoteLiteral } from "../quote.ts";
import { type Collector, given } from "./collector.ts";
import { quotedDefinition, quotedParameters } from "./keywords.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";

interface RoutineRow {
  oid: number;
  schema: string;
  name: string;
  kind: string;
  language: string;
  argument_types: string;
  identity_arguments: string;
  definition: string | null;
  aggregate: AggregateRow | null;
}

interface AggregateRow {
  name: string;
  signature: string;
  transition: string;
  state_type: string;
  state_size: number;
  final: string | null;
  final_extra: boolean;
  final_modify: string;
  combine: string | null;
  serial: string | null;
  deserial: string | null;
  initial: string | null;
  moving_transition: string | null;
  moving_inverse: string | null;
  moving_type: string | null;
  moving_size: number;
  moving_final: string | null;
  moving_final_extra: boolean;
  moving_final_modify: string;
  moving_initial: string | null;
  sort_operator: string | null;
  parallel: string;
  kind: string;
}

const ROUTINE = { f: "function", p: "procedure", a: "aggregate", w: "window" } as const;

const functionName = (column: string) => /* sql */ `nullif(${column}::oid, 0)::regproc::text`;

export function routineRows(query: Query): Promise<RoutineRow[]> {
  return query<RoutineRow>(/* sql */ `
    SELECT p.oid, n.nspname::text AS schema, p.proname::text AS name, p.prokind::text AS kind, l.lanname::text AS language,
      (SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY k), '') FROM unnest(p.proargtypes) WITH ORDINALITY u(t, k)) AS argument_types,
      pg_get_function_identity_arguments(p.oid) AS identity_arguments,
      CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition,
      CASE WHEN p.prokind = 'a' THEN (SELECT json_build_object('name', format('%s%s', CASE WHEN pg_function_is_visible(p.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END, quote_ident(p.proname)),
          'signature', pg_get_function_arguments(p.oid), 'transition', ${functionName("a.aggtransfn")}, 'state_type', format_type(a.aggtranstype, NULL),
          'state_size', a.aggtransspace, 'final', ${functionName("a.aggfinalfn")}, 'final_extra', a.aggfinalextra, 'final_modify', a.aggfinalmodify,
          'combine', ${functionName("a.aggcombinefn")}, 'serial', ${functionName("a.aggserialfn")}, 'deserial', ${functionName("a.aggdeserialfn")},
          'initial', a.agginitval, 'moving_transition', ${functionName("a.aggmtransfn")}, 'moving_inverse', ${functionName("a.aggminvtransfn")},
          'moving_type', CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END, 'moving_size', a.aggmtransspace,
          'moving_final', ${functionName("a.aggmfinalfn")}, 'moving_final_extra', a.aggmfinalextra, 'moving_final_modify', a.aggmfinalmodify,
          'moving_initial', a.aggminitval, 'sort_operator', (SELECT format('OPERATOR(%I.%s)', sn.nspname, o.oprname)
            FROM pg_operator o JOIN pg_namespace sn ON sn.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
          'parallel', p.proparallel, 'kind', a.aggkind) FROM pg_aggregate a WHERE a.aggfnoid = p.oid) END AS aggregate
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    WHERE p.oid >= ${FIRST_USER_OID} AND n.nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
    ORDER BY p.oid`);
}

export function addRoutines(collector: Collector, rows: readonly RoutineRow[]): void {
  for (const row of rows) {
    if (collector.isMember("pg_proc", row.oid)) continue;
    const props: RoutineProps = {
      routine: ROUTINE[row.kind as keyof typeof ROUTINE],
      language: row.language,
      identityArguments: quotedParameters(row.identity_arguments),
      definition: {
        sql: row.aggregate ? aggregateDefinition(row.aggregate) : quotedDefinition((row.definition ?? "").trimEnd()),
      },
      ...collector.comment("pg_proc", row.oid),
    };
    collector.add(
      {
        kind: "function",
        id: functionId(row.schema, row.name, row.argument_types),
        schema: row.schema,
        name: row.name,
        props,
      },
      { className: "pg_proc", oid: row.oid },
    );
  }
}

/** The default of FINALFUNC_MODIFY: read_only for plain aggregates, read_write for ordered-set ones (CREATE AGGREGATE). */
function modifyWord(letter: string, kind: string): string | undefined {
  if (letter === (kind === "n" ? "r" : "w")) return undefined;
  return { r: "READ_ONLY", s: "SHAREABLE", w: "READ_WRITE" }[letter];
}

function aggregateDefinition(row: AggregateRow): string {
  const parts: (string | false | null | undefined)[] = [
    `SFUNC = ${row.transition}`,
    `STYPE = ${row.state_type}`,
    row.state_size > 0 && `SSPACE = ${row.state_size}`,
    row.final && `FINALFUNC = ${row.final}`,
    row.final_extra && "FINALFUNC_EXTRA",
    row.final &&
      modifyWord(row.final_modify, row.kind) &&
      `FINALFUNC_MODIFY = ${modifyWord(row.final_modify, row.kind)}`,
    row.combine && `COMBINEFUNC = ${row.combine}`,
    row.serial && `SERIALFUNC = ${row.serial}`,
    row.deserial && `DESERIALFUNC = ${row.deserial}`,
    row.initial !== null && `INITCOND = ${quoteLiteral(row.initial)}`,
    row.moving_transition && `MSFUNC = ${row.moving_transition}`,
    row.moving_inverse && `MINVFUNC = ${row.moving_inverse}`,
    row.moving_type && `MSTYPE = ${row.moving_type}`,
    row.moving_size > 0 && `MSSPACE = ${row.moving_size}`,
    row.moving_final && `MFINALFUNC = ${row.moving_final}`,
    row.moving_final_extra && "MFINALFUNC_EXTRA",
    row.moving_final &&
      modifyWord(row.moving_final_modify, row.kind) &&
      `MFINALFUNC_MODIFY = ${modifyWord(row.moving_final_modify, row.kind)}`,
    row.moving_initial !== null && `MINITCOND = ${quoteLiteral(row.moving_initial)}`,
    row.sort_operator && `SORTOP = ${row.sort_operator}`,
    row.parallel !== "u" && `PARALLEL = ${row.parallel === "s" ? "SAFE" : "RESTRICTED"}`,
    row.kind === "h" && "HYPOTHETICAL",
  ];
  return `CREATE AGGREGATE ${row.name}(${row.signature || "*"}) (\n  ${parts.filter((part) => typeof part === "string").join(",\n  ")}\n)`;
}

interface TriggerRow {
  oid: number;
  name: string;
  relation: number;
  definition: string;
  enabled: string;
}

const ENABLED = { D: "disabled", R: "replica", A: "always" } as const;

export function triggerRows(query: Query): Promise<TriggerRow[]> {
  return query<TriggerRow>(/* sql */ `
    SELECT oid, tgname::text AS name, tgrelid AS relation, pg_get_triggerdef(oid, true) AS definition, tgenabled::text AS enabled
    FROM pg_trigger WHERE oid >= ${FIRST_USER_OID} AND NOT tgisinternal AND tgparentid = 0 ORDER BY oid`);
}

export function ruleRows(query: Query): Promise<TriggerRow[]> {
  return query<TriggerRow>(/* sql */ `
    SELECT oid, rulename::text AS name, ev_class AS relation, CASE WHEN rulename <> '_RETURN' THEN pg_get_ruledef(oid, true) END AS definition,
      ev_enabled::text AS enabled
    FROM pg_rewrite WHERE oid >= ${FIRST_USER_OID} ORDER BY oid`);
}

/** Triggers and rules; a view's own rule stands for the view. */
export function addTriggersAndRules(
  collector: Collector,
  triggers: readonly TriggerRow[],
  rules: readonly TriggerRow[],
): void {
  const add = (kind: "trigger" | "rule", className: "pg_trigger" | "pg_rewrite", row: TriggerRow) => {
    const table = collector.relations.get(row.relation);
    if (!table) return;
    if (kind === "rule" && row.name === "_RETURN") {
      collector.alias(table.id, className, row.oid);
      return;
    }
    const id = childId(kind, table.schema, table.name, row.name);
    const props = {
      definition: { sql: row.definition.replace(/;$/, "") },
      ...given("enabled", ENABLED[row.enabled as keyof typeof ENABLED]),
      ...collector.comment(className, row.oid),
    };
    collector.add(
      { kind, id, parent: table.id, schema: table.schema, name: row.name, props },
      { className, oid: row.oid },
    );
    collector.edge(id, { to: table.id, why: "owned", from: "catalog" });
  };
  for (const row of triggers) add("trigger", "pg_trigger", row);
  for (const row of rules) add("rule", "pg_rewrite", row);
}

interface PolicyRow {
  oid: number;
  name: string;
  relation: number;
  permissive: boolean;
  command: string;
  roles: string[];
  using: string | null;
  check: string | null;
}

const COMMAND = { "*": "all", r: "select", a: "insert", w: "update", d: "delete" } as const;

export function policyRows(query: Query): Promise<PolicyRow[]> {
  return query<PolicyRow>(/* sql */ `
    SELECT oid, polname::text AS name, polrelid AS relation, polpermissive AS permissive, polcmd::text AS command,
      (SELECT array_agg(CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r)::text END ORDER BY 1) FROM unnest(polroles) r) AS roles,
      pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS check
    FROM pg_policy WHERE oid >= ${FIRST_USER_OID} ORDER BY oid`);
}

export function addPolicies(collector: Collector, rows: readonly PolicyRow[]): void {
  for (const row of rows) {
    const table = collector.relations.get(row.relation);
    if (!table) continue;
    const id = childId("policy", table.schema, table.name, row.name);
    const props = {
      ...given("restrictive", !row.permissive),
      command: COMMAND[row.command as keyof typeof COMMAND],
      roles: [...row.roles].sort(),
      ...(row.using === null ? {} : { using: { sql: row.using } }),
      ...(row.check === null ? {} : { check: { sql: row.check } }),
      ...collector.comment("pg_policy", row.oid),
    };
    collector.add(
      { kind: "policy", id, parent: table.id, schema: table.schema, name: row.name, props },
      { className: "pg_policy", oid: row.oid },
    );
    collector.edge(id, { to: table.id, why: "owned", from: "catalog" });
  }
}

interface EventTriggerRow {
  oid: number;
  name: string;
  event: string;
  tags: string[] | null;
  function: RelationName;
  enabled: string;
}

export function eventTriggerRows(query: Query): Promise<EventTriggerRow[]> {
  return query<EventTriggerRow>(/* sql */ `
    SELECT e.oid, e.evtname::text AS name, e.evtevent::text AS event, e.evttags::text[] AS tags, e.evtenabled::text AS enabled,
      json_build_object('schema', n.nspname, 'name', p.proname) AS function
    FROM pg_event_trigger e JOIN pg_proc p ON p.oid = e.evtfoid JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE e.oid >= ${FIRST_USER_OID} ORDER BY e.oid`);
}

export function addEventTriggers(collector: Collector, rows: readonly EventTriggerRow[]): void {
  for (const row of rows) {
    if (collector.isMember("pg_event_trigger", row.oid)) continue;
    const props = {
      event: row.event,
      ...given("tags", row.tags),
      function: row.function,
      ...given("enabled", ENABLED[row.enabled as keyof typeof ENABLED]),
      ...collector.comment("pg_event_trigger", row.oid),
    };
    collector.add(
      { kind: "event-trigger", id: objectId("event-trigger", [row.name]), name: row.name, props },
      { className: "pg_event_trigger", oid: row.oid },
    );
  }
}
