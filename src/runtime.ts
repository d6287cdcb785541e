/** What the world gives, handed down by the faces; nothing below workflows/ reads it from elsewhere. */
export interface Runtime {
  /** Absolute path of the folder that relative paths start from. */
  readonly cwd: string;
  /** Absolute path of the cache folder, or undefined for none (`--no-cache`). */
  readonly cacheDir: string | undefined;
  /** Environment variables. */
  readonly env: { readonly [name: string]: string | undefined };
  readonly signal: AbortSignal;
  now(): Date;
  /** Says what long work is doing, for people. */
  progress(message: string): void;
}
