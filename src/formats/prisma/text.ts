/** Prisma's notation: literals, attributes, blocks. */

/** A string as Prisma writes it. */
export function quoted(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

/** Documentation comments, a line each. */
export function docLines(text: string | undefined, indent = ""): string[] {
  if (text === undefined || text === "") return [];
  return text.split(/\r\n|\r|\n/).map((line) => `${indent}/// ${line}`.trimEnd());
}

/** `name { … }`, documentation before it. */
export function block(head: string, lines: readonly string[], doc?: string): string {
  return [...docLines(doc), `${head} {`, ...lines.map((line) => (line === "" ? "" : `  ${line}`)), "}"].join("\n");
}
