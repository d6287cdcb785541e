/**
 * Templates for entities that the catalogue does not know, made from their name and from what else is asked for:
 * junctions, lines, logs, look-up tables and the like. What a name does not tell is left for people to add.
 */

import { plural, toCamel, toSnake } from "../model/naming.ts";
import { nearest } from "../model/suggest.ts";
import { CATALOGUE } from "./entities/index.ts";
import { templateByAlias, templateByName, templateBySuffix } from "./lookup.ts";
import type { EntityTemplate, RelationTemplate } from "./template.ts";

/** A relation that another entity gets because of this one. */
export interface ImpliedRelation {
  readonly entity: string;
  readonly name: string;
  readonly relation: RelationTemplate;
}

export interface EntityShape {
  readonly template: EntityTemplate;
  /** Where the shape comes from, as a sentence for people. */
  readonly why: string;
  readonly implied: readonly ImpliedRelation[];
}

interface Pattern {
  /** Last words of the name. */
  readonly suffixes: readonly string[];
  /** Only when what stands before the suffix is asked for too. */
  readonly needsParent?: true;
  readonly why: string;
  readonly shape: (names: PatternNames) => Partial<EntityTemplate> & Pick<EntityTemplate, "fields">;
  readonly implies?: (names: PatternNames) => ImpliedRelation[];
}

interface PatternNames {
  readonly name: string;
  /** Plural in camelCase: the name of the list on other entities. */
  readonly list: string;
  readonly table: string;
  readonly suffix: string;
  /** The requested entity that the name begins with. */
  readonly parent: string | undefined;
  /** The relation to it. */
  readonly role: string;
}

const child = ({ parent, role, list }: PatternNames, form = "on delete cascade", why?: string) =>
  parent === undefined
    ? {}
    : {
        [role]: { is: `one ${parent} as ${list} ${form}`, why: why ?? `It is part of its ${parent} and goes with it` },
      };

const PATTERNS: readonly Pattern[] = [
  {
    suffixes: ["Item", "Line", "LineItem", "Detail", "Entry", "Position", "Row"],
    why: "The name says that it is one line of something",
    shape: (names) => ({
      fields: { description: "string(255)", quantity: "int = 1 min=1", position: "int = 0 min=0" },
      relations: {
        ...child(names, "owned"),
        product: {
          is: `one? Product as ${names.list} on delete restrict`,
          why: "What the line is about; it cannot be removed while lines refer to it",
        },
      },
      indexes: { [`idx_${names.table}_${toSnake(names.role)}_position`]: [names.role, "position"] },
    }),
  },
  {
    suffixes: ["Log", "History", "Audit", "Snapshot", "Change", "Record"],
    why: "The name says that rows are only ever added",
    shape: (names) => ({
      timestamps: false,
      fields: { action: "string(80)", details: "json = {}", createdAt: "datetime = now()" },
      relations: {
        ...child(names, "on delete cascade", `The history of one ${names.parent}`),
        actor: {
          is: `one? User as ${names.list} on delete set null`,
          why: "The record stays when the user is removed",
        },
      },
      indexes: {
        [`idx_${names.table}_${toSnake(names.role)}_created`]: [names.role, "createdAt desc"],
        [`idx_${names.table}_created_at`]: { fields: ["createdAt"], using: "brin" },
      },
      why: { timestamps: "Rows are never changed, so they have no updatedAt" },
    }),
  },
  {
    suffixes: ["Type", "Status", "Kind", "State", "Stage", "Level", "Priority"],
    why: "The name says that it lists the choices for something",
    shape: () => ({
      fields: {
        code: "string(40) unique",
        name: "string(100)",
        position: "int = 0 min=0",
        active: "boolean = true",
      },
      why: { code: "Programs refer to the code, people read the name" },
    }),
    implies: ({ parent, suffix, name }) =>
      parent === undefined
        ? []
        : [
            {
              entity: parent,
              name: toCamel(suffix),
              relation: {
                is: `one ${name} as ${toCamel(plural(parent))} on delete restrict`,
                why: "A choice that is in use cannot be removed",
              },
            },
          ],
  },
  {
    suffixes: ["Setting", "Settings", "Preference", "Preferences", "Config", "Configuration", "Profile", "Option"],
    needsParent: true,
    why: "The name says that each has one of it",
    shape: (names) => ({
      fields: { data: "json = {}" },
      relations:
        names.parent === undefined
          ? {}
          : {
              [names.role]: {
                is: `one ${names.parent} as ${toCamel(names.name.slice(names.parent.length))} unique owned`,
                why: `One a ${names.parent}; it goes with it`,
              },
            },
    }),
  },
  {
    suffixes: ["Image", "Photo", "Picture", "Video", "File", "Document"],
    needsParent: true,
    why: "The name says that it is a file that belongs to something",
    shape: (names) => ({
      fields: {
        url: "url",
        altText: "string(255)?",
        mimeType: "mimetype",
        sizeBytes: "bigint min=0",
        position: "int = 0 min=0",
      },
      relations: child(names),
      indexes: { [`idx_${names.table}_${toSnake(names.role)}_position`]: [names.role, "position"] },
    }),
  },
  {
    suffixes: ["Translation"],
    needsParent: true,
    why: "The name says that it holds texts in other languages",
    shape: (names) => ({
      fields: { locale: "locale", name: "string(255)", description: "text?" },
      relations: child(names, "owned"),
      keys: { [`${names.table}_${toSnake(names.role)}_locale_key`]: [names.role, "locale"] },
    }),
  },
  {
    suffixes: [
      "Member",
      "Membership",
      "Participant",
      "Attendee",
      "Follower",
      "Subscriber",
      "Enrollment",
      "Registration",
      "Like",
      "Favorite",
      "Vote",
      "Assignment",
    ],
    needsParent: true,
    why: "The name says that it joins people to something",
    shape: (names) => {
      const person = names.role === "user" ? "member" : "user";
      const key = `${names.table}_${toSnake(names.role)}_${person}_key`;
      return {
        fields: { joinedAt: "datetime = now()" },
        relations: {
          ...child(names, "on delete cascade", "A fact about two rows, which goes with either"),
          [person]: {
            is: `one User as ${names.list} on delete cascade`,
            or: ["Customer", "Employee", "Student", "Person"],
            why: "A fact about two rows, which goes with either",
          },
        },
        keys: { [key]: [names.role, person] },
        why: { [key]: "The same two are joined once" },
      };
    },
  },
];

