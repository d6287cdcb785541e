/** Keeps passwords out of everything that is shown. */

/** `scheme://user:password@`; the password may itself hold an `@` that nobody escaped. */
const IN_URL = /\b([a-z][a-z0-9+]*:\/\/[^\s:/@]*):\S*@/gi;
const IN_PARAMETER = /\b(password|passfile|sslpassword|sslkey)=[^\s&'"]+/gi;

/** Shorter ones would be found inside of ordinary words; they are caught in their URL. */
const SHORTEST = 4;

interface Environment {
  readonly [name: string]: string | undefined;
}

/** The passwords that the arguments and the environment hold, as they are written and decoded. */
function secretsOf(args: readonly string[], env: Environment): string[] {
  const urls = [...args, env["DATABASE_URL"] ?? ""].filter((text) => text.includes("://"));
  const found = [env["PGPASSWORD"] ?? ""];
  for (const url of urls) {
    const [, before = "", written = "", after = ""] = /^(.*:\/\/[^\s:/@]*):(\S*)@(.*)$/s.exec(url) ?? [];
    // A password that is also the user or the database cannot be hidden by hiding that word everywhere.
    if (before.includes(written) || after.includes(written)) continue;
    found.push(written);
    try {
      found.push(decodeURIComponent(written));
    } catch {
      // Not percent-encoded: it stands as it is written.
    }
  }
  return found.filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

export type Redact = (text: string) => string;

/** A function that takes every known password out of a text, and whatever looks like one in a URL. */
export function redactor(args: readonly string[], env: Environment): Redact {
  const secrets = secretsOf(args, env);
  return (text) => {
    const shown = text.replace(IN_URL, "$1:***@").replace(IN_PARAMETER, "$1=***");
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), shown);
  };
}

/** Takes passwords out of every text inside a plain value. */
export function redactAll(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactAll(item, redact)]));
}
