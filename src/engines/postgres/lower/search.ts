/** Full-text search: a GIN index over the text-search vector of several columns. */
import type { ResolvedColumn, ResolvedIndex } from "../../../model/resolve/index.ts";
import type { IndexKey } from "../objects.ts";
import { quoteIdent, stringLiteral } from "../quote.ts";
import type { Draft } from "./draft.ts";
import { columnType, kindOfType } from "./scope.ts";

/** Text-search configurations of versions 13 to 18 (pg_ts_config). */
const LANGUAGES: ReadonlySet<string> = new Set(
  `simple arabic armenian basque catalan danish dutch english estonian finnish french german greek hindi hungarian
  indonesian irish italian lithuanian nepali norwegian portuguese romanian russian serbian spanish swedish tamil turkish
  yiddish`.split(/\s+/),
);

/**
 * The key of a search index: `to_tsvector('english', username || ' ' || coalesce(bio, ''))`. The form with the
 * configuration named is immutable and so may stand in an index (manual, 12.2.2); queries have to use the same
 * expression. Columns that cannot be null stand as they are.
 *
 * @param path what the Model calls the index
 * @param ownConfigurations true for the name of a configuration that the Model makes by itself
 * @returns undefined when no column holds text
 */
export function searchKey(
  draft: Draft,
  path: string,
  search: NonNullable<ResolvedIndex["search"]>,
  columns: ReadonlyMap<string, ResolvedColumn>,
  ownConfigurations: (name: string) => boolean,
): IndexKey | undefined {
  const texts = search.columns.flatMap((name) => {
    const column = columns.get(name);
    if (!column || kindOfType(columnType(column).type) !== "text" || column.enumType) {
      draft.lose("INDEX_WEAKENED", path, `search in ${name}, which is no text`, "the column is not searched");
      return [];
    }
    const quoted = quoteIdent(name);
    return [column.nullable ? `coalesce(${quoted}, '')` : quoted];
  });
  if (texts.length === 0) return undefined;
  const language = search.language.toLowerCase();
  const isKnown = LANGUAGES.has(language) || ownConfigurations(search.language);
  if (!isKnown) {
    const feature = `words of the language ${search.language} brought to their stem`;
    draft.lose("INDEX_WEAKENED", path, feature, "words as they are written (simple)");
  }
  const configuration = LANGUAGES.has(language) ? language : isKnown ? search.language : "simple";
  return { expression: { sql: `to_tsvector(${stringLiteral(configuration)}, ${texts.join(" || ' ' || ")})` } };
}
