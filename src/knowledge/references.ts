/** Fields given by name alone that mean a relation: `author_id`, `customer`, `tags`. */
import type { Relation } from "../model/model.ts";
import { plural, singular, toCamel, toPascal, wordsOf } from "../model/naming.ts";
import type { Draft } from "./draft.ts";
import { nameKey } from "./lookup.ts";

/** Words for people in a role: the key is then one of users, or of whoever stands for them. */
const ROLE_WORDS: ReadonlySet<string> = new Set(
  (
    "author owner creator editor assignee manager approver sender recipient reviewer reporter requester uploader " +
    "organizer inviter invitee moderator operator agent member follower actor lead host winner seller buyer borrower"
  ).split(" "),
);
const BY_WORDS = /^(created|updated|deleted|approved|assigned|reviewed|modified|published|closed|invited|uploaded)By$/;
const PEOPLE = ["User", "Customer", "Employee"];

/** What a name means as a reference. `inverse` is a list that another entity's relation already makes. */
export type Reference =
  | { readonly kind: "relation"; readonly relation: Relation; readonly why: string }
  | { readonly kind: "inverse"; readonly of: string };

/**
 * The reference that a field's name means in this design, or undefined when it is a plain field.
 * @param nullable whether the name was given with a `?`
 */
export function referenceOf(
  given: string,
  nullable: boolean,
  owner: Draft,
  drafts: readonly Draft[],
): Reference | undefined {
  const name = toCamel(given);
  const role = name.replace(/(Id|Uuid)$/, "");
  const isKey = role !== name && role !== "";
  const one = (target: Draft, why: string): Reference => ({
    kind: "relation",
    relation: { kind: "one", name: role, target: target.name, nullable, inverse: listName(role, owner, target) },
    why,
  });

  const exact = find(toPascal(role), drafts);
  if (exact) return one(exact, `It has the name of ${exact.name}`);
  if (isKey && role === "parent") {
    return {
      kind: "relation",
      relation: { kind: "one", name: role, target: owner.name, nullable: true, inverse: "children" },
      why: "A parent is of the same kind",
    };
  }
  const person = PEOPLE.map((people) => find(people, drafts)).find((draft) => draft !== undefined);
  if (person && (ROLE_WORDS.has(role) || BY_WORDS.test(role)))
    return one(person, `The name is a role of a ${person.name}`);
  const byEnding = isKey ? longestEnding(role, drafts) : undefined;
  if (byEnding) return one(byEnding, `The name ends with ${byEnding.name}`);
  return isKey ? undefined : listReference(name, owner, drafts);
}

function listReference(name: string, owner: Draft, drafts: readonly Draft[]): Reference | undefined {
  const target = singular(name) === name ? undefined : find(toPascal(singular(name)), drafts);
  if (!target) return undefined;
  // A template that relates to this entity makes the list as its other side.
  const back = Object.values(target.template.relations ?? {}).some(({ is, or }) =>
    [is.split(" ")[1] ?? "", ...(or ?? [])].some((end) => end === owner.name || end === owner.template.name),
  );
  if (back) return { kind: "inverse", of: target.name };
  return {
    kind: "relation",
    relation: { kind: "many", name, target: target.name, inverse: toCamel(plural(owner.name)) },
    why: `Several of ${target.name}, each of which may be in several`,
  };
}

function listName(role: string, owner: Draft, target: Draft): string {
  const list = plural(owner.name);
  const isUsual = role === toCamel(target.name) || role === "author" || role === "owner";
  return isUsual ? toCamel(list) : toCamel(`${role}${list}`);
}

function find(name: string, drafts: readonly Draft[]): Draft | undefined {
  return (
    drafts.find((draft) => nameKey(draft.name) === nameKey(name)) ??
    drafts.find((draft) => draft.template.name === name)
  );
}

/** `shippingAddress` ends with `Address`; of several, the longest. */
function longestEnding(role: string, drafts: readonly Draft[]): Draft | undefined {
  const words = wordsOf(role);
  for (let start = 1; start < words.length; start++) {
    const found = find(toPascal(words.slice(start).join("_")), drafts);
    if (found) return found;
  }
  return undefined;
}
