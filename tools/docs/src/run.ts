import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readCapabilities } from './capabilities/capabilities.js';
import { capabilityEntries, CAPABILITIES_PAGE, capabilitiesPage } from './capabilities/page.js';
import { DOCUMENTS } from './documents.js';
import { comparePage } from './evidence/compare.js';
import { labelProblems } from './evidence/evidence.js';
import type { Entry } from './evidence/rows.js';
import { readTestResults, type TestResults } from './evidence/test-results.js';
import { readFaultTable, unknownRows } from './faults/fault-table.js';
import { faultEntries, FAULTS_PAGE, faultsPage } from './faults/page.js';
import { inRepository } from './repository.js';

const REMEDY = 'write it again, and look at the difference: npm run docs';

/** A page that is made from a list and from what the tests showed. */
interface ShownPage {
  readonly path: string;
  readonly entries: () => readonly Entry[];
  readonly make: (results: TestResults) => string;
}

const SHOWN: readonly ShownPage[] = [
  {
    path: CAPABILITIES_PAGE,
    entries: () => capabilityEntries(readCapabilities()),
    make: (results) => capabilitiesPage(readCapabilities(), results),
  },
  { path: FAULTS_PAGE, entries: () => faultEntries(readFaultTable()), make: (results) => faultsPage(readFaultTable(), results) },
];

const PATHS = SHOWN.map(({ path }) => path).join(' and ');

/** Writes every made document. Answers what went wrong. */
export function writeDocuments(): readonly string[] {
  for (const { path, make } of DOCUMENTS) write(path, make());
  const results = readTestResults();
  if (results === undefined) return [`${PATHS} were left as they are: no test results; run npm run test:all first`];
  const problems = tagProblems(results);
  if (problems.length === 0) for (const { path, make } of SHOWN) write(path, make(results));
  return problems;
}

/** Compares every made document with what it would be now. Answers what is stale. */
export function checkDocuments(tell: (line: string) => void): readonly string[] {
  const stale = DOCUMENTS.filter(({ path, make }) => read(path) !== make()).map(({ path }) => `${path} is stale; ${REMEDY}`);
  const results = readTestResults();
  if (results === undefined) return [...stale, `${PATHS} cannot be compared: no test results; run npm test`];
  const shown = SHOWN.flatMap(({ path, entries }) => {
    const written = { page: path, text: read(path), entries: entries() };
    const compared = comparePage(written, results, (file) => existsSync(inRepository(file)));
    for (const note of compared.notes) tell(`${path}: ${note}`);
    return compared.stale.map((text) => `${path}: ${text}; ${REMEDY}`);
  });
  return [...stale, ...tagProblems(results), ...shown];
}

function tagProblems(results: TestResults): readonly string[] {
  return [...labelProblems(results), ...unknownRows(readFaultTable(), results)];
}

function read(path: string): string {
  return existsSync(inRepository(path)) ? readFileSync(inRepository(path), 'utf8') : '';
}

function write(path: string, text: string): void {
  mkdirSync(dirname(inRepository(path)), { recursive: true });
  writeFileSync(inRepository(path), text);
}
