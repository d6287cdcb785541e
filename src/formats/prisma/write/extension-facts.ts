/** What a client extension has to know of a design: which models it concerns, and how they are related. */
import type { Field, Model } from "../../../model/model.ts";
import type { ResolvedTable } from "../../../model/resolve/index.ts";
import type { PrismaScalar } from "../types/types.ts";
import type { Naming } from "./naming.ts";
import type { RelationField } from "./relations.ts";
import type { Source, Table } from "./source.ts";
import { fieldType } from "./types.ts";

/** A model of the client, by the names that the schema gives. */
export interface ModelFacts {
  readonly name: string;
  /** The field that says when a row was deleted. */
  readonly deleted?: string;
  readonly encrypted: readonly string[];
  /** The field that says whose a row is; `own`: it is the tenants' own key. */
  readonly tenant?: { readonly field: string; readonly own: boolean };
  readonly relations: readonly {
    readonly name: string;
    readonly kind: RelationField["kind"];
    readonly model: string;
  }[];
}

export interface ExtensionFacts {
  readonly models: readonly ModelFacts[];
  /** Set where rows belong to tenants. */
  readonly tenancy?: { readonly setting: string; readonly key: PrismaScalar };
  /** `Order.cardNumber`: fields that the database encrypts, which no client can do for it. */
  readonly databaseEncrypted: readonly string[];
  /** Models whose rows are about those of tenants and name no tenant. */
  readonly unfiltered: readonly string[];
}

interface Parts {
  readonly source: Source;
  readonly naming: Naming;
  readonly model: Model;
  /** Fields of relations by the id of their table. */
  readonly relations: ReadonlyMap<string, readonly RelationField[]>;
  /** Tables that the client has. */
  readonly tables: readonly Table[];
}

/** Gathers the facts from what the schema was written of. */
export function extensionFacts(parts: Parts): ExtensionFacts {
  const { source, naming, model, tables, relations } = parts;
  const nameOf = ({ id, name }: Table) => naming.models.get(id) ?? name;
  const named = new Map(tables.map((table) => [table.id, nameOf(table)]));
  const models = tables.map((table): ModelFacts => {
    const deleted = deletedField(parts, table);
    const tenant = tenantField(parts, table);
    return {
      name: nameOf(table),
      ...(deleted === undefined ? {} : { deleted }),
      encrypted: encryptedFields(
        parts,
        table,
        source.provider === "sqlite" ? ["application", "database"] : ["application"],
      ),
      ...(tenant === undefined ? {} : { tenant }),
      relations: (relations.get(table.id) ?? []).flatMap(({ name, kind, target }) => {
        const to = named.get(target);
        return to === undefined ? [] : [{ name, kind, model: to }];
      }),
    };
  });
  const key = tenantKey(parts);
  const kept = new Set(["audit", "closure"]);
  return {
    models,
    ...(key && model.tenancy && models.some(({ tenant }) => tenant && !tenant.own)
      ? { tenancy: { setting: model.tenancy.setting, key } }
      : {}),
    // What SQLite should encrypt is left to the application.
    databaseEncrypted: (source.provider === "sqlite" ? [] : tables).flatMap((table) =>
      encryptedFields(parts, table, ["database"]).map((field) => `${nameOf(table)}.${field}`),
    ),
    unfiltered: tables.filter((table) => kept.has(entityOf(source, table)?.derived?.construct ?? "")).map(nameOf),
  };
}

function entityOf(source: Source, table: Table) {
  const from = source.resolved(table)?.source;
  return from && "entity" in from ? from.entity : undefined;
}

/** The field of a member that is one column, and its type. */
function fieldOf({ source, naming }: Parts, table: Table, column: string | undefined) {
  const found = source.columns(table).find(({ name }) => name === column);
  if (!found) return undefined;
  const { scalar, list } = fieldType(found.props.type, source, naming);
  const name = naming.fields.get(found.id);
  if (name === undefined || scalar === undefined || list) return undefined;
  return { name, scalar, isRequired: found.props.notNull === true };
}

/** Undefined where the client could not mark rows: the field is no point in time, or never null. */
function deletedField(parts: Parts, table: Table): string | undefined {
  if (!entityOf(parts.source, table)?.softDelete) return undefined;
  const field = fieldOf(parts, table, onlyColumn(parts.source.resolved(table), "deletedAt"));
  return field?.scalar === "DateTime" && !field.isRequired ? field.name : undefined;
}

function encryptedFields(parts: Parts, table: Table, by: readonly Field["encrypt"][]): string[] {
  const resolved = parts.source.resolved(table);
  return (entityOf(parts.source, table)?.fields ?? [])
    .filter(({ encrypt }) => encrypt !== undefined && by.includes(encrypt))
    .flatMap(({ name }) => {
      const field = fieldOf(parts, table, onlyColumn(resolved, name));
      return field && (field.scalar === "String" || field.scalar === "Bytes") ? [field.name] : [];
    });
}

function onlyColumn(table: ResolvedTable | undefined, member: string): string | undefined {
  const [column, ...others] = table?.columnsOf.get(member) ?? [];
  return others.length === 0 ? column : undefined;
}

/** The tenants' own key; other entities of tenants, and their versions, name it in the column of their relation. */
function tenantColumn(
  { source, model }: Parts,
  table: Table,
): { readonly column: string; readonly own: boolean } | undefined {
  const { tenancy } = model;
  const entity = entityOf(source, table);
  if (!tenancy || !entity) return undefined;
  if (entity.name === tenancy.entity) {
    const [column, ...others] = source.resolved(table)?.primaryKey?.columns ?? [];
    return column === undefined || others.length > 0 ? undefined : { column, own: true };
  }
  const of = entity.derived?.construct === "history" ? entity.derived.from : [entity.name];
  const owner = source.tables.find((other) => {
    const from = entityOf(source, other);
    return from?.tenant === true && of.includes(from.name);
  });
  const column = owner && onlyColumn(source.resolved(owner), tenancy.relation);
  return column === undefined ? undefined : { column, own: false };
}

function tenantField(parts: Parts, table: Table): ModelFacts["tenant"] {
  const found = tenantColumn(parts, table);
  const field = found && fieldOf(parts, table, found.column);
  return found && field && { field: field.name, own: found.own };
}

function tenantKey(parts: Parts): PrismaScalar | undefined {
  for (const table of parts.tables) {
    const found = tenantColumn(parts, table);
    if (found?.own) return fieldOf(parts, table, found.column)?.scalar;
  }
  return undefined;
}
