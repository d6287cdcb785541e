/** Functions and triggers, with their texts as the server shows them (pg_get_functiondef, pg_get_triggerdef). */
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { childId, functionId, grantId, makeObjectName } from "../ids.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteName, stringLiteral } from "../quote.ts";
import { type Draft, tableId } from "./draft.ts";
import { columnType } from "./scope.ts";

/** A column as functions take and return it. */
export interface Parameter {
  readonly name: string;
  /** Without length or precision, as functions have them. */
  readonly type: string;
}

export interface Routine {
  readonly schema?: string;
  readonly name: string;
  readonly parameters?: readonly Parameter[];
  /** `trigger` unless said. */
  readonly returns?: string;
  /** `plpgsql` unless said. */
  readonly language?: "sql";
  /** In the server's order: `STABLE STRICT`. */
  readonly options?: string;
  /**
   * `definer`: acts with the rights of the function's owner, so that people need none on what it maintains. Nobody else
   * may make triggers of it, and names in it mean what they meant when it was made.
   */
  readonly security?: "definer" | "pinned";
  /**
   * A setting that the function changes, and gives back before it ends. CREATE FUNCTION … SET would do that as well, but
   * makes superusers of those who may run it.
   */
  readonly setting?: string | undefined;
  readonly declare?: readonly string[];
  readonly body: readonly string[];
}

/** Temporary tables come last, so that nobody can put one in the place of a table that is meant. */
const SAFE_PATH = " SET search_path TO 'pg_catalog', 'pg_temp'";

/** Adds a function, which stands once however many tables use it; answers its id. */
export function addRoutine(draft: Draft, routine: Routine, needs: readonly string[] = []): string {
  const { schema = DEFAULT_SCHEMA, name, parameters = [], language = "plpgsql", options, security } = routine;
  const identityArguments = parameters.map((item) => `${quoteIdent(item.name)} ${item.type}`).join(", ");
  const attributes = [options, security === "definer" ? "SECURITY DEFINER" : undefined].filter(Boolean).join(" ");
  const sql = [
    `CREATE OR REPLACE FUNCTION ${quoteIdent(schema)}.${quoteIdent(name)}(${identityArguments})`,
    ` RETURNS ${routine.returns ?? "trigger"}`,
    ` LANGUAGE ${language}`,
    ...(attributes === "" ? [] : [` ${attributes}`]),
    ...(security === undefined ? [] : [SAFE_PATH]),
    "AS $function$",
    ...bodyOf(routine),
    "$function$",
  ].join("\n");
  const id = routineId(schema, name, parameters);
  draft.add(
    {
      kind: "function",
      id,
      schema,
      name,
      props: { routine: "function", language, identityArguments, definition: { sql } },
    },
    needs,
  );
  if (security === "definer") {
    const on = { keyword: "FUNCTION", identity: `${quoteName({ schema, name })}(${identityArguments})` };
    const props = { on, grantee: "public", privileges: [] };
    draft.add({ kind: "grant", id: grantId(id, "public"), parent: id, schema, name: "public", props });
  }
  return id;
}

function bodyOf({ language, declare: declared = [], body, setting }: Routine): string[] {
  const restored = setting === undefined ? body : body.flatMap((line) => givingBack(line, setting));
  const lines = restored.map((line) => `  ${line}`);
  if (language === "sql") return lines;
  const before = `${BEFORE} text := current_setting(${stringLiteral(setting ?? "")}, true);`;
  const declare = setting === undefined ? declared : [before, ...declared];
  return [...(declare.length > 0 ? ["DECLARE", ...declare.map((line) => `  ${line}`)] : []), "BEGIN", ...lines, "END;"];
}

const BEFORE = "setting_before";

function givingBack(line: string, setting: string): string[] {
  const indent = /^( *)RETURN (?:NEW|NULL);$/.exec(line)?.[1];
  if (indent === undefined) return [line];
  return [`${indent}PERFORM set_config(${stringLiteral(setting)}, coalesce(${BEFORE}, ''), true);`, line];
}

function routineId(schema: string, name: string, parameters: readonly Parameter[]): string {
  return functionId(schema, name, parameters.map(({ type }) => type).join(","));
}

/**
 * A name for a function of one table, or of one of its columns: `orders_keep_history`; numbered where the cut name of a
 * longer table has it already.
 */
export function routineName(
  draft: Draft,
  table: ResolvedTable,
  label: string,
  of: { readonly parameters?: readonly Parameter[]; readonly column?: string } = {},
): string {
  const { parameters = [], column } = of;
  const taken = (name: string) => draft.objects.has(routineId(schemaOf(table), name, parameters));
  return untaken((suffix) => makeObjectName(table.name, column, `${label}${suffix}`), taken);
}

