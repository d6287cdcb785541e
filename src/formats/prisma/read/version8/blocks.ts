/** Parts of blocks: what the translation of Prisma 8 puts together. */
import { SchemaforgeError } from "../../../../model/errors.ts";
import { INDEX_METHODS } from "../../types/postgres.ts";
import type { Argument, Block, Place, Value } from "../syntax.ts";
import { refused } from "./refused.ts";
import { membersOf } from "./types.ts";

/** How version 8 calls the table of a model that does not say it. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
/** A text as an argument. */
export const text = (value: string): Argument => ({ value: { kind: "string", value } });
/** An argument with its name. */
export const named = (name: string, value: Value): Argument => ({ name, value });
/** A list of names. */
export const list = (names: readonly string[]): Value => ({
  kind: "list",
  items: names.map((value): Value => ({ kind: "name", value })),
});
export const NO_ACTION: Value = { kind: "name", value: "NoAction" };

/**
 * A block of a namespace, whose tables stand in the schema of that name.
 * @throws SchemaforgeError `PRISMA_8` for a namespace within another
 */
export function inNamespace(block: Block, { name, place }: Block): Block {
  if (block.keyword === "namespace") throw refused(block.place, "a namespace within another");
  return { ...block, attributes: [...block.attributes, { name: "schema", args: [text(name)], place }] };
}

/** A native enum in the notation of version 7. */
export function asEnum(block: Block): Block {
  const { place } = block;
  const values = [...membersOf(block)].map(([name, value]) => ({
    name,
    attributes: name === value ? [] : [{ name: "map", args: [text(value)], place }],
  }));
  return { ...block, keyword: "enum", values, settings: [] };
}

/** A datasource that names extensions. */
export function extensionBlock(extensions: readonly string[], place: Place): Block {
  const setting = { name: "extensions", value: list(extensions), place, end: place.offset, attributes: [] };
  return {
    keyword: "datasource",
    name: "",
    fields: [],
    values: [],
    settings: [setting],
    attributes: [],
    blocks: [],
    place,
  };
}

/**
 * The argument of an index: methods are text in version 8.
 * @throws SchemaforgeError `PRISMA_8` for methods and options that cannot be read
 */
export function indexArgument(given: Argument, place: Place): Argument {
  if (given.name === "options") throw refused(place, "the options of an index");
  if (given.name !== "type" || given.value.kind !== "string") return given;
  const method = INDEX_METHODS.get(given.value.value);
  if (method === undefined && given.value.value !== "btree")
    throw refused(place, `the index method ${given.value.value}`);
  return named("type", { kind: "name", value: method ?? "BTree" });
}

/** The error for what is wrong in any version. */
export function invalid({ file, line, column }: Place, message: string): SchemaforgeError {
  return new SchemaforgeError("PRISMA_INVALID", message, {
    where: { file, line, column },
    remedy: "Correct the schema; prisma contract emit says more",
  });
}
