import { readdirSync, readFileSync } from 'node:fs';
import { inRepository } from '../repository.js';

/** A document of the repository. */
export interface Document {
  /** Path from the root. */
  readonly name: string;
  readonly text: string;
}

/** Run against a registry by a suite of its own, tools/package-tests. */
export const RUN_ELSEWHERE = ['docs/guides/first-hour.md', 'docs/writing-a-provider.md'];

/** Every document of docs/, and every README. */
export function readDocuments(): readonly Document[] {
  const inDocs = readdirSync(inRepository('docs'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name.replaceAll('\\', '/')}`,
  );
  const readmes = ['packages', 'plugins', 'apps', 'tools'].flatMap((parent) =>
    readdirSync(inRepository(parent)).map((folder) => `${parent}/${folder}/README.md`),
  );
  return [...inDocs, ...readmes, 'README.md']
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .flatMap((name) => {
      const text = readText(name);
      return text === undefined ? [] : [{ name, text }];
    });
}

/** A folder without a README has none. */
function readText(name: string): string | undefined {
  try {
    return readFileSync(inRepository(name), 'utf8');
  } catch {
    return undefined;
  }
}
