/** `prisma.config.ts`: where everything is, and the database's URL, which Prisma 7 takes from here alone. */
export const CONFIG = `import { defineConfig, env } from "prisma/config";

export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  datasource: { url: env("DATABASE_URL") },
});
`;
