/** What to do about YAML's own syntax errors, by the library's error code; the rest get their line in quotes. */
export const syntaxRemedies: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "Indent with spaces",
  BAD_INDENT: "Close the bracket, and indent every line of it further than its key",
  MISSING_CHAR: "Close the quote or bracket",
  DUPLICATE_KEY: "Keep one of them",
  MULTIPLE_DOCS: "Remove the line ---",
  MULTIPLE_ANCHORS: "Leave out anchors: they are not part of the language",
  MULTIPLE_TAGS: "Put a value that begins with ! in quotes",
  BAD_DIRECTIVE: "Leave out directives",
  BAD_DQ_ESCAPE: "Use single quotes, in which a backslash is a backslash",
};
