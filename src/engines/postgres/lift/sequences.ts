/** Columns that the database numbers, with what is unusual about their sequences. */
import type { DefaultValue, FieldSequence } from "../../../model/model.ts";
import { makeObjectName } from "../ids.ts";
import type { SequenceOptions } from "../objects.ts";
import { joinName } from "../quote.ts";
import type { Column, Source, Table } from "./source.ts";

interface Numbered {
  readonly default: DefaultValue;
  readonly sequence?: FieldSequence;
}

const NUMBERS: ReadonlySet<string> = new Set(["smallint", "integer", "bigint"]);

/** How a column is numbered; undefined for one that is not. A column whose form is doubted keeps its default as text. */
export function liftSequence(source: Source, table: Table, column: Column): Numbered | undefined {
  const { identity, type } = column.props;
  if (!NUMBERS.has(type)) return undefined;
  if (identity) {
    const { name, ...options } = identity.sequence ?? {};
    const sequence = { ...(name ? { name: joinName(name, table.schema ?? "") } : {}), ...numbers(options) };
    return numbered(identity.always ? "identity always" : "identity", sequence);
  }
  const found = source.sequenceOf(table, column);
  if (!found) return undefined;
  const { schema = "", name, props } = found;
  const { dataType, ownedBy, unlogged: _unlogged, comment: _comment, ...options } = props;
  const isUsual = schema === table.schema && name === makeObjectName(table.name, column.name, "seq");
  return numbered("serial", {
    ...(isUsual ? {} : { name: joinName({ schema, name }, table.schema ?? "") }),
    ...(ownedBy ? {} : { owned: false }),
    ...(dataType === type ? {} : typeOf(dataType)),
    ...numbers(options),
  });
}

function numbered(as: "serial" | "identity" | "identity always", sequence: FieldSequence): Numbered {
  return { default: { kind: "sequence", as }, ...(Object.keys(sequence).length > 0 ? { sequence } : {}) };
}

function typeOf(type: string): Pick<FieldSequence, "type"> {
  return type === "smallint" || type === "integer" || type === "bigint" ? { type } : {};
}

function numbers({ start, increment, min, max, cache, cycle }: SequenceOptions): FieldSequence {
  return {
    ...(start === undefined ? {} : { start }),
    ...(increment === undefined ? {} : { increment }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(cache === undefined ? {} : { cache }),
    ...(cycle ? { cycle } : {}),
  };
}
