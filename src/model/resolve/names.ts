import { SchemaforgeError } from "../errors.ts";
import type { NameMaker } from "./resolved.ts";

const NAME_TAKEN = {
  code: "DUPLICATE_NAME",
  remedy: "Rename one of them: these names share one space in the database",
};

/** Gives out names: wished ones as they are, conventional ones with a number where they are taken, as servers do. */
export class Names {
  readonly #taken = new Map<string, string>();
  /** The number that comes next for a name that was cut or taken before, so that many alike cost no more than few. */
  readonly #next = new Map<string, number>();
  readonly #make: NameMaker;

  constructor(make: NameMaker) {
    this.#make = make;
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /**
   * Notes a name that is fixed.
   * @param owner what has the name: `User`, `User.indexes.by_email`
   * @throws SchemaforgeError DUPLICATE_NAME (unless `taken` says otherwise) when something else has it
   */
  given(name: string, owner: string, taken = NAME_TAKEN): string {
    const first = this.#taken.get(name);
    if (first !== undefined && first !== owner) {
      throw new SchemaforgeError(taken.code, `the name \`${name}\` is taken by ${first}`, {
        where: { object: owner },
        remedy: taken.remedy,
      });
    }
    this.#taken.set(name, owner);
    return name;
  }

  /** `users_email_key`, or `users_email_key1` … where that is taken, here or in `also`. */
  conventional(table: string, columns: readonly string[] | undefined, label: string, also?: Names): string {
    const middle = columns?.join("_");
    const wished = this.#make(table, middle, label);
    for (let number = this.#next.get(wished) ?? 0; ; number++) {
      const name = number === 0 ? wished : this.#make(table, middle, `${label}${number}`);
      if (this.has(name) || also?.has(name)) continue;
      this.#next.set(wished, number + 1);
      this.#taken.set(name, table);
      also?.given(name, table);
      return name;
    }
  }
}
