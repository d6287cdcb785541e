/** The catalogue as Markdown: docs/entities.md. */
import { DOMAINS } from "./entities/index.ts";
import type { EntityTemplate, RelationTemplate } from "./template.ts";

const TITLES: { readonly [domain: string]: string } = {
  identity: "People and access",
  organization: "Organizations",
  content: "Content",
  commerce: "Shops",
  billing: "Money",
  work: "Work and sales",
  messaging: "Messages",
  booking: "Events and bookings",
  learning: "Learning and libraries",
  health: "Health",
  operations: "Operations",
};

const INTRODUCTION = `# Entities

\`schemaforge postgres --entity=User,Post,Comment\` designs a schema from names. This page lists the names that the
catalogue knows, and says what happens to others. \`--explain\` prints the reason for every choice.

## How names are read

- In any case and number: \`users\`, \`blog_post\`, \`OrderItem\`. The same entity twice (\`User,users\`) is an error.
- An alias keeps its name and has the shape of what it stands for: \`Article\` is a table \`articles\` with the fields of \`Post\`.
- Only what was named is related. \`Comment\` refers to \`Post\` and \`User\` if both are named; nothing is added to make it so.
  Keys, checks and indexes that would need something missing are left out.
- A field gives way to a relation of its name: \`User.roles\` is a list of words, or a relation when \`Role\` is named.
- \`--relations=false\` leaves out relations, and the keys and indexes over them.

## Fields of your own

\`--entity='Invoice(number: string(20) unique, total: money)'\` replaces the fields of the catalogue. The primary key,
timestamps and relations stay, and so do the checks and indexes whose fields are still there with their type.
A relation in the brackets takes the place of the catalogue's relation with the same name or to the same entity.

## Names that the catalogue does not know

The first line that fits decides; \`X\` and \`Y\` are entities that are named too.

| name | becomes |
|---|---|
| \`XY\` (\`PostTag\`) | the junction of the two; their pair is the primary key |
| \`XItem\`, \`XLine\`, \`XDetail\`, \`XEntry\` | a line of \`X\` with quantity and position, removed with it |
| \`XLog\`, \`XHistory\`, \`XSnapshot\` | rows that are only added: no \`updatedAt\`, index over \`X\` and time |
| \`XType\`, \`XStatus\`, \`XKind\`, \`XStage\`, \`XLevel\` | a look-up table with a unique code, which \`X\` refers to |
| \`XSetting\`, \`XProfile\`, \`XConfig\` | one for each \`X\` |
| \`XImage\`, \`XFile\`, \`XVideo\` | files of \`X\`, in order |
| \`XTranslation\` | texts of \`X\`, one a language |
| \`XMember\`, \`XFollower\`, \`XLike\`, \`XEnrollment\` | joins \`User\` to \`X\`, once |
| \`RepairOrder\`, \`PhotoComment\` | a kind of \`Order\`, \`Comment\` …, with its shape |
| anything else | a \`name\` (or \`title\`); part of \`X\` if its name begins so, else owned by \`User\` if named |
`;

/**
 * The page of the catalogue.
 * @returns Markdown, one table a domain
 */
export function documentCatalogue(): string {
  const domains = Object.entries(DOMAINS).map(([domain, templates]) => {
    const rows = templates.map((template) => `| ${cells(template).join(" | ")} |`);
    return [
      `### ${TITLES[domain] ?? domain}`,
      "",
      "| entity | fields | relations |",
      "|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  const count = Object.values(DOMAINS).flat().length;
  return `${INTRODUCTION}
## The catalogue

${count} entities. Every entity has an \`id\` (uuid), \`createdAt\` and \`updatedAt\` unless said otherwise; *soft delete*
adds \`deletedAt\`; *without Address* are fields for designs that do not name \`Address\`. \`?\` may be null, \`!\` is unique, → refers to one (\`→?\` or to none), ↔ to many.

${domains.join("\n")}`;
}

function cells(template: EntityTemplate): string[] {
  const { name, aliases = [], doc, softDelete, timestamps, id } = template;
  const traits = [
    ...(softDelete ? ["soft delete"] : []),
    ...(timestamps === false ? ["no timestamps"] : []),
    ...(id === "none" ? ["natural key"] : id === undefined ? [] : [`id: ${id}`]),
  ];
  return [
    [
      `**${name}**: ${doc}`,
      ...(aliases.length > 0 ? [`Also ${aliases.join(", ")}.`] : []),
      ...(traits.length > 0 ? [`*${traits.join(", ")}*`] : []),
    ].join("<br>"),
    [
      fieldCells(template.fields, template),
      ...Object.entries(template.without ?? {}).map(
        ([entity, fields]) => `*without ${entity}:* ${fieldCells(fields, template)}`,
      ),
    ].join("<br>"),
    Object.entries(template.relations ?? {})
      .map(([role, relation]) => relationCell(role, relation))
      .join("<br>"),
  ];
}

function fieldCells(fields: EntityTemplate["fields"], template: EntityTemplate): string {
  return Object.entries(fields)
    .map(([field, form]) => fieldCell(field, form, template))
    .join(", ");
}

function fieldCell(name: string, form: string, { types = {} }: EntityTemplate): string {
  const type = /^\w+/.exec(form)?.[0] ?? "";
  const values = types[type];
  const marks = `${/^[\w(),]+(\[\])?\?/.test(form) ? "?" : ""}${/ (unique|primary)\b/.test(form) ? "!" : ""}`;
  return `\`${name}${marks}\`${values ? ` (${values.join(", ")})` : ""}`;
}

function relationCell(role: string, { is, or = [] }: RelationTemplate): string {
  const [head = "", target = ""] = is.split(" ");
  const arrow = head === "many" ? "↔" : head === "one?" ? "→?" : "→";
  return `\`${role}\` ${arrow} ${[target, ...or].join(" or ")}`;
}
