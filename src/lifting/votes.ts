/** What holds for most of a database. */

/** How many of the items something holds for. */
export function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.reduce((sum, item) => (holds(item) ? sum + 1 : sum), 0);
}

/** The choice with the most votes; ties go to the first. */
export function most<T>(choices: readonly T[], votes: (choice: T) => number): T {
  const [first, ...rest] = choices.map((choice) => ({ choice, votes: votes(choice) }));
  if (!first) throw new RangeError("a vote needs choices");
  return rest.reduce((best, next) => (next.votes > best.votes ? next : best), first).choice;
}
