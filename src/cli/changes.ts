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
    const object = objectOf(change);
    const key = object?.parent ?? change.id;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  const width = Math.max(0, ...changes.map((change) => change.kind.length));
  const lines: string[] = [];
  for (const [key, group] of groups) {
    const parent = group.find((change) => change.id === key);
    const whole = parent !== undefined && (parent.op === "add" || parent.op === "remove");
    const title = key.slice(key.indexOf(":") + 1);
    if (parent) lines.push(line(parent, objectOf(parent), title, width, paint));
    else lines.push(`  ${paint.bold(title)}`);
    const parts = group.filter((change) => change !== parent);
    if (whole && parts.length > 0) {
      const columns = parts.filter(({ kind }) => kind === "column").length;
      lines.push(paint.dim(`    with ${columns} columns and ${parts.length - columns} other objects`));
    } else
      lines.push(
        ...parts.map(
          (change) => `  ${line(change, objectOf(change), objectOf(change)?.name ?? change.id, width, paint)}`,
        ),
      );
  }
  return lines;
}

function line(change: Change, object: CatalogObject | undefined, name: string, width: number, paint: Paint): string {
  const sign = paint[COLOUR[change.op]](SIGN[change.op]);
  const head = `${sign} ${change.kind.padEnd(width)} ${name}`;
  if (change.op === "rename") return `${sign} ${change.kind.padEnd(width)} ${afterColon(change.was ?? "")} → ${name}`;
  if (change.op === "change") return `${head}  ${change.props.map((prop) => describeProperty(prop, paint)).join(", ")}`;
  const summary = object?.kind === "column" ? describeColumn(object.props as { readonly [key: string]: Value }) : "";
  return summary ? `${head}  ${paint.dim(summary)}` : head;
}

function afterColon(id: string): string {
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

const LONGEST = 120;

function show(value: Value): string {
  const record = value as { readonly sql?: unknown };
  const text =
    typeof value === "object" && value !== null && typeof record.sql === "string"
      ? record.sql
      : typeof value === "string"
        ? value
        : JSON.stringify(value);
  const flat = text.replace(/\s+/g, " ");
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat;
}
