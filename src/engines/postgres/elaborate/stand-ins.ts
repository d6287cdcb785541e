/**
 * Types of extensions that the embedded engine does not have are stood in for by domains over text while a script runs.
 * A type with modifiers gets a domain of its own, named like the type as it is printed (`geometry(Point,4326)`), so
 * that the catalog can have the type back afterwards.
 */
import type { Catalog, CatalogObject } from "../../../catalog/catalog.ts";
import { objectId } from "../../../catalog/ids.ts";
import type { ColumnProps } from "../objects.ts";
import { DEFAULT_SCHEMA, quoteIdent, quoteName } from "../quote.ts";
import { FOREIGN_TYPES } from "./extensions.ts";
import type { ParsedStatement, Parser } from "./statements.ts";
import { typeMentions } from "./stubs.ts";

export interface MissingExtension {
  readonly name: string;
  readonly schema: string;
}

export interface StandIns {
  /** Domains that stand for types, by id. */
  readonly domains: ReadonlyMap<string, string>;
  readonly create: readonly string[];
  readonly statements: readonly ParsedStatement[];
}

/** Rewrites statements that mention types of missing extensions, and gives the statements that make the stand-ins. */
export function standIn(
  statements: readonly ParsedStatement[],
  missing: readonly MissingExtension[],
  parser: Parser,
): StandIns {
  const schemaOf = new Map(
    missing.flatMap(({ name, schema }) => (FOREIGN_TYPES[name] ?? []).map((type) => [type, schema] as const)),
  );
  if (schemaOf.size === 0) return { domains: new Map(), create: [], statements };
  const domains = new Map<string, string>();
  const create: string[] = [];
  const make = (type: string, printed: string) => {
    const schema = schemaOf.get(type) ?? DEFAULT_SCHEMA;
    const id = objectId("domain", [schema, printed]);
    if (domains.has(id)) return;
    domains.set(id, printed);
    create.push(`CREATE DOMAIN ${quoteName({ schema, name: printed })} AS text`);
  };
  for (const type of schemaOf.keys()) make(type, type);
  const names = new Set(schemaOf.keys());
  const rewritten = statements.map((statement) => {
    const mentions = typeMentions(statement.tree, names).filter((mention) => mention.hasModifiers);
    if (mentions.length === 0) return statement;
    const bytes = Buffer.from(statement.sql);
    const tokens = parser.scan(statement.sql);
    const pieces: Buffer[] = [];
    let from = 0;
    for (const mention of mentions.sort((a, b) => a.location - b.location)) {
      const open = tokens.findIndex((token) => token.start >= mention.location && token.text === "(");
      const close = tokens.findIndex((token, at) => at > open && token.text === ")");
      const end = tokens[close]?.end;
      if (open < 0 || end === undefined) continue;
      const modifiers = tokens
        .slice(open + 1, close)
        .map((token) => token.text)
        .join("");
      const printed = `${mention.name}(${modifiers})`;
      make(mention.name, printed);
      const name =
        mention.schema === undefined ? quoteIdent(printed) : `${quoteIdent(mention.schema)}.${quoteIdent(printed)}`;
      pieces.push(bytes.subarray(from, mention.location), Buffer.from(name));
      from = end;
    }
    pieces.push(bytes.subarray(from));
    return { ...statement, sql: Buffer.concat(pieces).toString() };
  });
  return { domains, create, statements: rewritten };
}

/** A catalog without the stand-ins: their types and extensions are back. Extensions that nothing uses are left out. */
export function withoutStandIns(
  catalog: Catalog,
  missing: readonly MissingExtension[],
  standIns: StandIns,
): { catalog: Catalog; unused: readonly string[] } {
  if (missing.length === 0) return { catalog, unused: [] };
  const used = new Set<string>();
  const objects = new Map<string, CatalogObject>();
  const extensionOf = new Map(
    missing.flatMap(({ name }) =>
      (FOREIGN_TYPES[name] ?? []).map((type) => [type, objectId("extension", [name])] as const),
    ),
  );
  const domainExtension = new Map(
    [...standIns.domains].map(([id, printed]) => [id, extensionOf.get(printed.split("(")[0] ?? "") ?? ""] as const),
  );
  for (const [id, object] of catalog.objects) {
    if (standIns.domains.has(id)) continue;
    const edges = object.edges.map((edge) => {
      const extension = domainExtension.get(edge.to);
      if (extension === undefined) return edge;
      used.add(extension);
      return { ...edge, to: extension };
    });
    objects.set(id, {
      ...object,
      edges,
      props: object.kind === "column" ? withType(object.props as ColumnProps, standIns) : object.props,
    });
  }
  const kept = missing.filter(({ name }) => used.has(objectId("extension", [name])));
  const extensions = kept.map(({ name, schema }): [string, CatalogObject] => {
    const id = objectId("extension", [name]);
    return [
      id,
      {
        kind: "extension",
        id,
        name,
        props: { schema },
        edges: [{ to: objectId("schema", [schema]), why: "order", from: "catalog" }],
      },
    ];
  });
  const unused = missing.filter((extension) => !kept.includes(extension)).map(({ name }) => name);
  return { catalog: { ...catalog, objects: new Map([...extensions, ...objects]) }, unused };
}

/** `"geometry(Point,4326)"[]` is `geometry(Point,4326)[]` again. */
function withType(props: ColumnProps, standIns: StandIns): ColumnProps {
  for (const printed of standIns.domains.values()) {
    const quoted = quoteIdent(printed);
    if (quoted !== printed && props.type.includes(quoted))
      return { ...props, type: props.type.replace(quoted, printed) };
  }
  return props;
}
