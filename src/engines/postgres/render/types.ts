/** Schemas, extensions, collations, types and sequences. */
import type { PostgresObject } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteLiteral, quoteName } from "../quote.ts";
import { addConstraint, constraintText } from "./constraints.ts";
import { commentOn, nameOf, sequenceClauses, textOf } from "./text.ts";
import type { Tree } from "./tree.ts";
import { needsOf, type Section, type Unit } from "./unit.ts";

function unit(section: Section, object: PostgresObject, sql: readonly string[], needs = needsOf(object)): Unit {
  return { section, object: object.id, makes: [object.id], needs, sql: [...sql, ...commentOn(object)] };
}

/** Every database has `public` already. */
export function schemaUnits(schema: PostgresObject<"schema">): Unit[] {
  return [unit("Schemas", schema, schema.name === DEFAULT_SCHEMA ? [] : [`CREATE SCHEMA ${quoteIdent(schema.name)}`])];
}

export function extensionUnits(extension: PostgresObject<"extension">): Unit[] {
  const { schema } = extension.props;
  const where = schema === DEFAULT_SCHEMA || schema === "pg_catalog" ? "" : ` WITH SCHEMA ${quoteIdent(schema)}`;
  return [unit("Extensions", extension, [`CREATE EXTENSION IF NOT EXISTS ${quoteIdent(extension.name)}${where}`])];
}

export function collationUnits(collation: PostgresObject<"collation">): Unit[] {
  const { provider, locale, lcCollate, lcCtype, nondeterministic, rules } = collation.props;
  const options = [
    `provider = ${provider}`,
    ...(locale === undefined ? [] : [`locale = ${quoteLiteral(locale)}`]),
    ...(lcCollate === undefined ? [] : [`lc_collate = ${quoteLiteral(lcCollate)}`]),
    ...(lcCtype === undefined ? [] : [`lc_ctype = ${quoteLiteral(lcCtype)}`]),
    ...(nondeterministic ? ["deterministic = false"] : []),
    ...(rules === undefined ? [] : [`rules = ${quoteLiteral(rules)}`]),
  ];
  return [unit("Types", collation, [`CREATE COLLATION ${nameOf(collation)} (${options.join(", ")})`])];
}

export function enumUnits(type: PostgresObject<"enum">): Unit[] {
  return [
    unit("Types", type, [`CREATE TYPE ${nameOf(type)} AS ENUM (${type.props.values.map(quoteLiteral).join(", ")})`]),
  ];
}

export function domainUnits(domain: PostgresObject<"domain">, tree: Tree): Unit[] {
  const { type, notNull, collation } = domain.props;
  const checks = tree.children(domain.id, "check");
  const inline = checks.filter((check) => !check.props.notValid);
  const create = [
    `CREATE DOMAIN ${nameOf(domain)} AS ${type}`,
    collation ? ` COLLATE ${quoteName(collation)}` : "",
    domain.props.default ? ` DEFAULT ${textOf(domain.props.default)}` : "",
    notNull ? " NOT NULL" : "",
    ...inline.map((check) => `\n  ${constraintText(check)}`),
  ].join("");
  const own = new Set([domain.id, ...inline.map((check) => check.id)]);
  return [
    {
      section: "Types",
      object: domain.id,
      makes: [...own],
      needs: new Set([...needsOf(domain, ...inline)].filter((id) => !own.has(id))),
      sql: [create, ...commentOn(domain), ...inline.flatMap((check) => commentOn(check, domain))],
    },
    ...checks.filter((check) => check.props.notValid).map((check) => addConstraint(check, domain, "Types")),
  ];
}

export function compositeUnits(type: PostgresObject<"composite-type">): Unit[] {
  const attributes = type.props.attributes.map(
    (attribute) =>
      `${quoteIdent(attribute.name)} ${attribute.type}${attribute.collation ? ` COLLATE ${quoteName(attribute.collation)}` : ""}`,
  );
  const comments = type.props.attributes.flatMap((attribute) =>
    attribute.comment === undefined
      ? []
      : [`COMMENT ON COLUMN ${nameOf(type)}.${quoteIdent(attribute.name)} IS ${quoteLiteral(attribute.comment)}`],
  );
  return [unit("Types", type, [`CREATE TYPE ${nameOf(type)} AS (${attributes.join(", ")})`, ...comments])];
}

export function rangeUnits(type: PostgresObject<"range-type">): Unit[] {
  const { subtype, opclass, collation, canonical, subtypeDiff, multirange } = type.props;
  const options = [
    `SUBTYPE = ${subtype}`,
    ...(opclass ? [`SUBTYPE_OPCLASS = ${quoteName(opclass)}`] : []),
    ...(collation ? [`COLLATION = ${quoteName(collation)}`] : []),
    ...(canonical ? [`CANONICAL = ${canonical}`] : []),
    ...(subtypeDiff ? [`SUBTYPE_DIFF = ${subtypeDiff}`] : []),
    ...(multirange ? [`MULTIRANGE_TYPE_NAME = ${quoteName(multirange)}`] : []),
  ];
  // A canonical function takes the type itself, which therefore has to exist as a shell first.
  const shell = canonical ? [`CREATE TYPE ${nameOf(type)}`] : [];
  return [unit("Types", type, [...shell, `CREATE TYPE ${nameOf(type)} AS RANGE (${options.join(", ")})`])];
}

/** The sequence, and afterwards the column that owns it (whose default needs the sequence). */
export function sequenceUnits(sequence: PostgresObject<"sequence">): Unit[] {
  const { dataType, unlogged, ownedBy } = sequence.props;
  const clauses = [...(dataType === "bigint" ? [] : [`AS ${dataType}`]), ...sequenceClauses(sequence.props)];
  const create = `CREATE ${unlogged ? "UNLOGGED " : ""}SEQUENCE ${[nameOf(sequence), ...clauses].join(" ")}`;
  const units = [unit("Sequences", sequence, [create], new Set(schemaOf(sequence)))];
  if (!ownedBy) return units;
  const owner = `${quoteName(ownedBy)}.${quoteIdent(ownedBy.column)}`;
  const own: Unit = {
    section: "Keys",
    object: sequence.id,
    makes: [],
    needs: new Set([sequence.id, ...needsOf(sequence)]),
    sql: [`ALTER SEQUENCE ${nameOf(sequence)} OWNED BY ${owner}`],
  };
  return [...units, own];
}

function schemaOf(object: PostgresObject): string[] {
  return object.edges.map((edge) => edge.to).filter((id) => id.startsWith("schema:"));
}
