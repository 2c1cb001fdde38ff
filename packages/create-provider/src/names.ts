/** What a new plugin is called, everywhere. */
export interface Names {
  /** As `provider:` of a connection says it. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly packageName: string;
}

/** Ids are parts of file names, tags and bucket keys. The same rule as Hostwright's own, which reads it from package.json. */
const ID = /^[a-z][a-z0-9-]{0,31}$/;
/** What stands in a text of TypeScript and of JSON as it is. */
const TITLE = /^[\p{L}\p{N}][\p{L}\p{N} .,&()+-]{0,59}$/u;
/** Source: https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const LONGEST_PACKAGE_NAME = 214;

/** What is wrong with a name; undefined when nothing is. */
type Check = (text: string) => string | undefined;

export const idProblem: Check = (text) =>
  ID.test(text) ? undefined : `${show(text)} is no provider id: lower-case letters, digits and hyphens, at most 32, first a letter`;

export const titleProblem: Check = (text) =>
  TITLE.test(text) ? undefined : `${show(text)} is no name: letters, digits, spaces and . , & ( ) + -, at most 60, first a letter or digit`;

export const packageNameProblem: Check = (text) =>
  PACKAGE.test(text) && text.length <= LONGEST_PACKAGE_NAME ? undefined : `${show(text)} is no name of an npm package`;

/** `provider-my-cloud` and `hostwright-provider-my-cloud` are folders of `my-cloud`. */
export function idOfFolder(folderName: string): string {
  return folderName.replace(/^(?:hostwright-)?provider-(?=.)/, '');
}

export function defaultTitle(id: string): string {
  const words = id.split('-').filter((word) => word !== '');
  return words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(' ');
}

export function defaultPackageName(id: string): string {
  return `hostwright-provider-${id}`;
}

/** Control characters are not for terminals. */
function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
