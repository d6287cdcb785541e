/** `prisma.config.ts`: where everything is, and the database's URL, which Prisma 7 takes from here alone. */
const HEAD = `import { defineConfig, env } from "prisma/config";

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  datasource: { url: env("DATABASE_URL") },
`;

/** The text of the file; `external` names tables that Prisma has to leave alone. */
export function configFile(external: readonly string[]): string {
  const names = external.map((name) => `\n      ${JSON.stringify(name)},`).join("");
  const left = `  experimental: { externalTables: true },\n  tables: {\n    external: [${names}\n    ],\n  },\n`;
  return `${HEAD}${external.length > 0 ? left : ""}});\n`;
}
