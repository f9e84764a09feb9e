import type { ErrorCode, YAMLError } from "yaml";

/** Where the library's own words are for those who know the grammar of YAML. */
const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: "a tab: YAML is indented with spaces only",
  BAD_INDENT: "the indentation does not fit, or a bracket before this place is not closed",
  BLOCK_AS_IMPLICIT_KEY:
    'a second field on one line, or an indentation that does not fit: text with ": " in it is written in quotes',
  MULTILINE_IMPLICIT_KEY:
    "this line is no field: expected `name: value`, with a space after the colon",
  BAD_SCALAR_START: "text that begins with this character is written in quotes",
  TAG_RESOLVE_FAILED: "a tag (!name) that is not read: leave it out",
  RESOURCE_EXHAUSTION: "nested too deep to be read",
};

/** What is wrong with the text as YAML, in words that help to mend it. */
export function yamlErrorWords({ code, message }: YAMLError): string {
  return WORDS[code] ?? `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
