/** The files of a Prisma project: parsed, brought to what version 7 takes, and checked by Prisma itself. */
import { SchemaforgeError } from "../../../model/errors.ts";
import type { FormatFile, FormatFinding } from "../../format.ts";
import type { PrismaEngine } from "../types/types.ts";
import { complaintsOf, placeAt, previewFeaturesOf } from "../wasm.ts";
import { parseSchema } from "./parse.ts";
import { type Attribute, attributeOf, type Block, itemsOf, type Place, type Setting, type Value } from "./syntax.ts";
import { refused } from "./version8/refused.ts";
import { type Translation, translate } from "./version8/translate.ts";

export interface Project {
  readonly engine: PrismaEngine;
  readonly blocks: readonly Block[];
  readonly findings: readonly FormatFinding[];
  /** No foreign keys are made: the client alone keeps relations. */
  readonly withoutForeignKeys: boolean;
  /** What a schema of Prisma 8 says beside its blocks, which are in the notation of version 7. */
  readonly version8?: Translation;
}

/** Settings of a datasource that moved to prisma.config.ts with version 7. */
const MOVED: ReadonlySet<string> = new Set(["url", "directUrl", "shadowDatabaseUrl"]);

/** The engines whose schemas are read, by their providers. */
const PROVIDERS: ReadonlyMap<string, PrismaEngine> = new Map([
  ["postgresql", "postgres"],
  ["postgres", "postgres"],
  ["sqlite", "sqlite"],
]);

/** Features that a schema may use here whether or not its generator says so. */
const GRANTED = ["partialIndexes", "views", "postgresqlExtensions"] as const;
const GRANTS = `generator schemaforge {
  provider = "prisma-client-js"
  previewFeatures = [${GRANTED.map((name) => `"${name}"`).join(", ")}]
}
`;

/**
 * Reads and checks the files of a schema. Outdated spellings are findings; Prisma sees the schema without them.
 *
 * @throws SchemaforgeError `PRISMA_SYNTAX`, `PRISMA_INVALID` with file, line and column; `PRISMA_8` for what is not read of that version;
 * `ENGINE_NOT_SUPPORTED` for a provider that is not read; `NO_DATASOURCE`
 */
export async function openProject(files: readonly FormatFile[]): Promise<Project> {
  const findings: FormatFinding[] = [];
  const parsed = files.map((file) => ({ file, blocks: parseSchema(file.text, file.path) }));
  const blocks = parsed.flatMap((each) => each.blocks);
  const mark = parsed.map(({ file, blocks: own }) => version8Mark(file, own)).find((place) => place !== undefined);
  if (mark) {
    const whole = files.flatMap(({ path, text }) => parseSchema(text, path, { version8: true }));
    return openVersion8(whole, mark);
  }
  const { datasource, engine } = checkDatasource(blocks, files);
  const known = new Set(await previewFeaturesOf());
  const plain = parsed.map(({ file, blocks: own }) => ({
    path: file.path,
    text: modernised(file.text, own, known, findings),
  }));
  const complaints = await complaintsOf([...plain, { path: "schemaforge.prisma", text: GRANTS }]);
  for (const { file, start, text, isWarning } of complaints) {
    const source = plain.find(({ path }) => path === file);
    const where = { file, ...placeAt(source?.text ?? "", start) };
    if (!isWarning) {
      throw new SchemaforgeError("PRISMA_INVALID", firstLine(text), {
        where,
        remedy: "Correct the schema; prisma validate says the same",
      });
    }
    findings.push({ code: "PRISMA_WARNING", level: "warning", message: firstLine(text), where });
  }
  findings.push(...blocks.flatMap(unread), ...ungranted(blocks));
  const mode = datasource.settings.find(({ name }) => name === "relationMode" || name === "referentialIntegrity");
  return { engine, blocks, findings, withoutForeignKeys: textOf(mode?.value) === "prisma" };
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.replace(/\.$/, "") ?? text;
}

