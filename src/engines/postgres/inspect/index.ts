/**
 * Reads a PostgreSQL database (13 to 18) into a Catalog: a fixed number of queries, whatever the number of objects.
 * The session is pinned, so that the server's printing does not depend on the caller's settings.
 */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import type { RowsOf } from "../../engine.ts";
import type { RelationName } from "../objects.ts";
import { AddressMap, Collector } from "./collector.ts";
import { addConstraints, constraintRows } from "./constraints.ts";
import { addEdges, dependRows } from "./edges.ts";
import { addIndexes, addStatistics, indexLookups, indexRows, statisticsRows } from "./indexes.ts";
import { addOpaque, opaqueRows } from "./opaque.ts";
import {
  addDefaultPrivileges,
  addMemberPrivileges,
  addPrivileges,
  defaultPrivilegeRows,
  memberPrivilegeRows,
  privilegeRows,
} from "./privileges.ts";
import { addPublications, publicationRows } from "./publications.ts";
import { FIRST_USER_OID, type Query } from "./query.ts";
import { addRelations, columnRows, inheritanceRows, relationRows } from "./relations.ts";
import {
  addEventTriggers,
  addPolicies,
  addRoutines,
  addTriggersAndRules,
  eventTriggerRows,
  policyRows,
  routineRows,
  ruleRows,
  triggerRows,
} from "./routines.ts";
import { addRows } from "./rows.ts";
import { addSequences, identitySequences, sequenceRows } from "./sequences.ts";
import {
  addCollations,
  addExtensions,
  addNamespaces,
  addTypes,
  collationRows,
  extensionRows,
  namespaceRows,
  typeRows,
} from "./types.ts";

export type { Query } from "./query.ts";

export interface InspectOptions {
  /** Who prints: `pglite` or `postgres`; the server's version is added. */
  readonly printer: string;
  /** Only objects of these schemas, with what belongs to them; all when absent. */
  readonly schemas?: readonly string[];
  /** Tables of which rows are read. */
  readonly rowsOf?: readonly RowsOf[];
  /** Comments that extensions bring, beside those that the server's own extensions have. */
  readonly standardComments?: readonly string[];
}

interface ServerRow {
  version: number;
  version_text: string;
  collation: string;
  encoding: string;
}

interface AddressRow {
  class: number;
  oid: number;
  sub: number;
}

interface MemberRow {
  class: number;
  oid: number;
  extension: number;
}

/** Pins what printing depends on; the first of the fixed number of queries. */
const PIN = /* sql */ `
  SELECT current_setting('server_version_num')::int4 AS version, current_setting('server_version') AS version_text,
    (SELECT datcollate::text FROM pg_database WHERE datname = current_database()) AS collation, current_setting('server_encoding') AS encoding,
    set_config('search_path', 'public', false), set_config('datestyle', 'ISO, YMD', false), set_config('intervalstyle', 'postgres', false),
    set_config('timezone', 'UTC', false), set_config('bytea_output', 'hex', false), set_config('quote_all_identifiers', 'off', false),
    set_config('extra_float_digits', '1', false), set_config('jit', 'off', false), set_config('xmloption', 'content', false)`;

/**
 * Reads every object of a database that users made, with comments, privileges and dependencies; rows only of the tables
 * that the options name.
 *
 * @param query runs one statement; several may be started at once (a client queues them)
 * @throws SchemaforgeError TOO_MANY_ROWS; whatever `query` throws
 */
