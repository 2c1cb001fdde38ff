import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readCapabilities } from './capabilities/capabilities.js';
import { comparePage } from './capabilities/compare.js';
import { labelProblems } from './capabilities/evidence.js';
import { CAPABILITIES_PAGE, capabilitiesPage } from './capabilities/page.js';
import { readTestResults } from './capabilities/test-results.js';
import { DOCUMENTS } from './documents.js';
import { inRepository } from './repository.js';

const REMEDY = 'write it again, and look at the difference: npm run docs';

/** Writes every made document. Answers what went wrong. */
export function writeDocuments(): readonly string[] {
  for (const { path, make } of DOCUMENTS) write(path, make());
  const results = readTestResults();
  if (results === undefined) return [`${CAPABILITIES_PAGE} was left as it is: no test results; run npm run test:all first`];
  const problems = labelProblems(results);
  if (problems.length === 0) write(CAPABILITIES_PAGE, capabilitiesPage(readCapabilities(), results));
  return problems;
}

/** Compares every made document with what it would be now. Answers what is stale. */
export function checkDocuments(tell: (line: string) => void): readonly string[] {
  const stale = DOCUMENTS.filter(({ path, make }) => read(path) !== make()).map(({ path }) => `${path} is stale; ${REMEDY}`);
  const results = readTestResults();
  if (results === undefined) return [...stale, `${CAPABILITIES_PAGE} cannot be compared: no test results; run npm test`];
  const page = comparePage(read(CAPABILITIES_PAGE), readCapabilities(), results, (file) => existsSync(inRepository(file)));
  for (const note of page.notes) tell(note);
  return [...stale, ...labelProblems(results), ...page.stale.map((text) => `${CAPABILITIES_PAGE}: ${text}; ${REMEDY}`)];
}

function read(path: string): string {
  return existsSync(inRepository(path)) ? readFileSync(inRepository(path), 'utf8') : '';
}

function write(path: string, text: string): void {
  mkdirSync(dirname(inRepository(path)), { recursive: true });
  writeFileSync(inRepository(path), text);
}