/** What only version 8 writes: https://github.com/prisma/prisma, its new schema language. */
const VERSION_8 = /^[ \t]*\/\/\s*use prisma-next\b/m;
const VERSION_8_BLOCKS: ReadonlySet<string> = new Set(["types", "namespace", "native_enum"]);
const VERSION_8_ATTRIBUTES = ["type", "base", "discriminator", "rls"];

/** The place by which a file is one of version 8; undefined for others. */
function version8Mark({ path, text }: FormatFile, blocks: readonly Block[]): Place | undefined {
  const marked = VERSION_8.exec(text);
  if (marked)
    return { file: path, ...placeAt(text, Buffer.byteLength(text.slice(0, marked.index))), offset: marked.index };
  return blocks.find(
    (block) => VERSION_8_BLOCKS.has(block.keyword) || VERSION_8_ATTRIBUTES.some((name) => attributeOf(block, name)),
  )?.place;
}

/** Version 8 says in another file which database it is for; the engine that it has for sure is PostgreSQL. */
function openVersion8(blocks: readonly Block[], mark: Place): Project {
  const provider = blocks
    .find(({ keyword }) => keyword === "datasource")
    ?.settings.find(({ name }) => name === "provider");
  const name = textOf(provider?.value) ?? "postgresql";
  if (provider && PROVIDERS.get(name) !== "postgres") throw refused(provider.place, `the provider ${name}`);
  const version8 = translate(blocks);
  const finding: FormatFinding = {
    code: "PRISMA_8",
    level: "info",
    message: "the schema is written for Prisma 8 and read as one for PostgreSQL",
    where: whereOf(mark),
  };
  return { engine: "postgres", blocks: version8.blocks, findings: [finding], withoutForeignKeys: false, version8 };
}

function whereOf({ file, line, column }: Place): { file: string; line: number; column: number } {
  return { file, line, column };
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "string" ? value.value : undefined;
}

function checkDatasource(
  blocks: readonly Block[],
  files: readonly FormatFile[],
): { readonly datasource: Block; readonly engine: PrismaEngine } {
  const datasource = blocks.find(({ keyword }) => keyword === "datasource");
  if (!datasource) {
    throw new SchemaforgeError("NO_DATASOURCE", "no file of the schema has a datasource", {
      where: { file: files[0]?.path ?? "schema.prisma" },
      remedy: "Name the folder that holds all files of the schema",
    });
  }
  const provider = datasource.settings.find(({ name }) => name === "provider");
  const name = textOf(provider?.value) ?? "";
  const engine = PROVIDERS.get(name);
  if (engine) return { datasource, engine };
  throw new SchemaforgeError(
    "ENGINE_NOT_SUPPORTED",
    `this version does not read Prisma schemas of ${name || "no provider"}`,
    {
      where: whereOf(provider?.place ?? datasource.place),
      remedy: "It reads those of PostgreSQL and SQLite",
    },
  );
}

