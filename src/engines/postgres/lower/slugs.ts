/** `slug=title`: a name for addresses, made from another field when a row comes without one. */
import { toSnake } from "../../../model/naming.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { storageType } from "../../../model/types.ts";
import { quoteIdent, stringLiteral } from "../quote.ts";
import { type Acting, actFor, actingOf } from "./acting.ts";
import type { BehaviourContext } from "./behaviours.ts";
import { pathOf } from "./columns.ts";
import { type Draft, tableId } from "./draft.ts";
import { addRoutine, addTrigger, columnIds, fullName, routineName, schemaOf, textCast } from "./routines.ts";

/** Adds the triggers that fill slugs, and the function that makes them. */
export function lowerSlugs({ draft, table, model }: BehaviourContext): void {
  for (const column of table.columns) {
    if (column.origin.kind !== "field" || column.origin.field.slugOf === undefined) continue;
    const [source] = table.columnsOf.get(column.origin.field.slugOf) ?? [];
    if (source !== undefined) fillSlug(draft, table, column, source, actingOf(table, model));
  }
}

/** Latin letters that Unicode does not take apart into a plain letter and an accent. */
const LETTERS: readonly (readonly [from: string, to: string])[] = [
  ["ÆæŒœẞßÞþ", "AE ae OE oe SS ss TH th"],
  ["ØøĐđŁłĦħıÐðŊŋŦŧ", "O o D d L l H h i D d N n T t"],
];

/** `text` in lower case, without accents, words joined by hyphens: `Crème brûlée!` is `creme-brulee`. */
function slugify(draft: Draft): string {
  const replaced = LETTERS.flatMap(([from, to]) => {
    const words = to.split(" ");
    return [...from].map((letter, at) => [letter, words[at] ?? ""] as const);
  });
  const single = replaced.filter(([, to]) => to.length === 1);
  const several = replaced.filter(([, to]) => to.length > 1);
  let text = `translate(value, ${stringLiteral(single.map(([from]) => from).join(""))}, ${stringLiteral(single.map(([, to]) => to).join(""))})`;
  for (const [from, to] of several) text = `replace(${text}, ${stringLiteral(from)}, ${stringLiteral(to)})`;
  return addRoutine(draft, {
    name: SLUGIFY,
    parameters: [{ name: "value", type: "text" }],
    returns: "text",
    options: "IMMUTABLE STRICT",
    security: "pinned",
    body: [
      `value := ${text};`,
      // Letters with accents are taken apart, and the accents go; apostrophes join what stands beside them.
      "value := regexp_replace(normalize(value, NFKD), '[\\u0300-\\u036f''\\u2019]', '', 'g');",
      `RETURN trim(BOTH '-' FROM regexp_replace(lower(value COLLATE "C"), '[^a-z0-9]+', '-', 'g'));`,
    ],
  });
}

const SLUGIFY = "slugify";

/** Columns of every key and unique index that the slug is part of, but itself: in these it has to differ from others. */
function uniqueWithin(table: ResolvedTable, column: string): readonly (readonly string[])[] {
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques].map(({ columns }) => columns);
  const indexes = table.indexes
    .filter(({ unique, parts }) => unique && parts.every((part) => part.column !== undefined))
    .map(({ parts }) => parts.flatMap((part) => part.column ?? []));
  return [...keys, ...indexes]
    .filter((columns) => columns.includes(column))
    .map((columns) => columns.filter((name) => name !== column));
}

/**
 * The trigger of one slug. Of slugs that are taken the numbers 2, 4, 8 … are tried, then those between, so that the
 * ten-thousandth of a kind is found as fast as the tenth; who makes the same slug at the same time waits.
 */
function fillSlug(
  draft: Draft,
  table: ResolvedTable,
  column: ResolvedColumn,
  source: string,
  acting: Acting | undefined,
): void {
  const own = quoteIdent(column.name);
  const { args } = storageType(column.type);
  const length = column.targets?.postgres?.type === undefined && typeof args[0] === "number" ? args[0] : undefined;
  const within = uniqueWithin(table, column.name);
  const isTaken = within
    .map((others) => {
      const same = others.map((name) => ` AND t.${quoteIdent(name)} = NEW.${quoteIdent(name)}`).join("");
      return `EXISTS (SELECT FROM ${fullName(table)} AS t WHERE t.${own} = attempt${same})`;
    })
    .join(" OR ");
  const numbered = (number: string) => {
    const ending = `'-' || ${number}`;
    if (length === undefined) return `base || ${ending}`;
    return `rtrim(left(base, greatest(${length} - length(${ending}), 0)), '-') || ${ending}`;
  };
  const cut = length === undefined ? "base" : `rtrim(left(base, ${length}), '-')`;
  const about = `${schemaOf(table)}.${table.name}.${column.name}`;
  const without = toSnake(pathOf(table)).replaceAll("_", "-");
  const needs = [slugify(draft), tableId(table)];
  const name = routineName(draft, table, "fill", { column: column.name });
  const id = addRoutine(
    draft,
    {
      schema: schemaOf(table),
      name,
      security: "definer",
      setting: within.length > 0 ? acting?.setting : undefined,
      declare: [
        `base text := coalesce(nullif(public.${SLUGIFY}(NEW.${quoteIdent(source)}::text), ''), ${stringLiteral(without)});`,
        `attempt text := ${cut};`,
        ...(within.length > 0 ? ["low integer := 1;", "high integer := 2;", "middle integer;"] : []),
      ],
      body: [
        ...(within.length === 0
          ? []
          : [
              ...actFor(acting, (name) => `NEW.${name}::text`),
              `PERFORM pg_advisory_xact_lock(hashtextextended(${stringLiteral(about)} || '/' || attempt, 0));`,
              `IF ${isTaken} THEN`,
              "  LOOP",
              `    attempt := ${numbered("high")};`,
              `    EXIT WHEN NOT (${isTaken});`,
              "    low := high;",
              "    high := high * 2;",
              "  END LOOP;",
              "  WHILE high - low > 1 LOOP",
              "    middle := (low + high) / 2;",
              `    attempt := ${numbered("middle")};`,
              `    IF ${isTaken} THEN`,
              "      low := middle;",
              "    ELSE",
              "      high := middle;",
              "    END IF;",
              "  END LOOP;",
              `  attempt := ${numbered("high")};`,
              "END IF;",
            ]),
        `NEW.${own} := attempt;`,
        "RETURN NEW;",
      ],
    },
    needs,
  );
  const when = `new.${own} IS NULL OR new.${own}${textCast(column)} = ''::text`;
  const call = { schema: schemaOf(table), name };
  const columns = columnIds(table, [column.name, source]);
  addTrigger(draft, table, { label: `fill_${column.name}`, timing: "BEFORE", events: "INSERT", when, call }, [
    id,
    ...columns,
  ]);
}
