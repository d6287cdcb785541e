/**
 * Schemas of Prisma 8 in the notation of version 7, with what that notation has no words for beside them: unique keys are
 * constraints, foreign keys have an index and no actions unless said, enums are text with a check. Source: what Prisma
 * Next's own migrations make (packages/2-sql/2-authoring/contract-psl of prisma/prisma-next).
 */

import { quoteIdent } from "../../../../engines/postgres/index.ts";
import { SchemaforgeError } from "../../../../model/errors.ts";
import { parseExpression } from "../../../../model/expressions/parse.ts";
import type { Loss } from "../../../../model/loss.ts";
import type { Check, ManyRelation } from "../../../../model/model.ts";
import { defaultName, Taken } from "../../names.ts";
import {
  type Argument,
  type Attribute,
  argument,
  attributeOf,
  type Block,
  type Field,
  type Place,
  textArgument,
} from "../syntax.ts";
import {
  asEnum,
  extensionBlock,
  indexArgument,
  inNamespace,
  invalid,
  list,
  lowerFirst,
  NO_ACTION,
  named,
  text,
} from "./blocks.ts";
import { backingIndexes, keyFields } from "./keys.ts";
import { refused } from "./refused.ts";
import { isTextEnum, membersOf, nativeEnumOf, writtenType } from "./types.ts";

export interface Translation {
  readonly blocks: readonly Block[];
  readonly losses: readonly Loss[];
  /** Checks by the model's name. */
  readonly checks: ReadonlyMap<string, readonly Check[]>;
  /** Relations through another model, by the model's name. */
  readonly many: ReadonlyMap<string, readonly ManyRelation[]>;
}

/**
 * @throws SchemaforgeError `PRISMA_8` with the place of a construct that cannot be read, `PRISMA_INVALID` for names of
 * fields that there are none of
 */
export function translate(blocks: readonly Block[]): Translation {
  return new Translator(blocks).translate();
}

/** Blocks that are told and left out. */
const LEFT_OUT: { readonly [keyword: string]: readonly [code: string, feature: string] } = {
  role: ["ROLE", "a role"],
  policy_select: ["POLICY", "a row-level security policy"],
  policy_insert: ["POLICY", "a row-level security policy"],
  policy_update: ["POLICY", "a row-level security policy"],
  policy_delete: ["POLICY", "a row-level security policy"],
  policy_all: ["POLICY", "a row-level security policy"],
};

const MODEL_ATTRIBUTES: ReadonlySet<string> = new Set(["id", "unique", "index", "map", "schema", "ignore"]);

class Translator {
  readonly #all: readonly Block[];
  readonly #models: ReadonlyMap<string, Block>;
  readonly #aliases: ReadonlyMap<string, Block["settings"][number]>;
  readonly #enums: ReadonlyMap<string, Block>;
  readonly #objects: ReadonlySet<string>;
  readonly #losses: Loss[] = [];
  readonly #checks = new Map<string, Check[]>();
  readonly #many = new Map<string, ManyRelation[]>();
  readonly #extensions = new Set<string>();

