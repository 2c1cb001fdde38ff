import { expect } from 'vitest';
import { control } from '../../e2e/harness/control.js';
import { join } from 'node:path';
import type { PreparedSite } from '../../golden/prepared-site.js';
import { data, edit, ids, type Observations, printed, type RequestResult, type Stage, watched } from './stage.js';

const INTERRUPTED = { code: 130, out: expect.stringMatching(/./) as string };

/** A site on which machines take an hour to boot. */
async function slowSite(stage: Stage): Promise<PreparedSite> {
  const site = await stage.fresh();
  edit(site, 'bootTimeMs: 50', 'bootTimeMs: 3600000');
  return site;
}

/** Machines that the cloud has and that nobody has ordered to end. */
function living({ directory }: PreparedSite): number {
  return control(
    join(directory, 'mock-cloud.db'),
    (cloud) => cloud.machines().filter(({ state }) => state === 'pending' || state === 'running').length,
  );
}

/** Flags of the commands that work on machines and requests. */
export const WORK: Observations = {
  'machines request --wait': async (stage) => {
    const site = await stage.fresh();
    expect(await data<RequestResult>(site, 'machines request small 1 --wait')).toMatchObject({
      state: 'ended',
      outcome: 'fulfilled',
      machines: [{ status: 'running' }],
    });
    edit(site, 'bootTimeMs: 50', 'bootTimeMs: 3600000');
    expect(await data(site, 'machines request small 1')).not.toMatchObject({ state: 'ended' });
  },
  'machines request --timeout': async (stage) => {
    const site = await slowSite(stage);
    const { code, err } = await site.run('machines request small 1 --wait --timeout 0.3'.split(' '));
    expect([code, err]).toEqual([6, expect.stringContaining('within 0.3 s')]);
  },
  'machines request --dry-run': async (stage) => {
    const site = await stage.fresh();
    const before = await ids(site, 'requests list');
    expect(await printed(site, 'machines request small 1 --dry-run')).toContain('would be');
    expect(await ids(site, 'requests list')).toEqual(before);
    await printed(site, 'machines request small 1');
    expect(await ids(site, 'requests list')).toHaveLength(before.length + 1);
  },
  'machines list --all': async (stage) => {
    const site = await stage.usual();
    const [gone] = site.returned.machines;
    expect(await ids(site, 'machines list')).not.toContain(gone?.machineId);
    expect(await ids(site, 'machines list --all')).toContain(gone?.machineId);
  },
  'machines list --template': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, 'machines list --all --template medium')).toEqual([site.returned.machines[0]?.machineId]);
  },
  'machines list --request': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, `machines list --all --request ${site.returned.requestId}`)).toEqual([site.returned.machines[0]?.machineId]);
  },
  'machines list --connection': async (stage) => {
    const site = await stage.usual();
    expect((await ids(site, 'machines list --connection mock')).length).toBeGreaterThan(0);
    expect(await site.run('machines list --connection mok'.split(' '))).toMatchObject({
      out: '',
      err: expect.stringMatching(/./) as string,
    });
  },
  'machines list --orphans': async (stage) => {
    const site = await stage.usual();
    const orphans = await ids(site, 'machines list --orphans');
    expect([orphans.length, orphans]).toEqual([2, await ids(site, 'orphans list')]);
  },
  'machines list --watch': async (stage) => expect(await watched(await stage.usual(), 'machines list --watch')).toMatchObject(INTERRUPTED),
  'machines return --wait': async (stage) => {
    const site = await stage.fresh({ machines: 2 });
    const [first, second] = site.running.machines;
    expect(await data(site, `machines return ${first?.machineId} --wait`)).toMatchObject({ state: 'ended' });
    edit(site, 'terminateTimeMs: 50', 'terminateTimeMs: 3600000');
    expect(await data(site, `machines return ${second?.machineId}`)).not.toMatchObject({ state: 'ended' });
  },
  'machines return --timeout': async (stage) => {
    const site = await stage.fresh();
    edit(site, 'terminateTimeMs: 50', 'terminateTimeMs: 3600000');
    const { code, err } = await site.run(`machines return ${site.running.machines[0]?.machineId} --wait --timeout 0.3`.split(' '));
    expect([code, err]).toEqual([6, expect.stringContaining('within 0.3 s')]);
  },
  'machines return --dry-run': async (stage) => {
    const site = await stage.fresh();
    const id = site.running.machines[0]?.machineId ?? '';
    expect(await printed(site, `machines return ${id} --dry-run`)).toContain(id);
    expect([living(site), (await ids(site, 'requests list --open')).length]).toEqual([1, 0]);
  },
  'requests list --open': async (stage) => {
    const site = await slowSite(stage);
    const { requestId } = await data<RequestResult>(site, 'machines request small 1');
    expect((await ids(site, 'requests list')).length).toBeGreaterThan(1);
    expect(await ids(site, 'requests list --open')).toEqual([requestId]);
  },
  'requests list --state': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, 'requests list --state ended')).toEqual(await ids(site, 'requests list'));
    expect(await ids(site, 'requests list --state open')).toEqual([]);
  },
  'requests list --kind': async (stage) => {
    const site = await stage.usual();
    for (const id of await ids(site, 'requests list --kind return')) expect(id).toMatch(/^ret-/);
    for (const id of await ids(site, 'requests list --kind acquire')) expect(id).toMatch(/^req-/);
  },
  'requests list --template': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, 'requests list --template medium')).toEqual([site.returned.requestId]);
  },
  'requests list --connection': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, 'requests list --connection mock')).toContain(site.running.requestId);
    expect((await site.run('requests list --connection mok -q'.split(' '))).out).toBe('');
  },
  'requests list --since': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, 'requests list --since 2000-01-01T00:00:00Z')).toEqual(await ids(site, 'requests list'));
    expect(await ids(site, 'requests list --since 2999-01-01T00:00:00Z')).toEqual([]);
  },
  'requests list --limit': async (stage) => expect(await ids(await stage.usual(), 'requests list --limit 1')).toHaveLength(1),
  'requests list --watch': async (stage) => expect(await watched(await stage.usual(), 'requests list --watch')).toMatchObject(INTERRUPTED),
  'requests show --watch': async (stage) => {
    const site = await stage.usual();
    expect(await watched(site, `requests show ${site.running.requestId} --watch`)).toMatchObject(INTERRUPTED);
  },
  'requests wait --timeout': async (stage) => {
    const site = await slowSite(stage);
    const { requestId } = await data<RequestResult>(site, 'machines request small 1');
    const { code, err } = await site.run(['requests', 'wait', requestId, '--timeout', '0.3']);
    expect([code, err]).toEqual([6, expect.stringContaining('within 0.3 s')]);
  },
  'requests cancel --dry-run': async (stage) => {
    const site = await slowSite(stage);
    const { requestId } = await data<RequestResult>(site, 'machines request small 1');
    await printed(site, `requests cancel ${requestId} --dry-run`);
    expect(await data(site, `requests show ${requestId}`)).toMatchObject({ state: 'open' });
    await printed(site, `requests cancel ${requestId}`);
    expect(await data(site, `requests show ${requestId}`)).not.toMatchObject({ state: 'open' });
  },
  'orphans list --connection': async (stage) => {
    const site = await stage.usual();
    expect(await ids(site, 'orphans list --connection mock')).toHaveLength(2);
    expect(await site.run('orphans list --connection mok'.split(' '))).toMatchObject({
      code: 4,
      err: expect.stringContaining('"mock"') as string,
    });
  },
  ...changesOfOrphans('adopt', 'adopted'),
  ...changesOfOrphans('terminate', 'ended'),
};

