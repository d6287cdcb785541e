/** A model from a live database or a text, new or merged into the one that its author keeps. */
import type { CatalogObject } from "../catalog/catalog.ts";
import { withoutObjects } from "../catalog/select.ts";
import type { Notice } from "../engines/engine.ts";
import { editModel, keepOrder } from "../model/edit/edit.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Model } from "../model/model.ts";
import { readModel } from "../model/read.ts";
import { writeModel } from "../model/write.ts";
import type { Runtime } from "../runtime.ts";
import { type OutputFile, signed } from "./files.ts";
import { type ModelOutcome, modelOf, notMerged } from "./lift.ts";
import type { Loaded } from "./load.ts";

export interface PullRequest {
  readonly source: Loaded;
  /** The model file that the database's changes go into. */
  readonly into?: { readonly path: string; readonly text: string };
  /** Only tables and views of these schemas. */
  readonly schemas?: readonly string[];
  /** Globs over `table` and `schema.table`: only these, and not those. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly verify?: boolean;
}

export interface PullOutcome extends ModelOutcome {
  readonly files: readonly OutputFile[];
  /** Number of objects by kind. */
  readonly objects: { readonly [kind: string]: number };
}

/**
 * Pulls a model. With `into`, what the author wrote stays as it is, comments and all, but for what has changed in the
 * database.
 *
 * @throws SchemaforgeError CANNOT_LIFT, NOT_LIFTED, NOT_MERGED, NO_DATABASE for a source that is a model already
 */
export async function pull(request: PullRequest, runtime: Runtime): Promise<PullOutcome> {
  const { into, verify } = request;
  const { source, notices } = selectObjects(request);
  const previous = into && previousOf(into);
  const outcome = await modelOf(
    { source, ...(previous ? { previous } : {}), ...(verify === undefined ? {} : { verify }) },
    runtime,
  );
  const [first, ...others] = outcome.proof.status === "refuted" ? outcome.proof.differences : [];
  if (previous && first) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : "";
    throw notMerged(`merged, the model would not make the database: ${first.op} ${first.id}${more}`);
  }
  const text =
    into && previous
      ? editModel(into.text, previous, keepOrder(previous, outcome.model))
      : signed(writeModel(outcome.model), "#");
  const objects: { [kind: string]: number } = {};
  for (const { kind } of outcome.catalog?.objects.values() ?? []) objects[kind] = (objects[kind] ?? 0) + 1;
  const path = into?.path ?? "schema.model.yaml";
  return { ...outcome, notices: [...notices, ...outcome.notices], files: [{ path, text }], objects };
}

/** @throws SchemaforgeError INTO_INCLUDES for a model of several files: which one a change belongs into is its author's to say */
function previousOf({ text, path }: NonNullable<PullRequest["into"]>): Model {
  const { model, include } = readModel(text, path);
  if (!include || include.length === 0) return model;
  throw new SchemaforgeError("INTO_INCLUDES", "a model that includes other files cannot be merged into", {
    where: { file: path },
    remedy: "Pull a new model (without --into) and compare: schemaforge diff",
  });
}

const RELATIONS: ReadonlySet<string> = new Set([
  "table",
  "foreign-table",
  "view",
  "materialized-view",
  "virtual-table",
]);

/**
 * The part of a source that is asked for, and what had to go with the rest because it needs it.
 *
 * @throws SchemaforgeError NO_DATABASE for a source that is a model already
 */
export function selectObjects({ source, schemas, include, exclude }: Omit<PullRequest, "into" | "verify">): {
  readonly source: Loaded;
  readonly notices: readonly Notice[];
} {
  if (source.kind !== "catalog") {
    throw new SchemaforgeError("NO_DATABASE", `${source.name} is no database to make a model from`, {
      remedy: "Give a URL (postgres://…, sqlite:file) or SQL text",
    });
  }
  if (!schemas && !include && !exclude) return { source, notices: [] };
  const [wanted, unwanted] = [include?.map(globPattern), exclude?.map(globPattern)];
  const isLeftOut = ({ kind, schema, name }: CatalogObject): boolean => {
    if (schemas && schema !== undefined && !schemas.includes(schema)) return true;
    if (!RELATIONS.has(kind)) return false;
    const names = schema === undefined ? [name] : [name, `${schema}.${name}`];
    const isIn = (patterns: readonly RegExp[]) => patterns.some((pattern) => names.some((one) => pattern.test(one)));
    return (wanted !== undefined && !isIn(wanted)) || (unwanted !== undefined && isIn(unwanted));
  };
  const { catalog, dropped } = withoutObjects(source.reading.catalog, isLeftOut);
  const notices = dropped.map(
    (id): Notice => ({
      code: "NOT_TAKEN",
      message: `${id} is left out: it needs what is not selected`,
    }),
  );
  return { source: { ...source, reading: { ...source.reading, catalog } }, notices };
}

/** `*` is any run of characters, `?` any one; everything else stands for itself. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "u");
}
