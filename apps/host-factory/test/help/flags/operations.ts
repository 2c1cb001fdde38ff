import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { expect } from 'vitest';
import { recordIo } from '../../../src/testing/recorded-io.js';
import { control } from '../../e2e/harness/control.js';
import { until } from '../../e2e/harness/until.js';
import type { PreparedSite } from '../../golden/prepared-site.js';
import { agentSite } from './agent-site.js';
import { data, edit, ids, type Observations, printed, type Stage, watched } from './stage.js';

interface StoredEvent {
  readonly type: string;
  readonly position: number;
  readonly requestId?: string | null;
}

function lose({ directory }: PreparedSite): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(directory, 'work', `hostwright.db${end}`), { force: true });
}

function events(site: PreparedSite, flags: string): Promise<readonly StoredEvent[]> {
  return data(site, `audit list ${flags}`);
}

async function withBackup(stage: Stage): Promise<PreparedSite & { readonly backup: string }> {
  const site = await stage.fresh();
  const backup = join(site.root, 'backup.db');
  await printed(site, `store backup ${backup}`);
  return { ...site, backup };
}

/** Every file of a bundle, by its name in it. */
async function bundleWith(stage: Stage, flags: string, site?: PreparedSite): Promise<Readonly<{ [name: string]: string }>> {
  const file = join(stage.folder(), 'bundle.tar.gz');
  await printed(site ?? (await stage.usual()), `support bundle ${file}${flags}`);
  const entries = await unpackTar(gunzipSync(readFileSync(file)));
  return Object.fromEntries(
    entries.map(({ header, data: bytes }) => [header.name.replace(/^[^/]+\//, ''), Buffer.from(bytes ?? []).toString('utf8')]),
  );
}

function linesIn(files: Readonly<{ [name: string]: string }>, part: RegExp): number {
  return Object.entries(files).reduce(
    (sum, [name, text]) => (part.test(name) ? sum + text.split('\n').filter((line) => line !== '').length : sum),
    0,
  );
}

/** Flags of the commands by which a deployment is kept going. */
export const OPERATIONS: Observations = {
  'providers health --timeout': async (stage) => {
    const site = await stage.fresh();
    control(join(site.directory, 'mock-cloud.db'), (cloud) =>
      cloud.addFault({ kind: 'hang', on: '*', side: 'before', durationMs: 3_600_000, when: { times: 'always' } }),
    );
    expect(await site.run('providers health --timeout 0.3'.split(' '))).toMatchObject({
      code: 11,
      out: expect.stringMatching(/within 0\.3 s/) as string,
    });
  },
  'providers health --watch': async (stage) =>
    expect(await watched(await stage.usual(), 'providers health --watch')).toMatchObject({ code: 130 }),
  'providers release-vanished --yes': async (stage) => {
    const site = await vanished(stage);
    expect(await site.run('providers release-vanished mock'.split(' '))).toMatchObject({
      code: 2,
      err: expect.stringContaining('--yes') as string,
    });
    expect(await data(site, 'providers release-vanished mock --yes')).toMatchObject({ released: MANY });
  },
  'providers release-vanished --dry-run': async (stage) => {
    const site = await vanished(stage);
    expect(await data(site, 'providers release-vanished mock --dry-run')).toMatchObject({ held: MANY, released: 0 });
    expect(await data(site, 'providers release-vanished mock --yes')).toMatchObject({ released: MANY });
  },
  'agent stop --timeout': async (stage) => {
    const site = await agentSite(stage);
    // No agent ends in no time at all.
    expect(await site.run('agent stop --timeout 0'.split(' '))).toMatchObject({
      code: 6,
      err: expect.stringContaining('within 0 s') as string,
    });
    expect(await printed(site, 'agent stop --timeout 240')).toMatch(/has ended|No agent runs/);
  },
  'store restore --stop-agent': async (stage) => {
    const site = await agentSite(stage);
    const backup = join(site.root, 'backup.db');
    await printed(site, `store backup ${backup}`);
    expect(await site.run(`store restore ${backup} --yes`.split(' '))).toMatchObject({
      code: 6,
      err: expect.stringContaining('--stop-agent') as string,
    });
    await printed(site, `store restore ${backup} --yes --stop-agent`);
  },
  'store restore --timeout': async (stage) => {
    const site = await agentSite(stage);
    const backup = join(site.root, 'backup.db');
    await printed(site, `store backup ${backup}`);
    site.pause();
    expect((await site.run(`store restore ${backup} --yes --stop-agent --timeout 0.3`.split(' '))).code).toBe(6);
    site.resume();
    await printed(site, `store restore ${backup} --yes --stop-agent --timeout 240`);
  },
  'store restore --yes': async (stage) => {
    const site = await withBackup(stage);
    const line = `store restore ${site.backup}`;
    expect(await site.run(line.split(' '))).toMatchObject({ code: 2, err: expect.stringContaining('--yes') as string });
    expect(await events(site, '--kind StoreRestored')).toEqual([]);
    await printed(site, `${line} --yes`);
    expect(await events(site, '--kind StoreRestored')).toHaveLength(1);
  },
  'store restore --dry-run': async (stage) => {
    const site = await withBackup(stage);
    const before = readdirSync(join(site.directory, 'work'));
    expect(await printed(site, `store restore ${site.backup} --dry-run`)).toContain('would take the place');
    expect(readdirSync(join(site.directory, 'work')).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(
      before.filter((name) => !/-(?:wal|shm)$/.test(name)),
    );
  },
  'store rebuild --without': async (stage) => {
    const site = await stage.fresh();
    edit(
      site,
      /^connections:\n/m,
      'connections:\n  - name: broken\n    provider: mock\n    settings: {cloudFile: /nowhere/at/all/cloud.db}\n',
    );
    lose(site);
    expect(await site.run('store rebuild'.split(' '))).toMatchObject({
      out: '',
      err: expect.stringContaining('--without broken') as string,
    });
    expect(await printed(site, 'store rebuild --without broken')).toContain('came back');
  },
  'store rebuild --timeout': async (stage) => {
    const site = await agentSite(stage);
    site.pause();
    expect((await site.run('store rebuild --timeout 0.3'.split(' '))).code).toBe(6);
    site.resume();
    await printed(site, 'store rebuild --timeout 240');
  },
  'store rebuild --dry-run': async (stage) => {
    const site = await stage.fresh();
    lose(site);
    expect(await data(site, 'store rebuild --dry-run')).toMatchObject({ dryRun: true, needed: true });
    expect(readdirSync(join(site.directory, 'work'))).not.toContain('hostwright.db');
    expect(await data(site, 'store rebuild')).toMatchObject({ dryRun: false, needed: true });
    expect(await ids(site, 'machines list')).toHaveLength(1);
  },
  'store claim --take-over': async (stage) => {
    const site = await stage.fresh();
    edit(site, 'agent: off', 'agent: off\nsharedWorkDirectory: shared');
    expect(await data(site, 'store claim')).toMatchObject({ shared: true, holder: null });
    expect(await data(site, 'store claim --take-over')).toMatchObject({ holder: { epoch: 1 } });
    expect(await data(site, 'store claim --take-over')).toMatchObject({ holder: { epoch: 2 } });
  },
  'audit list --after': async (stage) => {
    const site = await stage.usual();
    const [first] = await events(site, '--after 0 --limit 1');
    const [second] = await events(site, '--after 1 --limit 1');
    expect([first?.position, second?.position]).toEqual([1, 2]);
  },
  'audit list --kind': async (stage) => {
    const found = await events(await stage.usual(), '--kind MachineRunning');
    expect(new Set(found.map(({ type }) => type))).toEqual(new Set(['MachineRunning']));
  },
  'audit list --request': async (stage) => {
    const site = await stage.usual();
    const found = await events(site, `--request ${site.returned.requestId} --limit 100000`);
    const all = await events(site, '--limit 100000');
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all.length);
  },
  'audit list --since': async (stage) => {
    const site = await stage.usual();
    expect((await events(site, '--since 2000-01-01T00:00:00Z')).length).toBeGreaterThan(0);
    expect(await events(site, '--since 2999-01-01T00:00:00Z')).toEqual([]);
  },
  'audit list --limit': async (stage) => expect(await events(await stage.usual(), '--limit 3')).toHaveLength(3),
  'audit list --watch': async (stage) =>
    expect(await watched(await stage.usual(), 'audit list --after 0 --watch')).toMatchObject({ code: 130 }),
  'doctor --check': async (stage) => {
    const report = await data<{ readonly findings: readonly { readonly check: string }[] }>(
      await stage.usual(),
      'doctor --check templates --check plugins',
    );
    expect(new Set(report.findings.map(({ check }) => check))).toEqual(new Set(['templates', 'plugins']));
  },
  'doctor --online': async (stage) => {
    const site = await stage.usual();
    expect(await printed(site, 'doctor --check reachability')).toContain('--online');
    expect(await printed(site, 'doctor --check reachability --online')).not.toContain('--online');
  },
  'support bundle --since': async (stage) => {
    const [all, none] = [
      await bundleWith(stage, ' --since 2000-01-01T00:00:00Z'),
      await bundleWith(stage, ' --since 2999-01-01T00:00:00Z'),
    ];
    expect(linesIn(all, /event/)).toBeGreaterThan(linesIn(none, /event/));
  },
  'support bundle --log-lines': async (stage) => {
    // Only an agent writes a log.
    const site = await agentSite(stage);
    await printed(site, 'agent stop --timeout 240');
    const [many, one] = [await bundleWith(stage, '', site), await bundleWith(stage, ' --log-lines 1', site)];
    expect(linesIn(many, /log/)).toBeGreaterThan(linesIn(one, /log/));
  },
  'demo --keep': async (stage) => {
    const kept = async (line: string): Promise<readonly string[]> => {
      const folder = stage.folder();
      const before = process.env['TMPDIR'];
      process.env['TMPDIR'] = folder;
      try {
        await printed(await stage.usual(), line, recordIo());
        return readdirSync(folder);
      } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
      }
    };
    expect([(await kept('demo')).length, (await kept('demo --keep')).length]).toEqual([0, 1]);
  },
};

/** So many at once that nobody believes it. */
const MANY = 12;

/** A site whose machines are gone from every listing, without a word of the cloud. */
async function vanished(stage: Stage): Promise<PreparedSite> {
  const site = await stage.fresh({ machines: MANY });
  // Else the cloud's word that a machine is not there is final, and nothing is held.
  edit(site, 'bootTimeMs: 50', 'bootTimeMs: 50\n      visibilityHorizonMs: 10');
  control(join(site.directory, 'mock-cloud.db'), (cloud) => {
    for (const { id } of cloud.machines()) cloud.vanish(id);
  });
  const isHeld = async (): Promise<boolean> => {
    // Works inline, and sweeps on the way.
    await printed(site, 'machines request small 1 --wait --timeout 240');
    return (await data<{ readonly held: number }>(site, 'providers release-vanished mock --dry-run')).held === MANY;
  };
  await until(isHeld, { what: 'a verdict that is held', intervalMs: 20 });
  return site;
}
