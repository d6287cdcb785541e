/** Entities that would naturally join a design. */

import type { Draft } from "./draft.ts";
import { CATALOGUE } from "./entities/index.ts";
import type { Suggestion } from "./request.ts";

const most = 6;

/** Weights: what an entity here needs, may have, and what is usually made for it. */
const needed = 4;
const useful = 2;
const usual = 1;

/**
 * The entities that relate to those of the design and are not in it, best first.
 * @param drafts the design's entities
 */
export function suggestEntities(drafts: readonly Draft[]): readonly Suggestion[] {
  const present = new Set(drafts.flatMap(({ name, template }) => [name, template.name]));
  const scores = new Map<string, { score: number; why: string }>();
  const add = (entity: string, score: number, why: string): void => {
    if (present.has(entity)) return;
    const known = scores.get(entity);
    scores.set(entity, { score: (known?.score ?? 0) + score, why: known?.why ?? why });
  };
  for (const { name, template } of drafts) {
    for (const relation of Object.values(template.relations ?? {})) {
      const [head, target = ""] = relation.is.split(" ");
      const served = [...(relation.or ?? []), ...(relation.unless ?? [])].some((other) => present.has(other));
      if (!served) add(target, head === "one" ? needed : useful, `${name}: ${relation.why}`);
    }
  }
  for (const template of CATALOGUE) {
    const targets = Object.values(template.relations ?? {})
      .filter(({ is }) => is.startsWith("one ") || is.startsWith("many "))
      .map(({ is }) => is.split(" ")[1] ?? "");
    const here = targets.filter((target) => present.has(target));
    // Only what needs nothing that is missing: a suggestion that drags in others is none.
    if (here.length > 0 && here.length === targets.length) {
      add(
        template.name,
        usual * here.length,
        `${template.doc.replace(/\.$/, "")}; relates to ${[...new Set(here)].join(" and ")}`,
      );
    }
  }
  return [...scores]
    .sort(([, a], [, b]) => b.score - a.score)
    .slice(0, most)
    .map(([entity, { why }]) => ({ entity, why }));
}
