/** Colours, where somebody looks and wants them. */
import { createColors } from "picocolors";

/** Colours a text, or leaves it as it is. */
type Formatter = (text: string) => string;

export interface Paint {
  readonly red: Formatter;
  readonly green: Formatter;
  readonly yellow: Formatter;
  readonly dim: Formatter;
  readonly bold: Formatter;
}

interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * Colours for one stream. `NO_COLOR` (no-color.org) wins over `FORCE_COLOR`, which wins over what the stream is; an empty
 * value counts as none.
 */
export function paintFor(stream: { readonly isTTY?: boolean }, env: Environment): Paint {
  const force = env["FORCE_COLOR"];
  const wanted = force ? force !== "0" : stream.isTTY === true && env["TERM"] !== "dumb";
  return createColors(wanted && !env["NO_COLOR"]);
}
