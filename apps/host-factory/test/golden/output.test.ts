import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RecordedIo, recordIo } from '../../src/testing/recorded-io.js';
import { normalizer } from './normalize.js';
import { type PreparedSite, prepareSite } from './prepared-site.js';

const FOLDER = fileURLToPath(new URL('./output/', import.meta.url));
const SCREEN = { columns: 80, rows: 24, canRedraw: true };

const DAY_MS = 24 * 60 * 60_000;

/** Where a command's output may go. */
const OUTSIDES: Readonly<{ [name: string]: () => RecordedIo }> = {
  'on a terminal of 80 columns': () => colored(recordIo(undefined, SCREEN)),
  'on a terminal of 80 columns, without colour': () => recordIo(undefined, SCREEN),
  'into a pipe': () => recordIo(),
};

function colored(io: RecordedIo): RecordedIo {
  return Object.defineProperty(io, 'color', { value: true });
}

/** Command lines by the name of the file that stores what they print. REQUEST, MACHINE and SITE stand for those of the site. */
const LINES: Readonly<{ [file: string]: readonly string[] }> = {
  'agent-status': ['agent status', 'agent status -o json'],
  'audit-list': ['audit list --kind RequestAccepted', 'audit list --kind RequestAccepted -o yaml', 'audit list --kind RequestAcepted'],
  'audit-verify': ['audit verify', 'audit verify SITE/none.db'],
  completion: ['completion bash', 'completion zsh', 'completion fish', 'completion bsh'],
  'completion-words': ['__complete fish -- mach', '__complete fish -- machines list --'],
  'config-schema': ['config schema requestMachines', 'config schema requestMachine'],
  'config-show': ['config show', 'config show --origin', 'config show -o json'],
  'config-validate': ['config validate', 'config validate SITE/none.yaml'],
  doctor: ['doctor --check templates --check configuration', 'doctor --check templates -o json', 'doctor --check templates --quiet'],
  explain: ['explain store-busy', 'explain 6', 'explain store-bussy', 'explain store-busy -o yaml'],
  init: [
    'init SITE/new --provider mock --non-interactive --dry-run',
    'init SITE/hostwright --provider mock',
    'init SITE/new --non-interactive',
  ],
  'machines-list': [
    'machines list',
    'machines list --all --template medium',
    'machines list -o json',
    'machines list -o yaml',
    'machines list --quiet',
    'machines list --template large',
  ],
  'machines-request': ['machines request small 2 --dry-run', 'machines request smal 2 --dry-run', 'machines request small 0'],
  'machines-return': ['machines return MACHINE --dry-run', 'machines return nosuch'],
  'machines-show': ['machines show MACHINE', 'machines show MACHINE -o yaml', 'machines show nosuch'],
  mistakes: [
    'machinez',
    'machines lst',
    'machines list --al',
    'machines list -o jsn',
    'machines request small',
    'requests list --limit',
    'machines list x',
  ],
  'orphans-list': ['orphans list', 'orphans list -o yaml', 'orphans list --quiet', 'orphans list --connection mok'],
  'orphans-terminate': ['orphans terminate --all', 'orphans terminate --all --dry-run', 'orphans adopt nosuch'],
  'providers-capabilities': ['providers capabilities', 'providers capabilities mok'],
  'providers-health': ['providers health', 'providers health mok'],
  'providers-list': ['providers list', 'providers list -o json'],
  'requests-list': ['requests list', 'requests list -o json', 'requests list --quiet', 'requests list --open'],
  'requests-show': ['requests show REQUEST', 'requests show REQUEST -o json', 'requests show req-nosuch'],
  'requests-wait': ['requests wait REQUEST', 'requests wait REQUEST --quiet'],
  'scripts-install': [
    'scripts install SITE/scripts --dialect lsf --dry-run',
    'scripts install SITE/scripts --dialect slurm',
    'scripts install SITE/scripts',
  ],
  'store-claim': ['store claim'],
  'store-rebuild': ['store rebuild --dry-run', 'store rebuild --without mok'],
  'store-restore': ['store restore SITE/none.db --yes'],
  'store-verify': ['store verify', 'store verify -o json', 'store verify SITE/none.db'],
  'templates-import': ['templates import SITE/hostwright/templates.json', 'templates import SITE/none.json'],
  'templates-list': ['templates list', 'templates list -o json'],
  'templates-show': ['templates show small', 'templates show smal'],
  'templates-validate': ['templates validate SITE/hostwright/templates.json', 'templates validate SITE/none.json'],
};

let usual: PreparedSite;
/** One machine of a request, and one that belongs to nobody. */
let orphaned: PreparedSite;
beforeAll(async () => {
  [usual, orphaned] = await Promise.all([prepareSite(), prepareSite({ orphans: 1 })]);
});
afterAll(() => {
  for (const site of [usual, orphaned]) site.remove();
});

function wordsOf(site: PreparedSite, line: string): readonly string[] {
  const places: Readonly<{ [name: string]: string | undefined }> = {
    SITE: site.root,
    REQUEST: site.running.requestId,
    MACHINE: site.running.machines[0]?.machineId,
  };
  return line.split(' ').map((word) => word.replace(/SITE|REQUEST|MACHINE/, (name) => places[name] ?? name));
}

/** What one command line prints, as it is stored. */
async function transcript(site: PreparedSite, line: string, io: RecordedIo): Promise<string> {
  const { code, out, err } = await site.run(wordsOf(site, line), io);
  const told = err === '' ? '' : `--- told on stderr\n${err}`;
  return `$ host-factory ${line}\n${out}${told}--- ends with ${code}\n`;
}

describe('the output', { tags: ['cli.output-forms', 'cli.terminal', 'simulated'] }, () => {
  it.each(Object.entries(LINES))('of %s is what is stored', async (file, lines) => {
    const site = file.startsWith('orphans') ? orphaned : usual;
    // Three and a half days later, so that no age depends on how long anything took.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(site.running.createdAt) + 3.5 * DAY_MS });
    onTestFinished(() => void vi.useRealTimers());
    const normalize = normalizer(site);
    const parts: string[] = [];
    for (const [where, io] of Object.entries(OUTSIDES)) {
      parts.push(`=== ${where}\n`);
      for (const line of lines) parts.push(await transcript(site, line, io()), '\n');
    }
    // Escapes are stored as words: files that are read by people hold none.
    await expect(normalize(parts.join('')).replaceAll('\u001b', '<ESC>')).toMatchFileSnapshot(`${FOLDER}${file}.txt`);
  });

  it('has nothing in it wider than the terminal, but what is not a table', async () => {
    const tables = [
      'machines list',
      'machines list --all',
      'requests list',
      'templates list',
      'providers list',
      'providers health',
      'orphans list',
      'audit list',
      'config show',
      'providers capabilities',
    ];
    for (const line of tables) {
      const { out } = await orphaned.run(wordsOf(orphaned, line), recordIo(undefined, SCREEN));
      expect(out.split('\n').filter((row) => row.length > SCREEN.columns)).toEqual([]);
    }
  });
});
