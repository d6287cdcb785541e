/** The type of a column in Prisma's notation. */

import { quoted } from "../text.ts";
import type { PrismaScalar } from "../types/types.ts";
import type { Naming } from "./naming.ts";
import type { Source } from "./source.ts";

export interface FieldType {
  /** `String`, an enum's name, `Unsupported("tsvector")`. */
  readonly name: string;
  readonly scalar?: PrismaScalar;
  /** Id of the enum. */
  readonly enumId?: string;
  /** `VarChar(255)` */
  readonly native?: string;
  readonly list: boolean;
  /** As the server prints it, without array brackets; of a domain what it is made of. */
  readonly printed: string;
  /** The domain that it really is. */
  readonly domain?: string;
}

/** Domains of domains of …: nobody nests deeper, and circles cannot be. */
const DEEPEST = 20;

/** The type of a column that is printed so. A domain is taken for what it is made of, as Prisma sees it. */
export function fieldType(printed: string, source: Source, naming: Naming): FieldType {
  const list = printed.endsWith("[]");
  let name = list ? printed.slice(0, -2) : printed;
  let domain: string | undefined;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const declared = source.declaredType(name);
    if (declared?.kind === "enum") {
      const own = naming.enums.get(declared.id) ?? declared.name;
      return { name: own, enumId: declared.id, list, printed: name, ...(domain === undefined ? {} : { domain }) };
    }
    // Prisma sees through a domain, but not through a list of one.
    if (declared?.kind !== "domain" || list || declared.props.type.endsWith("[]")) break;
    domain ??= name;
    name = declared.props.type;
  }
  const type = source.prismaType(name);
  if (type) {
    const { scalar, native } = type;
    return {
      name: scalar,
      scalar,
      ...(native === undefined ? {} : { native }),
      list,
      printed: name,
      ...(domain === undefined ? {} : { domain }),
    };
  }
  // Prisma's engine reads the types of SQLite in small letters.
  const other = source.provider === "sqlite" ? name.toLowerCase() : name;
  return { name: `Unsupported(${quoted(other)})`, list, printed: name };
}
