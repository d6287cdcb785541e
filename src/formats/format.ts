/** What every format (Prisma, TypeORM …) offers to the rest of the program. */
import type { Design } from "../engines/design.ts";
import type { Loss } from "../model/loss.ts";
import type { EngineName, Model } from "../model/model.ts";

/** One file of a project, by its path relative to the output or source folder, with `/` between folders. */
export interface FormatFile {
  readonly path: string;
  readonly text: string;
}

/** Something worth telling about a file that was read: outdated spellings, what another version would refuse. */
export interface FormatFinding {
  readonly code: string;
  readonly level: "error" | "warning" | "info";
  readonly message: string;
  readonly remedy?: string;
  readonly where?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface FormatReading {
  readonly model: Model;
  /** The engine that the files are written for, when they say. */
  readonly engine?: EngineName;
  /** What was not taken over. */
  readonly losses: readonly Loss[];
  readonly findings: readonly FormatFinding[];
}

export interface FormatWriting {
  readonly files: readonly FormatFile[];
  /** What the format cannot hold, with what was done instead. */
  readonly losses: readonly Loss[];
  readonly findings?: readonly FormatFinding[];
}

export interface Format<Options extends object = object> {
  readonly name: string;
  /** Engines that `write` serves; others are refused by name. */
  readonly engines: readonly EngineName[];
  /**
   * Types that SQLite's columns are declared with, by the word of the language, for the format's own tool to know them.
   * A model that says otherwise is followed.
   */
  readonly sqliteTypes?: { readonly [word: string]: string };
  /**
   * Properties of a catalog's objects that files of the format may say and that its own tool never makes in a database:
   * between the files and a database they are no difference.
   */
  readonly unmade?: readonly string[];
  /**
   * The files of a design.
   * @throws SchemaforgeError ENGINE_NOT_SUPPORTED for an engine that is not listed
   */
  write(design: Design, options?: Options): Promise<FormatWriting>;
  /** The files as the format's own tool lays them out; absent where there is none at hand. */
  layOut?(files: readonly FormatFile[]): Promise<readonly FormatFile[]>;
  /**
   * The Model of a project's files.
   * @throws SchemaforgeError with file, line and column for text that is not of the format
   */
  read(files: readonly FormatFile[]): Promise<FormatReading>;
}
