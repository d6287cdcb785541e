/** Makes an engine's schema from entity names or a source. */
import type { Catalog } from "../catalog/catalog.ts";
import type { Engine, Notice } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import { designEntities } from "../knowledge/design.ts";
import type { Reason, Suggestion } from "../knowledge/request.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { Model } from "../model/model.ts";
import { type InlineEntity, parseEntityList } from "../model/shorthand/inline.ts";
import type { Runtime } from "../runtime.ts";
import { catalogIn } from "./between.ts";
import { type OutputFile, signed } from "./files.ts";
import type { Loaded } from "./load.ts";
import { type Proof, prove, SKIPPED } from "./prove.ts";
import { selectEntities } from "./select.ts";

export interface DesignRequest {
  /** Any name of an engine. */
  readonly target: string;
  /** `User,Post(title: string)`: names and shorthand. */
  readonly entities?: string;
  readonly relations?: boolean;
  /** What to start from instead of the catalogue of entities; with `entities`, which of it to take. */
  readonly source?: Loaded;
  readonly verify?: boolean;
  /** SQLite: STRICT tables, unless an entity says otherwise. */
  readonly strict?: boolean;
}

export interface DesignOutcome {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly files: readonly OutputFile[];
  readonly reasons: readonly Reason[];
  readonly suggestions: readonly Suggestion[];
  readonly proof: Proof;
  readonly losses: readonly Loss[];
  readonly notices: readonly Notice[];
  /** Number of objects by kind. */
  readonly objects: { readonly [kind: string]: number };
}

export interface Start {
  readonly loaded: Loaded;
  readonly reasons: readonly Reason[];
  readonly suggestions: readonly Suggestion[];
}

/**
 * The schema of a target engine, executed on the embedded engine before it is handed over.
 *
 * @throws SchemaforgeError when there is nothing to design from, an entity, relation or type is unknown, or STRICT tables
 * are asked for of what is no model: CANNOT_STRICT
 */
export async function design(request: DesignRequest, runtime: Runtime): Promise<DesignOutcome> {
  const engine = await loadEngine(request.target);
  const { loaded, reasons, suggestions } = start(request);
  const wanted = request.strict ? strictly(loaded) : loaded;
  const { catalog, losses, notices } = await catalogIn(wanted, engine, runtime, request.verify);
  const proof = request.verify === false ? SKIPPED : await prove(engine, catalog, runtime);
  const text = signed(engine.script(engine.render(catalog)), "--");
  const objects: { [kind: string]: number } = {};
  for (const { kind } of catalog.objects.values()) objects[kind] = (objects[kind] ?? 0) + 1;
  return {
    engine,
    catalog,
    files: [{ path: "schema.sql", text }],
    reasons,
    suggestions,
    proof,
    losses,
    notices,
    objects,
  };
}

function strictly(loaded: Loaded): Loaded {
  if (loaded.kind === "model") {
    const { model } = loaded;
    const targets = { ...model.targets, sqlite: { ...model.targets.sqlite, strict: true } };
    return { ...loaded, model: { ...model, targets } };
  }
  throw new SchemaforgeError("CANNOT_STRICT", "only the tables of a model or of entities can be made STRICT", {
    where: { object: loaded.name },
    remedy: "Make a model of it first (schemaforge pull, or convert --to model)",
  });
}

/**
 * What a design starts from: entities, or what a source holds of them.
 *
 * @throws SchemaforgeError `NO_SOURCE`, `CANNOT_SELECT`, and what the catalogue of entities throws
 */
export function start(request: DesignRequest): Start {
  const { entities, relations, source } = request;
  if (source === undefined) {
    if (entities === undefined) {
      throw new SchemaforgeError("NO_SOURCE", "there is nothing to make a schema from", {
        remedy: "Name entities (--entity=User,Post) or a source",
      });
    }
    const { model, reasons, relatedSuggestions } = designModel(entities, relations);
    return { loaded: { kind: "model", model, name: "the entities" }, reasons, suggestions: relatedSuggestions };
  }
  if (entities === undefined && relations !== false) return { loaded: source, reasons: [], suggestions: [] };
  if (source.kind !== "model") {
    const what = entities === undefined ? "relations can be left out of" : "entities can be selected from";
    throw new SchemaforgeError("CANNOT_SELECT", `${what} a model only`, {
      where: { object: source.name },
      remedy: `Leave out ${entities === undefined ? "--relations" : "--entity"}, or give a model file`,
    });
  }
  const names = entities === undefined ? undefined : namesOf(parseEntities(entities));
  const { model, reasons } = selectEntities(source.model, names, relations);
  return { loaded: { ...source, model }, reasons, suggestions: [] };
}

/** @throws SchemaforgeError where an entity is described: what is selected from a model is described there */
function namesOf(entities: readonly InlineEntity[]): string[] {
  return entities.map(({ name, fields, relations, place }) => {
    if (!fields && !relations) return name;
    throw new SchemaforgeError("CANNOT_SELECT", `${name} is selected from a model, which says what it consists of`, {
      where: place,
      remedy: "Give its name alone, or leave out the model",
    });
  });
}

/** The Model of a list of entities in the shorthand of the command line. */
export function designModel(
  entities: string,
  relations = true,
): { readonly model: Model; readonly reasons: readonly Reason[]; readonly relatedSuggestions: readonly Suggestion[] } {
  return designEntities({ entities: parseEntities(entities), relations });
}

/** As `parseEntityList`; every error says what the form is. */
export function parseEntities(text: string): InlineEntity[] {
  try {
    return parseEntityList(text);
  } catch (error) {
    if (!(error instanceof SchemaforgeError) || error.remedy !== undefined) throw error;
    const remedy = "The form is User,Post(title: string, author: one User)";
    throw new SchemaforgeError(error.code, error.message, { ...(error.where ? { where: error.where } : {}), remedy });
  }
}
