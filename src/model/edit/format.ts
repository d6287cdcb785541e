/**
 * Model files in canonical style: block style indented by two, quotes only where they are needed, shorthands with their
 * clauses in order. The author's comments, single blank lines, order and choice of forms stay.
 */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import { SchemaforgeError } from "../errors.ts";
import { readModel } from "../read.ts";
import { modelToObject } from "../write.ts";
import { commentsIn, type LayoutRow, layout } from "./layout.ts";
import { entriesOf, Syntax } from "./syntax.ts";
import { member, sameTree, type Tree } from "./tree.ts";

/**
 * The text of a model file in canonical style. Formatting twice changes nothing more, and the model is the same.
 * @param file name for messages
 * @throws ModelError when the structure of `text` is not that of a model (what it means is not checked);
 * SchemaforgeError `CANNOT_FORMAT` for YAML that canonical style has no place for
 */
export function formatModel(text: string, file: string): string {
  const { eol, json } = new Syntax(text).habits;
  const plain = text.replaceAll("\r\n", "\n");
  const tree = treeOf(plain, file);
  const syntax = new Syntax(plain);
  const formatted = json ? `${jsonOf(syntax.contents, tree, "")}\n` : printed(syntax, layout(syntax, tree));
  if (!sameTree(treeOf(formatted, file), tree)) {
    throw new SchemaforgeError("CANNOT_FORMAT", "formatting would change what the model says", {
      where: { file },
      remedy: "Leave out directives of YAML and explicit keys (`?`)",
    });
  }
  return eol === "\n" ? formatted : formatted.replaceAll("\n", eol);
}

function treeOf(text: string, file: string): Tree {
  return modelToObject(readModel(text, file, { validate: false }).model);
}

/** The rows with what stands between them in the source. */
function printed(syntax: Syntax, rows: readonly LayoutRow[]): string {
  const lines: string[] = [];
  for (const [index, row] of [...rows, undefined].entries()) {
    const before = rows[index - 1];
    const between = syntax.text.slice(before?.end ?? 0, row?.start);
    const newline = between.indexOf("\n");
    const tail = before ? (newline < 0 ? between : between.slice(0, newline)) : "";
    if (before) behind(lines, before, tail, syntax);
    const rest = before ? (newline < 0 ? "" : between.slice(newline + 1)) : between;
    const offset = (before?.end ?? 0) + between.length - rest.length;
    lines.push(...ownLines(syntax, rest, offset, (column) => levelOf(column, rows, index), row, lines.length === 0));
    if (row) {
      const indent = "  ".repeat(row.depth);
      lines.push(...row.above.map((comment) => indent + comment));
      lines.push(...row.lines.map((line, index) => (index === 0 ? indent + line : line)));
    }
  }
  while (lines.at(-1) === "") lines.pop();
  return `${lines.join("\n")}\n`;
}

/** Adds a comment behind the row that was printed last; its column stays if the line is as it was. */
function behind(lines: string[], row: LayoutRow, tail: string, syntax: Syntax): void {
  const [comment] = commentsIn(tail);
  if (comment === undefined) return;
  const last = lines.at(-1) ?? "";
  const was = syntax.text.slice(syntax.lineStart(row.end), row.end) + tail.slice(0, tail.indexOf("#"));
  const gap = was.replace(/[ \t]+$/, "") === last ? was.slice(last.length) : " ";
  if (row.closed) lines.splice(lines.length - row.lines.length, 0, "  ".repeat(row.depth) + comment);
  else lines[lines.length - 1] = last + gap + comment;
}

/** Comments and blank lines between two rows, in the column of the level that they stood at. */
function ownLines(
  syntax: Syntax,
  between: string,
  offset: number,
  level: (column: number) => number,
  next: LayoutRow | undefined,
  first: boolean,
): string[] {
  const result: string[] = [];
  let at = offset;
  const parts = between.split("\n");
  // The last part stands before the next row on its line.
  const whole = next ? parts.slice(0, -1) : parts;
  for (const line of whole) {
    const [comment] = commentsIn(line);
    const column = at + line.indexOf("#") - syntax.lineStart(at);
    at += line.length + 1;
    if (comment !== undefined) result.push("  ".repeat(level(column)) + comment);
    else if (line.trim() === "" && result.at(-1) !== "" && !(first && result.length === 0)) result.push("");
  }
  const [inLine] = next ? commentsIn(parts.at(-1) ?? "") : [];
  if (inLine !== undefined && next) result.push("  ".repeat(next.depth) + inLine);
  return result;
}

/** The level of a comment above row `index`: that of the innermost open block that does not begin to the right of it. */
function levelOf(column: number, rows: readonly LayoutRow[], index: number): number {
  const [before, next] = [rows[index - 1], rows[index]];
  const least = next?.depth ?? 0;
  if (!before || least > before.depth || (next && next.column === undefined)) return least;
  let depth = Number.POSITIVE_INFINITY;
  for (let at = index - 1; at >= 0; at--) {
    const row = rows[at];
    if (!row || row.depth >= depth) continue;
    depth = row.depth;
    if (depth <= least) break;
    if (row.column !== undefined && row.column <= column) return depth;
  }
  return least;
}

/** JSON, two spaces a level; short lists on one line, numbers as they are spelled. */
function jsonOf(node: Node | null, tree: Tree, indent: string): string {
  const deeper = `${indent}  `;
  if (isMap(node)) {
    const entries = entriesOf(node).map(
      ({ key, value }) => `${deeper}${JSON.stringify(key)}: ${jsonOf(value, member(tree, key), deeper)}`,
    );
    return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${indent}}`;
  }
  if (isSeq(node)) {
    const list: readonly unknown[] = Array.isArray(tree) && tree.length === node.items.length ? tree : [];
    const items = node.items.map((item, index) =>
      isMap(item) || isSeq(item) || isScalar(item) ? jsonOf(item, list[index], deeper) : "null",
    );
    const line = `[${items.join(", ")}]`;
    if (items.every((item) => !item.includes("\n")) && line.length <= 100) return line;
    return `[\n${items.map((item) => deeper + item).join(",\n")}\n${indent}]`;
  }
  if (!isScalar(node)) return "null";
  if (typeof node.value !== "string") return node.source ?? JSON.stringify(node.value);
  return JSON.stringify(typeof tree === "string" ? tree : node.value);
}
