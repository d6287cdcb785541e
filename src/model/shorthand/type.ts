/** The type at the head of a field: `string(255)`, `text[]?`, `OrderStatus`, `set(a, b)`, `range(datetime)`. */
import type { Scanner } from "../lexer.ts";
import { quote } from "../lexer.ts";
import type { FieldType } from "../model.ts";
import { nearest } from "../suggest.ts";
import { type ArgumentRule, FOREIGN_TYPES, isDeclaredTypeName, TYPE_WORDS, type TypeWord } from "../types.ts";

// Six dimensions is PostgreSQL's limit (MAXDIM), the only engine with arrays of arrays.
const maxDimensions = 6;

/**
 * Reads a type at the scanner's position, without the `?` behind it.
 * @throws SchemaforgeError UNKNOWN_TYPE, WRONG_ARGUMENTS, SYNTAX
 */
export function scanType(scanner: Scanner): FieldType {
  scanner.skipSpace();
  const start = scanner.position;
  const name = scanner.word();
  if (name === undefined) scanner.fail("SYNTAX", `expected a type${scanner.found()}`);
  const word = TYPE_WORDS.get(name ?? "");
  if (name === undefined || (!word && !isDeclaredTypeName(name))) return unknownType(scanner, name ?? "", start);
  // Declared types take no arguments: `String(20)` can only mean the type word.
  if (!word && scanner.peek() === "(" && wordFor(name)) return unknownType(scanner, name, start);
  const args = scanner.take("(") ? scanArguments(scanner, name, word, start) : [];
  const fewest = word?.needed ?? 0;
  if (args.length < fewest) {
    scanner.fail("WRONG_ARGUMENTS", `\`${name}\` needs ${fewest} argument${fewest === 1 ? "" : "s"} in brackets`, {
      at: start,
      remedy: `For example \`${example(name)}\``,
    });
  }
  let array = 0;
  while (scanner.take("[")) {
    scanner.expect("]", "after `[`: an array has no length here");
    if (++array > maxDimensions) scanner.fail("SYNTAX", `an array has at most ${maxDimensions} dimensions`);
  }
  return { name, args, array };
}

function example(name: string): string {
  const examples: Record<string, string> = {
    vector: "vector(1536)",
    range: "range(datetime)",
    set: "set(read, write)",
    map: "map(text)",
  };
  return examples[name] ?? name;
}

/** The type word that a name of SQL, an ORM or in another case means. */
function wordFor(name: string): string | undefined {
  const lower = name.toLowerCase();
  return TYPE_WORDS.has(lower) ? lower : FOREIGN_TYPES.get(lower);
}

function unknownType(scanner: Scanner, name: string, start: number): never {
  const ours = wordFor(name) ?? nearest(name, TYPE_WORDS.keys());
  if (name === "one" || name === "many") {
    scanner.fail("UNKNOWN_TYPE", `\`${name}\` begins a relation, not a field`, {
      at: start,
      remedy: "Put this line under `relations:`",
    });
  }
  return scanner.fail("UNKNOWN_TYPE", `there is no type \`${name}\``, {
    at: start,
    ...(ours === undefined
      ? {
          remedy:
            "Use a type word such as string(255), text, int, decimal(10,2), datetime, json, uuid, or a name declared under `types:`",
        }
      : { fix: { from: start, to: start + name.length, text: ours } }),
  });
}

function scanArguments(scanner: Scanner, name: string, word: TypeWord | undefined, start: number): (number | string)[] {
  const args: (number | string)[] = [];
  do {
    scanner.skipSpace();
    const rule = word?.args[args.length] ?? (word?.variadic ? word.args.at(-1) : undefined);
    if (!word || !rule) {
      const most = word?.args.length ?? 0;
      return scanner.fail(
        "WRONG_ARGUMENTS",
        most === 0 ? `\`${name}\` takes nothing in brackets` : `\`${name}\` takes at most ${most} in brackets`,
        { remedy: `Leave out the ${most === 0 ? "brackets" : "rest"}` },
      );
    }
    args.push(scanArgument(scanner, name, rule));
  } while (scanner.take(","));
  scanner.expect(")", `to close \`${name}(\``);
  const [first, second] = args;
  if (word?.family === "decimal" && typeof first === "number" && typeof second === "number" && second > first) {
    scanner.fail("WRONG_ARGUMENTS", `a decimal of ${first} digits cannot have ${second} after the point`, {
      at: start,
    });
  }
  if (word?.variadic && new Set(args).size < args.length) {
    scanner.fail("WRONG_ARGUMENTS", `\`${name}\` names a word twice`, { at: start });
  }
  return args;
}

function scanArgument(scanner: Scanner, name: string, rule: ArgumentRule): number | string {
  const at = scanner.position;
  if (rule.kind === "word") {
    const value = scanner.quoted() ?? scanner.bare();
    if (value === undefined || value === "")
      scanner.fail("WRONG_ARGUMENTS", `expected a word in \`${name}\`${scanner.found()}`, { at });
    return value ?? "";
  }
  const text = scanner.bare() ?? "";
  if (rule.kind === "type") {
    const allowed = rule.of ?? [...TYPE_WORDS].filter(([, type]) => type.needed === 0).map(([type]) => type);
    if (!allowed.includes(text)) {
      scanner.fail(
        "WRONG_ARGUMENTS",
        `\`${name}\` is of a type such as ${allowed.slice(0, 6).join(", ")}, not of \`${text}\``,
        { at },
      );
    }
    return text;
  }
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  const [least, most] = [rule.min ?? 0, rule.max ?? Number.MAX_SAFE_INTEGER];
  if (Number.isNaN(value) || value < least || value > most) {
    scanner.fail(
      "WRONG_ARGUMENTS",
      `the ${rule.name} of \`${name}\` is a whole number from ${least} to ${most}${text === "" ? scanner.found() : `, not \`${text}\``}`,
      { at },
    );
  }
  return value;
}

/** A type as written in a field: the inverse of `scanType`. */
export function formatType(type: FieldType): string {
  const args = type.args.map((arg) => (typeof arg === "string" && !/^[\w.+-]+$/.test(arg) ? quote(arg) : `${arg}`));
  // `decimal(10,2)` is written close, as SQL has it; lists of words are spaced.
  const joined = args.join(type.args.every((arg) => typeof arg === "number") ? "," : ", ");
  return `${type.name}${args.length > 0 ? `(${joined})` : ""}${"[]".repeat(type.array)}`;
}
