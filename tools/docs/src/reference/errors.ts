import { EXIT, type ErrorArea, type ErrorEntry, ERRORS, REMEDY_EXIT_CODES } from '@hostwright/service/errors';
import { code, madeFrom, table } from './markdown.js';

const TITLES: Readonly<{ [Area in ErrorArea]: string }> = {
  'exit code': 'Exit codes',
  'command line': 'Command line',
  configuration: 'Configuration',
  store: 'Store',
  engine: 'Engine',
  cloud: 'Cloud',
  'input of a call': "Input of Host Factory's calls",
};

/** docs/reference/errors.md. */
export function errorReference(): string {
  const areas = (Object.keys(TITLES) as readonly ErrorArea[]).map((area) =>
    section(
      area,
      ERRORS.filter((entry) => entry.area === area),
    ),
  );
  return [
    madeFrom('the table of errors that `host-factory explain` goes by'),
    '# Errors and exit codes\n',
    'Commands print one line on stderr, with the code of the error at its end: `host-factory explain CODE` says all that stands here. The\nexit code says who acts next, and is the same for every error of that kind.\n',
    ...areas,
  ].join('\n');
}

function section(area: ErrorArea, entries: readonly ErrorEntry[]): string {
  const head = `## ${TITLES[area]}\n`;
  if (area === 'exit code') return `${head}\n${exitCodes(entries)}\n`;
  return `${head}\n${errorTable(entries)}\n\n\`\`\`messages\n${entries.map(({ example }) => example).join('\n')}\n\`\`\`\n`;
}

function errorTable(entries: readonly ErrorEntry[]): string {
  return table(
    ['Code', 'What it is', 'Why', 'What to do', 'Exit code'],
    entries.map((entry) => [code(entry.code), entry.title, entry.cause, remedyOf(entry), String(entry.exitCode)]),
  );
}

function exitCodes(entries: readonly ErrorEntry[]): string {
  return table(
    ['Code', 'Name', 'What it means', 'Why', 'What to do'],
    entries.map((entry) => [String(entry.exitCode), nameOf(entry.exitCode), entry.title, entry.cause, remedyOf(entry)]),
  );
}

function nameOf(exitCode: number): string {
  return Object.entries({ ...EXIT, ...REMEDY_EXIT_CODES }).find(([, number]) => number === exitCode)?.[0] ?? '';
}

function remedyOf({ remedy, mends }: ErrorEntry): string {
  return mends === undefined ? remedy : `${remedy} ${code(mends)}`;
}
