/** Formats by name; each is loaded when it is first asked for. */
import { SchemaforgeError } from "../model/errors.ts";
import type { Format } from "./format.ts";

interface FormatRow {
  /** Names of its files. */
  readonly files: RegExp;
  /** Folders and files, in the order of preference, in which projects keep it. */
  readonly places: readonly string[];
  readonly load: () => Promise<Format>;
}

const FORMATS: { readonly [name: string]: FormatRow } = {
  prisma: {
    files: /\.prisma$/,
    places: ["prisma", "schema.prisma"],
    load: async () => (await import("./prisma/index.ts")).prisma,
  },
};

/** The formats that this version has. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

/** True for the name of a format. */
export function isFormat(word: string): boolean {
  return Object.hasOwn(FORMATS, word);
}

/** The format whose files are called so. */
export function formatOfFile(path: string): string | undefined {
  return FORMAT_NAMES.find((name) => FORMATS[name]?.files.test(path));
}

/** Where projects keep the files of formats, with the format. */
export const FORMAT_PLACES: readonly { readonly format: string; readonly path: string }[] = FORMAT_NAMES.flatMap(
  (format) => (FORMATS[format]?.places ?? []).map((path) => ({ format, path })),
);

/** @throws SchemaforgeError `UNKNOWN_FORMAT` */
export function loadFormat(name: string): Promise<Format> {
  const row = FORMATS[name];
  if (row) return row.load();
  throw new SchemaforgeError("UNKNOWN_FORMAT", `there is no format ${name}`, {
    remedy: `Use one of: ${FORMAT_NAMES.join(", ")}`,
  });
}
