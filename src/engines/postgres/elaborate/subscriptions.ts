/**
 * Subscriptions: the embedded engine has none, and a server would connect. What the statements of a script leave in the
 * end is worked out from their syntax trees and kept as opaque objects.
 */
import type { CatalogObject } from "../../../catalog/catalog.ts";
import { objectId } from "../../../catalog/ids.ts";
import { quoteIdent, quoteLiteral } from "../quote.ts";
import type { ParsedStatement } from "./statements.ts";

interface Subscription {
  connection: string;
  publications: string[];
  /** Canonical text of the value by name of the option. */
  readonly options: Map<string, string>;
  comment: string | undefined;
}

interface DefElem {
  readonly DefElem: {
    readonly defname: string;
    readonly arg?: { readonly [kind: string]: { readonly [key: string]: unknown } };
  };
}

type Text = { readonly String: { readonly sval: string } };

/** True for statements about subscriptions, which are not run. */
export function isSubscription({ node, tree }: Pick<ParsedStatement, "node" | "tree">): boolean {
  if (node === "CreateSubscriptionStmt" || node === "AlterSubscriptionStmt" || node === "DropSubscriptionStmt")
    return true;
  const type = tree["objtype"] ?? tree["renameType"] ?? tree["objectType"];
  return type === "OBJECT_SUBSCRIPTION";
}

/** Options that say how the statement runs, not what it makes. */
const OF_THE_RUN = new Set(["connect", "refresh", "copy_data", "create_slot"]);

/** The subscriptions that are there after the statements, as opaque objects in the order of their creation. */
export function subscriptionsOf(statements: readonly ParsedStatement[]): CatalogObject[] {
  const subscriptions = new Map<string, Subscription>();
  for (const { node, tree } of statements.filter(isSubscription)) follow(node, tree, subscriptions);
  return [...subscriptions].map(([name, subscription]) => ({
    kind: "opaque",
    id: objectId("opaque", ["subscription", name]),
    name,
    props: {
      class: "SUBSCRIPTION",
      identity: quoteIdent(name),
      statements: [{ sql: createText(name, subscription) }],
      ...(subscription.comment === undefined ? {} : { comment: subscription.comment }),
    },
    edges: [],
  }));
}

function follow(node: string, tree: ParsedStatement["tree"], subscriptions: Map<string, Subscription>): void {
  const name = String(tree["subname"] ?? (tree["object"] as Partial<Text> | undefined)?.String?.sval ?? "");
  const publications = ((tree["publication"] ?? []) as Text[]).map((item) => item.String.sval);
  const options = optionsOf((tree["options"] ?? []) as DefElem[]);
  if (node === "CreateSubscriptionStmt") {
    subscriptions.set(name, { connection: String(tree["conninfo"] ?? ""), publications, options, comment: undefined });
    return;
  }
  const present = subscriptions.get(name);
  if (!present) return;
  if (node === "DropSubscriptionStmt") subscriptions.delete(name);
  else if (node === "CommentStmt") present.comment = typeof tree["comment"] === "string" ? tree["comment"] : undefined;
  else if (node === "RenameStmt") {
    subscriptions.delete(name);
    subscriptions.set(String(tree["newname"]), present);
  } else if (node === "AlterSubscriptionStmt") {
    const kind = tree["kind"];
    if (kind === "ALTER_SUBSCRIPTION_CONNECTION") present.connection = String(tree["conninfo"] ?? "");
    else if (kind === "ALTER_SUBSCRIPTION_SET_PUBLICATION") present.publications = publications;
    else if (kind === "ALTER_SUBSCRIPTION_ADD_PUBLICATION") present.publications.push(...publications);
    else if (kind === "ALTER_SUBSCRIPTION_DROP_PUBLICATION") {
      present.publications = present.publications.filter((item) => !publications.includes(item));
    } else if (kind === "ALTER_SUBSCRIPTION_ENABLED" || kind === "ALTER_SUBSCRIPTION_OPTIONS") {
      for (const [option, value] of options) present.options.set(option, value);
    }
  }
}

function optionsOf(list: readonly DefElem[]): Map<string, string> {
  const options = new Map<string, string>();
  for (const { DefElem: element } of list) {
    if (OF_THE_RUN.has(element.defname)) continue;
    const [value] = Object.values(element.arg ?? { Boolean: { boolval: true } });
    const [inner] = Object.values(value ?? {});
    options.set(element.defname, inner === undefined ? "false" : String(inner));
  }
  return options;
}

/** Options in the order of their names; it does not connect, so that it can be made where the publisher is not at hand. */
function createText(name: string, { connection, publications, options }: Subscription): string {
  const list = [...options]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([option, value]) => `${option} = ${quoteLiteral(value)}`);
  const settings = ["connect = false", ...list].join(", ");
  return `CREATE SUBSCRIPTION ${quoteIdent(name)} CONNECTION ${quoteLiteral(withoutPassword(connection))} PUBLICATION ${publications.map(quoteIdent).join(", ")} WITH (${settings})`;
}

/** A password never gets into a catalog. */
function withoutPassword(connection: string): string {
  return connection.replace(/\b(password|passfile|sslpassword)\s*=\s*('(?:[^'\\]|\\.)*'|\S+)\s*/gi, "").trim();
}
