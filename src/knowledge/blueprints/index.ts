/** The blueprints, and how a word finds one. */
import { SchemaforgeError } from "../../model/errors.ts";
import { nearest } from "../../model/suggest.ts";
import { blog } from "./blog.ts";
import type { Blueprint } from "./blueprint.ts";
import { booking } from "./booking.ts";
import { crm } from "./crm.ts";
import { iot } from "./iot.ts";
import { learning } from "./learning.ts";
import { messaging } from "./messaging.ts";
import { saas } from "./saas.ts";
import { shop } from "./shop.ts";

/** In the order in which they are offered. */
export const BLUEPRINTS: readonly Blueprint[] = [blog, shop, saas, crm, booking, messaging, learning, iot];

/**
 * The blueprint that a word names, in any case, with or without hyphens.
 * @throws SchemaforgeError `UNKNOWN_BLUEPRINT` with the nearest name
 */
export function blueprintNamed(word: string): Blueprint {
  const key = word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "");
  const found = BLUEPRINTS.find(({ name, aliases }) => name === key || aliases.includes(key));
  if (found) return found;
  const near = nearest(
    key,
    BLUEPRINTS.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const names = BLUEPRINTS.map(({ name }) => name).join(", ");
  throw new SchemaforgeError("UNKNOWN_BLUEPRINT", `there is no blueprint ${word}`, {
    remedy: near === undefined ? `There are: ${names}` : `Did you mean ${near}? There are: ${names}`,
  });
}
