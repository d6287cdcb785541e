/** Makes and reads stable ids: `kind:path`, the path's parts joined by dots, odd parts in double quotes. */

const PLAIN_PART = /^[a-z_][a-z0-9_$]*$/;

/** Quotes one part of an id where it could be misread. */
export function idPart(name: string): string {
  return PLAIN_PART.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/**
 * The id of an object: `objectId("column", "public", "users", "email")` is `column:public.users.email`.
 * An overload key (a function's argument types) is given already printed, as `suffix`.
 */
export function objectId(kind: string, path: readonly string[], suffix = ""): string {
  return `${kind}:${path.map(idPart).join(".")}${suffix}`;
}