  constructor(blocks: readonly Block[]) {
    this.#all = blocks.flatMap((block) =>
      block.keyword === "namespace" ? block.blocks.map((inner) => inNamespace(inner, block)) : [block],
    );
    const ofKind = (keyword: string) => this.#all.filter((block) => block.keyword === keyword);
    this.#models = new Map(ofKind("model").map((model) => [model.name, model]));
    this.#aliases = new Map(ofKind("types").flatMap(({ settings }) => settings.map((each) => [each.name, each])));
    this.#enums = new Map([...ofKind("enum"), ...ofKind("native_enum")].map((block) => [block.name, block]));
    this.#objects = new Set(ofKind("type").map(({ name }) => name));
  }

  translate(): Translation {
    const models = [...this.#models.values()].filter((model) => !this.#isInBase(model));
    for (const model of this.#models.values()) {
      const base = this.#baseOf(model);
      if (base && attributeOf(base, "base"))
        throw refused(model.place, `the model ${model.name}, whose base has a base`);
    }
    const translated = models.map((model) => this.#model(model));
    for (const block of this.#all) this.#others(block);
    const natives = [...this.#enums.values()].filter(({ keyword }) => keyword === "native_enum").map(asEnum);
    const extensions = [...this.#extensions];
    const [place] = this.#all.map((block) => block.place);
    const datasource: Block[] = place && extensions.length > 0 ? [extensionBlock(extensions, place)] : [];
    return {
      blocks: [...datasource, ...translated, ...natives],
      losses: this.#losses,
      checks: this.#checks,
      many: this.#many,
    };
  }

  #lose(code: string, object: string, feature: string, { file, line }: Place, instead: string): void {
    this.#losses.push({ code, object, feature: `${feature} (${file}:${line})`, target: "model", instead });
  }

  #others(block: Block): void {
    const { keyword, name, place } = block;
    const left = Object.hasOwn(LEFT_OUT, keyword) ? LEFT_OUT[keyword] : undefined;
    if (left) this.#lose(left[0], name, left[1], place, "left out");
    else if (keyword === "enum" && !isTextEnum(block))
      throw refused(place, `the enum ${name}, whose values are no text,`);
    else if (!["model", "types", "type", "enum", "native_enum", "datasource", "generator"].includes(keyword))
      throw refused(place, `the block \`${keyword}\``);
  }

  /** A model that extends another and has no table of its own: its fields are columns of the other's table. */
  #isInBase(model: Block): boolean {
    return attributeOf(model, "base") !== undefined && attributeOf(model, "map") === undefined;
  }

  #baseOf(model: Block): Block | undefined {
    const attribute = attributeOf(model, "base");
    const name = argument(attribute, "base", true);
    if (!attribute) return undefined;
    if (name?.kind !== "name") throw invalid(attribute.place, "@@base names no model");
    const base = this.#models.get(name.value);
    if (!base) throw invalid(attribute.place, `there is no model ${name.value}`);
    return base;
  }

  #model(model: Block): Block {
    const { name, place } = model;
    const table = textArgument(attributeOf(model, "map"), "name", true) ?? lowerFirst(name);
    const base = this.#baseOf(model);
    const own = model.fields.flatMap((field) => this.#field(model, table, field) ?? []);
    const fields = [...(base ? this.#link(model, base) : []), ...own, ...this.#variantFields(model, table)];
    const attributes = model.attributes.flatMap((attribute) => this.#attribute(model, attribute) ?? []);
    const withMap = attributeOf(model, "map")
      ? attributes
      : [...attributes, { name: "map", args: [text(table)], place }];
    const written: Block = { ...model, fields, attributes: withMap };
    return { ...written, attributes: [...withMap, ...backingIndexes(written, table)] };
  }

  #attribute(model: Block, attribute: Attribute): Attribute | undefined {
    const { name, place, args } = attribute;
    if (name === "index") return { ...attribute, args: args.map((each) => indexArgument(each, place)) };
    if (MODEL_ATTRIBUTES.has(name)) return attribute;
    if (name === "discriminator")
      this.#lose("DISCRIMINATOR", model.name, "which model a row is of", place, "a column, which the client fills");
    else if (name === "rls") this.#lose("ROW_SECURITY", model.name, "row-level security", place, "left out");
    else if (name === "control") this.#lose("CONTROL", model.name, "who changes the table", place, "left out");
    else if (name !== "base") throw refused(place, `the attribute @@${name}`);
    return undefined;
  }

  /** The key of a model that extends another is that of the other. */
  #link(model: Block, base: Block): Field[] {
    const taken = new Taken();
    for (const field of model.fields) taken.take(field.name);
    const key = base.fields.filter(({ name }) => keyFields(base).includes(name));
    if (key.length !== 1)
      throw refused(model.place, `the model ${model.name} that extends one with a key of several fields`);
    const names = key.map(({ name }) => name);
    const place = attributeOf(model, "base")?.place ?? model.place;
    const relation: Argument[] = [
      named("fields", list(names)),
      named("references", list(names)),
      named("onDelete", { kind: "name", value: "Cascade" }),
    ];
    const columns = key.map(
      (field): Field => ({
        ...field,
        attributes: field.attributes.filter(({ name }) => name !== "default"),
      }),
    );
    const toBase: Field = {
      name: taken.take(lowerFirst(base.name)),
      type: base.name,
      unsupported: false,
      list: false,
      optional: false,
      attributes: [{ name: "relation", args: relation, place }],
      place,
    };
    return [...columns, toBase].flatMap((field) => this.#field(model, "", field) ?? []);
  }

  /** Columns of models that extend this one and have no table: null in the rows of others. */
  #variantFields(model: Block, table: string): Field[] {
    const variants = [...this.#models.values()].filter((each) => this.#isInBase(each) && this.#baseOf(each) === model);
    const taken = new Set(model.fields.map(({ name }) => name));
    return variants.flatMap((variant) =>
      variant.fields.flatMap((field) => {
        if (taken.has(field.name)) return [];
        taken.add(field.name);
        if (this.#models.has(field.type)) throw refused(field.place, `the relation ${variant.name}.${field.name}`);
        return this.#field(model, table, { ...field, optional: true }) ?? [];
      }),
    );
  }

  #field(model: Block, table: string, field: Field): Field | undefined {
    const { place } = field;
    const path = `${model.name}.${field.name}`;
    if (this.#models.has(field.type)) return this.#relation(model, field);
    if (field.type.includes(":")) {
      this.#lose("FOREIGN_RELATION", path, "a relation to a model of another schema", place, "its fields alone");
      return undefined;
    }
    const native = nativeEnumOf(field);
    if (native !== undefined) return { ...field, type: native };
    const enumeration = this.#enums.get(field.type);
    if (field.list && (enumeration || this.#objects.has(field.type))) throw refused(place, `the list ${path}`);
    if (enumeration) return this.#enumField(model, table, field, enumeration);
    if (this.#objects.has(field.type)) {
      this.#lose("VALUE_OBJECT", path, `a value object ${field.type}`, place, "json, of any shape");
      return { ...field, type: "Json" };
    }
    const written = writtenType(field, this.#aliases);
    if (!written) throw refused(place, `the type ${field.type} of ${path}`);
    const { extension, ...parts } = written;
    if (extension !== undefined) this.#extensions.add(extension);
    return { ...field, ...parts };
  }

  /** Text, of which a check keeps the values. */
  #enumField(model: Block, table: string, field: Field, enumeration: Block): Field {
    const members = membersOf(enumeration);
    const column = textArgument(attributeOf(field, "map"), "name", true) ?? field.name;
    const values = [...members.values()].map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
    const checks = this.#checks.get(model.name) ?? [];
    const condition = (subject: string) => `${subject} in (${values})`;
    let expression: Check["expression"] = { kind: "raw", sql: { postgres: condition(quoteIdent(column)) } };
    try {
      expression = parseExpression(condition(field.name));
    } catch (error) {
      // A field that is called like a word of the expression language stays SQL.
      if (!(error instanceof SchemaforgeError)) throw error;
    }
    this.#checks.set(model.name, [...checks, { name: defaultName(table, [column], "check"), expression }]);
    const attributes = field.attributes.map((attribute): Attribute => {
      const given = argument(attribute, "value", true);
      const value = attribute.name === "default" && given?.kind === "name" ? members.get(given.value) : undefined;
      return value === undefined ? attribute : { ...attribute, args: [text(value)] };
    });
    return { ...field, type: "String", attributes };
  }

  #relation(model: Block, field: Field): Field | undefined {
    const attribute = attributeOf(field, "relation");
    if (!argument(attribute, "fields")) {
      if (!field.list || this.#isInverse(model, field)) return field;
      this.#through(model, field);
      return undefined;
    }
    if (!attribute) return field;
    for (const [name, owner] of [
      ["fields", model],
      ["references", this.#models.get(field.type) ?? model],
    ] as const) {
      const value = argument(attribute, name);
      const names = value?.kind === "list" ? value.items : [];
      const missing = names.find((item) => item.kind === "name" && !this.#hasField(owner, item.value));
      if (missing?.kind === "name")
        throw invalid(attribute.place, `the model ${owner.name} has no field ${missing.value}`);
    }
    const actions = ["onDelete", "onUpdate"].flatMap((name) =>
      argument(attribute, name) ? [] : [named(name, NO_ACTION)],
    );
    const changed: Attribute = { ...attribute, args: [...attribute.args, ...actions] };
    return { ...field, attributes: field.attributes.map((each) => (each === attribute ? changed : each)) };
  }

  #hasField(model: Block, name: string): boolean {
    if (model.fields.some((field) => field.name === name)) return true;
    const base = this.#baseOf(model);
    return base !== undefined && keyFields(base).includes(name);
  }

  /** True where the other model holds the key of this relation. */
  #isInverse(model: Block, field: Field): boolean {
    const name = textArgument(attributeOf(field, "relation"), "name", true);
    const others = this.#models.get(field.type)?.fields ?? [];
    return others.some(({ type, list: isList, ...other }) => {
      const attribute = attributeOf(other, "relation");
      const isOwner = type === model.name && !isList && argument(attribute, "fields") !== undefined;
      return isOwner && (name === undefined || textArgument(attribute, "name", true) === name);
    });
  }

  /** A list of models that a third one joins. */
  #through(model: Block, field: Field): void {
    const joins = [...this.#models.values()].filter((join) => {
      const targets = join.fields
        .filter((each) => argument(attributeOf(each, "relation"), "fields") !== undefined)
        .map(({ type }) => type);
      return targets.includes(model.name) && targets.includes(field.type) && join !== model && join.name !== field.type;
    });
    const [join, ...others] = joins;
    if (!join || others.length > 0)
      throw refused(field.place, `the list ${model.name}.${field.name} without a model that joins`);
    const back = this.#models.get(field.type)?.fields.find(({ type, list: isList }) => type === model.name && isList);
    if (!back) throw refused(field.place, `the list ${model.name}.${field.name} without a list on the other side`);
    // One side of the Model's relation says both.
    if (this.#many.get(field.type)?.some(({ through }) => through === join.name)) return;
    const { name, type: target } = field;
    const relation: ManyRelation = { kind: "many", name, target, inverse: back.name, through: join.name };
    this.#many.set(model.name, [...(this.#many.get(model.name) ?? []), relation]);
  }
}