export async function inspect(query: Query, options: InspectOptions): Promise<Catalog> {
  const [server] = await query<ServerRow>(PIN);
  const version = server?.version ?? 0;
  const [
    members,
    comments,
    namespaces,
    extensions,
    extensionComments,
    collations,
    types,
    relations,
    columns,
    inheritance,
  ] = await Promise.all([
    query<MemberRow>("SELECT classid AS class, objid AS oid, refobjid AS extension FROM pg_depend WHERE deptype = 'e'"),
    query<AddressRow & { text: string }>(
      `SELECT classoid AS class, objoid AS oid, objsubid AS sub, description AS text FROM pg_description
         WHERE objoid >= ${FIRST_USER_OID} OR classoid = 'pg_namespace'::regclass`,
    ),
    namespaceRows(query),
    extensionRows(query),
    query<{ text: string }>(
      "SELECT DISTINCT comment AS text FROM pg_available_extension_versions WHERE installed AND comment IS NOT NULL",
    ),
    collationRows(query, version),
    typeRows(query, version),
    relationRows(query),
    columnRows(query, version),
    inheritanceRows(query),
  ]);
  const [sequences, constraints, indexes, lookups, statistics, routines, triggers, rules, policies] = await Promise.all(
    [
      sequenceRows(query),
      constraintRows(query, version),
      indexRows(query, version),
      indexLookups(query),
      statisticsRows(query),
      routineRows(query),
      triggerRows(query),
      ruleRows(query),
      policyRows(query),
    ],
  );
  const [eventTriggers, publications, opaque, privileges, memberPrivileges, defaultPrivileges, depends] =
    await Promise.all([
      eventTriggerRows(query),
      publicationRows(query, version),
      opaqueRows(query),
      privilegeRows(query),
      memberPrivilegeRows(query),
      defaultPrivilegeRows(query),
      dependRows(query),
    ]);

  const collector = new Collector(
    version,
    addressMap(comments, (row) => row.text),
    addressMap(members, () => true),
  );
  addNamespaces(collector, namespaces);
  addExtensions(
    collector,
    extensions,
    new Set([...(options.standardComments ?? []), ...extensionComments.map((row) => row.text)]),
  );
  addOpaque(collector, opaque);
  addCollations(collector, collations);
  addTypes(collector, types);
  addRoutines(collector, routines);
  addRelations(collector, relations, columns, inheritance, identitySequences(sequences));
  addSequences(collector, sequences);
  addConstraints(collector, constraints);
  const behind = constraints.flatMap((row) => (row.type === "f" || row.index === 0 ? [] : [row.index]));
  addIndexes(collector, indexes, lookups, columnCollations(columns), new Set(behind));
  addStatistics(collector, statistics);
  addTriggersAndRules(collector, triggers, rules);
  addPolicies(collector, policies);
  addEventTriggers(collector, eventTriggers);
  addPublications(collector, publications);
  addPrivileges(collector, privileges);
  addMemberPrivileges(collector, memberPrivileges);
  addDefaultPrivileges(collector, defaultPrivileges);
  await addRows(query, collector, options.rowsOf ?? []);
  aliasMembers(collector, members);
  addEdges(collector, depends);

  const objects = collector.objects();
  const [short] = (server?.version_text ?? "").split(" ");
  return {
    engine: "postgres",
    context: {
      version: short ?? "",
      searchPath: ["public"],
      ...(server ? { collation: server.collation, encoding: server.encoding } : {}),
    },
    elaboratedBy: `${options.printer} ${short}`,
    objects: options.schemas ? ofSchemas(objects, new Set(options.schemas)) : objects,
  };
}

function addressMap<Row extends { class: number; oid: number; sub?: number }, T>(
  rows: readonly Row[],
  value: (row: Row) => T,
): AddressMap<T> {
  const map = new AddressMap<T>();
  for (const row of rows) map.set(row.class, row.oid, row.sub ?? 0, value(row));
  return map;
}

/** What depends on a member of an extension depends on the extension. */
function aliasMembers(collector: Collector, members: readonly MemberRow[]): void {
  for (const member of members) {
    const id = collector.idAt("pg_extension", member.extension);
    if (id) collector.alias(id, member.class, member.oid);
  }
}

function columnCollations(
  columns: readonly { readonly relation: number; readonly number: number; readonly collation: RelationName | null }[],
): ReadonlyMap<string, RelationName> {
  return new Map(
    columns.flatMap((row) => (row.collation ? [[`${row.relation}:${row.number}`, row.collation] as const] : [])),
  );
}

/** Keeps the objects of some schemas, and edges among what is kept. */
function ofSchemas(
  objects: ReadonlyMap<string, CatalogObject>,
  schemas: ReadonlySet<string>,
): Map<string, CatalogObject> {
  const kept = [...objects].filter(([, object]) =>
    object.schema === undefined ? object.kind === "schema" && schemas.has(object.name) : schemas.has(object.schema),
  );
  const ids = new Set(kept.map(([id]) => id));
  return new Map(
    kept.map(([id, object]) => [id, { ...object, edges: object.edges.filter((edge) => ids.has(edge.to)) }]),
  );
}
