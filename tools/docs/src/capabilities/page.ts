import { posix } from 'node:path';
import { areaOf, type Capability, type CapabilityList, type Label, LABELS } from './capabilities.js';
import { evidenceOf } from './evidence.js';
import type { TestResults } from './test-results.js';

/** Where the page lies. */
export const CAPABILITIES_PAGE = 'docs/capabilities.md';

/** What stands in the place of a proof where no test passed. */
export const NOT_SHOWN = '**not shown**';

/** What the page says of one capability. */
export interface Row {
  readonly id: string;
  readonly text: string;
  readonly providers: string;
  readonly labels: readonly string[];
  /** Files whose tests show it. */
  readonly files: readonly string[];
}

/** What passing tests show of a capability. */
export function rowOf(capability: Capability, results: TestResults): Row {
  const shown = evidenceOf(capability, results).filter(({ status }) => status === 'passed');
  const labels: readonly Label[] = LABELS.filter((label) => shown.some((evidence) => evidence.labels.includes(label)));
  return {
    id: capability.id,
    text: capability.text,
    providers: capability.providers?.join(', ') ?? '',
    labels,
    files: shown.map(({ file }) => file),
  };
}

/** The whole page. */
export function capabilitiesPage(list: CapabilityList, results: TestResults): string {
  const rows = list.capabilities.map((capability) => rowOf(capability, results));
  const shown = rows.filter(({ files }) => files.length > 0).length;
  const areas = Object.entries(list.areas).flatMap(([area, title]) => {
    const own = rows.filter(({ id }) => areaOf(id) === area);
    return own.length === 0 ? [] : [`## ${title}\n\n${HEAD}\n${own.map(line).join('\n')}\n`];
  });
  return `${INTRODUCTION}\n${shown} of ${rows.length} capabilities are shown.\n\n${areas.join('\n')}`;
}

/** The rows of a page that was written before. */
export function readRows(page: string): readonly Row[] {
  return page.split('\n').flatMap((text) => {
    const [, id, words, providers, proof, files] = /^\| `([^`]+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$/.exec(text) ?? [];
    if (id === undefined || words === undefined || providers === undefined || proof === undefined || files === undefined) return [];
    return [
      {
        id,
        text: words,
        providers,
        labels: proof === NOT_SHOWN ? [] : proof.split(', '),
        files: [...files.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => posix.join(posix.dirname(CAPABILITIES_PAGE), target)),
      },
    ];
  });
}

const HEAD = '| Id | What it can do | Providers | Proof | Shown by |\n| --- | --- | --- | --- | --- |';

function line({ id, text, providers, labels, files }: Row): string {
  const proof = files.length === 0 ? NOT_SHOWN : labels.join(', ');
  return `| \`${id}\` | ${text} | ${providers} | ${proof} | ${files.map(link).join(', ')} |`;
}

function link(file: string): string {
  const name = posix.basename(file).replace(/\.(?:test|suite)\.ts$/, '');
  return `[${name}](${posix.relative(posix.dirname(CAPABILITIES_PAGE), file)})`;
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from docs/capabilities.json and the results of the tests. -->

# Capabilities

What Hostwright can do, and what shows it. No real cloud account has run it, and no real Symphony or LSF has called it.

| Proof | What ran |
| --- | --- |
| real | the real thing: SQLite, a file system, processes, a shell, a package registry |
| emulated | an emulator that others wrote |
| contract | our fake, held to the form that the vendor documents |
| simulated | our own simulated cloud, or a fault that we injected |
| unproven | nothing that would prove it |

\`npm run unit -- --tagsFilter=ID\` runs the tests of one capability; those in suites of their own run with \`npm run test:all\`.
`;
