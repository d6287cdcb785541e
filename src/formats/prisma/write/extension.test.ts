import { describe, expect, it } from "vitest";
import { extensionFile, extensionFindings } from "./extension.ts";
import type { ExtensionFacts, ModelFacts } from "./extension-facts.ts";

const model = (given: Partial<ModelFacts>): ModelFacts => ({ name: "Note", encrypted: [], relations: [], ...given });
const facts = (models: readonly ModelFacts[], given: Partial<ExtensionFacts> = {}): ExtensionFacts => ({
  models,
  databaseEncrypted: [],
  unfiltered: [],
  ...given,
});
const tenancy = { setting: "app.it's\n`$\\", key: "BigInt" } as const;
const ofTenant = model({ tenant: { field: "teamId", own: false } });

const PARTS = {
  deletion: /softDeletion/,
  encryption: /aes-256-gcm/,
  filters: /function filtered/,
  security: /set_config/,
  filteredTenants: /AsyncLocalStorage/,
};

function partsOf(text: string | undefined): string[] {
  return Object.entries(PARTS).flatMap(([name, sign]) => (sign.test(text ?? "") ? [name] : []));
}

describe("a client extension", () => {
  it.each([
    ["postgresql", facts([model({ deleted: "deletedAt" })]), ["deletion", "filters"]],
    ["sqlite", facts([model({ encrypted: ["text"] })]), ["encryption", "filters"]],
    ["postgresql", facts([ofTenant], { tenancy }), ["security"]],
    ["sqlite", facts([ofTenant], { tenancy }), ["filters", "filteredTenants"]],
    ["postgresql", facts([model({})]), []],
  ] as const)("of %s holds what the models need (%#)", (provider, given, parts) => {
    const text = extensionFile(given, provider, "./generated");
    expect(partsOf(text)).toEqual(parts);
    expect(text ?? "").not.toMatch(/\/\/#|\/\*,/);
  });

  it("gives keys to what encrypts, and to nothing else", () => {
    const both = extensionFile(facts([model({ encrypted: ["text"], deleted: "gone" })]), "sqlite", "./generated");
    expect(both).toContain("prepared(model, operation, argsOf(args), keys)");
    expect(both).toContain("function written(model: string, data: unknown, keys: Keys): unknown {");
    const deletion = extensionFile(facts([model({ deleted: "gone" })]), "sqlite", "./generated");
    expect(deletion).toContain("function written(model: string, data: unknown): unknown {");
    expect(deletion).not.toMatch(/keys: Keys|, keys\b/);
  });

  it("escapes what a model says freely", () => {
    const text = extensionFile(facts([ofTenant], { tenancy }), "postgresql", '../the client/"x"');
    expect(text).toContain('const TENANT_SETTING = "app.it\'s\\n`$\\\\";');
    expect(text).toContain('import { Prisma } from "../the client/\\"x\\"/client.ts";');
    expect(text).toContain("type Tenant = bigint;");
  });

  it("offers one word for deleted rows where it fits all models", () => {
    const named = (...fields: string[]) =>
      extensionFile(facts(fields.map((deleted, at) => model({ name: `M${at}`, deleted }))), "sqlite", "./generated");
    expect(named("deletedAt", "deletedAt")).toContain("export const withDeleted = { deletedAt: {} } as const;");
    expect(named("deletedAt", "gone")).not.toContain("withDeleted");
  });

  it("says what no client can do", () => {
    const codes = (given: ExtensionFacts, provider: "postgresql" | "sqlite") =>
      extensionFindings(given, provider).map(({ code }) => code);
    expect(codes(facts([model({})]), "postgresql")).toEqual(["NOTHING_TO_EXTEND"]);
    const some = facts([ofTenant], { tenancy, databaseEncrypted: ["Note.pin"], unfiltered: ["AuditRecord"] });
    expect(codes(some, "postgresql")).toEqual(["ENCRYPTED_BY_DATABASE"]);
    expect(codes(some, "sqlite")).toEqual(["ENCRYPTED_BY_DATABASE", "TENANT_NOT_FILTERED"]);
  });
});
