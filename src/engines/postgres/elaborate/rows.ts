/** Counts the rows that a script would move, by table, for one notice a table. */
import type { Piece } from "./split.ts";

interface Count {
  readonly table: string | undefined;
  readonly offset: number;
  readonly statements: Map<string, number>;
  rows: number;
}

const NUMBER = new Intl.NumberFormat("en-US");

/** A word, a quoted name, or one other character: what a statement that moves rows begins with. */
const TOKEN = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|"(?:[^"]|"")*"|\S/g;

/** Words that stand between the command and the table's name. */
const BEFORE_NAME = new Set(["into", "from", "only", "table"]);

/** The command of a statement and the table that it is about, as written. */
export function targetOf(text: string): { readonly command: string; readonly table: string | undefined } {
  const tokens = text.slice(0, 400).match(TOKEN) ?? [];
  const command = (tokens[0] ?? "").toUpperCase();
  let at = 1;
  while (BEFORE_NAME.has((tokens[at] ?? "").toLowerCase())) at++;
  const isName = (token: string | undefined) => token !== undefined && /^["A-Za-z_\u0080-\uffff]/.test(token);
  if (command === "MERGE" || command === "CALL" || !isName(tokens[at])) return { command, table: undefined };
  let table = tokens[at] ?? "";
  while (tokens[at + 1] === "." && isName(tokens[at + 2])) {
    table += `.${tokens[at + 2]}`;
    at += 2;
  }
  return { command, table };
}

/** Gathers statements that move rows. */
export class RowCounts {
  private readonly counts = new Map<string, Count>();
  private last: Count | undefined;

  /** Counts a statement and the rows that it lists. */
  add(piece: Piece): void {
    const { command, table } = targetOf(piece.text);
    const key = table ?? command;
    const count = this.counts.get(key) ?? { table, offset: piece.offset, statements: new Map(), rows: 0 };
    this.counts.set(key, count);
    count.statements.set(command, (count.statements.get(command) ?? 0) + 1);
    this.last = count;
    this.addRows(piece.rows ?? 0);
  }

  /** Counts rows of the statement before: the lines of a COPY block. */
  addRows(rows: number): void {
    if (this.last) this.last.rows += rows;
  }

  /** One message a table, with the place of its first statement. */
  messages(): { readonly message: string; readonly offset: number }[] {
    return [...this.counts.values()].map(({ table, offset, statements, rows }) => {
      const written = [...statements].map(([command, times]) => `${NUMBER.format(times)} ${command}`).join(", ");
      const what = rows > 0 ? `${NUMBER.format(rows)} row${rows === 1 ? "" : "s"} (${written})` : written;
      const of = table === undefined ? "" : `${table}: `;
      return { message: `${of}${what}: data, not loaded`, offset };
    });
  }
}
