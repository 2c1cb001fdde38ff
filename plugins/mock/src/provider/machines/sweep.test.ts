import { afterEach, expect, it } from 'vitest';
import { endOf, launch, openTestSite, pagesOf, sweepAll, sweptIds, type TestSite } from '../../testing/test-site.js';
import { DEPLOYMENT_ID, header, read, write } from '../../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

async function startMany(machines: number, options: Readonly<Record<string, unknown>> = {}): Promise<void> {
  for (let started = 0; started < machines; started += 1_000) {
    await launch(site, { units: Math.min(1_000, machines - started), token: `many-${started}`, options });
  }
}

it(
  'pages through 3,000 machines and their volumes: each once, every shard covered with its last page',
  { tags: ['mock.sweep', 'simulated'] },
  async () => {
    site = await openTestSite();
    await startMany(3_000, { volumeSizeGib: 1 });
    const events = await sweepAll(site);
    const pages = pagesOf(events);
    const ids = pages.flatMap((page) => page.machines.map((machine) => machine.machineId));
    expect(pages).toHaveLength(7);
    expect(new Set(ids).size).toBe(3_000);
    expect(ids).toHaveLength(3_000);
    expect(pages.flatMap((page) => page.companions)).toHaveLength(3_000);
    expect(endOf(events)).toEqual({ type: 'end', outcome: 'complete', message: undefined });
    const covered = pages.flatMap((page) => page.coveredShards);
    expect(covered).toEqual(['mock-1', 'mock-1a', 'mock-1b', 'mock-1c']);
    for (const [index, page] of pages.entries()) {
      const later = pages.slice(index + 1).flatMap((other) => [...other.machines, ...other.companions].map((object) => object.shard));
      for (const shard of page.coveredShards) expect(later).not.toContain(shard);
    }
    expect(pages.every((page) => page.identity.account === 'mock-account' && page.identity.region === 'mock-1')).toBe(true);
    expect(site.control.calls('ListResources')).toHaveLength(7);
  },
);

it('lists 10,000 machines', { timeout: 60_000, tags: ['mock.sweep', 'simulated'] }, async () => {
  site = await openTestSite();
  await startMany(10_000);
  expect(new Set(await sweptIds(site)).size).toBe(10_000);
});

it('shows ours only: of the deployment, or of every deployment, and never what is not tagged', async () => {
  site = await openTestSite({ faults: [{ kind: 'foreign-machines', count: 2 }] });
  await launch(site);
  await launch(site, { token: 'other', input: { header: header({ deploymentId: 'f'.repeat(32) }) } });
  expect(await sweptIds(site)).toHaveLength(1);
  const everything = pagesOf(await sweepAll(site, { kind: 'all-deployments' })).flatMap((page) => page.machines);
  expect(everything.map((machine) => machine.header?.deploymentId ?? '').toSorted()).toEqual([DEPLOYMENT_ID, 'f'.repeat(32)]);
});

it('shows one account and region only', async () => {
  site = await openTestSite();
  const elsewhere = await site.another({ region: 'mock-2' });
  const stranger = await site.another({ account: 'stranger' });
  await launch(site);
  expect(await sweptIds(elsewhere)).toEqual([]);
  expect(await sweptIds(stranger)).toEqual([]);
  expect(await sweptIds(site)).toHaveLength(1);
  await Promise.all([elsewhere.close(), stranger.close()]);
});

it('does not show a machine before the cloud has noticed it, and not in answers by id either', async () => {
  site = await openTestSite({ visibilityDelayMs: 30_000 });
  expect(site.provider.capabilities.machines.kinds.map((kind) => kind.visibilityHorizonMs)).toEqual([30_000, 30_000, 30_000, 30_000]);
  const { machines } = await launch(site);
  const machineIds = machines.map((machine) => machine.machineId);
  expect(await sweptIds(site)).toEqual([]);
  expect((await site.machines.inspect({ ...read(), machineIds })).notFound).toEqual(machineIds);
  site.control.advance(30_000);
  expect(await sweptIds(site)).toEqual(machineIds);
});

it('shows ended machines for a while, then no more', async () => {
  site = await openTestSite({ terminatedListedMs: 60_000, terminateTimeMs: 0 });
  const { machines } = await launch(site);
  await site.machines.terminate({ ...write(), machineIds: machines.map((machine) => machine.machineId) });
  const [page] = pagesOf(await sweepAll(site));
  expect(page?.machines).toMatchObject([
    { status: { unified: 'terminated', raw: 'terminated' }, endReason: 'Client.UserInitiatedShutdown' },
  ]);
  site.control.advance(60_000);
  expect(await sweptIds(site)).toEqual([]);
});

it('throws what fails before its first page: it says nothing of the cloud', async () => {
  site = await openTestSite({ credentials: 'expired' });
  await expect(sweepAll(site)).rejects.toMatchObject({ errorClass: 'Credentials', remedy: 'fix-account', code: 'ExpiredToken' });
});

it('ends partial when a later page fails, with the pages before it standing', { tags: ['mock.sweep', 'simulated'] }, async () => {
  site = await openTestSite({ pageSize: 2, faults: [{ kind: 'error', on: 'ListResources', code: 'InternalError', when: { nth: 2 } }] });
  await launch(site, { units: 4 });
  const events = await sweepAll(site);
  expect(pagesOf(events)).toHaveLength(1);
  expect(endOf(events)).toMatchObject({ outcome: 'partial', message: expect.stringContaining('ListResources') });
});

it('ends failed when the account changes between two pages', async () => {
  site = await openTestSite({ pageSize: 2, faults: [{ kind: 'identity', on: 'ListResources', account: 'other', when: { nth: 2 } }] });
  await launch(site, { units: 4 });
  const events = await sweepAll(site);
  expect(endOf(events)).toMatchObject({ outcome: 'failed', message: expect.stringContaining('other') });
});

it('still shows machines of zones that the settings do not name any more', async () => {
  site = await openTestSite();
  await launch(site, { options: { zones: ['mock-1c'] } });
  const narrow = await site.another({ zones: ['mock-1a'] });
  expect(await sweptIds(narrow)).toHaveLength(1);
  await narrow.close();
});

it('hints at what changed since the feed began, and at nothing else', async () => {
  site = await openTestSite({ bootTimeMs: 60_000 });
  await launch(site, { token: 'before' });
  const listener = new AbortController();
  const hints: (string | undefined)[] = [];
  let polls = 0;
  let started: readonly string[] = [];
  site.context.onSleep = () => {
    polls += 1;
    if (polls === 2) started = [site.control.copyMachine(site.control.machines()[0]?.id ?? '')];
    if (polls === 4) listener.abort();
  };
  await site.machines.feed({ signal: listener.signal, emit: (hint) => hints.push(hint.machineId) });
  expect(new Set(hints)).toEqual(new Set(started));
});

it('ends the feed when the cloud cannot be asked', async () => {
  site = await openTestSite({ faults: [{ kind: 'error', on: 'ReceiveEvents', code: 'ServiceUnavailable', when: { nth: 2 } }] });
  await expect(site.machines.feed({ ...read(), emit: () => undefined })).rejects.toMatchObject({ errorClass: 'Unavailable' });
});
