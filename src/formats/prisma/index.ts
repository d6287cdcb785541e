/** Prisma behind the interface of formats. */
import { SchemaforgeError } from "../../model/errors.ts";
import type { Format } from "../format.ts";
import { read } from "./read/index.ts";
import type { PrismaEngine } from "./types/types.ts";
import { layOut } from "./wasm.ts";
import { type PrismaOptions, write } from "./write/index.ts";

const ENGINES: readonly PrismaEngine[] = ["postgres", "sqlite"];

export const prisma: Format<PrismaOptions> = {
  name: "prisma",
  engines: ENGINES,
  // Documentation stays in the schema; Prisma makes no comments of it, and gives the primary keys of SQLite no names.
  unmade: ["comment", "constraintName"],
  // JSON and SMALLINT are types without a name to Prisma's engine.
  sqliteTypes: { json: "JSONB", smallint: "INTEGER" },
  write: async (design, options) => {
    if (!ENGINES.some((engine) => engine === design.engine)) {
      throw new SchemaforgeError("ENGINE_NOT_SUPPORTED", `this version writes no Prisma schema for ${design.engine}`, {
        remedy: "Use --datasource=postgresql or --datasource=sqlite",
      });
    }
    return write(design, options);
  },
  read,
  layOut,
};
