/** Names that Prisma takes, made of names that databases have. */
import { toCamel, toPascal } from "../../model/naming.ts";
import type { PrismaEngine } from "./types/types.ts";

/**
 * Names that no model, view or enum may have: the words of JavaScript (prisma-engines, reserved_model_names.rs), the
 * scalar types, and what the generated client calls by itself.
 */
const RESERVED_TYPES: ReadonlySet<string> = new Set(
  `PrismaClient async await break case catch class const continue debugger default delete do else enum export extends
   false finally for function if implements import in instanceof interface let new null package private protected public
   return super switch this throw true try using typeof var void while with yield
   String Boolean Int BigInt Float Decimal DateTime Json Bytes Unsupported Prisma`.split(/\s+/),
);

/** Words that filters of the generated client use beside the fields. */
const RESERVED_FIELDS: ReadonlySet<string> = new Set(["AND", "OR", "NOT"]);

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;

/** True for a name that a model, view or enum may have. */
export function isTypeName(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED_TYPES.has(name);
}

/** True for a name that a field may have. */
export function isFieldName(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED_FIELDS.has(name);
}

/**
 * Names given out once each; later ones get a number. Names that differ in capitals alone are one name, as in the Model,
 * unless they are told apart.
 */
export class Taken {
  readonly #taken = new Set<string>();
  readonly #next = new Map<string, number>();
  readonly #fold: (name: string) => string;

  constructor({ capitals = false }: { readonly capitals?: boolean } = {}) {
    this.#fold = capitals ? (name) => name : (name) => name.toLowerCase();
  }

  has(name: string): boolean {
    return this.#taken.has(this.#fold(name));
  }

  /** The first of the wishes that is free, else the last one with a number. */
  take(...wishes: readonly string[]): string {
    const free = wishes.find((wish) => !this.has(wish));
    if (free !== undefined) {
      this.#taken.add(this.#fold(free));
      return free;
    }
    const last = wishes.at(-1) ?? "";
    for (let number = this.#next.get(last) ?? 2; ; number++) {
      const name = `${last}${number}`;
      if (this.has(name)) continue;
      this.#next.set(last, number + 1);
      this.#taken.add(this.#fold(name));
      return name;
    }
  }
}

/** A name that a model, view or enum may have, as like as possible to the wished one. */
export function typeName(wish: string, suffix: string): string {
  if (isTypeName(wish)) return wish;
  const pascal = toPascal(wish);
  const name = IDENTIFIER.test(pascal) ? pascal : `${suffix}${pascal}`;
  return isTypeName(name) ? name : `${name}${suffix}`;
}

/** A name that a field may have, as like as possible to the wished one. */
export function fieldName(wish: string): string {
  if (isFieldName(wish)) return wish;
  const camel = toCamel(wish);
  if (isFieldName(camel)) return camel;
  const name = `field${toPascal(wish)}`;
  return isFieldName(name) ? name : "field";
}

/** A name that an enum's value may have: other characters become underscores, as `prisma db pull` does it. */
export function valueName(value: string): string {
  if (IDENTIFIER.test(value)) return value;
  const name = value.replaceAll(/[^A-Za-z0-9_]+/g, "_").replace(/^_+(?=.)/, "");
  if (IDENTIFIER.test(name)) return name;
  return name === "" || name === "_" ? "value" : `value_${name}`;
}

/** Default names end in these; `table_columns` before them is cut so that the whole has 63 bytes. */
const LONGEST = 63;

/** The longest name that Prisma gives on an engine. */
export function longestName(engine: PrismaEngine): number {
  return engine === "sqlite" ? Number.POSITIVE_INFINITY : LONGEST;
}

/**
 * The name that Prisma gives to a constraint or index (prisma-engines, constraint_names.rs): `User_email_key`. What
 * stands before the suffix is cut at the longest name (63 bytes in PostgreSQL, none in SQLite) less the suffix.
 */
export function defaultName(
  table: string,
  columns: readonly string[],
  suffix: string,
  longest: number = LONGEST,
): string {
  const whole = [table, ...columns].join("_");
  const room = longest - suffix.length - 1;
  let kept = whole;
  if (Buffer.byteLength(whole) > room) {
    kept = "";
    let used = 0;
    for (const character of whole) {
      used += Buffer.byteLength(character);
      if (used > room) break;
      kept += character;
    }
  }
  return `${kept}_${suffix}`;
}
