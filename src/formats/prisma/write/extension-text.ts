/**
 * What a client extension holds, by what a design asks for. In its texts, lines between `//#a b` and `//#end` belong to the
 * features that are named (`!a`: to designs without it), and are left out where none of them is asked for. So is a comment
 * that begins with a comma: an argument that encryption alone needs.
 */

export type Feature = "softDelete" | "rowTenancy" | "rowSecurity" | "encryption";

/** The lines of a text that some features ask for. */
export function textFor(text: string, features: ReadonlySet<Feature>): string {
  const has = (word: string) => [...features].some((feature) => feature === word);
  const open: boolean[] = [];
  const kept: string[] = [];
  for (const line of text.split("\n")) {
    if (line === "//#end") open.pop();
    else if (line.startsWith("//#")) {
      const words: readonly string[] = line.slice("//#".length).split(" ");
      open.push(words.some((word) => (word.startsWith("!") ? !has(word.slice(1)) : has(word))));
    } else if (open.every((isKept) => isKept)) kept.push(line);
  }
  const own = features.has("encryption") ? "$1" : "";
  return kept.join("\n").replaceAll(/\/\*(, [^*]+)\*\//g, own);
}
