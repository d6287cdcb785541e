/** Functions of the language that are not PostgreSQL's by the same name. */
import type { ExpressionNode } from "../../../model/expression.ts";
import { type ExpressionScope, kindOf } from "./kinds.ts";
import { type At, CAST, comparison, MINUS, NOT, OPERAND, OTHER, operand, type Printed } from "./levels.ts";

/** The value as text: a function of text takes no number, and `||` of a text and a number may stand in no index. */
export function asText(node: ExpressionNode, level: number, at: At, scope: ExpressionScope): string {
  const kind = kindOf(node, scope);
  return kind === "text" || node.kind === "null" ? at(level, node) : `${at(CAST + 1, node)}::text`;
}

type Writer = (args: readonly ExpressionNode[], at: At, scope: ExpressionScope) => Printed;

/** A function of text under its name in PostgreSQL; only its first argument has to be made text. */
const ofText =
  (name: string): Writer =>
  ([subject, ...rest], at, scope) => {
    const first = subject ? [asText(subject, 1, at, scope)] : [];
    return operand(`${name}(${[...first, ...rest.map((node) => at(1, node))].join(", ")})`);
  };

/** The day begins in UTC, as for every engine; so the result does not depend on the session and may be indexed. */
const part =
  (name: string): Writer =>
  ([subject], at, scope) => {
    if (!subject) return operand("NULL");
    const zoned = kindOf(subject, scope) === "instant";
    const text = zoned ? `${at(MINUS, subject)} AT TIME ZONE 'UTC'` : at(1, subject);
    return operand(`extract(${name} FROM ${text})`);
  };

/** Functions that are not PostgreSQL's by the same name. */
const WRITERS: { readonly [name: string]: Writer } = {
  length: ([subject], at, scope) => {
    if (!subject) return operand("NULL");
    const kind = kindOf(subject, scope);
    if (kind === "array") return operand(`cardinality(${at(1, subject)})`);
    return operand(`length(${kind === "binary" ? at(1, subject) : asText(subject, 1, at, scope)})`);
  },
  lower: ofText("lower"),
  upper: ofText("upper"),
  trim: ofText("btrim"),
  substring: ofText("substr"),
  replace: ofText("replace"),
  // concat() may depend on settings (it is only STABLE) and so stand in no index; `||` may.
  concat: (args, at, scope) => ({
    text: args.map((arg) => (arg.kind === "string" ? at(OTHER, arg) : orEmpty(arg, at, scope))).join(" || "),
    level: args.length > 1 ? OTHER : OPERAND,
  }),
  matches: (args, at, scope) => matches(args, "", at, scope),
  // Of floating-point numbers there is only round(x) without digits.
  round: ([subject, digits], at, scope) => {
    if (!subject) return operand("NULL");
    if (!digits) return operand(`round(${at(1, subject)})`);
    const exact = kindOf(subject, scope) === "float" ? `${at(CAST + 1, subject)}::numeric` : at(1, subject);
    return operand(`round(${exact}, ${at(1, digits)})`);
  },
  year: part("year"),
  month: part("month"),
  day: part("day"),
  today: () => operand("CURRENT_DATE"),
  uuid: () => operand("gen_random_uuid()"),
  // Null where nobody has set it, rather than an error (manual, 9.28.1).
  setting: ([name], at) => operand(`current_setting(${name ? at(1, name) : "NULL"}, true)`),
};

function orEmpty(node: ExpressionNode, at: At, scope: ExpressionScope): string {
  return `coalesce(${asText(node, 1, at, scope)}, '')`;
}

export function call(name: string, args: readonly ExpressionNode[], at: At, scope: ExpressionScope): Printed {
  const writer = Object.hasOwn(WRITERS, name) ? WRITERS[name] : undefined;
  if (writer) return writer(args, at, scope);
  return operand(`${name}(${args.map((arg) => at(1, arg)).join(", ")})`);
}

/** `~` and `~*`; regexp_like() (version 15) for other flags and for flags that are computed. */
export function matches(args: readonly ExpressionNode[], not: "" | "!", at: At, scope: ExpressionScope): Printed {
  const [subject, pattern, flags] = args;
  if (!subject || !pattern) return operand("NULL");
  const regex: ExpressionNode =
    pattern.kind === "string" ? { kind: "string", value: postgresPattern(pattern.value) } : pattern;
  const ignores = flags?.kind === "string" && flags.value === "i";
  if (!flags || ignores || (flags.kind === "string" && flags.value === "")) {
    const operator = `${not}~${ignores ? "*" : ""}`;
    return comparison(`${asText(subject, OTHER, at, scope)} ${operator} ${at(OTHER + 1, regex)}`);
  }
  const test = `regexp_like(${asText(subject, 1, at, scope)}, ${at(1, regex)}, ${at(1, flags)})`;
  return not ? { text: `NOT ${test}`, level: NOT } : operand(test);
}

/** Escapes of JavaScript's and Perl's expressions that PostgreSQL writes otherwise (manual, 9.7.3.3): word boundaries. */
function postgresPattern(pattern: string): string {
  let text = "";
  let inBrackets = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character !== "\\") {
      if (character === "[") inBrackets = true;
      else if (character === "]") inBrackets = false;
      text += character;
      continue;
    }
    const escaped = pattern.charAt(++at);
    const boundary = inBrackets ? undefined : { b: "y", B: "Y" }[escaped];
    text += `\\${boundary ?? escaped}`;
  }
  return text;
}
