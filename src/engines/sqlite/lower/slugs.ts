/** `slug=title`: a name for addresses, made from another field behind an insert that came without one. */
import { toSnake } from "../../../model/naming.ts";
import type { ResolvedColumn, ResolvedTable } from "../../../model/resolve/index.ts";
import { storageType } from "../../../model/types.ts";
import { quoteName, quoteText } from "../quote.ts";
import { isMadeSlug } from "./filled.ts";
import type { TableScope } from "./scope.ts";
import { addTrigger, isRow, refuse } from "./triggers.ts";

/** Adds the triggers that fill slugs, and says what they do less than is meant. */
export function lowerSlugs(scope: TableScope): void {
  for (const column of scope.source.columns) {
    if (column.origin.kind !== "field" || column.origin.field.slugOf === undefined) continue;
    const { name } = column.origin.field;
    const [source] = scope.source.columnsOf.get(column.origin.field.slugOf) ?? [];
    if (source === undefined || !isMadeSlug(scope.source, column)) {
      const feature = "a slug in a primary key, made from another field";
      scope.lose("SLUG_NOT_MADE", name, feature, "the application has to give it with the row");
      continue;
    }
    fill(scope, column, source);
    if (!column.nullable) requireValue(scope, column, name);
    scope.lose(
      "SLUG_LETTERS",
      name,
      "letters of all scripts without their accents in a slug",
      "Latin letters of Western and Central Europe and of Vietnam; of a text its first 1000 characters",
    );
  }
}

/** The column takes NULL, because an insert without a slug would be refused before any trigger could fill it. */
function requireValue(scope: TableScope, column: ResolvedColumn, member: string): void {
  const { name } = column;
  addTrigger(scope, `require_${name}`, {
    timing: "before",
    event: "update",
    columns: [name],
    when: `NEW.${quoteName(name)} IS NULL AND OLD.${quoteName(name)} IS NOT NULL`,
    body: [refuse(`NOT NULL constraint failed: ${scope.table.name}.${name}`)],
  });
  scope.lose(
    "SLUG_BY_UPDATE",
    member,
    "a slug that is there when its row is written",
    "the column takes NULL; a trigger fills it behind the insert, another one keeps it filled",
  );
}

/** Letters that are replaced by two. */
const DOUBLE = { from: "ÆæŒœẞßÞþ", to: "aeaeoeoessssthth" };
/** Letters that Unicode does not take apart into a plain one and an accent. */
const SINGLE = { from: "ØøĐđŁłĦħıÐðŊŋŦŧ", to: "ooddllhhiddnntt" };

/** Latin-1, Latin Extended-A, the vowels of Pinyin and Vietnamese. */
const RANGES = [
  [0xc0, 0x17f],
  [0x1a0, 0x1b0],
  [0x1cd, 0x1dc],
  [0x1ea0, 0x1ef9],
] as const;

/** Letters with accents and the plain ones, place by place. */
function accented(): { readonly from: string; readonly to: string } {
  let { from, to } = SINGLE;
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code++) {
      const letter = String.fromCodePoint(code);
      const plain = letter
        .normalize("NFKD")
        .replace(/[\u0300-\u036f]/g, "")
        .toLowerCase();
      if (!/^[a-z]$/.test(plain)) continue;
      from += letter;
      to += plain;
    }
  }
  return { from, to };
}

const ACCENTED = accented();
const MOST_CHARACTERS = 1000;

/** What the next letter becomes behind `made`: words are joined by single hyphens. */
const LETTER = [
  "CASE WHEN letter GLOB '[a-z0-9]' THEN letter",
  "WHEN letter GLOB '[A-Z]' THEN lower(letter)",
  // Apostrophes and accents that stand by themselves join what is beside them.
  "WHEN letter IN ('''', '’') OR unicode(letter) BETWEEN 768 AND 879 THEN ''",
  "WHEN instr(accented, letter) THEN substr(plain, instr(accented, letter), 1)",
  "WHEN instr(joined, letter) THEN substr(pairs, 2 * instr(joined, letter) - 1, 2)",
  "WHEN made = '' OR made GLOB '*-' THEN ''",
  "ELSE '-' END",
].join(" ");

