/** Large models are lowered in time that grows with their size alone. */
import { expect, it } from "vitest";
import { postgres } from "../../src/engines/postgres/index.ts";
import { parseExpression } from "../../src/model/expressions/parse.ts";
import type { Entity, Model } from "../../src/model/model.ts";
import { parseField } from "../../src/model/shorthand/field.ts";
import { parseRelation } from "../../src/model/shorthand/relation.ts";

const FIELDS = [
  parseField("name", "string(50) unique"),
  parseField("archivedAtSomeTime", "datetime? index"),
  parseField("kind", "Kind = a"),
  parseField("total", "money = 0 min=0"),
  parseField("twice", "money := total * 2"),
];
const CHECKS = [{ name: "named", expression: parseExpression("length(name) > 2") }];

/** Entities with fields of several kinds, two relations, a check and two indexes; their names are long and alike. */
function modelOfSize(count: number): Model {
  const nameOf = (at: number) => `EntityOfCustomerRelationshipManagementNumber${at}`;
  const entities = Array.from({ length: count }, (_, at): Entity => {
    const target = nameOf((at * 7) % count);
    return {
      name: nameOf(at),
      fields: FIELDS,
      relations: [
        parseRelation("previous", `one? ${target} as nexts${at}`),
        parseRelation("tags", `many ${target} as many taggedBy${at}`),
      ],
      keys: [],
      checks: CHECKS,
      indexes: [{ name: `found_${at}`, parts: [], search: ["name"], language: "english" }],
    };
  });
  return {
    conventions: { tables: "snake_plural", columns: "snake", id: "uuid", timestamps: true },
    types: [{ name: "Kind", values: [{ value: "a" }, { value: "b" }] }],
    entities,
    targets: {},
  };
}

/** Lowers a model and says how long each entity took. */
function lowered(count: number): { readonly objects: number; readonly each: number } {
  const model = modelOfSize(count);
  const start = performance.now();
  const objects = postgres.lower(model).catalog.objects.size;
  return { objects, each: (performance.now() - start) / count };
}

it("lowers 10,000 entities in about ten times the time of 1,000", () => {
  // Each: a table with 9 columns, 3 keys, 2 checks, 3 indexes and a trigger, and a join table with 6 parts. All: the
  // schema, the enum and the trigger's function.
  const objects = (count: number) => count * (1 + 9 + 3 + 2 + 3 + 1 + (1 + 6)) + 3;
  // Other work on the machine only ever adds: the least of several runs counts.
  const small = [lowered(1000), lowered(1000), lowered(1000)];
  const large = [lowered(10_000), lowered(10_000)];
  for (const run of small) expect(run.objects).toBe(objects(1000));
  for (const run of large) expect(run.objects).toBe(objects(10_000));
  const least = (runs: typeof small) => Math.min(...runs.map(({ each }) => each));
  // Four times leaves room for a busy machine; quadratic work would be ten times as long.
  expect(least(large) / least(small)).toBeLessThan(4);
});
