/** The published JSON Schema of the envelope, as a judge of what `--json` prints. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { z } from "zod";
import type { Run } from "./run.ts";

const schema = z.fromJSONSchema(JSON.parse(readFileSync("schema/envelope.json", "utf8")));

export interface Envelope {
  readonly command: string;
  readonly ok: boolean;
  readonly engine?: { readonly name: string; readonly version: string; readonly elaborator: string };
  readonly result: {
    readonly files?: readonly { readonly path: string; readonly text: string }[];
    readonly reasons?: readonly { readonly subject: string }[];
    readonly proof?: { readonly status: string };
    readonly changes?: readonly { readonly op: string; readonly kind: string; readonly id: string }[];
    readonly elaborated?: string;
    readonly source?: string;
    readonly unread?: readonly string[];
  };
  readonly findings: readonly { readonly code: string; readonly message: string }[];
  readonly losses: readonly { readonly object: string; readonly feature: string }[];
  readonly questions: readonly { readonly choices: readonly string[] }[];
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly where?: object;
    readonly remedy: string;
  };
}

/** The one object that a command printed with `--json`, which has to fit the published schema. */
export function envelopeOf(printed: Pick<Run, "stdout" | "stderr">): Envelope {
  const lines = printed.stdout.split("\n");
  expect(lines, printed.stderr).toHaveLength(2);
  const value: unknown = JSON.parse(lines[0] ?? "");
  const checked = schema.safeParse(value);
  expect(checked.success ? [] : checked.error.issues, lines[0]).toEqual([]);
  return value as Envelope;
}
