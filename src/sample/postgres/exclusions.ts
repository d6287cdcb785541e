/** Reads exclusion constraints: ranges that must not overlap become slots, equality alone a key. */
import type { PostgresObject } from "../../engines/postgres/objects.ts";
import type { SampleKey, Slot } from "../schema.ts";
import type { Term } from "../terms.ts";
import { readNode } from "./conditions.ts";
import { type Grammar, listOf, stringsOf, type Tree, treeOf } from "./syntax.ts";

export interface ReadExclusion {
  readonly slot?: Slot;
  readonly key?: SampleKey;
}

interface Element {
  readonly tree: Tree;
  readonly operator: string;
}

/** What an exclusion constraint asks for; empty where that cannot be told. */
export function readExclusion(constraint: PostgresObject<"exclusion">, grammar: Grammar): ReadExclusion {
  const sql = constraint.props.definition.sql;
  const [, alter] = grammar.statement(`ALTER TABLE t ADD CONSTRAINT c ${sql}`) ?? [];
  const [command] = listOf(alter?.["cmds"]);
  const definition = treeOf(treeOf(treeOf(treeOf(command)["AlterTableCmd"])["def"])["Constraint"]);
  const elements = listOf(definition["exclusions"]).flatMap(elementOf);
  const overlapping = elements.find(({ operator }) => operator === "&&");
  const slot = overlapping ? slotOf(overlapping.tree) : undefined;
  if (slot) return { slot };
  if (overlapping || elements.some(({ operator }) => operator !== "=")) return {};
  const parts = elements.map(({ tree }) => partOf(tree, sql));
  const where = treeOf(definition["where_clause"]);
  const condition = Object.keys(where).length === 0 ? undefined : readNode(where, sql);
  return { key: { name: constraint.name, parts, ...(condition ? { where: condition } : {}) } };
}

function elementOf(entry: Tree): Element[] {
  const [element, operators] = listOf(treeOf(entry["List"])["items"]);
  const operator = stringsOf(treeOf(treeOf(operators)["List"])["items"]).at(-1);
  return element && operator !== undefined ? [{ tree: treeOf(element["IndexElem"]), operator }] : [];
}

function partOf(element: Tree, sql: string): Term {
  const { name } = element;
  return typeof name === "string" ? { kind: "column", name } : readNode(treeOf(element["expr"]), sql);
}

/** `during`, or a range that is made of two columns: `tstzrange(starts_at, ends_at)`. */
function slotOf(element: Tree): Slot | undefined {
  if (typeof element["name"] === "string") return { range: element["name"] };
  const call = treeOf(treeOf(element["expr"])["FuncCall"]);
  const name = stringsOf(call["funcname"]).at(-1) ?? "";
  const [from, to] = listOf(call["args"]).map(columnIn);
  return name.endsWith("range") && from !== undefined && to !== undefined ? { from, to } : undefined;
}

/** The column of an argument, also inside of a cast or COALESCE. */
function columnIn(tree: Tree): string | undefined {
  if (tree["ColumnRef"]) return stringsOf(treeOf(tree["ColumnRef"])["fields"]).at(-1);
  if (tree["TypeCast"]) return columnIn(treeOf(treeOf(tree["TypeCast"])["arg"]));
  const [first] = listOf(treeOf(tree["CoalesceExpr"])["args"]);
  return first ? columnIn(first) : undefined;
}
