/** Differences as people read them: grouped by table, aligned, one line an object. */
import type { Catalog, CatalogObject, Value } from "../catalog/catalog.ts";
import type { Change, PropertyChange } from "../catalog/diff.ts";
import type { Paint } from "./paint.ts";

const SIGN = { add: "+", remove: "-", change: "~", rename: ">" } as const;
const COLOUR = { add: "green", remove: "red", change: "yellow", rename: "yellow" } as const;

/** Lines for people. Objects of a table stand under it; those of an added or removed table are counted. */
export function describeChanges(changes: readonly Change[], a: Catalog, b: Catalog, paint: Paint): string[] {
  const objectOf = (change: Change): CatalogObject | undefined =>
    b.objects.get(change.id) ?? a.objects.get(change.id) ?? a.objects.get(change.was ?? "");
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = objectOf(change)?.parent ?? change.id;
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  const width = widest(changes.map((change) => change.kind));
  const lines: string[] = [];
  for (const [key, group] of groups) {
    const parent = group.find((change) => change.id === key);
    lines.push(parent ? line(parent, objectOf(parent), pathOf(key), width, paint) : `  ${paint.bold(pathOf(key))}`);
    const parts = group.filter((change) => change !== parent);
    if ((parent?.op === "add" || parent?.op === "remove") && parts.length > 0) {
      lines.push(paint.dim(`    with ${counted(parts)}`));
      continue;
    }
    const names = parts.map((change) => objectOf(change)?.name ?? change.id);
    const pad = Math.min(widest(names), WIDEST_NAME);
    for (const [at, change] of parts.entries()) {
      lines.push(`  ${line(change, objectOf(change), (names[at] ?? "").padEnd(pad), width, paint)}`);
    }
  }
  return lines.map((text) => text.trimEnd());
}

/** Names up to this length are aligned. */
const WIDEST_NAME = 40;

function widest(words: readonly string[]): number {
  return words.reduce((most, word) => Math.max(most, word.length), 0);
}

function counted(parts: readonly Change[]): string {
  const columns = parts.filter(({ kind }) => kind === "column").length;
  const others = parts.length - columns;
  return [
    ...(columns > 0 ? [`${columns} column${columns === 1 ? "" : "s"}`] : []),
    ...(others > 0 ? [`${others} other object${others === 1 ? "" : "s"}`] : []),
  ].join(" and ");
}

function line(change: Change, object: CatalogObject | undefined, name: string, width: number, paint: Paint): string {
  const head = `${paint[COLOUR[change.op]](SIGN[change.op])} ${change.kind.padEnd(width)}`;
  if (change.op === "rename") return `${head} ${pathOf(change.was ?? "")} → ${name}`;
  if (change.op === "change") {
    return `${head} ${name}  ${change.props.map((prop) => describeProperty(prop, paint)).join(", ")}`;
  }
  const summary = object?.kind === "column" ? describeColumn(object.props as { readonly [key: string]: Value }) : "";
  return summary ? `${head} ${name}  ${paint.dim(summary)}` : `${head} ${name}`;
}

/** An id without its kind. */
function pathOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

function describeColumn(props: { readonly [key: string]: Value }): string {
  const text = (value: Value | undefined) => (value === undefined ? "" : show(value));
  return [
    text(props["type"]),
    props["notNull"] ? "not null" : "",
    props["default"] ? `default ${text(props["default"])}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function describeProperty(prop: PropertyChange, paint: Paint): string {
  const side = (value: Value | undefined) => (value === undefined ? paint.dim("none") : show(value));
  return `${prop.name}: ${side(prop.from)} → ${side(prop.to)}`;
}

const LONGEST = 160;

/** A property's value on one line; one that is too long is cut (`--json` has all of it). */
function show(value: Value): string {
  const flat = plain(value).replace(/\s+/g, " ");
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat;
}

/** Members whose value says enough without their name. */
const UNNAMED = new Set(["column", "expression", "name", "sql"]);

function plain(value: Value): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `(${value.map((item) => plain(item)).join(", ")})`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .filter(([name]) => name !== "authored")
    .map(([name, item]) => (item === true ? name : UNNAMED.has(name) ? plain(item) : `${name} ${plain(item)}`))
    .join(" ");
}
