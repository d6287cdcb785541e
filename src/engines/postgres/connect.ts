/** Connects to a live server through `pg`, and says in words what went wrong. */
import { SchemaforgeError } from "../../model/errors.ts";
import type { Query } from "./inspect/index.ts";

export interface LiveConnection {
  readonly query: Query;
  close(): Promise<void>;
}

/** The URL as it may be shown: without password and without parameters, which may hold one. */
export function displayUrl(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.username ? `${parsed.username}@` : ""}${parsed.host}${parsed.pathname}`;
  } catch {
    return "the database URL";
  }
}

/** What to do about the errors that people meet most, by SQLSTATE or system code. */
const REMEDIES: { readonly [code: string]: readonly [code: string, remedy: string] } = {
  ECONNREFUSED: ["CONNECTION_REFUSED", "Check that the server runs and that host and port are right"],
  ENOTFOUND: ["HOST_NOT_FOUND", "Check the host name in the URL"],
  EAI_AGAIN: ["HOST_NOT_FOUND", "Check the host name in the URL"],
  ETIMEDOUT: ["CONNECTION_TIMEOUT", "Check that the server can be reached from here"],
  ECONNRESET: ["CONNECTION_LOST", "Try again; look at the server's log if it happens again"],
  "28P01": ["LOGIN_REFUSED", "Check the user name and the password in the URL or in PGPASSWORD"],
  "28000": ["LOGIN_REFUSED", "Check the user name and the server's pg_hba.conf"],
  "3D000": ["DATABASE_NOT_FOUND", "Check the database name in the URL"],
  "53300": ["TOO_MANY_CONNECTIONS", "Wait until connections are free, or raise max_connections"],
  "57P01": ["CONNECTION_LOST", "The server closed the connection; try again"],
  "57P03": ["SERVER_NOT_READY", "Wait until the server has started"],
  "42501": ["PERMISSION_DENIED", "Connect as a role that may read the system catalogs"],
};

/** Turns an error of the driver or the server into ours; a password never gets into the text. */
export function liveError(error: unknown, url: string): SchemaforgeError {
  if (error instanceof SchemaforgeError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const lost = /terminated|Connection ended|not queryable|timeout/i.test(message ?? "");
  const known = REMEDIES[code ?? ""] ?? (lost ? REMEDIES["57P01"] : undefined);
  const [ours, remedy] = known ?? ["DATABASE_ERROR", "Read the server's message; check the URL and the server's log"];
  return new SchemaforgeError(ours, redact(message || code || "the server gave no reason", url), {
    where: { object: displayUrl(url) },
    remedy,
  });
}

function redact(text: string, url: string): string {
  const secrets: string[] = [];
  try {
    const { password } = new URL(url);
    secrets.push(password, decodeURIComponent(password));
  } catch {
    // Not a URL that can be taken apart: nothing in it can be told to be a password.
  }
  return secrets.filter(Boolean).reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens a read-only session. Every reading sees one state of the database (repeatable read).
 *
 * @throws SchemaforgeError when the server cannot be reached or refuses
 */
export async function connect(url: string, signal: AbortSignal): Promise<LiveConnection> {
  const { default: pg } = await import("pg");
  let client: InstanceType<typeof pg.Client>;
  try {
    client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: "schemaforge",
    });
  } catch (error) {
    throw new SchemaforgeError("BAD_URL", "the database URL cannot be read", {
      where: { object: displayUrl(url) },
      remedy: "Write it as postgres://user@host:port/database, with special characters percent-encoded",
      cause: error,
    });
  }
  // A connection that drops between two queries is reported by the next query; without a listener it ends the process.
  let dropped: unknown;
  client.on("error", (error: unknown) => {
    dropped = error;
  });
  const abort = () => void client.end().catch(() => undefined);
  try {
    await client.connect();
    signal.addEventListener("abort", abort, { once: true });
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  } catch (error) {
    await client.end().catch(() => undefined);
    throw liveError(error, url);
  }
  // The driver wants one query at a time; callers may start several.
  let last: Promise<unknown> = Promise.resolve();
  const run = async (sql: string) => {
    try {
      return (await client.query(sql)).rows;
    } catch (error) {
      throw liveError(dropped ?? error, url);
    }
  };
  return {
    query: <Row>(sql: string): Promise<Row[]> => {
      const result = last.then(() => run(sql)) as Promise<Row[]>;
      last = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      signal.removeEventListener("abort", abort);
      await client.end().catch(() => undefined);
    },
  };
}
