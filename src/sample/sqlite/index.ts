/** Sample rows for SQLite. */
import type { SampleEngine } from "../schema.ts";
import { describe } from "./describe.ts";
import { statements } from "./render.ts";

export const sqliteSamples: SampleEngine = {
  describe,
  statements,
  frame: {
    before: ["BEGIN", "PRAGMA defer_foreign_keys = ON"],
    after: ["COMMIT"],
  },
  alwaysDeferrable: true,
};
