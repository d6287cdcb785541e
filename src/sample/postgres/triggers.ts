/** Tables whose rows are made by triggers of other tables: closures of trees, histories, logs. */
import type { Catalog } from "../../catalog/catalog.ts";
import type { PostgresObject } from "../../engines/postgres/objects.ts";
import { DEFAULT_SCHEMA, quoteName } from "../../engines/postgres/quote.ts";
import { type Grammar, listOf, stringsOf, treeOf } from "./syntax.ts";

/** TRIGGER_TYPE_INSERT in src/include/catalog/pg_trigger.h. */
const ON_INSERT = 4;

/** The name of a trigger that fills a table, by the table's id; tables that others refer to are not among them. */
export function filledByTriggers(catalog: Catalog, grammar: Grammar): ReadonlyMap<string, string> {
  const objects = [...catalog.objects.values()].map((object) => object as PostgresObject);
  const functions = new Map<string, PostgresObject<"function">>();
  const tables = new Map<string, PostgresObject<"table">>();
  const referred = new Set<string>();
  for (const object of objects) {
    const name = quoteName({ schema: object.schema ?? DEFAULT_SCHEMA, name: object.name });
    if (object.kind === "function") functions.set(name, object);
    else if (object.kind === "table") tables.set(name, object);
    else if (object.kind === "foreign-key") referred.add(quoteName(object.props.references));
  }
  const filled = new Map<string, string>();
  for (const trigger of objects) {
    if (trigger.kind !== "trigger" || trigger.props.enabled === "disabled") continue;
    const [, create] = grammar.statement(trigger.props.definition.sql) ?? [];
    if (((Number(create?.["events"] ?? 0) as number) & ON_INSERT) === 0) continue;
    const [name = "", schema = DEFAULT_SCHEMA] = [...stringsOf(create?.["funcname"])].reverse();
    const body = bodyOf(functions.get(quoteName({ schema, name }))?.props.definition.sql ?? "", grammar);
    for (const target of insertedInto(grammar.tokens(body))) {
      const table = tables.get(target);
      const isOwn = table !== undefined && table.id === trigger.parent;
      if (table && !isOwn && !referred.has(target)) filled.set(table.id, trigger.name);
    }
  }
  return filled;
}

/** The text between the quotes of CREATE FUNCTION … AS. */
function bodyOf(definition: string, grammar: Grammar): string {
  const [, create] = definition === "" ? [] : (grammar.statement(definition) ?? []);
  const option = listOf(create?.["options"]).find((item) => treeOf(item["DefElem"])["defname"] === "as");
  const list = treeOf(treeOf(treeOf(option?.["DefElem"])["arg"])["List"])["items"];
  return stringsOf(list)[0] ?? "";
}

/** Printed names that stand behind INSERT INTO. */
function insertedInto(tokens: readonly string[]): string[] {
  const names: string[] = [];
  for (let at = 0; at < tokens.length - 2; at++) {
    if (tokens[at] !== "insert" || tokens[at + 1] !== "into") continue;
    const first = plain(tokens[at + 2]);
    const second = tokens[at + 3] === "." ? plain(tokens[at + 4]) : undefined;
    names.push(
      quoteName(second === undefined ? { schema: DEFAULT_SCHEMA, name: first } : { schema: first, name: second }),
    );
  }
  return names;
}

function plain(token = ""): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
}
