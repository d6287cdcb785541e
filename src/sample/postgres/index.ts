/** Sample rows for PostgreSQL. */
import type { SampleEngine } from "../schema.ts";
import { describe } from "./describe.ts";
import { statements } from "./render.ts";

export const postgresSamples: SampleEngine = {
  describe,
  statements,
  frame: {
    before: ["BEGIN", "SET CONSTRAINTS ALL DEFERRED"],
    after: ["COMMIT"],
  },
  alwaysDeferrable: false,
};
