/** What the builders of the parts of a model share. */
import type { Expression } from "../expression.ts";
import { parseExpression } from "../expressions/parse.ts";
import type { Problem, Problems } from "../problems.ts";
import type { Places } from "./places.ts";
import type { RawExpression, RawOptions } from "./schema-parts.ts";
import type { Path } from "./source.ts";

export interface Building {
  readonly places: Places;
  readonly problems: Problems;
  /** The value of `work`, or undefined with its error noted; a comment that cut the text at `path` off is pointed out. */
  attempt<T>(path: Path, work: () => T, mend?: (problem: Problem) => Problem): T | undefined;
}

/** Notes problems in `problems`, with places from `places`. */
export function startBuilding(places: Places, problems: Problems): Building {
  return {
    places,
    problems,
    attempt: (path, work, mend) =>
      problems.attempt(work, (problem) => cutOff(places, path, mend ? mend(problem) : problem)),
  };
}

/** Without the keys whose value is undefined. */
export function defined<T extends object>(value: T): { [key in keyof T]: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [key in keyof T]: Exclude<T[key], undefined>;
  };
}

/** One name or several as a list. */
export function namesOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function cutOff(places: Places, path: Path, problem: Problem): Problem {
  if (problem.code !== "UNCLOSED_QUOTE" && !/found the end/.test(problem.message)) return problem;
  const line = places.cutByComment(path);
  if (line === undefined) return problem;
  return {
    ...problem,
    remedy: `YAML takes everything after \` #\` for a comment; put the whole value in quotes: \`${line}\``,
  };
}

/** An expression written as text, or raw SQL per engine. */
export function buildExpression(building: Building, path: Path, raw: RawExpression): Expression | undefined {
  if (typeof raw !== "string") return { kind: "raw", sql: defined(raw.sql) };
  const name = path.at(-1);
  return building.attempt(path, () =>
    parseExpression(raw, building.places.textPlace(path), typeof name === "string" ? name : ""),
  );
}

/** Options by name, their values as spelled. */
export function buildOptions(
  building: Building,
  path: Path,
  raw: RawOptions | undefined,
): { readonly [name: string]: string } | undefined {
  if (raw === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [
      name,
      typeof value === "string" ? value : (building.places.spelled([...path, name]) ?? String(value)),
    ]),
  );
}

/** The entries of a map, those that could not be built left out. */
export function built<R, T>(
  raw: { readonly [name: string]: R } | undefined,
  build: (name: string, value: R) => T | undefined,
): T[] {
  const result: T[] = [];
  for (const [name, value] of Object.entries(raw ?? {})) {
    const item = build(name, value);
    if (item !== undefined) result.push(item);
  }
  return result;
}
