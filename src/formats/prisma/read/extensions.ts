/** The extensions of a schema: those that the datasource names, and those that defaults need and nothing names. */
import { quoteIdent } from "../../../engines/postgres/index.ts";
import type { Loss } from "../../../model/loss.ts";
import type { Entity, Model, VerbatimObject } from "../../../model/model.ts";
import type { FormatFinding } from "../../format.ts";
import { type Block, formulaOf, itemsOf, type Place, textArgument, type Value } from "./syntax.ts";

interface Extension {
  readonly name: string;
  /** Where its functions are to be; the search path's first schema unless said. */
  readonly schema?: string;
  readonly version?: string;
  /** The default that needs it. */
  readonly place?: Place;
}

/** Functions by the extension that brings them: a default with one of them works nowhere without it. */
const FUNCTIONS: readonly (readonly [call: RegExp, extension: string])[] = [
  [/(?:"?(\w+)"?\.)?\buuid_(?:generate_v\d\w*|nil|ns_\w+)\s*\(/, "uuid-ossp"],
  [/(?:"?(\w+)"?\.)?\b(?:gen_random_bytes|gen_salt|crypt|digest|hmac|pgp_\w+)\s*\(/, "pgcrypto"],
];

/** Extensions as statements of the Model, without those that a type of it brings by itself. */
export function extensionTargets(
  blocks: readonly Block[],
  entities: readonly Entity[],
  schemas: ReadonlySet<string>,
  losses: Loss[],
  findings: FormatFinding[],
): Model["targets"] {
  const types = entities.flatMap(({ fields }) => fields.map(({ targets }) => targets?.postgres?.type));
  const natives = new Set(types.map((type) => type?.replace(/\(.*$/, "")));
  const said = blocks
    .filter(({ keyword }) => keyword === "datasource")
    .flatMap(({ settings }) => settings.filter(({ name }) => name === "extensions"))
    .flatMap(({ value }) => itemsOf(value))
    .flatMap((item) => extensionIn(item) ?? []);
  for (const { name, version } of said) {
    if (version === undefined) continue;
    losses.push({
      code: "EXTENSION_VERSION",
      object: name,
      feature: `the version ${version} of an extension`,
      target: "model",
      instead: "the version that the server has",
    });
  }
  const unsaid = neededBy(blocks).filter(({ name }) => !said.some((extension) => extension.name === name));
  for (const { name, place } of unsaid) {
    findings.push({
      code: "PRISMA_EXTENSION_UNSAID",
      level: "info",
      message: `the default needs the extension ${name}, which no datasource names: it is taken to be meant`,
      remedy: "Name it in `extensions` of the datasource",
      ...(place ? { where: { file: place.file, line: place.line, column: place.column } } : {}),
    });
  }
  const wanted = [...said.filter(({ name }) => !natives.has(name)), ...unsaid];
  const made = new Set(wanted.flatMap(({ schema }) => (schema === undefined || schemas.has(schema) ? [] : [schema])));
  const objects = [
    ...[...made].map((schema): VerbatimObject => ({ sql: `CREATE SCHEMA ${quoteIdent(schema)}`, needs: [] })),
    ...wanted.map(({ name, schema }): VerbatimObject => {
      const place = schema === undefined ? "" : ` SCHEMA ${quoteIdent(schema)}`;
      return { sql: `CREATE EXTENSION ${quoteIdent(name)}${place}`, needs: schema === undefined ? [] : [schema] };
    }),
  ];
  return objects.length > 0 ? { postgres: { objects } } : {};
}

/** `postgis`, `uuidOssp(map: "uuid-ossp", schema: "extensions")`. */
function extensionIn(item: Value): Extension | undefined {
  if (item.kind === "name") return { name: item.value };
  if (item.kind !== "call") return undefined;
  const attribute = { name: "", args: item.args, place: { file: "", line: 0, column: 0, offset: 0 } };
  const [schema, version] = [textArgument(attribute, "schema"), textArgument(attribute, "version")];
  return {
    name: textArgument(attribute, "map") ?? item.name,
    ...(schema === undefined || schema === "public" ? {} : { schema }),
    ...(version === undefined ? {} : { version }),
  };
}

/** The extensions of functions in `dbgenerated("…")`, each once. */
function neededBy(blocks: readonly Block[]): Extension[] {
  const needed = new Map<string, Extension>();
  for (const field of blocks.filter(({ keyword }) => keyword === "model").flatMap(({ fields }) => fields)) {
    const sql = formulaOf(field);
    if (sql === undefined) continue;
    for (const [call, name] of FUNCTIONS) {
      const found = call.exec(sql);
      if (!found || needed.has(name)) continue;
      const [, schema] = found;
      needed.set(name, {
        name,
        place: field.place,
        ...(schema === undefined || schema === "public" ? {} : { schema }),
      });
    }
  }
  return [...needed.values()];
}
