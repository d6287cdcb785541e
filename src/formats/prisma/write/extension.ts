/** `extension.ts`: what Prisma's client does not do by itself for soft deletion, tenants and encrypted fields. */
import type { FormatFinding } from "../../format.ts";
import type { PrismaScalar } from "../types/types.ts";
import type { ExtensionFacts, ModelFacts } from "./extension-facts.ts";
import { ENCRYPTION, SOFT_DELETION, TENANCY } from "./extension-parts.ts";
import { FILTERS, RELATED, ROWS, WRITES } from "./extension-rows.ts";
import { type Feature, textFor } from "./extension-text.ts";

export const EXTENSION_FILE = "extension.ts";

/** How the client gives the values of a tenant's key. */
const KEY_TYPES: { readonly [scalar in PrismaScalar]?: string } = { Int: "number", BigInt: "bigint" };

/**
 * The text of the file; undefined where the client needs nothing.
 *
 * @param client folder of the generated client, from the file
 * @param provider of PostgreSQL row-level security keeps tenants apart, elsewhere the extension does
 */
export function extensionFile(
  facts: ExtensionFacts,
  provider: "postgresql" | "sqlite",
  client: string,
): string | undefined {
  const features = featuresOf(facts, provider);
  if (features.size === 0) return undefined;
  const rewrites = [...features].some((feature) => feature !== "rowSecurity");
  const { tenancy } = facts;
  const parts = [
    imports(features, client),
    ...(rewrites
      ? [textFor(ROWS, features), models(facts, features), textFor(FILTERS, features), textFor(WRITES, features)]
      : []),
    ...(features.has("softDelete") ? [SOFT_DELETION, withDeleted(facts)] : []),
    ...(features.has("encryption") ? [ENCRYPTION] : []),
    ...(tenancy
      ? [
          `${features.has("rowSecurity") ? `const TENANT_SETTING = ${JSON.stringify(tenancy.setting)};\n` : ""}type Tenant = ${KEY_TYPES[tenancy.key] ?? "string"};\n`,
          textFor(TENANCY, features),
        ]
      : []),
    extension(facts, features, rewrites),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** What is worth telling: that there is nothing to write, and what no client can do. */
export function extensionFindings(facts: ExtensionFacts, provider: "postgresql" | "sqlite"): FormatFinding[] {
  const { tenancy, databaseEncrypted, unfiltered } = facts;
  return [
    ...(featuresOf(facts, provider).size > 0 ? [] : [NOTHING_TO_EXTEND]),
    ...databaseEncrypted.map(
      (field): FormatFinding => ({
        code: "ENCRYPTED_BY_DATABASE",
        level: "info",
        message: `${field} is encrypted by the database: the client has its ciphertext alone`,
        remedy: "Use encrypt_value() and decrypt_value() in raw queries",
      }),
    ),
    ...(tenancy && provider === "sqlite" ? unfiltered : []).map(
      (model): FormatFinding => ({
        code: "TENANT_NOT_FILTERED",
        level: "warning",
        message: `rows of ${model} name no tenant: the client extension shows all of them`,
      }),
    ),
  ];
}

const NOTHING_TO_EXTEND: FormatFinding = {
  code: "NOTHING_TO_EXTEND",
  level: "info",
  message: "no client extension is written: nothing is soft-deleted, of tenants, or encrypted by the application",
};

function featuresOf({ models, tenancy }: ExtensionFacts, provider: "postgresql" | "sqlite"): ReadonlySet<Feature> {
  return new Set<Feature>([
    ...(models.some(({ deleted }) => deleted !== undefined) ? (["softDelete"] as const) : []),
    ...(tenancy ? [provider === "postgresql" ? ("rowSecurity" as const) : ("rowTenancy" as const)] : []),
    ...(models.some(({ encrypted }) => encrypted.length > 0) ? (["encryption"] as const) : []),
  ]);
}

function imports(features: ReadonlySet<Feature>, client: string): string {
  const crypto =
    "import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from";
  return [
    ...(features.has("rowTenancy") ? ['import { AsyncLocalStorage } from "node:async_hooks";'] : []),
    ...(features.has("encryption") ? [`${crypto} "node:crypto";`] : []),
    `import { Prisma } from ${JSON.stringify(`${client}/client.ts`)};`,
    "",
  ].join("\n");
}

/** The table of models. Names of Prisma are identifiers; they are quoted all the same. */
function models({ models: all }: ExtensionFacts, features: ReadonlySet<Feature>): string {
  const rows = all.map(({ name, deleted, tenant, encrypted, relations }) => {
    const fields = [
      ...(deleted === undefined ? [] : [`deleted: ${JSON.stringify(deleted)}`]),
      ...(tenant && features.has("rowTenancy") ? [`tenant: ${JSON.stringify(tenant.field)}`] : []),
      ...(tenant?.own && features.has("rowTenancy") ? ["isTenant: true"] : []),
      ...(encrypted.length > 0 ? [`encrypted: ${list(encrypted)}`] : []),
      relations.length > 0
        ? `relations: related({\n${relations.map(({ name: field, kind, model }) => `        ${key(field)}: [${JSON.stringify(kind)}, ${JSON.stringify(model)}],\n`).join("")}      })`
        : "relations: new Map()",
    ];
    return `  [\n    ${JSON.stringify(name)},\n    {\n${fields.map((field) => `      ${field},\n`).join("")}    },\n  ],\n`;
  });
  const isRelated = all.some(({ relations }) => relations.length > 0);
  return `${isRelated ? RELATED : ""}const MODELS: ReadonlyMap<string, Row> = new Map<string, Row>([\n${rows.join("")}]);\n`;
}

/** A name as the key of an object. */
const key = (name: string): string => (/^[A-Za-z]\w*$/.test(name) ? name : JSON.stringify(name));

const list = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;

/** A part of a filter, where one fits all models. */
function withDeleted({ models: all }: ExtensionFacts): string {
  const [field, ...others] = new Set(all.flatMap(({ deleted }) => deleted ?? []));
  if (field === undefined || others.length > 0) return "";
  return `/** Part of a filter that lets deleted rows through: \`where: { ...withDeleted }\`. */
export const withDeleted = { ${key(field)}: {} } as const;
`;
}

/** What the client calls a model. */
const propertyOf = ({ name }: ModelFacts): string => key(name.slice(0, 1).toLowerCase() + name.slice(1));

function extension({ models: all }: ExtensionFacts, features: ReadonlySet<Feature>, rewrites: boolean): string {
  const isEncrypting = features.has("encryption");
  const results = all
    .filter(({ encrypted }) => encrypted.length > 0)
    .map((model) => {
      const fields = model.encrypted.map((field) => {
        const value = `row[${JSON.stringify(field)}], ${JSON.stringify(`${model.name}.${field}`)}, keys`;
        return `        ${key(field)}: {
          needs: { ${key(field)}: true },
          compute: (row) => decrypted(${value}),
        },\n`;
      });
      return `      ${propertyOf(model)}: {\n${fields.join("")}      },\n`;
    });
  const methods = all.flatMap((model) =>
    model.deleted === undefined
      ? []
      : [`      ${propertyOf(model)}: softDeletion(${JSON.stringify(model.deleted)}),\n`],
  );
  const query = `    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          return query(prepared(model, operation, argsOf(args)${isEncrypting ? ", keys" : ""}) as typeof args);
        },
      },
    },
`;
  const options = `export interface ExtensionOptions {
  /** Keys of 32 bytes: the first one encrypts, all of them decrypt. */
  readonly encryptionKeys: readonly [Uint8Array, ...Uint8Array[]];
}

`;
  const does = [
    ...(features.has("softDelete") ? ["soft deletion"] : []),
    ...(features.has("rowSecurity") || features.has("rowTenancy") ? ["tenants"] : []),
    ...(isEncrypting ? ["encrypted fields"] : []),
  ];
  return `${isEncrypting ? options : ""}/** For \`$extends\`: ${does.join(", ")}. */
export function clientExtension(${isEncrypting ? "options: ExtensionOptions" : ""}) {
${isEncrypting ? "  const keys: Keys = options.encryptionKeys.map(keyOf);\n" : ""}  return Prisma.defineExtension({
    name: "schemaforge",
${rewrites ? query : ""}${results.length > 0 ? `    result: {\n${results.join("")}    },\n` : ""}${
  methods.length > 0 ? `    model: {\n${methods.join("")}    },\n` : ""
}${features.has("rowSecurity") || features.has("rowTenancy") ? "    client: asTenant,\n" : ""}  });
}
`;
}
