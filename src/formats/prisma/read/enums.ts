/** Enums of a schema as those of the Model. */
import { quoteName } from "../../../engines/postgres/index.ts";
import type { EnumType } from "../../../model/model.ts";
import { toPascal, toSnake } from "../../../model/naming.ts";
import type { Taken } from "../names.ts";
import { attributeOf, type Block, textArgument } from "./syntax.ts";

export interface ReadEnum {
  readonly type: EnumType;
  /** Values in the database by their names in the schema. */
  readonly labels: ReadonlyMap<string, string>;
  /** The type as SQL writes it. */
  readonly sql: string;
}

/** By the name in the schema. */
export type Enums = ReadonlyMap<string, ReadEnum>;

/** Reads the enums; `taken` holds the names of the entities. */
export function enumsOf(blocks: readonly Block[], taken: Taken): Enums {
  return new Map(
    blocks.map((block): readonly [string, ReadEnum] => {
      const { name, doc, values } = block;
      const own = /^[A-Z]/.test(name) ? name : toPascal(name);
      const typeName = taken.take(own, `${own}Enum`);
      const database = textArgument(attributeOf(block, "map"), "name", true) ?? name;
      const schema = textArgument(attributeOf(block, "schema"), "name", true) ?? "public";
      const labels = new Map(
        values.map((value) => [value.name, textArgument(attributeOf(value, "map"), "name", true) ?? value.name]),
      );
      const type: EnumType = {
        name: typeName,
        ...(doc === undefined ? {} : { doc }),
        values: values.map((value) => ({
          value: labels.get(value.name) ?? value.name,
          ...(value.doc === undefined ? {} : { doc: value.doc }),
        })),
        ...(toSnake(typeName) === database ? {} : { databaseName: database }),
        ...(schema === "public" ? {} : { schema }),
      };
      return [name, { type, labels, sql: quoteName({ schema, name: database }) }];
    }),
  );
}
