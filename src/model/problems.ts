/** Problems of a model: found together, thrown together. */
import { type Replacement, SchemaforgeError, type TextPosition, type Where } from "./errors.ts";

/** One thing that is wrong in a model. */
export interface Problem {
  /** Stable SCREAMING_SNAKE word. */
  readonly code: string;
  readonly message: string;
  readonly where: Where;
  readonly remedy?: string;
  readonly replacement?: Replacement;
  /** The replacement as a change of the file's text, where `locate` (edit/locate.ts) could tell it. */
  readonly fix?: TextChange;
}

/** A change of a text: what stands from a place to another, and what is to stand there. */
export interface TextChange extends TextPosition {
  readonly end: TextPosition;
  readonly text: string;
}

// More would help nobody, and a large file that is wrong throughout must not fill the memory.
const maxProblems = 200;

/** A model that cannot be used, with everything that is wrong with it, in the order of the text. */
export class ModelError extends SchemaforgeError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [first] = problems;
    const more = problems.length - 1;
    const rest = more > 0 ? ` (and ${more}${more + 1 >= maxProblems ? " or more" : ""} more)` : "";
    super("MODEL_INVALID", `${first?.message ?? "the model is not valid"}${rest}`, {
      ...(first ? { where: first.where } : {}),
      ...(first?.remedy === undefined ? {} : { remedy: first.remedy }),
    });
    this.name = "ModelError";
    this.problems = problems;
  }
}

/** Collects problems while a reader goes on as far as it can. */
export class Problems {
  readonly #list: Problem[] = [];

  add(problem: Problem): void {
    if (this.#list.length < maxProblems) this.#list.push(problem);
  }

  get found(): boolean {
    return this.#list.length > 0;
  }

  /** True when further problems would not be kept. */
  get full(): boolean {
    return this.#list.length >= maxProblems;
  }

  /** The value of `work`, or undefined after noting the SchemaforgeError that it threw; other errors pass. */
  attempt<T>(work: () => T, mend: (problem: Problem) => Problem = (problem) => problem): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof SchemaforgeError)) throw error;
      this.add(mend(problemOf(error)));
      return undefined;
    }
  }

  /** The problems in the order of the text. */
  sorted(): readonly Problem[] {
    return [...this.#list].sort((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b));
  }

  /** @throws ModelError if there are any */
  throwIfAny(): void {
    if (this.found) throw new ModelError(this.sorted());
  }
}

function problemOf(error: SchemaforgeError): Problem {
  return {
    code: error.code,
    message: error.message,
    where: error.where ?? { object: "model" },
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    ...(error.replacement === undefined ? {} : { replacement: error.replacement }),
  };
}

function lineOf(problem: Problem): number {
  return "file" in problem.where ? (problem.where.line ?? 0) : 0;
}

function columnOf(problem: Problem): number {
  return "file" in problem.where ? (problem.where.column ?? 0) : 0;
}
