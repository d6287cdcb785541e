/** For tests: the SchemaforgeError that a call throws. */
import { SchemaforgeError } from "../errors.ts";
import { ModelError, type Problem } from "../problems.ts";

/** The error that `work` throws; anything else is a failure of the test. */
export function errorOf(work: () => unknown): SchemaforgeError {
  try {
    work();
  } catch (error) {
    if (error instanceof SchemaforgeError) return error;
    throw error;
  }
  throw new Error("expected an error, none was thrown");
}

/** The problems of the ModelError that `work` throws. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  const error = errorOf(work);
  if (error instanceof ModelError) return error.problems;
  throw error;
}