/** The longest requested entity that a name begins with, other than itself. */
function parentOf(name: string, requested: readonly string[]): string | undefined {
  return requested
    .filter((other) => other.length < name.length && name.startsWith(other) && /^[A-Z]/.test(name.slice(other.length)))
    .sort((a, b) => b.length - a.length)[0];
}

/** `PostTag` beside `Post` and `Tag` joins the two. */
function junction(name: string, requested: readonly string[]): EntityShape | undefined {
  const first = parentOf(name, requested);
  const second = first === undefined ? undefined : requested.find((other) => other === name.slice(first.length));
  if (first === undefined || second === undefined || first === second) return undefined;
  const list = toCamel(plural(name));
  const [a, b] = [toCamel(first), toCamel(second)];
  const why = "A fact about two rows, which goes with either";
  return {
    template: {
      name,
      doc: `Which ${second} belongs to which ${first}.`,
      id: "none",
      timestamps: false,
      fields: { createdAt: "datetime = now()" },
      relations: {
        [a]: { is: `one ${first} as ${list} on delete cascade`, why },
        [b]: { is: `one ${second} as ${list} on delete cascade`, why },
      },
      keys: { primary: [a, b] },
      why: { primary: "The same two are joined once; the pair is the key" },
    },
    why: `It joins ${first} and ${second}`,
    implied: [
      {
        entity: first,
        name: plural(b),
        relation: {
          is: `many ${second} as many ${plural(a)} through ${name}`,
          why: `${name} joins the two`,
        },
      },
    ],
  };
}

/** An entity of which nothing is known but its name. */
function plain(name: string, requested: readonly string[]): EntityShape {
  const parent = parentOf(name, requested);
  const list = toCamel(plural(name));
  const meant = nearest(
    name,
    CATALOGUE.map((template) => template.name),
  );
  const titled =
    /(Post|Article|Page|Event|Course|Task|Lesson|Document|Report|Recipe|Movie|Film|Song|Story|Survey|Question)$/.test(
      name,
    );
  const relations: Record<string, RelationTemplate> =
    parent === undefined
      ? {
          owner: {
            is: `one? User as ${list} on delete set null`,
            guess: true,
            why: "Nothing else is known about it than that users are about: they usually own such things",
          },
        }
      : {
          [toCamel(parent)]: {
            is: `one ${parent} as ${list} on delete cascade`,
            why: `Its name begins with ${parent}, so it is taken as part of it`,
          },
        };
  return {
    template: { name, doc: "", fields: { [titled ? "title" : "name"]: "string(255)" }, relations },
    why: `It is not in the catalogue and its name says no more. ${meant === undefined ? `Give its fields: ${name}(name: string(80), price: money)` : `Did you mean ${meant}?`}`,
    implied: [],
  };
}

/**
 * The shape of an entity: of the catalogue by name or alias, or made from its name.
 * @param name PascalCase, singular
 * @param requested the names of all entities of the design
 */
export function shapeOf(name: string, requested: readonly string[]): EntityShape {
  const exact = templateByName(name);
  if (exact) return { template: exact, why: `Known to the catalogue: ${exact.doc}`, implied: [] };
  const joined = junction(name, requested);
  if (joined) return joined;
  const alias = templateByAlias(name);
  if (alias) return { template: alias, why: `Another name for ${alias.name}: ${alias.doc}`, implied: [] };
  const parent = parentOf(name, requested);
  const pattern = PATTERNS.find(
    ({ suffixes, needsParent }) =>
      (parent !== undefined || needsParent !== true) &&
      suffixes.some((suffix) => name.endsWith(suffix) && name.length > suffix.length),
  );
  if (pattern) return patternShape(pattern, name, parent);
  const kin = templateBySuffix(name);
  if (kin) return { template: kin, why: `Its name says that it is a kind of ${kin.name}`, implied: [] };
  return plain(name, requested);
}

function patternShape(pattern: Pattern, name: string, parent: string | undefined): EntityShape {
  const suffix = pattern.suffixes.filter((word) => name.endsWith(word)).sort((a, b) => b.length - a.length)[0] ?? "";
  const names: PatternNames = {
    name,
    list: toCamel(plural(name)),
    table: plural(toSnake(name)),
    suffix,
    parent,
    role: toCamel(parent ?? name.slice(0, name.length - suffix.length)),
  };
  return {
    template: { name, doc: "", ...pattern.shape(names) },
    why: pattern.why,
    implied: pattern.implies?.(names) ?? [],
  };
}
