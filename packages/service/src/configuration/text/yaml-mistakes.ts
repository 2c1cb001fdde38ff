import type { ErrorCode } from 'yaml';

/** What is wrong where the parser stopped, and what to do, in words for people who write configurations. */
export const YAML_MISTAKES: Readonly<{ [Code in ErrorCode]: string }> = {
  ALIAS_PROPS: 'An alias (*name) has an anchor or a tag before it. Remove that',
  BAD_ALIAS: 'An alias (*name) is malformed. Write out what it stands for, or put the value in quotes if it begins with "*"',
  BAD_COLLECTION_TYPE: 'A tag (!!name) does not suit what it stands before. Remove the tag',
  BAD_DIRECTIVE: 'A line that begins with "%" is a directive, and this one is none. Remove it, or put the value in quotes',
  BAD_DQ_ESCAPE: 'In double quotes, a backslash begins an escape, and this one is none. Write two backslashes, or use single quotes',
  BAD_INDENT:
    'The indentation does not suit the lines before. Give the keys of one object the same number of spaces, and close every bracket',
  BAD_PROP_ORDER: 'An anchor or a tag stands on the wrong side of what it belongs to. Remove it',
  BAD_SCALAR_START: 'A value begins with a character that has a meaning of its own. Put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'A second ": " on one line, or a line that is indented more than its neighbours. Put the value in quotes, or give neighbours the same indentation',
  BLOCK_IN_FLOW: 'Inside brackets, a list with "-" or an indented object is not possible. Write it with brackets too, or the whole without',
  DUPLICATE_KEY: 'This key stands twice in one object. Remove one of them',
  IMPOSSIBLE: 'This cannot be understood. Write the lines around it anew',
  KEY_OVER_1024_CHARS: 'A key is longer than 1024 characters: probably a ":" or a quote is missing. Correct the line',
  MISSING_CHAR: 'Something is missing: a closing quote or bracket, a "," between entries, or a space behind ":". Add it',
  MULTILINE_IMPLICIT_KEY: 'A key goes over several lines: probably a ":" is missing, or the indentation changes. Correct the lines',
  MULTIPLE_ANCHORS: 'A value has two anchors (&name). Remove one',
  MULTIPLE_DOCS: 'The file holds several documents, and one is needed. Remove the line "---" and what does not belong',
  MULTIPLE_TAGS: 'A value has two tags (!!name). Remove one',
  NON_STRING_KEY: 'A key is no text. Put it in quotes',
  RESOURCE_EXHAUSTION: 'It is nested too deep, or uses too many aliases. Write out what they stand for, and check what wrote the file',
  TAB_AS_INDENT: 'A tab stands where only spaces may indent. Replace it by spaces',
  TAG_RESOLVE_FAILED:
    'A tag (!name) is not known, or does not suit its value. Remove the tag, or put the value in quotes if it begins with "!"',
  UNEXPECTED_TOKEN: 'Something stands here that does not belong: a bracket too many, or a value beside a list or object. Remove it',
};