function changesOfOrphans(verb: string, done: string): Observations {
  const command = `orphans ${verb}`;
  return {
    [`${command} --all`]: async (stage) => {
      const site = await stage.fresh({ orphans: 2 });
      expect(await site.run(`${command} --yes`.split(' '))).toMatchObject({ code: 2, err: expect.stringContaining('--all') as string });
      expect(await data(site, `${command} --all --yes`)).toHaveLength(2);
    },
    [`${command} --connection`]: async (stage) => {
      const site = await stage.usual();
      expect(await data(site, `${command} --all --connection mock --dry-run`)).toHaveLength(2);
      expect((await site.run(`${command} --all --connection mok --dry-run`.split(' '))).code).toBe(4);
    },
    [`${command} --yes`]: async (stage) => {
      const site = await stage.fresh({ orphans: 1 });
      expect(await site.run(`${command} --all`.split(' '))).toMatchObject({ code: 2, err: expect.stringContaining('--yes') as string });
      expect(await ids(site, 'orphans list')).toHaveLength(1);
      expect(await printed(site, `${command} --all --yes`)).toContain(done);
    },
    [`${command} --dry-run`]: async (stage) => {
      const site = await stage.usual();
      expect(await printed(site, `${command} --all --dry-run`)).toContain('dry run');
      expect(await ids(site, 'orphans list')).toHaveLength(2);
    },
  };
}