function untaken(make: (suffix: string) => string, taken: (name: string) => boolean): string {
  let name = make("");
  for (let number = 2; taken(name); number++) name = make(`_${number}`);
  return name;
}

export interface Trigger {
  /** What follows the table's name in the trigger's: `keep_history`. */
  readonly label: string;
  readonly timing: "BEFORE" | "AFTER";
  /** In the server's order: INSERT, DELETE, UPDATE, TRUNCATE. */
  readonly events: string;
  readonly each?: "STATEMENT";
  /** `OLD TABLE AS removed`. */
  readonly referencing?: string;
  /** As the server prints it, without the outer brackets. */
  readonly when?: string;
  /** The function, by name. */
  readonly call: { readonly schema?: string; readonly name: string };
  readonly args?: readonly string[];
}

/** Adds a trigger of a table. */
export function addTrigger(draft: Draft, table: ResolvedTable, trigger: Trigger, needs: readonly string[]): void {
  const { label, timing, events, each = "ROW", referencing, when, call, args = [] } = trigger;
  const schema = schemaOf(table);
  const taken = (name: string) => draft.objects.has(childId("trigger", schema, table.name, name));
  const name = untaken((suffix) => makeObjectName(table.name, `${label}${suffix}`, undefined), taken);
  const sql = [
    `CREATE TRIGGER ${quoteIdent(name)} ${timing} ${events} ON ${quoteName({ schema, name: table.name })}`,
    ...(referencing === undefined ? [] : [`REFERENCING ${referencing}`]),
    `FOR EACH ${each}`,
    ...(when === undefined ? [] : [`WHEN (${when})`]),
    `EXECUTE FUNCTION ${quoteName({ schema: DEFAULT_SCHEMA, ...call })}(${args.map(stringLiteral).join(", ")})`,
  ].join(" ");
  const id = childId("trigger", schema, table.name, name);
  draft.add({ kind: "trigger", id, parent: tableId(table), schema, name, props: { definition: { sql } } }, needs);
}

export function schemaOf(table: ResolvedTable): string {
  return table.schema ?? DEFAULT_SCHEMA;
}

/** TRUNCATE, which no policy governs, is refused where policies hide rows that it would have to be kept for. */
export function refuseTruncate(table: ResolvedTable, read: ResolvedTable): string[] {
  const message = `${table.name}: TRUNCATE cannot be kept under row-level security`;
  return [
    `IF row_security_active(${stringLiteral(fullName(read))}) THEN`,
    `  RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = ${stringLiteral(message)}, HINT = 'Use DELETE.';`,
    "END IF;",
  ];
}

/** The quoted name of a table with its schema, `public` too: functions do not look for names in a search path. */
export function fullName(table: ResolvedTable): string {
  return `${quoteIdent(schemaOf(table))}.${quoteIdent(table.name)}`;
}

/** Ids of columns, for what stands on them. */
export function columnIds(table: ResolvedTable, columns: readonly string[]): string[] {
  return columns.map((column) => childId("column", schemaOf(table), table.name, column));
}

/** A condition of triggers that one of some columns is changed, as the server prints it. */
export function changed(table: ResolvedTable, columns: readonly string[]): string {
  return columns.map((column) => differs(table, column)).join(" OR ");
}

/** The contrary: all of some columns are as they were. */
export function unchanged(table: ResolvedTable, columns: readonly string[]): string {
  return columns.map((column) => `NOT ${differs(table, column)}`).join(" AND ");
}

function differs(table: ResolvedTable, name: string): string {
  const value = `${quoteIdent(name)}${textCast(columnNamed(table, name))}`;
  return `old.${value} IS DISTINCT FROM new.${value}`;
}

/** Text of limited length is compared as text, and printed so. */
export function textCast(column: ResolvedColumn | undefined): string {
  return column && /^character varying(\(\d+\))?$/.test(columnType(column).type) ? "::text" : "";
}

export function columnNamed(table: ResolvedTable, name: string): ResolvedColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Columns as parameters of functions, or as what they return. */
export function parametersOf(table: ResolvedTable, columns: readonly string[]): Parameter[] {
  return columns.flatMap((name) => {
    const column = columnNamed(table, name);
    return column ? [{ name, type: bareType(columnType(column).type) }] : [];
  });
}

/** Functions keep types without length, precision and the like, and are printed so. */
function bareType(type: string): string {
  return type.includes('"') ? type : type.replace(/\([^)]*\)/, "");
}

/** `{a,"b c"}`: names as the text of an array, for an argument of a trigger. */
export function arrayText(names: readonly string[]): string {
  return `{${names.map((name) => `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
}
