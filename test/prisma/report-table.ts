/** Parts of the report that both engines have. */
export type Row = readonly (string | number)[];

/** A table of Markdown. */
export function table(head: Row, rows: readonly Row[]): string[] {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

/** How often each code occurs. */
export function counted(codes: readonly { readonly code: string }[]): string {
  const counts = new Map<string, number>();
  for (const { code } of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${code} ${count}`).join(", ") || "none";
}

export interface Tally {
  same: number;
  declared: number;
  disagreement: number;
}

/** What is told of a database; counts it. */
export function outcome(tally: Tally, drift: string, losses: number, undeclared: number): string {
  if (undeclared > 0) {
    tally.disagreement++;
    return "**disagreement**";
  }
  if (losses > 0) tally.declared++;
  else tally.same++;
  if (drift !== "") return "declared loss, seen by Prisma";
  return losses > 0 ? "no change, losses declared" : "no change";
}

/** Entities of the catalogue that the report takes, each group as one design. */
export const ENTITIES = [
  "User,Post,Comment",
  "Product,Order",
  "Organization,Membership,Invoice",
  "Event,Ticket",
  "Course,Lesson",
];
