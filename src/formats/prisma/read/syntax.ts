/** A Prisma schema as it is written: blocks, members and attributes with their places. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** From the start of the file, in UTF-16 units. */
  readonly offset: number;
}

export type Value =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: string }
  /** A name: `true`, `Cascade`, `id`, `Hash`. */
  | { readonly kind: "name"; readonly value: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Argument[] }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Value])[] };

export interface Argument {
  readonly name?: string;
  readonly value: Value;
}

export interface Attribute {
  /** Without `@`: `id`, `db.VarChar`, `map`. */
  readonly name: string;
  readonly args: readonly Argument[];
  readonly place: Place;
  /** Where a written attribute ends, in UTF-16 units. */
  readonly end?: number;
}

export interface Field {
  readonly name: string;
  /** `String`, `Post`; of `Unsupported("tsvector")` the text; of version 8 also `pgvector.Vector`, `supabase:auth.User`. */
  readonly type: string;
  /** What version 8 writes behind a type: `(255)` of `VarChar(255)`. */
  readonly typeArgs?: readonly Argument[];
  readonly unsupported: boolean;
  readonly list: boolean;
  readonly optional: boolean;
  readonly attributes: readonly Attribute[];
  readonly doc?: string;
  readonly place: Place;
}

export interface EnumValue {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly doc?: string;
}

/** `name = value` of a datasource or generator. */
export interface Setting {
  readonly name: string;
  readonly value: Value;
  readonly place: Place;
  /** Where the setting ends, in UTF-16 units. */
  readonly end: number;
  /** Of a type of version 8: `Uuid = String @db.Uuid`. */
  readonly attributes: readonly Attribute[];
}

export interface Block {
  /** `model`, `view`, `enum`, `type`, `datasource`, `generator`, and what other versions have. */
  readonly keyword: string;
  readonly name: string;
  readonly fields: readonly Field[];
  readonly values: readonly EnumValue[];
  readonly settings: readonly Setting[];
  readonly attributes: readonly Attribute[];
  /** The blocks of a `namespace` of version 8. */
  readonly blocks: readonly Block[];
  readonly doc?: string;
  readonly place: Place;
  /** Where something stands behind the opening brace, of which Prisma reads nothing. */
  readonly unread?: Place;
}

/** The argument of a name, or the first without one. */
export function argument(attribute: Attribute | undefined, name: string, first = false): Value | undefined {
  const named = attribute?.args.find((arg) => arg.name === name);
  return (named ?? (first ? attribute?.args.find((arg) => arg.name === undefined) : undefined))?.value;
}

/** The text of a string argument. */
export function textArgument(attribute: Attribute | undefined, name: string, first = false): string | undefined {
  const value = argument(attribute, name, first);
  return value?.kind === "string" ? value.value : undefined;
}

/** What a list holds; where a list is wanted, Prisma takes a single value for a list of one. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === "list" ? value.items : [value];
}

/** The names in a list. */
export function namesIn(value: Value | undefined): string[] {
  return itemsOf(value).flatMap((item) => (item.kind === "name" ? [item.value] : []));
}

/** The attribute of a name. */
export function attributeOf(
  { attributes }: { readonly attributes: readonly Attribute[] },
  name: string,
): Attribute | undefined {
  return attributes.find((attribute) => attribute.name === name);
}

/** The SQL of `@default(dbgenerated("…"))`. */
export function formulaOf(field: Field): string | undefined {
  const value = argument(attributeOf(field, "default"), "value", true);
  const [first] = value?.kind === "call" && value.name === "dbgenerated" ? value.args : [];
  return first?.value.kind === "string" ? first.value.value : undefined;
}
