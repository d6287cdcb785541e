export interface StartedServer {
  readonly url: string;
  readonly version: string;
  /** The folder of its programs. */
  readonly binaries: string;
  /** Whether this call started it. */
  readonly started: boolean;
}

export interface MissingServer {
  readonly missing: string;
}

export type ServerName = "postgres15" | "postgres18";

export const SERVERS: { readonly [name in ServerName]: object };

export function startServers(
  names: readonly string[],
  options?: { readonly install?: boolean },
): Promise<{ readonly [name: string]: StartedServer | MissingServer }>;

export function stopServers(names: readonly string[]): Promise<string[]>;
