import { parseAllDocuments, type Tags } from 'yaml';

/**
 * Reads JSON or YAML as kubectl does: `0644` is an octal number, and a word that looks like a time or a date is text. One document alone.
 * Source: https://github.com/kubernetes-sigs/yaml, which reads YAML 1.1 with the tags of JSON
 * @throws {Error} in words for people
 */
export function parseFile(text: string): unknown {
  const documents = parseAllDocuments(text, { version: '1.1', customTags: jsonTags });
  if (!Array.isArray(documents) || documents.length !== 1) throw new Error('it must hold one document, and holds none or several');
  const [document] = documents;
  const [error] = document?.errors ?? [];
  // The parser's first line says what and where; what comes after quotes the file.
  if (error !== undefined) throw new Error(error.message.split('\n')[0]?.replace(/:$/, '') ?? 'it cannot be read');
  return document?.toJS() as unknown;
}

const FOREIGN_TO_JSON = /:(?:timestamp|binary|omap|pairs|set)$/;

function jsonTags(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !(FOREIGN_TO_JSON.test(tag.tag) || ('format' in tag && tag.format === 'TIME')));
}
