/**
 * Names that are keywords in a later version: a server before it prints them bare, and the later one, in which everything
 * is run, would not read them as names of parameters and functions (pg_get_keywords(), catcode C, versions 14 to 18).
 */
const NEWER = "json|json_(?:array|arrayagg|exists|object|objectagg|query|scalar|serialize|table|value)|merge_action";

const QUOTED = `'(?:[^']|'')*'|"(?:[^"]|"")*"`;

/** A parameter's name has its type behind it; a type alone has a comma, a bracket or DEFAULT. */
const PARAMETER = new RegExp(
  `(${QUOTED})|((?:^|[(,])\\s*(?:(?:IN|OUT|INOUT|VARIADIC)\\s+)?)(${NEWER})(?=\\s[a-z"])`,
  "g",
);

const NAME = new RegExp(
  `^(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) (?:(?:[^\\s".(]+|"(?:[^"]|"")*")\\.)?)(${NEWER})(?=\\()`,
);

/** A list of parameters, as printed, with quotes around names that later versions take for keywords. */
export function quotedParameters(list: string): string {
  return list.replace(PARAMETER, (found, quoted: string | undefined, before: string, name: string) =>
    quoted === undefined ? `${before}"${name}"` : found,
  );
}

/** A function's printed definition with such names quoted; its body stays as it is. */
export function quotedDefinition(definition: string): string {
  const end = definition.indexOf("\n LANGUAGE ");
  if (end < 0) return definition;
  const head = definition.slice(0, end).replace(NAME, '$1"$2"');
  return quotedParameters(head) + definition.slice(end);
}
