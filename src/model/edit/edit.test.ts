import { describe, expect, it } from "vitest";
import { lineChanges } from "../../../test/model/edits.ts";
import type { Model } from "../model.ts";
import { readModel } from "../read.ts";
import { editModel, keepOrder } from "./edit.ts";

const read = (text: string): Model => readModel(text, "m.yaml", { validate: false }).model;

/** The text of a model with one part of it replaced as a person would, and what `editModel` makes of both. */
function edited(text: string, change: (text: string) => string): string {
  return editModel(text, read(text), read(change(text)));
}

const shop = `# The shop
# yaml-language-server: $schema=./schema.json
schemaforge: 1

types:
  Status: [draft, 'live']   # states
  Size:
    # from small
    - S
    - L   # to large
entities:

  # People
  User:
    fields:   # who
      # Contact
      email:   string(255)   unique   # login
      phone: "text?"
      # Address
      street: text   # where

      city: { type: text, doc: 'Town, "or" village' }
    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }

  # Things
  Thing: {}
`;

describe("editModel, in a text as people write it", () => {
  const cases: [string, (text: string) => string, string[], string[]][] = [
    [
      "adds a field in the middle",
      (t) => t.replace("      # Address", "      fax: text\n      # Address"),
      [],
      ["      fax: text"],
    ],
    [
      "adds a field at the end",
      (t) => t.replace("    indexes:", "      zip: text\n    indexes:"),
      [],
      ["      zip: text"],
    ],
    [
      "changes a type and keeps the comment",
      (t) => t.replace("string(255)   unique", "text"),
      ["      email:   string(255)   unique   # login"],
      ["      email:   text   # login"],
    ],
    [
      "keeps the quotes of a value",
      (t) => t.replace('"text?"', "text"),
      ['      phone: "text?"'],
      ['      phone: "text"'],
    ],
    [
      "removes a field and leaves the comment of its group",
      (t) => t.replace(/ +email.*\n/, "").replace("[email]", "[phone]"),
      [
        "      email:   string(255)   unique   # login",
        "    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }",
      ],
      ["    indexes: { by_email: [phone], by_city: [city, 'lower(street)'] }"],
    ],
    [
      "removes a field with the comment that it alone has",
      (t) => t.replace(/ +street.*\n/, "").replace("lower(street)", "phone"),
      [
        "      # Address",
        "      street: text   # where",
        "    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }",
      ],
      ["    indexes: { by_email: [email], by_city: [city, 'phone'] }"],
    ],
    [
      "renames a field in its place",
      (t) => t.replace("email: ", "mail: ").replace("unique ", "unique was=email ").replace("[email]", "[mail]"),
      [
        "      email:   string(255)   unique   # login",
        "    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }",
      ],
      [
        "      mail:   string(255) unique was=email   # login",
        "    indexes: { by_email: [mail], by_city: [city, 'lower(street)'] }",
      ],
    ],
    [
      "changes one key of a field's object",
      (t) => t.replace("type: text, doc", "type: text unique, doc"),
      ["      city: { type: text, doc: 'Town, \"or\" village' }"],
      ["      city: { type: text unique, doc: 'Town, \"or\" village' }"],
    ],
    [
      "adds to a flow map",
      (t) => t.replace("by_city: ", "by_phone: [phone], by_city: "),
      ["    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }"],
      ["    indexes: { by_email: [email], by_phone: [phone], by_city: [city, 'lower(street)'] }"],
    ],
    [
      "removes the first of a flow map",
      (t) => t.replace("by_email: [email], ", ""),
      ["    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }"],
      ["    indexes: { by_city: [city, 'lower(street)'] }"],
    ],
    [
      "removes the last of a flow map",
      (t) => t.replace(", by_city: [city, 'lower(street)']", ""),
      ["    indexes: { by_email: [email], by_city: [city, 'lower(street)'] }"],
      ["    indexes: { by_email: [email] }"],
    ],
    [
      "adds a value to a list in one line",
      (t) => t.replace("draft, ", "draft, held, "),
      ["  Status: [draft, 'live']   # states"],
      ["  Status: [draft, held, 'live']   # states"],
    ],
    ["adds a value to a list in lines", (t) => t.replace("    - L", "    - M\n    - L"), [], ["    - M"]],
    [
      "documents a value",
      (t) => t.replace("    - S\n", "    - { value: S, doc: small }\n"),
      ["    - S"],
      ["    - value: S", "      doc: small"],
    ],
    [
      "says what was left to the language",
      (t) => t.replace("\ntypes:", "\nconventions: { id: identity }\ntypes:"),
      [],
      ["conventions:", "  id: identity"],
    ],
    [
      "fills an empty entity",
      (t) => t.replace("Thing: {}", "Thing: { fields: { a: text } }"),
      ["  Thing: {}"],
      ["  Thing:", "    fields:", "      a: text"],
    ],
    [
      "adds an entity behind a blank line",
      (t) => `${t}  Late: { fields: { a: text } }\n`,
      [],
      ["", "  Late:", "    fields:", "      a: text"],
    ],
    [
      "renames an entity",
      (t) => t.replace("  User:", "  Person:\n    was: [User]"),
      ["  User:"],
      ["  Person:", "    was: [User]"],
    ],
    [
      "removes an entity with its comment",
      (t) => t.replace("  Thing: {}\n", ""),
      ["", "  # Things", "  Thing: {}"],
      [],
    ],
    [
      "moves a field with its comment",
      (t) =>
        t.replace(/( +# Address\n +street.*\n)/, "").replace("      # Contact", "      street: text\n      # Contact"),
      [],
      [],
    ],
  ];

  it.each(cases)("%s", (_what, change, removed, added) => {
    const result = edited(shop, change);
    expect(lineChanges(shop, result)).toEqual({ removed: removed.toSorted(), added: added.toSorted() });
    expect(read(result)).toEqual(read(change(shop)));
    const crlf = shop.replaceAll("\n", "\r\n");
    expect(editModel(crlf, read(shop), read(change(shop)))).toBe(result.replaceAll("\n", "\r\n"));
  });

  it("moves what changes its place, with the comment that heads it", () => {
    const result = edited(shop, (text) =>
      text.replace(/ +street.*\n/, "").replace("      # Contact", "      street: text\n      # Contact"),
    );
    expect(result).toContain(
      "    fields:   # who\n      # Address\n      street: text   # where\n      # Contact\n      email:",
    );
  });

  it("changes one key of fields and relations in object form", () => {
    const text = `schemaforge: 1
entities:
  Order:
    fields:
      number:
        # on the invoice
        type: string(20)   # as printed
        was: orderNo
        unique: true
        doc: Number   # shown
    relations:
      customer:
        one: Order
        as: orders
        # for the books
        onDelete: restrict
`;
    const change = (from: string, to: string, removed: string[], added: string[]): void => {
      const result = edited(text, (t) => t.replace(from, to));
      expect(lineChanges(text, result)).toEqual({ removed, added });
    };
    change(
      "string(20)",
      "string(30)",
      ["        type: string(20)   # as printed"],
      ["        type: string(30)   # as printed"],
    );
    change("doc: Number", "doc: No.", ["        doc: Number   # shown"], ["        doc: No.   # shown"]);
    change("        unique: true\n", "", ["        unique: true"], []);
    change(
      "string(20)",
      "string(20) index",
      ["        type: string(20)   # as printed"],
      ["        type: string(20) index   # as printed"],
    );
    change("onDelete: restrict", "onDelete: cascade", ["        onDelete: restrict"], ["        onDelete: cascade"]);
    change("as: orders", "as: orders\n        owned: true", [], ["        owned: true"]);
    change(
      "        # for the books\n        onDelete: restrict\n",
      "",
      ["        # for the books", "        onDelete: restrict"],
      [],
    );
  });

  it("starts an empty file, below its comments", () => {
    const empty: Model = modelOf("schemaforge: 1\n");
    const to = modelOf("schemaforge: 1\nentities: { A: { fields: { b: text } } }\n");
    expect(read(editModel("", empty, to))).toEqual(to);
    const text = editModel("# mine", empty, to);
    expect(text).toMatch(/^# mine\nschemaforge: 1\n/);
    expect(read(text)).toEqual(to);
  });

  it("adds behind a last line without an end", () => {
    const text = "schemaforge: 1\nentities:\n  A:\n    fields:\n      b: text";
    expect(edited(text, (t) => `${t}\n      c: text`)).toBe(`${text}\n      c: text`);
    expect(edited(text, (t) => `${t}\n  C: {}`)).toBe(`${text}\n  C: {}`);
  });

  it("takes over the indentation of the file", () => {
    const wide = "schemaforge: 1\nentities:\n    A:\n        fields:\n            b: text\n";
    expect(edited(wide, (t) => `${t}    C:\n        fields: { d: int }\n`)).toBe(
      `${wide}    C:\n        fields:\n            d: int\n`,
    );
    const flush = "schemaforge: 1\nentities:\n  A:\n    was:\n    - Z\n";
    expect(edited(flush, (t) => `${t}  C:\n    was: [X, 'a b,']\n`)).toBe(
      `${flush}  C:\n    was:\n    - X\n    - a b,\n`,
    );
  });

  it("keeps block scalars and their blank lines", () => {
    const text = "schemaforge: 1\nentities:\n  A:\n    doc: |+\n      two\n      lines\n\n    fields:\n      b: text\n";
    const result = edited(text, (t) => t.replace("    fields:", "    table: x\n    fields:"));
    expect(lineChanges(text, result)).toEqual({ removed: [], added: ["    table: x"] });
  });

  it("refuses anchors, and texts that say something else", () => {
    const model = modelOf("schemaforge: 1\nentities: { A: { fields: { b: text } } }\n");
    const other = modelOf("schemaforge: 1\nentities: { C: {} }\n");
    expect(() => editModel("schemaforge: 1\nentities: &a {}\n", other, model)).toThrow(/anchor/);
    expect(() => editModel("schemaforge: 1\nentities: {}\n", other, model)).toThrow(/does not say/);
  });

  it("keeps the order of a file for models that come from elsewhere", () => {
    const from = modelOf("schemaforge: 1\nentities: { B: { fields: { y: text, x: text } }, A: {} }\n");
    const to = modelOf("schemaforge: 1\nentities: { A: {}, AA: {}, B: { fields: { w: text, x: text, y: text } } }\n");
    const kept = keepOrder(from, to);
    expect(kept.entities.map(({ name }) => name)).toEqual(["B", "A", "AA"]);
    expect(kept.entities[0]?.fields.map(({ name }) => name)).toEqual(["y", "x", "w"]);
    expect(keepOrder(to, to)).toEqual(to);
    expect(keepOrder(modelOf("schemaforge: 1\n"), to)).toEqual(to);
  });

  it("leaves what a file says beside its model", () => {
    const text = "schemaforge: 1\ninclude: [other.yaml]   # theirs\nentities: { A: { relations: { b: one B } } }\n";
    const result = edited(text, (t) => t.replace("one B", "one? B"));
    expect(lineChanges(text, result).added).toEqual(["entities: { A: { relations: { b: one? B } } }"]);
    const odd = "schemaforge: 1\ninclude: [other.yaml]\n? entities\n: A: {}\n";
    const rewritten = edited(odd, (t) => t.replace("A: {}", "A: {}\n  B: {}"));
    expect(rewritten).toContain("include: [other.yaml]");
    const json = '{"$schema": "./x.json", "schemaforge": 1, "entities": {"A": {}}}';
    expect(edited(json, (t) => t.replace('"A": {}', '"A": {}, "B": {}'))).toBe(
      '{"$schema": "./x.json", "schemaforge": 1, "entities": {"A": {}, "B": {}}}',
    );
  });

  it("is linear: ten thousand entities, one change", () => {
    const entities = Array.from({ length: 10_000 }, (_, at) => `  E${at}:\n    fields:\n      a: text\n`).join("");
    const text = `schemaforge: 1\nentities:\n${entities}`;
    const result = edited(text, (t) =>
      t.replace("  E5000:\n    fields:\n      a: text", "  E5000:\n    fields:\n      a: int"),
    );
    expect(lineChanges(text, result)).toEqual({ removed: ["      a: text"], added: ["      a: int"] });
  });
});

function modelOf(text: string): Model {
  return read(text);
}
