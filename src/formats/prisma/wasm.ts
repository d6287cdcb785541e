/** Prisma's own parser and checker (`@prisma/prisma-schema-wasm`), loaded when it is first needed. */
import type { FormatFile } from "../format.ts";

/** A complaint of Prisma about a schema; offsets count bytes from the start of the file. */
export interface PrismaComplaint {
  readonly file: string;
  readonly start: number;
  readonly text: string;
  readonly isWarning: boolean;
}

interface Wasm {
  lint(input: string): string;
  format(schema: string, params: string): string;
  preview_features(): string;
}

async function load(): Promise<Wasm> {
  return (await import("@prisma/prisma-schema-wasm")).default;
}

const pairs = (files: readonly FormatFile[]) => files.map(({ path, text }) => [path, text]);

/** What Prisma has to say about the files of a schema: errors and warnings, in the order of the files. */
export async function complaintsOf(files: readonly FormatFile[]): Promise<PrismaComplaint[]> {
  const wasm = await load();
  const raw = JSON.parse(wasm.lint(JSON.stringify(pairs(files)))) as {
    readonly file_name?: string;
    readonly start: number;
    readonly text: string;
    readonly is_warning: boolean;
  }[];
  return raw.map(({ file_name, start, text, is_warning }) => ({
    file: file_name ?? files[0]?.path ?? "",
    start,
    text,
    isWarning: is_warning,
  }));
}

/** The files as `prisma format` lays them out. */
export async function layOut(files: readonly FormatFile[]): Promise<FormatFile[]> {
  const wasm = await load();
  const options = { textDocument: { uri: "file:/" }, options: { tabSize: 2, insertSpaces: true } };
  const laid = JSON.parse(wasm.format(JSON.stringify(pairs(files)), JSON.stringify(options))) as [string, string][];
  return laid.map(([path, text]) => ({ path, text }));
}

/** Line and column of a byte offset in a text. */
export function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = Buffer.from(text).subarray(0, offset).toString("utf8").split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The preview features that Prisma knows. */
export async function previewFeaturesOf(): Promise<readonly string[]> {
  return JSON.parse((await load()).preview_features()) as string[];
}
