/** The differences between two sources of one engine. Never plans anything. */
import type { Catalog, Value } from "../catalog/catalog.ts";
import { type Change, changedProperties, diffCatalogs, type PropertyChange } from "../catalog/diff.ts";
import type { Engine, Notice } from "../engines/engine.ts";
import { loadEngine } from "../engines/registry.ts";
import { SchemaforgeError } from "../model/errors.ts";
import type { Loss } from "../model/loss.ts";
import type { Runtime } from "../runtime.ts";
import { type AsCatalog, catalogOf, type Loaded } from "./load.ts";
import { structural } from "./prove.ts";
import { type Renames, renamesFromFlags, renamesFromModel, withFollowing } from "./renames.ts";

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
  const left = catalogOf(request.a, engine);
  const right = catalogOf(request.b, engine);
  const renames = renamesOf(request, left, right);
  const renamed = renames.size > 0;
  const a = renamed ? await engine.elaborate(left.catalog, runtime, renames) : left.catalog;
  const compared = await compare(engine, a, right.catalog, runtime);
  return {
    ...compared,
    engine,
    changes: [...renameChanges(renames, left.catalog), ...compared.changes],
    notices: [...left.notices, ...right.notices],
    losses: [...left.losses, ...right.losses],
  };
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
  return asked ?? first ?? loadEngine("postgres");
}

function renamesOf(request: DiffRequest, left: AsCatalog, right: AsCatalog): Renames {
  const said = renamesFromFlags(request.renames ?? [], left.catalog);
  const written =
    request.b.kind === "model" ? renamesFromModel(request.b.model, left.catalog, right.catalog) : new Map();
  return withFollowing(new Map([...written, ...said]), left.catalog, right.catalog);
}

function renameChanges(renames: Renames, a: Catalog): Change[] {
  return [...renames].map(([id, to]) => {
    const object = a.objects.get(id);
    const kind = object?.kind ?? "";
    return { op: "rename", kind, id: newId(id, object?.name ?? "", to), was: id, props: [] };
  });
}

/** The id with the last part of its path changed. */
function newId(id: string, from: string, to: string): string {
  const at = id.lastIndexOf(from);
  return at < 0 ? id : `${id.slice(0, at)}${to}${id.slice(at + from.length)}`;
}

async function compare(
  engine: Engine,
  a: Catalog,
  b: Catalog,
  runtime: Runtime,
): Promise<Pick<DiffOutcome, "changes" | "a" | "b" | "elaborated">> {
  const direct = diffCatalogs(a, b, engine.kinds);
  const unsure = new Set(direct.filter((change) => isUnsure(change, engine, a, b)).map((change) => change.id));
  if (unsure.size === 0) return { changes: direct, a, b, elaborated: a.elaboratedBy };
  // Only what could be the same after all is run, with what it needs; structure is sure as it stands.
  let [left, right] = [
    await engine.elaborate(withNeeds(a, unsure), runtime),
    await engine.elaborate(withNeeds(b, unsure), runtime),
  ];
  if ([...unsure].some((id) => propertiesOf(engine, left, right, id).length > 0)) {
    // Printed text is no fixpoint: it settles in the second round (architecture, decision 5).
    [left, right] = [await engine.elaborate(left, runtime), await engine.elaborate(right, runtime)];
  }
  const changes = direct.flatMap((change): Change[] => {
    if (!unsure.has(change.id)) return [change];
    const props = propertiesOf(engine, left, right, change.id);
    return props.length > 0 ? [{ ...change, props }] : [];
  });
  return { changes, a, b, elaborated: left.elaboratedBy };
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

/** The SQL texts inside a property, in their order. */
function textsOf(value: Value | undefined): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item));
  const record = value as { readonly [key: string]: Value };
  return typeof record["sql"] === "string" ? [record["sql"]] : Object.values(record).flatMap((item) => textsOf(item));
}

function propertiesOf(engine: Engine, a: Catalog, b: Catalog, id: string): PropertyChange[] {
  const [left, right] = [a.objects.get(id), b.objects.get(id)];
  return left && right ? changedProperties(left, right, engine.kinds) : [];
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
