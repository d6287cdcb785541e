/** The command line's form of entities: `User,Post(title: string, author: one User as posts),Comment`. */
import { clip, type Place, Scanner } from "../lexer.ts";
import type { Field, PolymorphicRelation, Relation } from "../model.ts";
import { scanField, unknownClause } from "./field.ts";
import { looksPolymorphic, scanPolymorphic, unknownPolymorphicClause } from "./polymorphic.ts";
import { looksLikeRelation, scanRelation, unknownRelationClause } from "./relation.ts";

/** An entity as given on the command line. */
export interface InlineEntity {
  /** As spelled; `entityName` (naming.ts) gives the entity that it means. */
  readonly name: string;
  /** Absent when there are no brackets: a name alone, whose fields come from elsewhere. */
  readonly fields?: readonly Field[];
  readonly relations?: readonly Relation[];
  readonly polymorphic?: readonly PolymorphicRelation[];
  /** Where the name begins. */
  readonly place: Place;
}

/** Where a text of the command line stands, unless the caller says otherwise. */
const commandLine: Place = { file: "--entity", line: 1, column: 1 };

/**
 * Reads one entity: a name, or a name with fields and relations in brackets.
 * @throws SchemaforgeError with the column in `text`
 */
export function parseEntityInline(text: string, place: Place = commandLine): InlineEntity {
  const scanner = new Scanner(text, "", place);
  const entity = scanEntity(scanner);
  if (!scanner.atEnd) {
    scanner.fail("SYNTAX", `expected one entity, found more${scanner.found()}`, {
      remedy: "Divide entities by commas",
    });
  }
  return entity;
}

/**
 * Reads a list of entities, divided by commas outside brackets and quotes.
 * @throws SchemaforgeError with the column in `text`; DUPLICATE_NAME when two are spelled alike
 */
export function parseEntityList(text: string, place: Place = commandLine): InlineEntity[] {
  const scanner = new Scanner(text, "", place);
  const entities: InlineEntity[] = [];
  const seen = new Set<string>();
  do {
    scanner.skipSpace();
    const at = scanner.position;
    const entity = scanEntity(scanner);
    if (seen.has(entity.name)) {
      scanner.fail("DUPLICATE_NAME", `the entity ${entity.name} is given twice`, { at, remedy: "Name it once" });
    }
    seen.add(entity.name);
    entities.push(entity);
  } while (scanner.take(","));
  if (!scanner.atEnd) {
    scanner.fail("SYNTAX", `expected a comma between entities${scanner.found()}`, {
      remedy: "The form is User,Post(title: string),Comment",
    });
  }
  return entities;
}

// Names may hold hyphens on the command line (`blog-post`); what they mean is made of their words.
const nameForm = /^[A-Za-z][A-Za-z0-9_-]*$/;

function scanEntity(scanner: Scanner): InlineEntity {
  scanner.skipSpace();
  const at = scanner.position;
  const place = scanner.placeAt(at) ?? commandLine;
  const name = scanner.bare();
  if (name === undefined || !nameForm.test(name)) {
    return scanner.fail(
      "BAD_NAME",
      `expected the name of an entity${name === undefined ? scanner.found() : `, found \`${clip(name)}\``}`,
      {
        at,
        remedy: "Names are made of letters, digits and _, and begin with a letter",
      },
    );
  }
  if (name.length > 63) {
    scanner.fail("BAD_NAME", `the name \`${clip(name)}\` has ${name.length} characters, at most 63 are allowed`, {
      at,
    });
  }
  if (!scanner.take("(")) return { name, place };
  const members: InlineMembers = { fields: [], relations: [], polymorphic: [] };
  const seen = new Set<string>();
  if (!scanner.take(")")) {
    do scanMember(scanner, name, members, seen);
    while (scanner.take(","));
    if (!scanner.take(")")) {
      scanner.fail("SYNTAX", `expected a comma or \`)\` in \`${name}(…)\`${scanner.found()}`, {
        remedy: `The form is ${name}(name: string(80), total: money)`,
      });
    }
  }
  const { polymorphic, ...rest } = members;
  return { name, ...rest, ...(polymorphic.length > 0 ? { polymorphic } : {}), place };
}

interface InlineMembers {
  readonly fields: Field[];
  readonly relations: Relation[];
  readonly polymorphic: PolymorphicRelation[];
}

function scanMember(scanner: Scanner, entity: string, members: InlineMembers, seen: Set<string>): void {
  const name = scanMemberName(scanner, entity, seen);
  // `:=` here is a generated field without a type.
  if (scanner.text.startsWith(":=", scanner.position) || !scanner.take(":")) {
    scanner.fail("SYNTAX", `expected \`: type\` after \`${name}\`${scanner.found()}`, {
      remedy: `Write \`${name}: text\``,
    });
  }
  if (looksPolymorphic(scanner.text.slice(scanner.position, scanner.position + 140))) {
    members.polymorphic.push(scanPolymorphic(scanner, name));
    if (!/^[,)]?$/.test(scanner.peek())) unknownPolymorphicClause(scanner);
  } else if (looksLikeRelation(scanner.text.slice(scanner.position, scanner.position + 40))) {
    const relation = scanRelation(scanner, name, entity);
    if (!/^[,)]?$/.test(scanner.peek())) unknownRelationClause(scanner, relation.kind);
    members.relations.push(relation);
  } else {
    members.fields.push(scanField(scanner, name));
    if (!/^[,)]?$/.test(scanner.peek())) unknownClause(scanner);
  }
}

function scanMemberName(scanner: Scanner, entity: string, seen: Set<string>): string {
  scanner.skipSpace();
  const at = scanner.position;
  const name = scanner.word();
  if (name === undefined) {
    return scanner.fail("SYNTAX", `expected the name of a field of ${entity}${scanner.found()}`, { at });
  }
  if (seen.has(name)) scanner.fail("DUPLICATE_NAME", `${entity} has two fields named ${name}`, { at });
  seen.add(name);
  return name;
}
