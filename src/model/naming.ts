/** Names: between cases and numbers, and from the Model to a database's own by the conventions. */
import pluralize from "pluralize";
import type { Conventions, Entity, Field } from "./model.ts";

/** Words that the plural library gets wrong: singular → plural. */
const irregular: readonly (readonly [string, string])[] = [
  ["criterion", "criteria"],
  ["phenomenon", "phenomena"],
  ["cookie", "cookies"],
  ["movie", "movies"],
  ["cache", "caches"],
  ["leave", "leaves"],
  ["curve", "curves"],
  ["slave", "slaves"],
  ["valve", "valves"],
  ["alias", "aliases"],
  ["bonus", "bonuses"],
  ["canvas", "canvases"],
  ["atlas", "atlases"],
  ["status", "statuses"],
  ["campus", "campuses"],
  ["virus", "viruses"],
  ["lens", "lenses"],
  ["bus", "buses"],
  ["gas", "gases"],
  ["process", "processes"],
  ["address", "addresses"],
  ["access", "accesses"],
  ["business", "businesses"],
  ["basis", "bases"],
  ["database", "databases"],
  ["base", "bases"],
  ["case", "cases"],
  ["release", "releases"],
  ["purchase", "purchases"],
  ["license", "licenses"],
  ["lease", "leases"],
  ["quiz", "quizzes"],
  ["axis", "axes"],
  ["index", "indexes"],
  ["matrix", "matrices"],
  ["vertex", "vertices"],
  ["schema", "schemas"],
  ["medium", "media"],
  ["drive", "drives"],
  ["archive", "archives"],
  ["hero", "heroes"],
  ["photo", "photos"],
  ["logo", "logos"],
  ["video", "videos"],
  ["menu", "menus"],
  ["kudo", "kudos"],
  ["tax", "taxes"],
  ["box", "boxes"],
  ["foot", "feet"],
  ["tooth", "teeth"],
  ["goose", "geese"],
  ["person", "people"],
  ["child", "children"],
];

/** Words with one form for both numbers. */
const uncountable: ReadonlySet<string> = new Set([
  "data",
  "metadata",
  "news",
  "series",
  "species",
  "information",
  "equipment",
  "feedback",
  "software",
  "hardware",
  "firmware",
  "music",
  "money",
  "stock",
  "inventory",
  "analytics",
  "settings",
  "sms",
  "gps",
  "dns",
  "https",
  "aws",
  "staff",
  "content",
  "research",
  "traffic",
  "weather",
  "headquarters",
  "luggage",
  "staff",
  "sheep",
  "fish",
  "moose",
]);

const toPlural = new Map(irregular);
const toSingular = new Map(irregular.map(([one, many]): readonly [string, string] => [many, one]));
toSingular.set("indices", "index").set("mediums", "medium").set("persons", "person");

/** Names recur by the thousand (`createdAt`): what was worked out once is kept, up to a bound. */
function remembered<T>(work: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const result = work(name);
    if (known.size >= REMEMBERED) known.clear();
    known.set(name, result);
    return result;
  };
}

const REMEMBERED = 20_000;

/** The words of a name in any case: `HTTPServerLog`, `http_server_log` and `http-server log` are http, server, log. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== "")
    .map((part) => part.toLowerCase());
}

/** `blogPost` → `blog_post`. */
export const toSnake: (name: string) => string = remembered((name) => wordsOf(name).join("_"));

/** `blog_post` → `blogPost`. */
export function toCamel(name: string): string {
  const pascal = toPascal(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `blog_post` → `BlogPost`. */
export const toPascal: (name: string) => string = remembered((name) => wordsOf(name).map(capital).join(""));

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Where the last word of a name begins. */
function lastWordStart(name: string): number {
  const last = wordsOf(name).at(-1) ?? "";
  return name.toLowerCase().lastIndexOf(last);
}

function inflectLast(name: string, inflect: (word: string) => string): string {
  const start = lastWordStart(name);
  const word = name.slice(start);
  const inflected = inflect(word.toLowerCase());
  const cased = /^[A-Z]/.test(word) ? capital(inflected) : inflected;
  return name.slice(0, start) + cased;
}

/** The plural of a name's last word, its case and the words before it kept: `orderLine` → `orderLines`. */
export const plural: (name: string) => string = remembered((name) =>
  inflectLast(name, (word) => {
    if (uncountable.has(word) || toSingular.has(word)) return word;
    return toPlural.get(word) ?? pluralize.plural(word);
  }),
);

/** The singular of a name's last word: `orderLines` → `orderLine`. */
export const singular: (name: string) => string = remembered((name) =>
  inflectLast(name, (word) => {
    if (uncountable.has(word) || toPlural.has(word)) return word;
    return toSingular.get(word) ?? pluralize.singular(word);
  }),
);

/** The entity that a name in any case and number means: `users` → `User`, `blog_post` → `BlogPost`. */
export function entityName(spelling: string): string {
  return toPascal(singular(toPascal(spelling)));
}

const tableForms: { readonly [form in Conventions["tables"]]: (entity: string) => string } = {
  snake_plural: (entity) => plural(toSnake(entity)),
  snake_singular: toSnake,
  pascal_plural: plural,
  pascal_singular: (entity) => entity,
};

/** The table of an entity: its own `table` name, else by the convention. */
export function tableName(entity: Pick<Entity, "name" | "table">, conventions: Pick<Conventions, "tables">): string {
  return entity.table ?? tableForms[conventions.tables](entity.name);
}

/** The column of a field: its own `column` name, else by the convention. */
export function columnName(field: Pick<Field, "name" | "column">, conventions: Pick<Conventions, "columns">): string {
  return field.column ?? (conventions.columns === "snake" ? toSnake(field.name) : field.name);
}
