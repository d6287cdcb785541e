/** A field in either form → Field. The object form's `type` may be any field shorthand; other keys add to it. */
import { quote, Scanner } from "../lexer.ts";
import type { DefaultValue, EngineName, Field, FieldSequence, FieldTarget, FieldType } from "../model.ts";
import { scanDefault } from "../shorthand/default.ts";
import { parseField } from "../shorthand/field.ts";
import { TYPE_WORDS } from "../types.ts";
import { type Building, buildExpression, defined, namesOf } from "./building.ts";
import { rawSql } from "./raw-sql.ts";
import { ENGINE_NAMES } from "./schema.ts";
import type { RawField } from "./schema-parts.ts";
import type { Path } from "./source.ts";

/** Builds one field; undefined, with problems noted, when it cannot be read. */
export function buildField(building: Building, path: Path, name: string, raw: string | RawField): Field | undefined {
  if (typeof raw === "string") {
    return building.attempt(path, () => parseField(name, raw, building.places.textPlace(path)));
  }
  const typePath = [...path, "type"];
  const base = building.attempt(typePath, () => parseField(name, raw.type, building.places.textPlace(typePath)));
  if (!base) return undefined;
  const { primary, unique, index, secret, immutable, encrypt, pii, match, column, doc } = raw;
  const given = {
    default:
      raw.default === undefined ? undefined : buildDefault(building, [...path, "default"], raw.default, base.type),
    generated:
      raw.generated === undefined ? undefined : buildExpression(building, [...path, "generated"], raw.generated),
    primary: primary || undefined,
    unique: unique === true || undefined,
    uniqueInTenant: unique === "tenant" || undefined,
    index: index || undefined,
    secret: secret || undefined,
    immutable: immutable || undefined,
    encrypt: encrypt === true ? ("application" as const) : encrypt || undefined,
    slugOf: raw.slug,
    countOf: raw.count,
    pii,
    min: numberText(building, [...path, "min"], raw.min),
    max: numberText(building, [...path, "max"], raw.max),
    match,
    check: raw.check === undefined ? undefined : buildExpression(building, [...path, "check"], raw.check),
    column,
    was: raw.was === undefined ? undefined : namesOf(raw.was),
    doc,
    targets: raw.targets === undefined ? undefined : buildTargets(building, [...path, "targets"], raw.targets),
  };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || !Object.hasOwn(base, key)) continue;
    building.problems.add({
      code: "DUPLICATE_NAME",
      message: `\`${key}\` is given in \`type\` and again`,
      where: building.places.where([...path, key]),
      remedy: "Keep one of them",
    });
  }
  return { ...base, ...defined(given) };
}

function numberText(building: Building, path: Path, value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : (building.places.spelled(path) ?? String(value));
}

function buildTargets(
  building: Building,
  path: Path,
  raw: NonNullable<RawField["targets"]>,
): { [engine in EngineName]?: FieldTarget } {
  const targets: { [engine in EngineName]?: FieldTarget } = {};
  for (const engine of ENGINE_NAMES) {
    const target = raw[engine];
    if (!target) continue;
    const { sequence, ...rest } = target;
    targets[engine] = defined({
      ...rest,
      sequence: sequence && buildSequence(building, [...path, engine, "sequence"], sequence),
    });
  }
  return targets;
}

/** Numbers stay as they are spelled: they may exceed JavaScript's. */
function buildSequence(building: Building, path: Path, raw: RawSequence): FieldSequence {
  const number = (key: "start" | "increment" | "min" | "max" | "cache") =>
    numberText(building, [...path, key], raw[key]);
  return defined({
    name: raw.name,
    owned: raw.owned,
    type: raw.type,
    start: number("start"),
    increment: number("increment"),
    min: number("min"),
    max: number("max"),
    cache: number("cache"),
    cycle: raw.cycle,
  });
}

type RawSequence = NonNullable<NonNullable<NonNullable<RawField["targets"]>[EngineName]>["sequence"]>;

/** A default of the object form: its shorthand as text, a value of YAML or JSON, or raw SQL per engine. */
function buildDefault(building: Building, path: Path, raw: unknown, type: FieldType): DefaultValue | undefined {
  const sql = rawSql(raw);
  if (sql) return { kind: "expression", expression: { kind: "raw", sql } };
  return building.attempt(path, () => {
    const text = defaultText(building, path, raw, type);
    const name = String(path.at(-2) ?? "");
    const place = building.places.textPlace(path);
    const scanner = new Scanner(text, name, place && typeof raw !== "string" ? { ...place, fixed: true } : place);
    const value = scanDefault(scanner, type);
    if (!scanner.atEnd) scanner.fail("SYNTAX", `the default ends before \`${scanner.peekRun().slice(0, 40)}\``);
    return value;
  });
}

function defaultText(building: Building, path: Path, raw: unknown, type: FieldType): string {
  if (typeof raw === "string") return raw;
  if (raw === null) return "null";
  const family = TYPE_WORDS.get(type.name)?.family;
  if (Array.isArray(raw) && (type.array > 0 || (family !== "json" && family !== "map"))) {
    // The items of a real list are values: text needs no quotes of ours around it.
    const items = raw.map((item, index) =>
      typeof item === "string" && !/^[\w.+-]+$/.test(item)
        ? quote(item)
        : defaultText(building, [...path, index], item, type),
    );
    return `[${items.join(", ")}]`;
  }
  if (typeof raw === "object") return JSON.stringify(raw);
  return building.places.spelled(path) ?? String(raw);
}
