/** Which values the partitions of a table take: one condition for each partitioned table. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { PostgresObject } from "../../engines/postgres/objects.ts";
import { DEFAULT_SCHEMA, quoteName } from "../../engines/postgres/quote.ts";
import { column, compare, type Term, TRUE } from "../terms.ts";
import { readNode } from "./conditions.ts";
import { type Grammar, listOf, stringsOf, type Tree, treeOf } from "./syntax.ts";

type Table = PostgresObject<"table">;

/** The condition on the rows of each root of partitions that has any; by id. */
export function partitionsOf(catalog: Catalog, grammar: Grammar): ReadonlyMap<string, Term> {
  const parts = new Map<string, Table[]>();
  const roots: Table[] = [];
  for (const object of catalog.objects.values()) {
    const table = object as PostgresObject;
    if (table.kind !== "table") continue;
    const { partitionOf, partitionBy } = table.props;
    if (partitionOf) parts.set(quoteName(partitionOf), [...(parts.get(quoteName(partitionOf)) ?? []), table]);
    else if (partitionBy !== undefined) roots.push(table);
  }
  const conditions = new Map<string, Term>();
  for (const root of roots) {
    const condition = conditionOf(root, parts, grammar);
    if (condition) conditions.set(root.id, condition);
  }
  return conditions;
}

/** Rows have to fit one of the partitions and, where that is partitioned itself, one of its partitions. */
function conditionOf(table: Table, parts: ReadonlyMap<string, readonly Table[]>, grammar: Grammar): Term | undefined {
  const by = table.props.partitionBy;
  if (by === undefined) return TRUE;
  const children = parts.get(quoteName({ schema: table.schema ?? DEFAULT_SCHEMA, name: table.name })) ?? [];
  const terms = children.flatMap((child): Term[] => {
    const inner = conditionOf(child, parts, grammar);
    if (!inner) return [];
    const bound = boundOf(child.props.partitionOf?.bound ?? "", by, grammar);
    return [inner === TRUE ? bound : { kind: "and", terms: [bound, inner] }];
  });
  const [only] = terms;
  if (terms.includes(TRUE)) return TRUE;
  return terms.length > 1 ? { kind: "or", terms } : only;
}

function boundOf(bound: string, by: string, grammar: Grammar): Term {
  const [, create] = grammar.statement(`CREATE TABLE a PARTITION OF b ${bound}`) ?? [];
  const [, keyed] = grammar.statement(`CREATE TABLE a (b integer) PARTITION BY ${by}`) ?? [];
  const spec = treeOf(create?.["partbound"]);
  const keys = listOf(treeOf(keyed?.["partspec"])["partParams"]).map((part) => {
    const element = treeOf(part["PartitionElem"]);
    return typeof element["name"] === "string" ? column(element["name"]) : readNode(treeOf(element["expr"]), by);
  });
  const [key] = keys;
  // Which partition takes a hash does not matter: together they take all.
  if (spec["is_default"] === true || spec["strategy"] === "h" || !key) return TRUE;
  // Unlike checks, bounds take NULL only where they say so.
  const present = keys.map((part): Term => ({ kind: "not", term: { kind: "null", term: part } }));
  if (spec["strategy"] === "l") {
    const list = listOf(spec["listdatums"]).map((datum) => readNode(datum, bound));
    return { kind: "and", terms: [...present, { kind: "in", term: key, list }] };
  }
  const lower = listOf(spec["lowerdatums"]);
  const upper = listOf(spec["upperdatums"]);
  const limits =
    keys.length === 1
      ? [...limit(">=", key, lower[0], bound), ...limit("<", key, upper[0], bound)]
      : // Of several columns the lower bound itself, which belongs to the partition, is taken.
        keys.flatMap((part, at) => limit("=", part, lower[at], bound));
  return { kind: "and", terms: [...present, ...limits] };
}

function limit(operator: "=" | ">=" | "<", key: Term, datum: Tree | undefined, bound: string): Term[] {
  const word = stringsOf(treeOf(datum?.["ColumnRef"])["fields"]).at(-1);
  if (!datum || word === "minvalue" || word === "maxvalue") return [];
  return [compare(operator, key, readNode(datum, bound))];
}
