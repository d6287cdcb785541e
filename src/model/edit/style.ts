/** Plain trees as text: in the canonical block style of model files, inside of flow collections, or as JSON. */
import {
  Document,
  isCollection,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type ToStringOptions,
  visit,
} from "yaml";
import type { Tree } from "./tree.ts";

/** How canonical model files are written. */
export const CANONICAL: ToStringOptions = {
  lineWidth: 0,
  singleQuote: true,
  blockQuote: "literal",
  flowCollectionPadding: false,
};

/** A tree as a document in canonical style: block style, except for lists and rows of a few plain words or numbers. */
export function canonicalDocument(tree: Tree): Document {
  const document = new Document(tree, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, node) {
      if (isShort(node.items.map(plainValue))) node.flow = true;
    },
    Map(_key, node, path) {
      const isRow = isSeq(path.at(-1)) && isPairOf(path.at(-2), "rows");
      if (isRow && isShort(node.items.map(({ value }) => plainValue(value)))) node.flow = true;
    },
  });
  return document;
}

function isPairOf(node: Document | Node | Pair | undefined, name: string): boolean {
  return node !== undefined && "key" in node && isScalar(node.key) && node.key.value === name;
}

function plainValue(node: unknown): unknown {
  return isScalar(node) ? node.value : {};
}

/** A few plain words or numbers stand on one line; in everything else YAML could split an item at a comma. */
export function isShort(items: readonly unknown[]): boolean {
  let length = 0;
  for (const item of items) {
    if (typeof item === "object" || !/^[\w.+ -]*$/.test(String(item))) return false;
    length += String(item).length + 2;
  }
  return length <= 100;
}

/** The habits of a file that new text takes over. */
export interface Habits {
  readonly eol: string;
  /** Columns that a level is indented by. */
  readonly step: number;
  /** Whether lists are indented below their key. */
  readonly indentedLists: boolean;
  /** The file is JSON. */
  readonly json: boolean;
  /** What JSON is indented with. */
  readonly unit: string;
}

/** Text for a value: what stands on the line of its key, and the lines below. */
export interface Emitted {
  readonly head: string;
  /** Whole lines without the last line end; empty when `head` says everything. */
  readonly body: string;
}

function options({ step, indentedLists }: Habits): ToStringOptions {
  return { ...CANONICAL, indent: step, indentSeq: indentedLists };
}

function indented(text: string, indent: string, eol: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : indent + line))
    .join(eol);
}

/** `key: value` as lines of a block map whose keys stand behind `indent`; without a line end at the end. */
export function blockEntry(key: string, value: Tree, indent: string, habits: Habits): string {
  return indented(
    canonicalDocument({ [key]: value })
      .toString(options(habits))
      .replace(/\n$/, ""),
    indent,
    habits.eol,
  );
}

/** `- value` as lines of a block list. */
export function blockItem(value: Tree, indent: string, habits: Habits): string {
  const document = canonicalDocument([value]);
  if (isCollection(document.contents)) document.contents.flow = false;
  return indented(document.toString(options(habits)).replace(/\n$/, ""), indent, habits.eol);
}

/** A value behind the key of a block map at `indent`; a scalar keeps the quotes that it had. */
export function blockValue(value: Tree, indent: string, habits: Habits, type?: Scalar.Type): Emitted {
  const document = canonicalDocument({ k: value });
  const scalar = document.getIn(["k"], true);
  if (type !== undefined && isScalar(scalar) && typeof value === "string") scalar.type = type;
  // A block scalar that keeps its last line ends needs them all, so only the document's own one is taken off.
  const text = document.toString(options(habits)).replace(/\n$/, "").slice(2);
  const end = text.indexOf("\n");
  if (end < 0) return { head: text.replace(/^ /, ""), body: "" };
  return { head: text.slice(0, end).replace(/^ /, ""), body: indented(text.slice(end + 1), indent, habits.eol) };
}

/** A key inside of a flow map. */
export function flowKey(key: string, habits: Habits): string {
  if (habits.json) return JSON.stringify(key);
  const text = flowText({ [key]: 0 });
  return text.slice(1, text.lastIndexOf(":"));
}

/** A value inside of a flow collection whose lines begin with `indent`. `compact` JSON has no white space. */
export function flowValue(
  value: Tree,
  indent: string,
  habits: Habits,
  form: { readonly compact: boolean; readonly type?: Scalar.Type | undefined },
): string {
  if (habits.json) {
    if (form.compact) return JSON.stringify(value);
    return JSON.stringify(value, null, habits.unit).replaceAll("\n", habits.eol + indent);
  }
  const document = flowDocument([value]);
  const scalar = document.getIn([0], true);
  if (form.type !== undefined && isScalar(scalar) && typeof value === "string") scalar.type = form.type;
  return document.toString(CANONICAL).replace(/\n$/, "").slice(1, -1).replaceAll("\n", habits.eol);
}

function flowDocument(tree: Tree): Document {
  const document = new Document(tree, { aliasDuplicateObjects: false });
  if (isCollection(document.contents)) document.contents.flow = true;
  return document;
}

function flowText(tree: Tree): string {
  return flowDocument(tree).toString(CANONICAL).replace(/\n$/, "");
}
