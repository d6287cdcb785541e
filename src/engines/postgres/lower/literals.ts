/** Values as the server writes them out (the text of `value::text` under ISO dates and UTC), as far as that is sure. */
import type { DefaultValue } from "../../../model/model.ts";
import { literal } from "./defaults.ts";

/** A value's text as it is written, and as the server keeps it; `printed` is absent where that is not sure. */
export interface ValueText {
  readonly written: string;
  readonly printed?: string;
}

/**
 * A literal of the Model as text of a column's type.
 * @param value no null and no expression
 */
export function valueText(value: DefaultValue, type: string, isEnum: boolean): ValueText {
  const { written, printed } = literal(value, type.endsWith("[]") ? bareArray(type) : type, isEnum);
  if (type.endsWith("[]") || type === "jsonb" || type === "json") return given(written, printed);
  if (isEnum) return { written, printed: written };
  const text = value.kind === "number" ? value.value : written;
  const writer = WRITERS.find(([pattern]) => pattern.test(type))?.[1];
  return given(text, writer ? writer(text, modifiersOf(type)) : printed);
}

function given(written: string, printed: string | undefined): ValueText {
  return printed === undefined ? { written } : { written, printed };
}

function bareArray(type: string): string {
  return `${type.slice(0, -2).replace(/\([^)]*\)/, "")}[]`;
}

function modifiersOf(type: string): number[] {
  return (/\(([\d,]+)\)/.exec(type)?.[1] ?? "").split(",").filter(Boolean).map(Number);
}

type Writer = (text: string, modifiers: readonly number[]) => string | undefined;

const same: Writer = (text) => text;

const integer: Writer = (text) => (/^[+-]?\d+$/.test(text) ? String(BigInt(text.replace("+", ""))) : undefined);

/** With as many digits behind the point as the type has; more of them would be rounded. */
const decimal: Writer = (text, [, scale]) => {
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  if (whole === "" && fraction === "") return undefined;
  if (scale !== undefined && fraction.length > scale) return undefined;
  const digits = scale === undefined ? fraction : fraction.padEnd(scale, "0");
  const number = `${String(BigInt(whole || "0"))}${digits === "" ? "" : `.${digits}`}`;
  return sign === "-" && /[1-9]/.test(number) ? `-${number}` : number;
};

/** Where the shortest digits are written without an exponent (float8out, float4out: 15 and 6 digits). */
const float =
  (digits: number): Writer =>
  (text) => {
    const number = Number(text);
    const size = Math.abs(number);
    const plain = String(number);
    if (number === 0 && /^[+-]?0*\.?0*$/.test(text)) return text.startsWith("-") ? "-0" : "0";
    const significant = plain.replace(/\D/g, "").replace(/^0+/, "").length;
    return size >= 1e-4 && size < 10 ** digits && significant <= digits ? plain : undefined;
  };

const WORDS: { readonly [word: string]: string } = {
  true: "true",
  t: "true",
  yes: "true",
  on: "true",
  false: "false",
  f: "false",
  no: "false",
  off: "false",
};

const boolean: Writer = (text) => (Object.hasOwn(WORDS, text.toLowerCase()) ? WORDS[text.toLowerCase()] : undefined);

const uuid: Writer = (text) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined;

/** Casts to text name the whole network of an address (network_show); of version 6 there are many spellings. */
const address: Writer = (text) =>
  /^\d+(\.\d+){3}(\/\d+)?$/.test(text) ? (text.includes("/") ? text : `${text}/32`) : undefined;

const mac: Writer = (text) => (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text) ? text : undefined);

const date: Writer = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined);

const CLOCK = /^(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?$/;

const time: Writer = (text, [precision = 6]) => {
  const [, minutes, seconds = ":00", fraction = ""] = CLOCK.exec(text) ?? [];
  const kept = fraction.replace(/0+$/, "");
  if (minutes === undefined || kept.length > precision) return undefined;
  return `${minutes}${seconds}${kept === "" ? "" : `.${kept}`}`;
};

const timestamp: Writer = (text, modifiers) => {
  const [, day, clock = "00:00"] = /^(\d{4}-\d\d-\d\d)(?:[ T](.+))?$/.exec(text) ?? [];
  const written = time(clock, modifiers);
  return day === undefined || written === undefined ? undefined : `${day} ${written}`;
};

/** In UTC, as for every engine: a time without a zone is one of UTC. */
const instant: Writer = (text, modifiers) => {
  const [, local = text, zone] = /^(.*\d:\d\d(?:[\d:.]*))(Z|[+-]\d\d(?::?\d\d)?)$/i.exec(text) ?? [];
  if (zone === undefined || /^(z|[+-]00(:?00)?)$/i.test(zone)) {
    const written = timestamp(local, modifiers);
    return written === undefined ? undefined : `${written}+00`;
  }
  return undefined;
};

const WRITERS: readonly (readonly [RegExp, Writer])[] = [
  [/^(text|character varying|citext)\b/, same],
  // Spaces at the end of `character(n)` are no part of the value.
  [/^(character|bpchar)\b/, (text) => text.replace(/ +$/, "")],
  [/^(smallint|integer|bigint)$/, integer],
  [/^numeric\b/, decimal],
  [/^real$/, float(6)],
  [/^double precision$/, float(15)],
  [/^boolean$/, boolean],
  [/^uuid$/, uuid],
  [/^inet$/, address],
  [/^macaddr$/, mac],
  [/^date$/, date],
  [/^time\b.* without time zone$/, time],
  [/^timestamp\b.* without time zone$/, timestamp],
  [/^timestamp\b.* with time zone$/, instant],
];
