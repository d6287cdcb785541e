/** Reads the syntax of a Prisma schema. What it means is checked by Prisma itself. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { Argument, Attribute, Block, EnumValue, Field, Place, Setting, Value } from "./syntax.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Lists and calls nest less than this in any schema. */
const DEEPEST = 100;

/**
 * Up to version 7, Prisma reads nothing that stands behind the brace that opens a block.
 *
 * @throws SchemaforgeError `PRISMA_SYNTAX` with file, line and column
 */
export function parseSchema(text: string, file: string, { version8 = false } = {}): Block[] {
  return new Parser(tokensOf(text, file), version8).blocks();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #version8: boolean;
  #at = 0;

  constructor(tokens: readonly Token[], version8: boolean) {
    this.#tokens = tokens;
    this.#version8 = version8;
  }

  blocks(): Block[] {
    const blocks: Block[] = [];
    for (;;) {
      const doc = this.#docs();
      if (this.#peek().kind === "end") return blocks;
      blocks.push(this.#block(doc));
    }
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #isMark(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === "mark" && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#isMark(text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): Token {
    if (!this.#isMark(text)) throw this.#unexpected(`\`${text}\``);
    return this.#next();
  }

  #name(what: string): Token {
    if (this.#peek().kind !== "name") throw this.#unexpected(what);
    return this.#next();
  }

  #unexpected(wanted: string): SchemaforgeError {
    const { kind, text, place } = this.#peek();
    const found = kind === "end" ? "the file ends" : kind === "line" ? "the line ends" : `there is \`${text}\``;
    return new SchemaforgeError("PRISMA_SYNTAX", `${wanted} is missing: ${found}`, {
      where: { file: place.file, line: place.line, column: place.column },
      remedy: "Correct the schema; prisma validate says more",
    });
  }

  /** Skips empty lines and gathers documentation. */
  #docs(): string | undefined {
    const lines: string[] = [];
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind === "doc") lines.push(text);
      else if (kind !== "line") return lines.length > 0 ? lines.join("\n") : undefined;
      this.#at++;
    }
  }

  /** Skips the rest of a line in which no block ends. */
  #unread(): Place | undefined {
    let ahead = 0;
    for (; !["line", "doc", "end"].includes(this.#peek(ahead).kind); ahead++)
      if (this.#isMark("}", ahead)) return undefined;
    const { place } = this.#peek();
    this.#at += ahead;
    return ahead === 0 ? undefined : place;
  }

  #block(doc: string | undefined, depth = 0): Block {
    if (depth > DEEPEST) throw this.#unexpected("a block that nests less deeply");
    const keyword = this.#name("a block");
    const name = this.#peek().kind === "name" ? this.#next().text : "";
    this.#expect("{");
    const unread = this.#version8 ? undefined : this.#unread();
    const fields: Field[] = [];
    const values: EnumValue[] = [];
    const settings: Setting[] = [];
    const attributes: Attribute[] = [];
    const blocks: Block[] = [];
    for (;;) {
      const memberDoc = this.#docs();
      if (this.#take("}")) break;
      if (keyword.text === "namespace") blocks.push(this.#block(memberDoc, depth + 1));
      else if (this.#take("@@")) attributes.push(this.#attribute());
      else if (this.#isMark("=", 1)) settings.push(this.#setting());
      else if (keyword.text === "enum") values.push(this.#enumValue(memberDoc));
      else fields.push(this.#field(memberDoc));
      if (this.#isMark("}")) continue;
      const { kind } = this.#peek();
      if (kind !== "line" && kind !== "doc") throw this.#unexpected("the end of the line");
    }
    const { place, text } = keyword;
    const more = { ...(doc === undefined ? {} : { doc }), ...(unread === undefined ? {} : { unread }) };
    return { keyword: text, name, fields, values, settings, attributes, blocks, place, ...more };
  }

  #setting(): Setting {
    const { text, place } = this.#name("a setting");
    this.#expect("=");
    const value = this.#value();
    const { end } = this.#peek(-1);
    return { name: text, value, place, end, attributes: this.#attributes() };
  }

  #enumValue(doc: string | undefined): EnumValue {
    const { text } = this.#name("a value");
    return { name: text, attributes: this.#attributes(), ...(doc === undefined ? {} : { doc }) };
  }

  #field(doc: string | undefined): Field {
    const { text, place } = this.#name("a field");
    const type = this.#name("a type");
    let word = type.text;
    const unsupported = word === "Unsupported" && this.#take("(");
    if (unsupported) {
      const { kind, text: native } = this.#next();
      if (kind !== "string") throw this.#unexpected("the name of a type");
      word = native;
      this.#expect(")");
    } else if (this.#isMark(".") || this.#isMark(":")) {
      while (this.#isMark(".") || this.#isMark(":")) word += this.#next().text + this.#name("a type").text;
    }
    const typeArgs = this.#isMark("(") ? { typeArgs: this.#arguments() } : {};
    const list = this.#take("[");
    if (list) this.#expect("]");
    const optional = this.#take("?");
    const attributes = this.#attributes();
    // Documentation may stand behind a field as well.
    const after = this.#peek().kind === "doc" ? this.#next().text : undefined;
    const docs = [doc, after].filter((line) => line !== undefined).join("\n");
    const documented = docs === "" ? {} : { doc: docs };
    return { name: text, type: word, ...typeArgs, unsupported, list, optional, attributes, place, ...documented };
  }

  #attributes(): Attribute[] {
    const attributes: Attribute[] = [];
    while (this.#take("@")) attributes.push(this.#attribute());
    return attributes;
  }

  #attribute(): Attribute {
    const first = this.#name("an attribute");
    let name = first.text;
    while (this.#take(".")) name += `.${this.#name("an attribute").text}`;
    const args = this.#isMark("(") ? this.#arguments() : [];
    return { name, args, place: first.place, end: this.#peek(-1).end };
  }

  #arguments(depth = 0): Argument[] {
    this.#expect("(");
    const args: Argument[] = [];
    for (;;) {
      this.#lines();
      if (this.#take(")")) return args;
      const named = this.#peek().kind === "name" && this.#isMark(":", 1);
      const name = named ? this.#next().text : undefined;
      if (named) this.#next();
      args.push({ ...(name === undefined ? {} : { name }), value: this.#value(depth + 1) });
      this.#lines();
      if (!this.#isMark(")")) this.#expect(",");
    }
  }

  #lines(): void {
    while (this.#peek().kind === "line" || this.#peek().kind === "doc") this.#at++;
  }

  #value(depth = 0): Value {
    this.#lines();
    if (depth > DEEPEST) throw this.#unexpected("a value that nests less deeply");
    if (this.#take("[")) return { kind: "list", items: this.#items(depth) };
    if (this.#take("{")) return { kind: "object", entries: this.#entries(depth) };
    const { kind, text } = this.#peek();
    if (kind !== "string" && kind !== "number" && kind !== "name") throw this.#unexpected("a value");
    this.#at++;
    if (kind !== "name") return { kind, value: text };
    // `pgvector.Vector(…)`
    let name = text;
    while (this.#take(".")) name += `.${this.#name("a name").text}`;
    if (this.#isMark("(")) return { kind: "call", name, args: this.#arguments(depth) };
    return { kind, value: name };
  }

  #items(depth: number): Value[] {
    const items: Value[] = [];
    for (;;) {
      this.#lines();
      if (this.#take("]")) return items;
      items.push(this.#value(depth + 1));
      this.#lines();
      if (!this.#isMark("]")) this.#expect(",");
    }
  }

  #entries(depth: number): (readonly [string, Value])[] {
    const entries: (readonly [string, Value])[] = [];
    for (;;) {
      this.#lines();
      if (this.#take("}")) return entries;
      const { text } = this.#name("a field");
      this.#expect(":");
      entries.push([text, this.#value(depth + 1)]);
      this.#lines();
      if (!this.#isMark("}")) this.#expect(",");
    }
  }
}
