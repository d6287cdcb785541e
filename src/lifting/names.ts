/** Names of entities, fields and relations for what has only names of a database. */
import type { Conventions } from "../model/model.ts";
import { columnName, entityName, plural, singular, tableName, toCamel, toPascal, wordsOf } from "../model/naming.ts";

const MAX_LENGTH = 63;

/** Names that differ only in case count as one, as the language takes them. */
export class NameSpace {
  readonly #taken = new Set<string>();
  /** The number to go on from, by name: many alike cost no more than few. */
  readonly #next = new Map<string, number>();

  has(name: string): boolean {
    return this.#taken.has(name.toLowerCase());
  }

  /** The first free of the wishes, or the last one with a number. */
  take(...wishes: readonly string[]): string {
    const cut = wishes.map((wish) => wish.slice(0, MAX_LENGTH));
    let name = cut.find((wish) => !this.has(wish));
    const last = (cut.at(-1) ?? "x").slice(0, MAX_LENGTH - 6);
    const key = last.toLowerCase();
    for (let number = this.#next.get(key) ?? 2; name === undefined; number++) {
      if (!this.has(`${last}${number}`)) name = `${last}${number}`;
      this.#next.set(key, number + 1);
    }
    this.#taken.add(name.toLowerCase());
    return name;
  }
}

/** Letters and digits beginning with a letter; `word` stands where nothing else is left. */
function identifier(name: string, word: string): string {
  if (/^[A-Za-z]/.test(name)) return name;
  return name === "" ? word : `${word}${name}`;
}

/**
 * An entity's name, and the table's where the convention does not lead to it.
 * @param table `schema` where it is not the usual one
 */
export function nameEntity(
  space: NameSpace,
  table: { readonly schema?: string; readonly name: string },
  conventions: Conventions,
  known: string | undefined,
): { readonly name: string; readonly table?: string } {
  const own = identifier(entityName(table.name), "Table");
  const whole = identifier(toPascal(table.name), "Table");
  const inSchema = table.schema === undefined ? [] : [toPascal(`${table.schema}_${own}`)];
  const name = known ?? space.take(own, ...inSchema.filter((wish) => /^[A-Z]/.test(wish)), whole);
  return tableName({ name }, conventions) === table.name ? { name } : { name, table: table.name };
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The language's name for a column, before it is made unique. */
export function memberName(column: string, convention: Conventions["columns"]): string {
  return convention === "camel" && IDENTIFIER.test(column) ? column : toCamel(column);
}

/** A field's name, and the column's where the convention does not lead to it. */
export function nameField(
  space: NameSpace,
  column: string,
  conventions: Conventions,
  known: string | undefined,
): { readonly name: string; readonly column?: string } {
  const name = known ?? space.take(identifier(memberName(column, conventions.columns), "field"));
  return columnName({ name }, conventions) === column ? { name } : { name, column };
}

/** What a foreign key over one column is called: `author_id`, which references `id`, is `author`. */
export function relationWish(column: string, member: string, target: string): string {
  const words = wordsOf(column);
  const end = wordsOf(member);
  const tail = [end, ["id"]].find((ending) => endsWith(words, ending)) ?? [];
  const rest = words.slice(0, words.length - tail.length);
  return rest.length > 0 ? identifier(toCamel(rest.join("_")), "to") : toCamel(target);
}

function endsWith(words: readonly string[], ending: readonly string[]): boolean {
  return ending.length < words.length && ending.every((word, at) => word === words[words.length - ending.length + at]);
}

/** Names for the other side of a relation, best first. */
export function inverseWishes(entity: string, relation: string, isUnique: boolean): string[] {
  const list = isUnique ? toCamel(singular(entity)) : toCamel(plural(entity));
  return [list, `${list}By${toPascal(relation)}`];
}
