/** The differences between two sources of one engine. Never plans anything. */
import type { Catalog } from "../catalog/catalog.ts";
import { type Change, changedProperties, diffCatalogs, type PropertyChange } from "../catalog/diff.ts";
import { asPrinted, textsOf } from "../catalog/texts.ts";
import type { Engine, Notice, RowsOf } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { Runtime } from "../runtime.ts";
import { type AsCatalog, catalogOf, engineNameOf, type Loaded } from "./load.ts";
import { isVerbatim, structural } from "./prove.ts";
import {
  formerRows,
  idleRenames,
  laterRows,
  type Renames,
  renamedId,
  renamesFromFlags,
  renamesFromModel,
  withFollowing,
} from "./renames.ts";

export interface DiffRequest {
  readonly a: Loaded;
  readonly b: Loaded;
  /** The engine to compare in; needed only when neither side has one. */
  readonly engine?: string;
  /** `old=new` each. */
  readonly renames?: readonly string[];
}

export interface DiffOutcome {
  readonly engine: Engine;
  readonly changes: readonly Change[];
  readonly a: Catalog;
  readonly b: Catalog;
  /** Who printed the texts that were compared; `none` when nothing had to be run. */
  readonly elaborated: string;
  readonly notices: readonly Notice[];
  readonly losses: readonly Loss[];
}

/**
 * Compares two sources. Texts of different printers are compared only after one elaborator has run both sides; nothing
 * is run when the catalogs are equal as they are, or when both are models.
 *
 * @throws SchemaforgeError when the sides belong to different engines
 */
export async function diff(request: DiffRequest, runtime: Runtime): Promise<DiffOutcome> {
  const engine = await engineOf(request);
  const unmade = [request.a, request.b].flatMap((side) => (side.kind === "model" ? (side.unmade ?? []) : []));
  const [plainLeft, plainRight] = [request.a, request.b].map((side) => without(catalogOf(side, engine), unmade)) as [
    AsCatalog,
    AsCatalog,
  ];
  const renames = renamesOf(request, plainLeft, plainRight);
  const left = await withRows(
    engine,
    request.a,
    plainLeft,
    (rows) => formerRows(rows, renames, plainLeft.catalog),
    plainRight,
  );
  const right = await withRows(
    engine,
    request.b,
    plainRight,
    (rows) => laterRows(rows, renames, plainLeft.catalog),
    plainLeft,
  );
  const renamed = renames.size > 0;
  const a = renamed ? await engine.elaborate(left.catalog, runtime, renames) : left.catalog;
  const [from, to] = await verbatimRun(engine, a, right.catalog, runtime);
  const compared = await compare(engine, comparable(engine, from, to), comparable(engine, to, from), runtime);
  return {
    ...compared,
    engine,
    changes: [...renameChanges(renames, left.catalog, right.catalog), ...compared.changes],
    notices: [...left.notices, ...right.notices, ...idleNotices(request, left), ...compared.notices],
    losses: [...left.losses, ...right.losses],
  };
}

/** Without properties that a side could never have in a database. */
function without(side: AsCatalog, properties: readonly string[]): AsCatalog {
  if (properties.length === 0) return side;
  const objects = [...side.catalog.objects].map(([id, object]) => {
    const props = Object.fromEntries(Object.entries(object.props).filter(([name]) => !properties.includes(name)));
    return [id, { ...object, props }] as const;
  });
  return { ...side, catalog: { ...side.catalog, objects: new Map(objects) } };
}

/**
 * What verbatim statements make is known once they have run: beside a catalog of an engine, a side that has any is run
 * first. Where it does not run here, both are compared as they stand.
 */
async function verbatimRun(
  engine: Engine,
  a: Catalog,
  b: Catalog,
  runtime: Runtime,
): Promise<readonly [Catalog, Catalog]> {
  const [hasA, hasB] = [a, b].map(hasVerbatim);
  if (hasA === hasB) return [a, b];
  const run = async (side: Catalog): Promise<Catalog> => {
    try {
      return await engine.elaborate(side, runtime);
    } catch (error) {
      if (!(error instanceof SchemaforgeError) || runtime.signal.aborted) throw error;
      return side;
    }
  };
  return hasA ? [await run(a), b] : [a, await run(b)];
}

function hasVerbatim(catalog: Catalog): boolean {
  return [...catalog.objects.values()].some(isVerbatim);
}

async function engineOf({ a, b, engine }: DiffRequest): Promise<Engine> {
  const asked = engine === undefined ? undefined : await loadEngine(engine);
  const found = [a, b].flatMap((side) => (side.kind === "catalog" ? [side.engine] : []));
  const [first] = found;
  const other = found.find((candidate) => candidate.name !== (asked ?? first)?.name);
  if (other) {
    throw new SchemaforgeError(
      "OTHER_ENGINE",
      `the sides belong to different engines: ${(asked ?? first)?.name} and ${other.name}`,
      {
        remedy: "Compare sources of one engine",
      },
    );
  }
  const writtenFor = [a, b].map(engineNameOf).find((name) => name !== undefined);
  return asked ?? first ?? loadEngine(writtenFor ?? "postgres");
}

/** A side with the rows of which the other side holds some; of all other tables, none are read. */
async function withRows(
  engine: Engine,
  side: Loaded,
  own: AsCatalog,
  named: (rows: readonly RowsOf[]) => readonly RowsOf[],
  other: AsCatalog,
): Promise<AsCatalog> {
  const rowsOf = named(engine.rowsOf?.(other.catalog) ?? []);
  const again = side.kind === "catalog" && rowsOf.length > 0 ? side.readAgain : undefined;
  return again ? again({ rowsOf }) : own;
}