/** The common table expressions after which `letters` holds, in its last row, the slug of a text. */
function slugifySql(text: string): string[] {
  const alphabet = [ACCENTED.from, ACCENTED.to, DOUBLE.from, DOUBLE.to].map(quoteText).join(",\n      ");
  return [
    `alphabet(accented, plain, joined, pairs) AS (SELECT ${alphabet}),`,
    `letters(letter, rest, made) AS (SELECT substr(${text}, 1, 1), substr(${text}, 2, ${MOST_CHARACTERS - 1}), ''`,
    `UNION ALL SELECT substr(rest, 1, 1), substr(rest, 2), made || ${LETTER}`,
    "FROM letters CROSS JOIN alphabet WHERE letter <> '')",
  ];
}

/** Columns of every key and unique index that the slug is part of, but itself: in these it has to differ from others. */
function uniqueWithin(table: ResolvedTable, column: string): readonly (readonly string[])[] {
  const indexes = table.indexes
    .filter(({ unique, parts }) => unique && parts.every((part) => part.column !== undefined))
    .map(({ parts }) => parts.flatMap((part) => part.column ?? []));
  return [...table.uniques.map(({ columns }) => columns), ...indexes]
    .filter((columns) => columns.includes(column))
    .map((columns) => columns.filter((name) => name !== column));
}

/**
 * The trigger of one slug. Of slugs that are taken the numbers 2, 4, 8 … are tried, then those between, so that the
 * ten-thousandth of a kind is found as fast as the tenth.
 */
function fill(scope: TableScope, column: ResolvedColumn, source: string): void {
  const { source: table, filled } = scope;
  const rows = quoteName(scope.table.name);
  const own = quoteName(column.name);
  const { args } = storageType(column.type);
  const length = column.targets?.sqlite?.type === undefined && typeof args[0] === "number" ? args[0] : MOST_CHARACTERS;
  const entity = "entity" in table.source ? table.source.entity.name : table.name;
  const without = toSnake(entity).replaceAll("_", "-");
  const within = uniqueWithin(table, column.name);
  const numbered = (base: string, number: string) =>
    `CASE ${number} WHEN 1 THEN ${base} ELSE rtrim(substr(${base}, 1, max(${length} - length('-' || ${number}), 0)), '-') || '-' || ${number} END`;
  const isTaken = (base: string, number: string) =>
    within
      .map((others) => {
        const same = others.map((name) => ` AND t.${quoteName(name)} = NEW.${quoteName(name)}`).join("");
        return `EXISTS (SELECT 1 FROM ${rows} AS t WHERE t.${own} = ${numbered(base, number)}${same})`;
      })
      .join(" OR ");
  // Of no text, and of one without letters, the entity's name is made.
  const base = `coalesce((SELECT nullif(trim(made, '-'), '') FROM letters WHERE letter = ''), ${quoteText(without)})`;
  const start = `rtrim(substr(${base}, 1, ${length}), '-')`;
  const slugify = slugifySql(`NEW.${quoteName(source)}`);
  const middle = "((down.low + down.high) / 2)";
  const number = [
    `up(base, n) AS (SELECT ${start}, 1`,
    `UNION ALL SELECT base, n * 2 FROM up WHERE ${isTaken("up.base", "up.n")}),`,
    "down(base, low, high) AS (SELECT base, max(n) / 2, max(n) FROM up",
    `UNION ALL SELECT base, CASE WHEN ${isTaken("down.base", middle)} THEN ${middle} ELSE low END,`,
    `CASE WHEN ${isTaken("down.base", middle)} THEN high ELSE ${middle} END FROM down WHERE high - low > 1)`,
    `SELECT ${numbered("base", "high")} FROM down WHERE high - low <= 1`,
  ];
  const value =
    within.length === 0
      ? ["WITH RECURSIVE", ...slugify, `SELECT ${start}`]
      : ["WITH RECURSIVE", ...slugify, ", ", ...number];
  addTrigger(scope, `fill_${column.name}`, {
    timing: "after",
    event: "insert",
    when: filled.get(column.name)?.waits?.("NEW") ?? `NEW.${own} IS NULL`,
    body: [`UPDATE ${rows} SET ${own} = (\n    ${value.join("\n    ")}\n  ) WHERE ${isRow(scope, rows, "NEW")}`],
  });
}
