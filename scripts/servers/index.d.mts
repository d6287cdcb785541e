export interface StartedServer {
  readonly url: string;
  readonly version: string;
  /** The folder of its programs. */
  readonly binaries: string;
}

export interface MissingServer {
  readonly missing: string;
}

export type ServerName = "postgres15" | "postgres18";

export const SERVERS: { readonly [name in ServerName]: object };

export function startServers(
  names: readonly string[],
  options?: { readonly install?: boolean; readonly keep?: boolean },
): Promise<{ readonly [name: string]: StartedServer | MissingServer }>;

export function releaseServers(): Promise<void>;
