/** Names and literals as SQLite writes them. */
import { isKeyword } from "./parse/keywords.ts";

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Lower case as SQLite compares names: ASCII letters only. */
export function fold(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

/** Capitals as SQLite compares types and collations: ASCII letters only. */
export function capitals(name: string): string {
  return name.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** A name as it stands in a statement: bare where that is safe, else in double quotes. */
export function quoteName(name: string): string {
  return PLAIN.test(name) && !isKeyword(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A text literal. */
export function quoteText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