/** A side without what comes and goes by itself, and without what the other side's server could not hold. */
function comparable(engine: Engine, side: Catalog, other: Catalog): Catalog {
  const catalog = engine.asOf?.(side, other.context.version) ?? side;
  const passing = engine.passing?.(catalog);
  if (!passing || passing.size === 0) return catalog;
  return { ...catalog, objects: new Map([...catalog.objects].filter(([id]) => !passing.has(id))) };
}

function idleNotices({ renames = [] }: DiffRequest, { catalog }: AsCatalog): Notice[] {
  return idleRenames(renames, catalog).map((flag) => ({
    code: "RENAME_IDLE",
    message: `nothing is renamed by ${flag}: the first source has neither name`,
  }));
}

function renamesOf(request: DiffRequest, left: AsCatalog, right: AsCatalog): Renames {
  const said = renamesFromFlags(request.renames ?? [], left.catalog);
  const written =
    request.b.kind === "model" ? renamesFromModel(request.b.model, left.catalog, right.catalog) : new Map();
  return withFollowing(new Map([...written, ...said]), left.catalog, right.catalog);
}

function renameChanges(renames: Renames, a: Catalog, b: Catalog): Change[] {
  return [...renames.keys()].flatMap((was): Change[] => {
    const object = a.objects.get(was);
    return object ? [{ op: "rename", kind: object.kind, id: renamedId(object, renames, a, b), was, props: [] }] : [];
  });
}

type Compared = Pick<DiffOutcome, "changes" | "a" | "b" | "elaborated" | "notices">;

async function compare(engine: Engine, a: Catalog, b: Catalog, runtime: Runtime): Promise<Compared> {
  const direct = diffCatalogs(a, b, engine.kinds);
  const unsure = new Set(direct.filter((change) => isUnsure(change, engine, a, b)).map((change) => change.id));
  if (unsure.size === 0) return { changes: direct, a, b, elaborated: a.elaboratedBy, notices: [] };
  const ran = await runBoth(engine, a, b, unsure, runtime);
  if ("reason" in ran) {
    const message = `texts of ${a.elaboratedBy} and ${b.elaboratedBy} are compared as they stand: ${ran.reason}`;
    return { changes: direct, a, b, elaborated: a.elaboratedBy, notices: [{ code: "NOT_ELABORATED", message }] };
  }
  const changes = direct.flatMap((change): Change[] => {
    if (!unsure.has(change.id)) return [change];
    const props = propertiesOf(engine, ran.a, ran.b, change.id) ?? change.props;
    return props.length > 0 ? [{ ...change, props }] : [];
  });
  return { changes, a, b, elaborated: ran.a.elaboratedBy, notices: [] };
}

/**
 * Both sides run by one elaborator: only what could be the same after all, with what it needs (structure is sure as it
 * stands); everything where a part does not run by itself; the reason where that does not either.
 */
async function runBoth(
  engine: Engine,
  a: Catalog,
  b: Catalog,
  unsure: ReadonlySet<string>,
  runtime: Runtime,
): Promise<{ readonly a: Catalog; readonly b: Catalog } | { readonly reason: string }> {
  let reason = "";
  const run = (side: Catalog) => engine.elaborate(asPrinted(side), runtime);
  for (const [left, right] of [
    [withNeeds(a, unsure), withNeeds(b, unsure)],
    [a, b],
  ] as const) {
    try {
      const first = { a: await run(left), b: await run(right) };
      const equal = [...unsure].every((id) => propertiesOf(engine, first.a, first.b, id)?.length === 0);
      if (equal) return first;
      // Printed text is no fixpoint: it settles in the second round (architecture, decision 5).
      return { a: await run(first.a), b: await run(first.b) };
    } catch (error) {
      if (!(error instanceof SchemaforgeError) || runtime.signal.aborted) throw error;
      reason = error.message;
    }
  }
  return { reason };
}

/** True when a change is, at least in part, one of text that the same elaborator might print alike. */
function isUnsure(change: Change, engine: Engine, a: Catalog, b: Catalog): boolean {
  if (change.op !== "change") return false;
  const models = a.elaboratedBy === "none" && b.elaboratedBy === "none";
  const samePrinter = a.elaboratedBy === b.elaboratedBy;
  const [kept] = structural([change]);
  const texts = change.props.filter((prop) => !kept?.props.some(({ name }) => name === prop.name));
  if (texts.length === 0 || models) return false;
  return (
    !samePrinter ||
    texts.some((prop) => textsOf(prop.from).some((text, at) => engine.maySettle(text, textsOf(prop.to)[at] ?? "")))
  );
}

/** In what an object differs; undefined where one side does not have it. */
function propertiesOf(engine: Engine, a: Catalog, b: Catalog, id: string): PropertyChange[] | undefined {
  const [left, right] = [a.objects.get(id), b.objects.get(id)];
  return left && right ? changedProperties(left, right, engine.kinds) : undefined;
}

/** The part of a catalog that holds some objects and all that they need to be made. */
function withNeeds(catalog: Catalog, ids: ReadonlySet<string>): Catalog {
  const columns = new Map<string, string[]>();
  for (const object of catalog.objects.values()) {
    if (object.kind !== "column" || object.parent === undefined) continue;
    columns.set(object.parent, [...(columns.get(object.parent) ?? []), object.id]);
  }
  const kept = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const object = catalog.objects.get(id);
    if (!object || kept.has(id)) continue;
    kept.add(id);
    open.push(...object.edges.map((edge) => edge.to), ...(columns.get(id) ?? []));
    if (object.parent !== undefined) open.push(object.parent);
  }
  return { ...catalog, objects: new Map([...catalog.objects].filter(([id]) => kept.has(id))) };
}
