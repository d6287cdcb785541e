import type { NameMaker } from "./resolved.ts";

/** Gives out names: wished ones as they are, conventional ones with a number where they are taken, as servers do. */
export class Names {
  readonly #taken = new Set<string>();
  readonly #make: NameMaker;

  constructor(make: NameMaker) {
    this.#make = make;
  }

  /** Notes a name that the author gave. */
  given(name: string): string {
    this.#taken.add(name);
    return name;
  }

  /** `users_email_key`, or `users_email_key1` … if that is taken. */
  conventional(table: string, columns: readonly string[] | undefined, label: string): string {
    const middle = columns?.join("_");
    for (let number = 0; ; number++) {
      const name = this.#make(table, middle, number === 0 ? label : `${label}${number}`);
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}
