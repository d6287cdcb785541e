/** The catalogue of well-known entities, one file a domain. */
import type { EntityTemplate } from "../template.ts";
import { billing } from "./billing.ts";
import { booking } from "./booking.ts";
import { commerce } from "./commerce.ts";
import { content } from "./content.ts";
import { health } from "./health.ts";
import { identity } from "./identity.ts";
import { learning } from "./learning.ts";
import { messaging } from "./messaging.ts";
import { operations } from "./operations.ts";
import { organization } from "./organization.ts";
import { work } from "./work.ts";

/** Templates by domain, in the order of the documentation. */
export const DOMAINS: { readonly [domain: string]: readonly EntityTemplate[] } = {
  identity,
  organization,
  content,
  commerce,
  billing,
  work,
  messaging,
  booking,
  learning,
  health,
  operations,
};

/** Every template of the catalogue. */
export const CATALOGUE: readonly EntityTemplate[] = Object.values(DOMAINS).flat();
