/** What of a Prisma 8 schema cannot be read. */
import { SchemaforgeError } from "../../../../model/errors.ts";
import type { Place } from "../syntax.ts";

/** The error for a construct of Prisma 8 that has no form in the Model, with its place. */
export function refused({ file, line, column }: Place, construct: string): SchemaforgeError {
  return new SchemaforgeError("PRISMA_8", `this version does not read ${construct} of a Prisma 8 schema`, {
    where: { file, line, column },
    remedy: "Give the database's URL or its SQL instead, or leave the construct out",
  });
}
