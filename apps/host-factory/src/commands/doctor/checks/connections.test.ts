import type { ConnectionState } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { makeTestSite } from '../../../testing/command-line.js';
import { editStore, INTENT, siteWith } from '../testing/edit-store.js';
import { lookAt } from '../testing/look-at.js';
import { clock } from './clock.js';
import { connections } from './connections.js';
import { intents } from './intents.js';

const BREAKER = { failures: 5, lastErrorClass: 'Unavailable', lastMessage: 'no route' };
const NOW_MS = Date.now();
const SWEEP = { number: 1, startedAtMs: NOW_MS - 1_000, endedAtMs: NOW_MS, outcome: 'complete', message: undefined } as const;

describe('a connection', { tags: ['cli.doctor.connections', 'simulated'] }, () => {
  it.each<[string, Partial<ConnectionState>, string, string, string]>([
    [
      'whose store is too old',
      { halt: { kind: 'store-is-old', message: 'an unknown life' } },
      'wrong',
      'halted: an unknown life',
      'host-factory store rebuild',
    ],
    [
      'that is another account now',
      { halt: { kind: 'identity-changed', message: 'account b' } },
      'wrong',
      'halted: account b',
      '"${EDITOR:-vi}"',
    ],
    [
      'whose machines vanished at once',
      { vanishHeldSinceMs: 1, vanishHeldMachines: 12 },
      'wrong',
      '12 machines',
      'host-factory providers release-vanished mock',
    ],
    [
      'that is not called for now',
      { breaker: { ...BREAKER, openUntilMs: NOW_MS + 3_600_000 } },
      'wrong',
      'no route',
      'host-factory providers health mock',
    ],
    ['with orphans', { orphans: 2 }, 'note', '2 machines', 'host-factory orphans list'],
    ['with other deployments', { otherDeployments: ['abc'] }, 'note', 'abc', 'host-factory store info'],
    ['that is configured no more', { connection: 'gone' }, 'note', 'gone is in the store', '"${EDITOR:-vi}"'],
  ])('%s is told of, with what mends it', async (_, state, status, message, mend) => {
    const { directory } = await siteWith(state);
    const [found, ...others] = await lookAt(connections, { config: directory });
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      status,
      message: expect.stringContaining(message) as string,
      mend: expect.stringContaining(mend) as string,
    });
  });

  it('that is well, or has not worked yet, is no news', async () => {
    const site = await siteWith({ breaker: { ...BREAKER, openUntilMs: NOW_MS - 1 } });
    expect(await lookAt(connections, { config: site.directory })).toMatchObject([{ status: 'ok' }]);
    expect(await lookAt(connections, { config: (await makeTestSite()).directory })).toMatchObject([{ status: 'ok' }]);
  });
});

describe('the clock', { tags: ['cli.doctor.connections', 'simulated'] }, () => {
  it('is well when it agrees with the cloud of the last sweep', async () => {
    const { directory } = await siteWith({ lastSweep: SWEEP, providerTimeMs: SWEEP.endedAtMs + 900 });
    expect(await lookAt(clock, { config: directory })).toMatchObject([{ status: 'ok' }]);
  });

  it.each([
    ['minutes', 120_000, 'note', '2m ahead of'],
    ['more than clouds accept', -1_200_000, 'wrong', '20m behind'],
  ])('is told of when it is %s away from the cloud', async (_, offMs, status, message) => {
    const { directory } = await siteWith({ lastSweep: SWEEP, providerTimeMs: SWEEP.endedAtMs + offMs });
    const [found] = await lookAt(clock, { config: directory });
    expect(found).toMatchObject({
      status,
      message: expect.stringContaining(message) as string,
      mend: expect.stringContaining('chronyc') as string,
    });
  });

  it('is told of when it was set back: what happened would lie ahead', async () => {
    const { directory } = await siteWith({ lastSweep: { ...SWEEP, endedAtMs: NOW_MS + 7_200_000 }, providerTimeMs: NOW_MS + 7_200_000 });
    expect(await lookAt(clock, { config: directory })).toMatchObject([
      { status: 'wrong', message: expect.stringMatching(/future.*set back/) as string },
    ]);
  });

  it('is told of when it disagrees with the files, or jumped', async () => {
    const { directory } = await siteWith({});
    const hourOff = { now: () => Date.now() + 3_600_000, monotonic: () => performance.now(), sleep: () => Promise.resolve() };
    const findings = await lookAt(clock, { config: directory, clock: hourOff });
    expect(findings.map(({ message }) => message).join('\n')).toMatch(/jumped by 3600 s[^]*file system's clock .* behind/);
  });

  it.each([
    ['Nowhere/Atlantis', 'note'],
    ['Europe/Berlin', 'ok'],
    [':UTC', 'ok'],
    ['EST5EDT,M3.2.0,M11.1.0', 'ok'],
    ['', 'ok'],
  ])('with the time zone %j is %s', async (zone, status) => {
    const [found] = await lookAt(clock, { environment: { TZ: zone } });
    expect(found?.status).toBe(status);
  });
});

describe('a call to a cloud', { tags: ['cli.doctor.connections', 'simulated'] }, () => {
  it('that is undecided for hours is told of, with the request to look at', async () => {
    const site = await makeTestSite();
    await editStore(site, (tx) => tx.saveIntent({ ...INTENT, createdAtMs: NOW_MS - 3 * 3_600_000 }));
    const [found] = await lookAt(intents, { config: site.directory });
    expect(found).toMatchObject({ status: 'note', message: expect.stringMatching(/since 3h: launch on mock/) as string });
    expect(found?.mend).toMatch(/^host-factory requests show req-1/);
  });

  it('that was made just now is no news', async () => {
    const site = await makeTestSite();
    await editStore(site, (tx) => tx.saveIntent(INTENT));
    expect(await lookAt(intents, { config: site.directory })).toMatchObject([{ status: 'ok' }]);
  });
});
