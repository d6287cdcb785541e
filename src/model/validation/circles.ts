/** Circles: mixins that use themselves, entities that extend themselves, embedded values that hold themselves. */

/**
 * The circles among `names`, each once, as the names on the way round. Linear, without recursion.
 * @param next what a name leads to; names that are not among `names` lead nowhere
 */
export function circlesOf(names: readonly string[], next: (name: string) => readonly string[]): string[][] {
  const known = new Set(names);
  const done = new Set<string>();
  const circles: string[][] = [];
  for (const start of names) {
    const way: string[] = [];
    const onWay = new Map<string, number>();
    const open: (readonly [string, boolean])[] = [[start, false]];
    for (let entry = open.pop(); entry; entry = open.pop()) {
      const [name, left] = entry;
      if (left) {
        way.pop();
        onWay.delete(name);
        done.add(name);
        continue;
      }
      const before = onWay.get(name);
      if (before !== undefined) circles.push(way.slice(before));
      if (before !== undefined || done.has(name)) continue;
      onWay.set(name, way.length);
      way.push(name);
      open.push(
        [name, true],
        ...next(name)
          .filter((other) => known.has(other))
          .map((other) => [other, false] as const),
      );
    }
  }
  return circles;
}

/** `A → B → A` for messages. */
export function circleText(circle: readonly string[]): string {
  return [...circle, circle[0] ?? ""].join(" → ");
}
