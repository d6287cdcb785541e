/** Points in time as Prisma writes them in schemas (RFC 3339), and as its engine writes them in SQL. */

const MOMENT = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-]\d\d:\d\d))$/;

export interface Moment {
  readonly day: string;
  readonly clock: string;
  /** `.500`, or nothing. */
  readonly fraction: string;
  /** `+02:00` */
  readonly offset: string;
}

/** The parts of a point in time; undefined for another text. */
export function momentOf(text: string): Moment | undefined {
  const [, day, clock, digits = "", offset = "+00:00"] = MOMENT.exec(text) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  // Fractions are written with three, six or nine digits.
  const shown = digits.replace(/0+$/, "");
  const fraction = shown === "" ? "" : `.${shown.padEnd(Math.ceil(shown.length / 3) * 3, "0")}`;
  return { day, clock, fraction, offset };
}

/** As Prisma's engine writes it: `2030-01-01 08:00:00.500 +02:00`. */
export function spelledMoment(text: string): string {
  const moment = momentOf(text);
  return moment ? `${moment.day} ${moment.clock}${moment.fraction} ${moment.offset}` : text;
}
