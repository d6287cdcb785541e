/** The JSON that machines read: one envelope for every command (docs/cli.md, schema/envelope.json). */
import type { Notice } from "../engines/engine.ts";
import type { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import { ModelError } from "../model/problems.ts";

export interface Question {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly choices: readonly string[];
  /** The option or argument that answers it. */
  readonly flag: string;
}

/** What a command did, for machines and for people. */
export interface Outcome {
  readonly exit: number;
  readonly result: object;
  readonly engine?: { readonly name: string; readonly version: string; readonly elaborator: string };
  readonly losses?: readonly Loss[];
  readonly notices?: readonly Notice[];
  /** The artefact, for standard output; in pieces where it may be larger than memory. */
  readonly artefact?: string | AsyncIterable<string>;
  /** What people read, for standard error. */
  readonly people?: readonly string[];
  readonly error?: SchemaforgeError;
  /** Texts that are in no file, or may have changed since, by the names that places give them. */
  readonly texts?: { readonly [name: string]: string };
}

/** The envelope of an outcome, without undefined members. */
export function envelope(command: string, version: string, outcome: Outcome): object {
  const { error } = outcome;
  return {
    schemaforge: 1,
    version,
    command,
    ok: error === undefined,
    ...(outcome.engine ? { engine: outcome.engine } : {}),
    result: outcome.result,
    losses: outcome.losses ?? [],
    findings: [...(outcome.notices ?? []).map(noticeFinding), ...problemFindings(error)],
    questions: error ? questionsOf(error) : [],
    ...(error ? { error: errorObject(error) } : {}),
  };
}

function noticeFinding(notice: Notice): object {
  return {
    code: notice.code,
    level: "info",
    object: "",
    message: notice.message,
    remedy: "",
    ...(notice.where ? { where: notice.where } : {}),
  };
}

/** A model with several problems reports each as a finding. */
function problemFindings(error: SchemaforgeError | undefined): object[] {
  if (!(error instanceof ModelError)) return [];
  return error.problems.map(({ code, message, where, remedy, fix }) => ({
    code,
    level: "error",
    object: "object" in where ? where.object : "",
    message,
    remedy: remedy ?? "",
    where,
    ...(fix ? { fix } : {}),
  }));
}

/** Unless an error says what it asks: which source is meant. */
const WHICH_SOURCE = { id: "source", subject: "source", flag: "SOURCE" };

/** An error that needs an answer carries what may be answered (workflows/analyze.ts, init.ts). */
function questionsOf(error: SchemaforgeError): Question[] {
  if (!("choices" in error) || !Array.isArray(error.choices)) return [];
  const asked = "question" in error ? (error.question as typeof WHICH_SOURCE) : WHICH_SOURCE;
  return [{ ...asked, kind: "choice", choices: error.choices.map(String) }];
}

function errorObject(error: SchemaforgeError): object {
  return {
    code: error.code,
    message: error.message,
    ...(error.where ? { where: error.where } : {}),
    remedy: error.remedy ?? "",
  };
}
