/**
 * Edits of model files that leave everything else as its author wrote it: comments, blank lines, order, quotes and flow
 * style survive byte for byte. The canonical trees of two models (`modelToObject`) are compared path by path, so a
 * construct that can be written can be edited.
 */
import { isMap } from "yaml";
import { SchemaforgeError } from "../errors.ts";
import type { Model } from "../model.ts";
import { ModelError } from "../problems.ts";
import { readModel } from "../read.ts";
import { modelToObject } from "../write.ts";
import { type OtherForm, TreeEdit } from "./edit-tree.ts";
import { otherForms } from "./forms.ts";
import { reordered } from "./order.ts";
import { spliced } from "./splice.ts";
import { CANONICAL, canonicalDocument } from "./style.ts";
import { entriesOf, Syntax } from "./syntax.ts";
import { differences, isTreeMap, member, pathKey, sameTree, type Tree, type TreeMap, type TreePath } from "./tree.ts";

const FILE = "the model file";

/**
 * The text of a model file changed from one model to another: only the lines of what differs change.
 *
 * @param text YAML or JSON that reads as `from`; may be empty for a model without entities
 * @param to what the text is to say; the order of its entities, fields and so on is followed too
 * @returns a text that reads as `to`; `text` itself when the models are equal
 * @throws ModelError when `text` is no model; SchemaforgeError `EDIT_MISMATCH` when it says something else than `from`
 */
export function editModel(text: string, from: Model, to: Model): string {
  const a = modelToObject(from);
  const b = modelToObject(to);
  if (sameTree(a, b)) return text;
  if (new Syntax(text).contents === null) return text + (text === "" || text.endsWith("\n") ? "" : "\n") + written(b);
  if (!sameTree(treeOf(text), a)) {
    throw new SchemaforgeError("EDIT_MISMATCH", "the text does not say what the model to be changed says", {
      where: { object: "model" },
      remedy: "Read the model from this text",
    });
  }
  const coarse = new Set<string>();
  // Each round writes more as a whole; a path has at most this many steps before everything is written anew.
  for (let round = 0; round < ROUNDS; round++) {
    const { text: edited, touched } = pass(text, a, b, coarse, otherForms(from, to));
    if (edited === undefined) break;
    const wrong = mistakes(edited, b);
    if (wrong === undefined) return edited;
    if (typeof wrong === "string") return wrong;
    const paths = wrong.length > 0 ? wrong : touched;
    for (const path of paths) coarsen(coarse, path);
  }
  return whole(text, b);
}

const ROUNDS = 8;

/**
 * `to` with everything that `from` has too in the order that it has there, and what is new at the end: of entities,
 * fields, indexes and all else that has a name.
 */
export function keepOrder(from: Model, to: Model): Model {
  return inOrder(from, to) as Model;
}

function inOrder(from: Tree, to: Tree): Tree {
  if (Array.isArray(to)) {
    if (!Array.isArray(from) || ![...from, ...to].every(isNamed)) return to;
    const old = new Map(from.filter(isNamed).map((item, rank) => [item.name, { item, rank }]));
    const rank = (item: { readonly name: string }): number => old.get(item.name)?.rank ?? from.length;
    const ranked = to.filter(isNamed).toSorted((a, b) => rank(a) - rank(b));
    return ranked.map((item) => inOrder(old.get(item.name)?.item, item));
  }
  if (!isTreeMap(from) || !isTreeMap(to)) return to;
  return Object.fromEntries(Object.entries(to).map(([key, value]) => [key, inOrder(member(from, key), value)]));
}

function isNamed(item: unknown): item is { readonly name: string } {
  return typeof item === "object" && item !== null && "name" in item && typeof item.name === "string";
}

function treeOf(text: string): Tree {
  return modelToObject(readModel(text, FILE, { validate: false }).model);
}

function pass(
  text: string,
  a: Tree,
  b: Tree,
  coarse: ReadonlySet<string>,
  forms: OtherForm,
): { text?: string; touched: TreePath[] } {
  const syntax = new Syntax(text);
  const edit = new TreeEdit(syntax, coarse, forms);
  const splices = edit.node(syntax.contents, a, b, []);
  return splices ? { text: spliced(text, splices), touched: edit.touched } : { touched: [] };
}

/**
 * What an edited text gets wrong: undefined when nothing, a text when moving entries makes it right, else the paths
 * (none when the text cannot be read).
 */
function mistakes(edited: string, b: Tree): undefined | string | TreePath[] {
  let current = edited;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const said = treeOf(current);
      if (sameTree(said, b)) return current === edited ? undefined : current;
      const wrong = differences(said, b);
      if (wrong.length > 0) return wrong;
      const next = reordered(current, said, b);
      if (next === current) return [[]];
      current = next;
    }
    return [[]];
  } catch (error) {
    if (error instanceof ModelError) return [];
    throw error;
  }
}

/** Marks a path, or what is around it if it is marked already, to be written as a whole. */
function coarsen(coarse: Set<string>, path: TreePath): void {
  for (let length = Math.min(path.length, MEMBER); length >= 0; length--) {
    const part = pathKey(path.slice(0, length));
    if (coarse.has(part)) continue;
    coarse.add(part);
    return;
  }
}

/** Steps to a member: `entities.User.fields.email`. */
const MEMBER = 4;

/** The text written anew below the comments at its top, with what it says beside the model. */
function whole(text: string, b: Tree): string {
  const { habits, contents } = new Syntax(text);
  const entries = isMap(contents) ? entriesOf(contents) : [];
  const beside = (name: string): TreeMap =>
    Object.fromEntries(entries.filter(({ key }) => key === name).map(({ key, value }) => [key, value?.toJSON()]));
  const { schemaforge, ...rest } = isTreeMap(b) ? b : {};
  const tree = { ...beside("$schema"), schemaforge, ...beside("include"), ...rest };
  if (habits.json) return JSON.stringify(tree, null, habits.unit).replaceAll("\n", habits.eol) + habits.eol;
  const top = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)?.[0] ?? "";
  return top + written(tree).replaceAll("\n", habits.eol);
}

function written(tree: Tree): string {
  return canonicalDocument(tree).toString(CANONICAL);
}
