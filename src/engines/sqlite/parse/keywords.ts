/** The words of SQLite's grammar (tool/mkkeywordhash.c and the `%fallback` of src/parse.y, version 3.45). */

/** Words that are never a bare name. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT DEFERRABLE DELETE " +
    "DISTINCT DROP ELSE ESCAPE EXCEPT EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN " +
    "LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION " +
    "UNION UNIQUE UPDATE USING VALUES WHEN WHERE"
  ).split(" "),
);

/** Words that mean something in some place and are names elsewhere; quoted when we write them as names. */
const CONTEXTUAL: ReadonlySet<string> = new Set(
  (
    "ABORT ACTION AFTER ALWAYS ANALYZE ASC ATTACH BEFORE BEGIN BY CASCADE CAST COLUMN CONFLICT CROSS CURRENT " +
    "CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFERRED DESC DETACH DO EACH END EXCLUDE EXCLUSIVE EXPLAIN " +
    "FAIL FALSE FILTER FIRST FOLLOWING FOR FULL GENERATED GLOB GROUPS IF IGNORE IMMEDIATE INDEXED INITIALLY INNER " +
    "INSTEAD KEY LAST LEFT LIKE MATCH MATERIALIZED NATURAL NO NULLS OF OFFSET OTHERS OUTER OVER PARTITION PLAN PRAGMA " +
    "PRECEDING QUERY RAISE RANGE RECURSIVE REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RIGHT ROLLBACK ROW ROWS " +
    "SAVEPOINT TEMP TEMPORARY TIES TRIGGER TRUE UNBOUNDED VACUUM VIEW VIRTUAL WINDOW WITH WITHIN WITHOUT"
  ).split(" "),
);

/** Words of joins: names of things (`nm` in the grammar), but no part of a type. */
const JOIN_WORDS: ReadonlySet<string> = new Set("CROSS FULL INNER LEFT NATURAL OUTER RIGHT INDEXED".split(" "));

/** True where a bare word cannot be a name. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word.toUpperCase());
}

/** True where a bare word has a meaning of its own somewhere in the grammar. */
export function isKeyword(word: string): boolean {
  const upper = word.toUpperCase();
  return RESERVED.has(upper) || CONTEXTUAL.has(upper);
}

/** True where a bare word may be part of a type's name. */
export function isTypeWord(word: string): boolean {
  const upper = word.toUpperCase();
  return !RESERVED.has(upper) && !JOIN_WORDS.has(upper);
}
