/** Everything of a Prisma schema but its models: generator, datasource, enums, views. */
import type { PostgresObject } from "../../../engines/postgres/index.ts";
import { SITUATIONS } from "../capabilities.ts";
import { block, quoted } from "../text.ts";
import type { Losses } from "./losses.ts";
import type { Naming } from "./naming.ts";
import type { Enum } from "./source.ts";
import type { PostgresSource } from "./source-postgres.ts";

const SERVERS_OWN = new Set(["plpgsql"]);

export interface Head {
  readonly provider: string;
  readonly previewFeatures: readonly string[];
  /** All schemas, where there is more than `public`. */
  readonly schemas: readonly string[];
  readonly extensions: readonly PostgresObject<"extension">[];
  /** Folder of the generated client, from the schema. */
  readonly output: string;
}

/** The blocks of generator and datasource. */
export function writeHead({ provider, previewFeatures, schemas, extensions, output }: Head): string[] {
  const features = previewFeatures.map(quoted).join(", ");
  return [
    block("generator client", [
      'provider = "prisma-client"',
      `output = ${quoted(output)}`,
      ...(previewFeatures.length > 0 ? [`previewFeatures = [${features}]`] : []),
    ]),
    block("datasource db", [
      `provider = ${quoted(provider)}`,
      ...(schemas.length > 0 ? [`schemas = [${schemas.map(quoted).join(", ")}]`] : []),
      ...(extensions.length > 0 ? [`extensions = [${extensions.map(extensionText).join(", ")}]`] : []),
    ]),
  ];
}

/** The extensions that a schema names: those that somebody made. */
export function extensionsOf(source: PostgresSource): PostgresObject<"extension">[] {
  return source.tree.ofKind("extension").filter(({ name }) => !SERVERS_OWN.has(name));
}

function extensionText({ name, props }: PostgresObject<"extension">): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_]+/g, "_");
  const options = [
    ...(plain === name ? [] : [`map: ${quoted(name)}`]),
    ...(props.schema === "public" ? [] : [`schema: ${quoted(props.schema)}`]),
  ];
  return `${plain}${options.length > 0 ? `(${options.join(", ")})` : ""}`;
}

/** The block of an enum; undefined for one without values, which Prisma does not take. */
export function writeEnum(
  naming: Naming,
  { id, name: databaseName, schema = "public", props }: Enum,
  schemas: boolean,
  losses: Losses,
): string | undefined {
  if (props.values.length === 0) {
    losses.add(id, SITUATIONS.enumEmpty);
    return undefined;
  }
  const name = naming.enums.get(id) ?? databaseName;
  const values = props.values.map((value) => {
    const own = naming.values.get(id)?.get(value) ?? value;
    return own === value ? own : `${own} @map(${quoted(value)})`;
  });
  const attributes = [
    ...(name === databaseName ? [] : [`@@map(${quoted(databaseName)})`]),
    ...(schemas ? [`@@schema(${quoted(schema)})`] : []),
  ];
  const body = attributes.length > 0 ? [...values, "", ...attributes] : values;
  return block(`enum ${name}`, body, props.comment);
}
