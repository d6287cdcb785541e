import type { PostgresObject } from "../objects.ts";

/** Ranks order what no dependency orders, and give the script its sections. */
export const SECTIONS = [
  "Schemas",
  "Extensions",
  "Languages, servers and text search",
  "Types",
  "Sequences",
  "Functions",
  "Operators",
  "Tables",
  "Keys",
  "Indexes",
  "Foreign keys",
  "Views",
  "Triggers and rules",
  "Row-level security",
  "Rows",
  "Statistics",
  "Publications",
  "Privileges",
  "Default privileges",
  "Event triggers",
] as const;

export type Section = (typeof SECTIONS)[number];

/** Statements that belong together, with what has to exist before. */
export interface Unit {
  readonly section: Section;
  /** The object that it is about. */
  readonly object: string;
  /** Ids that exist once it has run. */
  readonly makes: readonly string[];
  readonly needs: ReadonlySet<string>;
  readonly sql: readonly string[];
}

/** The objects that an object's edges name. */
export function needsOf(...objects: readonly Pick<PostgresObject, "edges">[]): Set<string> {
  return new Set(objects.flatMap((object) => object.edges.map((edge) => edge.to)));
}
