/** Replacements in a text. */

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies replacements that do not overlap; those that insert at one place stay in the order given. */
export function spliced(text: string, splices: readonly Splice[], from = 0, to = text.length): string {
  const ordered = splices
    .map((splice, index) => ({ ...splice, index }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
  const parts: string[] = [];
  let at = from;
  for (const { start, end, text: replacement } of ordered) {
    parts.push(text.slice(at, start), replacement);
    at = Math.max(at, end);
  }
  parts.push(text.slice(at, to));
  return parts.join("");
}
