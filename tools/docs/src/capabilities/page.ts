import { type Entry, NOT_SHOWN, rowOf, tableOf } from '../evidence/rows.js';
import type { TestResults } from '../evidence/test-results.js';
import { areaOf, type CapabilityList } from './capabilities.js';

/** Where the page lies. */
export const CAPABILITIES_PAGE = 'docs/capabilities.md';

/** What tests are to show of the capabilities. */
export function capabilityEntries({ capabilities }: CapabilityList): readonly Entry[] {
  return capabilities.map(({ id, text, providers }) => ({ id, words: [text, providers?.join(', ') ?? ''], unshown: NOT_SHOWN }));
}

/** The whole page. */
export function capabilitiesPage(list: CapabilityList, results: TestResults): string {
  const entries = capabilityEntries(list);
  const shown = entries.filter((entry) => rowOf(entry, results).files.length > 0).length;
  const areas = Object.entries(list.areas).flatMap(([area, title]) => {
    const own = entries.filter(({ id }) => areaOf(id) === area);
    return own.length === 0 ? [] : [`## ${title}\n\n${tableOf(CAPABILITIES_PAGE, COLUMNS, own, results)}\n`];
  });
  return `${INTRODUCTION}\n${shown} of ${entries.length} capabilities are shown.\n\n${areas.join('\n')}`;
}

const COLUMNS = ['What it can do', 'Providers'];

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