/** The text with what version 7 refuses blanked out, so that places stay what they are. */
function modernised(
  text: string,
  blocks: readonly Block[],
  known: ReadonlySet<string>,
  findings: FormatFinding[],
): string {
  let plain = text;
  const blank = ({ place, end }: Pick<Setting, "place" | "end">, instead = "") => {
    const gone = plain.slice(place.offset, end).replaceAll(/[^\n]/g, " ");
    plain = plain.slice(0, place.offset) + instead + gone.slice(instead.length) + plain.slice(end);
  };
  for (const block of blocks) {
    for (const { name, place, end = place.offset } of viewKeys(block)) {
      // With the marks before the name: `@@id`, of a field `@id`.
      const marks = plain.slice(0, place.offset).match(/@+$/)?.[0].length ?? 0;
      blank({ place: { ...place, offset: place.offset - marks }, end });
      findings.push({
        code: "PRISMA_VIEW_KEY",
        level: "warning",
        message: `\`${name}\` of a view is an error from Prisma 7 on`,
        remedy: "Remove it, or write `unique`",
        where: whereOf(place),
      });
    }
    for (const setting of block.settings) {
      if (block.keyword === "datasource" && MOVED.has(setting.name)) {
        blank(setting);
        findings.push({
          code: "PRISMA_URL_IN_SCHEMA",
          level: "warning",
          message: `\`${setting.name}\` in the datasource is an error from Prisma 7 on`,
          remedy: "Move it to prisma.config.ts: datasource: { url: env(…) }",
          where: whereOf(setting.place),
        });
      } else if (block.keyword === "datasource" && setting.name === "referentialIntegrity") {
        blank(setting, `relationMode = "${textOf(setting.value) ?? ""}"`);
        findings.push({
          code: "PRISMA_RENAMED",
          level: "warning",
          message: "`referentialIntegrity` is called `relationMode` since Prisma 4.5",
          where: whereOf(setting.place),
        });
      } else if (block.keyword === "generator" && setting.name === "previewFeatures") {
        blank(setting);
        for (const name of textsIn(setting.value)) {
          if (known.has(name)) continue;
          findings.push({
            code: "PRISMA_PREVIEW_GONE",
            level: "info",
            message: `the preview feature \`${name}\` is part of Prisma 7 by now, or gone`,
            remedy: "Remove it",
            where: whereOf(setting.place),
          });
        }
      }
    }
  }
  return plain;
}

/** Keys and indexes of views, which versions before 7 took. */
function viewKeys({ keyword, attributes, fields }: Block): Attribute[] {
  if (keyword !== "view") return [];
  const all = [...attributes, ...fields.flatMap((field) => field.attributes)];
  return all.filter(({ name }) => name === "id" || name === "index");
}

/** What stands where Prisma reads nothing. */
function unread({ unread: place }: Block): FormatFinding[] {
  if (!place) return [];
  return [
    {
      code: "PRISMA_UNREAD",
      level: "warning",
      message: "Prisma reads nothing of what stands behind the `{` that opens a block",
      remedy: "Move it to the next line, or remove it",
      where: whereOf(place),
    },
  ];
}

function textsIn(value: Value): string[] {
  return itemsOf(value).flatMap((item) => textOf(item) ?? []);
}

/** Features in use that no generator asks for: Prisma itself would refuse the schema. */
function ungranted(blocks: readonly Block[]): FormatFinding[] {
  const asked = new Set(
    blocks
      .filter(({ keyword }) => keyword === "generator")
      .flatMap(({ settings }) => settings.filter(({ name }) => name === "previewFeatures"))
      .flatMap(({ value }) => textsIn(value)),
  );
  const used: { readonly [feature in (typeof GRANTED)[number]]: Place | undefined } = {
    partialIndexes: blocks.flatMap(partialAttributes)[0],
    views: blocks.find(({ keyword }) => keyword === "view")?.place,
    postgresqlExtensions: blocks.flatMap(({ keyword, settings }) =>
      keyword === "datasource" ? settings.filter(({ name }) => name === "extensions") : [],
    )[0]?.place,
  };
  return GRANTED.flatMap((feature): FormatFinding[] => {
    const place = used[feature];
    if (!place || asked.has(feature)) return [];
    return [
      {
        code: "PRISMA_PREVIEW_MISSING",
        level: "warning",
        message: `Prisma takes this only with the preview feature \`${feature}\``,
        remedy: `Add "${feature}" to previewFeatures of the generator`,
        where: whereOf(place),
      },
    ];
  });
}

function partialAttributes({ attributes, fields }: Block): Place[] {
  return [...attributes, ...fields.flatMap((field) => field.attributes)]
    .filter(({ args }) => args.some(({ name }) => name === "where"))
    .map(({ place }) => place);
}
