/** How the rows of an entity are spread → Partition. */
import { SchemaforgeError } from "../errors.ts";
import type { Partition } from "../model.ts";
import { nearest } from "../suggest.ts";
import { type Building, defined, namesOf } from "./building.ts";
import type { RawPartition } from "./schema-behaviour.ts";
import type { Path } from "./source.ts";

/** What each kind knows, with an example for messages. */
const kinds = {
  range: { keys: ["range", "every", "retain"], needs: "every", example: "{ range: createdAt, every: month }" },
  list: {
    keys: ["list", "partitions"],
    needs: "partitions",
    example: "{ list: region, partitions: { europe: [DE, FR] } }",
  },
  hash: { keys: ["hash", "count"], needs: "count", example: "{ hash: [id], count: 8 }" },
} as const;
type Kind = keyof typeof kinds;

/**
 * Builds a partition.
 * @throws SchemaforgeError WRONG_VALUE when it is of no kind or of several
 */
export function buildPartition(building: Building, path: Path, raw: RawPartition): Partition {
  const fail = (message: string, remedy: string, key?: string): never => {
    const where = building.places.where(key === undefined ? path : [...path, key]);
    throw new SchemaforgeError("WRONG_VALUE", message, { where, remedy });
  };
  const said = (Object.keys(kinds) as Kind[]).filter((kind) => raw[kind] !== undefined);
  const [kind] = said;
  if (kind === undefined || said.length > 1) {
    return fail(
      "a partition has one of `range`, `list` and `hash`",
      `Write it as \`partition: ${kinds[kind ?? "range"].example}\``,
    );
  }
  const { keys, needs, example } = kinds[kind];
  const known: readonly string[] = keys;
  const strange = (Object.keys(raw) as (keyof RawPartition)[]).find(
    (key) => raw[key] !== undefined && !known.includes(key),
  );
  if (strange !== undefined) {
    const guess = nearest(strange, keys);
    fail(
      `a partition by ${kind} knows no \`${strange}\``,
      guess === undefined ? `Write it as \`partition: ${example}\`` : `Did you mean \`${guess}\`?`,
      strange,
    );
  }
  const missing = (): never =>
    fail(`a partition by ${kind} needs \`${needs}\``, `Write it as \`partition: ${example}\``);
  if (kind === "range") {
    return { kind, field: raw.range ?? "", every: raw.every ?? missing(), ...defined({ retain: raw.retain }) };
  }
  if (kind === "hash") return { kind, fields: namesOf(raw.hash ?? []), count: raw.count ?? missing() };
  const partitions = Object.entries(raw.partitions ?? missing()).map(([name, values]) => {
    const at = [...path, "partitions", name];
    const spelled = (place: Path, value: unknown): string => building.places.spelled(place) ?? String(value);
    return {
      name,
      values: Array.isArray(values)
        ? values.map((value, index) => spelled([...at, index], value))
        : [spelled(at, values)],
    };
  });
  return { kind, field: raw.list ?? "", partitions };
}
