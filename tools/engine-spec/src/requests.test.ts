import { afterEach, describe, expect, it } from 'vitest';
import { Site, type SiteOptions } from './harness/site.js';

let site: Site;

async function open(options?: SiteOptions): Promise<Site> {
  site = await Site.open(options);
  return site;
}

afterEach(async () => {
  await site.close();
});

const HOUR_MS = 3_600_000;
const TWO_ZONES = { options: { zones: ['mock-1a', 'mock-1b'] } } as const;

describe('Requests are level-triggered: reconcile compares desired with observed and issues the next intents', () => {
  it('launches what is asked, in one call, and ends fulfilled', { tags: ['engine.requests.exact-count', 'simulated'] }, async () => {
    await open();
    site.start();
    const requestId = await site.request(3);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled', reasons: [] });
    expect(site.live()).toHaveLength(3);
    expect(site.launches()).toHaveLength(1);
  });

  it(
    'launches again for a machine that died before it was usable, on the next offer',
    { tags: ['engine.requests.replacement', 'simulated'] },
    async () => {
      await open(TWO_ZONES);
      site.cloud.addFault({ kind: 'die', machines: 1, afterMs: 500 });
      site.start();
      const requestId = await site.request(3);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(site.live()).toHaveLength(3);
      expect((await site.intents(requestId)).filter((intent) => intent.operation === 'launch')).toMatchObject([
        { units: 3 },
        { units: 1, generation: 2, offerIndex: 1 },
      ]);
    },
  );

  it(
    'gives back a machine that does not boot in time, and launches another one',
    { tags: ['engine.requests.replacement', 'simulated'] },
    async () => {
      await open(TWO_ZONES);
      site.cloud.addFault({ kind: 'never-boot', machines: 1 });
      site.start();
      const requestId = await site.request(2);
      expect(await site.ended(requestId, 20 * 60_000)).toMatchObject({ outcome: 'fulfilled' });
      await site.until(() => site.live().length === 2);
      expect((await site.machinesOf(requestId)).map((machine) => machine.surplus)).toContain('boot-timeout');
    },
  );

  it(
    'does not replace a machine that was delivered: whoever has it asks anew',
    { tags: ['engine.requests.replacement', 'fault.row-28', 'simulated'] },
    async () => {
      await open();
      site.start();
      await site.ended(await site.request(2));
      site.cloud.kill(site.live()[0]!.id);
      await site.advance(120_000);
      expect(site.live()).toHaveLength(1);
    },
  );

  it('splits what exceeds one launch', { tags: ['engine.requests.exact-count', 'simulated'] }, async () => {
    await open();
    site.start();
    const requestId = await site.request(1_500);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(1_500);
    expect(site.launches()).toHaveLength(2);
  });

  it('counts machines by their weight', { tags: ['engine.requests.weights', 'simulated'] }, async () => {
    await open({ options: { unitsPerMachine: 4 } });
    site.start();
    const requestId = await site.request(10);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(3);
  });
});

describe('top-up after shortfall goes to the next offer, as a new generation and a new group', () => {
  it(
    'tops up a partial launch from the next zone',
    { tags: ['engine.requests.top-up', 'fault.row-11', 'fault.row-12', 'simulated'] },
    async () => {
      await open(TWO_ZONES);
      site.cloud.addFault({ kind: 'partial', give: 1 });
      site.start();
      const requestId = await site.request(3);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(await site.intents(requestId)).toMatchObject([
        { generation: 1, units: 3, acceptedUnits: 1, offerIndex: 0 },
        { generation: 2, units: 2, acceptedUnits: 2, offerIndex: 1 },
      ]);
      expect(new Set(site.live().map((machine) => machine.zone))).toEqual(new Set(['mock-1a', 'mock-1b']));
    },
  );

  it('makes a new group for the new generation', { tags: ['engine.requests.top-up', 'fault.row-12', 'simulated'] }, async () => {
    await open({ options: { zones: ['mock-1a', 'mock-1b'], launchAs: 'fleet' } });
    site.cloud.addFault({ kind: 'partial', give: 1 });
    site.start();
    const requestId = await site.request(3);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(3);
    expect(new Set(site.live().map((machine) => machine.groupId)).size).toBe(2);
  });

  it('deletes a group once no live intent refers to it', { tags: ['engine.companions', 'simulated'] }, async () => {
    await open({ options: { launchAs: 'fleet' } });
    site.start();
    await site.ended(await site.request(2));
    await site.ended(await site.give(site.live().map((machine) => machine.id)));
    await site.advance(60_000);
    expect(site.cloud.groups().map((group) => group.state)).toEqual(['deleted']);
  });

  it(
    'deletes it, too, while a copy of its machines, by somebody else, runs on',
    { tags: ['engine.companions', 'fault.row-34', 'simulated'] },
    async () => {
      await open({ options: { launchAs: 'fleet' } });
      site.start();
      await site.ended(await site.request(1));
      const [own] = site.live();
      const copy = site.cloud.copyMachine(own!.id);
      await site.advance(60_000);
      await site.ended(await site.give([own!.id]));
      await site.advance(60_000);
      expect(site.live().map((machine) => machine.id)).toEqual([copy]);
      expect(site.cloud.groups().map((group) => group.state)).toEqual(['deleted']);
    },
  );

  it('ends partial, naming why, when no offer is left', { tags: ['engine.requests.reasons', 'fault.row-12', 'simulated'] }, async () => {
    await open({ settings: { capacity: { '*': 2 } } });
    site.start();
    const requestId = await site.request(5);
    expect(await site.ended(requestId)).toMatchObject({
      outcome: 'partial',
      reasons: [{ units: 3, reason: 'Capacity', code: 'InsufficientInstanceCapacity' }],
    });
    expect(site.live()).toHaveLength(2);
  });

  it(
    'tries no offer again and again when there is no capacity at all',
    { tags: ['engine.requests.no-capacity', 'fault.row-11', 'simulated'] },
    async () => {
      await open({ settings: { capacity: { '*': 0 } }, ...TWO_ZONES });
      site.start();
      const requestId = await site.request(2);
      expect(await site.ended(requestId, 30_000)).toMatchObject({ outcome: 'failed', reasons: [{ units: 2, reason: 'Capacity' }] });
      await site.advance(120_000);
      expect(site.launches()).toHaveLength(2);
    },
  );

  it('gives up at once on a template that no offer can help', { tags: ['engine.requests.no-capacity', 'simulated'] }, async () => {
    await open({ options: { zones: ['mock-1a', 'mock-1b'], imageId: 'no-such-image' } });
    site.start();
    const requestId = await site.request(2);
    expect(await site.ended(requestId, 30_000)).toMatchObject({ outcome: 'failed', reasons: [{ units: 2, reason: 'InvalidTemplate' }] });
    expect(site.launches()).toEqual([]);
    expect(await site.intents(requestId)).toHaveLength(1);
  });

  it('waits out a throttled launch instead of taking it for a shortage', { tags: ['fault.row-10', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'error', on: 'RunInstances', code: 'RequestLimitExceeded', when: { times: 3 } });
    site.start();
    const requestId = await site.request(2);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(new Set(site.launches().map((call) => call.token)).size).toBe(1);
  });
});

describe('within the request’s deadline (Host Factory: 30 minutes)', () => {
  it('begins nothing afterwards, and names what stood in the way', { tags: ['engine.requests.deadline', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'error', on: 'RunInstances', code: 'ServiceUnavailable', when: { times: 'always' } });
    site.start();
    const requestId = await site.request(2);
    const request = await site.ended(requestId, 40 * 60_000);
    expect(request).toMatchObject({ outcome: 'failed', reasons: [{ units: 2, reason: 'Unavailable' }] });
    expect(request.endedAtMs! - request.createdAtMs).toBeGreaterThanOrEqual(30 * 60_000);
    site.cloud.clearFaults();
    await site.advance(600_000);
    expect(site.live()).toEqual([]);
  });
});

describe('Cancel sets desired to 0 and stays cancelling until every intent settled', () => {
  it('returns what was launched', { tags: ['engine.requests.cancel', 'simulated'] }, async () => {
    await open();
    site.start();
    const requestId = await site.request(3);
    await site.until(() => site.live().length === 3);
    await site.commands.cancelRequest({ requestId });
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'cancelled' });
    await site.until(() => site.live().length === 0, 30_000);
  });

  it('waits for a call that is under way, and returns what it makes', { tags: ['engine.requests.cancel', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'late', on: 'RunInstances', delayMs: 20_000 });
    site.start();
    const requestId = await site.request(3);
    await site.until(() => site.launches().length === 1);
    await site.commands.cancelRequest({ requestId });
    await site.advance(15_000);
    expect(await site.find(requestId)).toMatchObject({ state: 'cancelling' });
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'cancelled' });
    expect(site.live()).toEqual([]);
    expect(await site.machinesOf(requestId)).toHaveLength(3);
  });

  it('ends one of which nothing was sent', { tags: ['engine.requests.cancel', 'simulated'] }, async () => {
    await open();
    const requestId = await site.request(3);
    await site.commands.cancelRequest({ requestId });
    site.start();
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'cancelled' });
    expect(site.launches()).toEqual([]);
  });
});

describe('A request is terminal only when all its intents are; terminal answers never change', () => {
  it(
    'keeps the answer whatever becomes of the machines',
    { tags: ['engine.requests.final-answer', 'fault.row-40', 'simulated'] },
    async () => {
      await open();
      site.start();
      const requestId = await site.request(2);
      const answer = await site.ended(requestId);
      site.cloud.kill(site.live()[0]!.id);
      await site.give([site.live()[0]!.id]);
      await site.advance(120_000);
      expect(await site.find(requestId)).toEqual(answer);
    },
  );

  it(
    'tells nobody of a machine that was given back before it was usable, although its return fails for good, and ends it later',
    { tags: ['engine.requests.final-answer', 'simulated'] },
    async () => {
      await open({ settings: { bootTimeMs: 60_000 } });
      site.start();
      const requestId = await site.request(1);
      await site.until(() => site.live().length === 1);
      const { id: machineId } = site.live()[0]!;
      site.cloud.addFault({ kind: 'poison', on: 'TerminateInstances', machineId, when: { times: 1 } });
      const returnId = await site.give([machineId]);
      await site.ended(requestId);
      expect(await site.ended(returnId)).toMatchObject({ outcome: 'failed' });
      const told = (await site.machinesOf(requestId)).map(({ surplus }) => surplus);
      expect(told).toEqual(['boot-timeout']);
      await site.until(() => site.live().length === 0);
      expect((await site.machinesOf(requestId)).map(({ surplus }) => surplus)).toEqual(told);
    },
  );

  it('is not terminal while an attempt is unanswered', { tags: ['engine.requests.final-answer', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
    site.start();
    const requestId = await site.request(2);
    await site.until(
      async () => (await site.machinesOf(requestId)).every((machine) => machine.deliveredAtMs !== undefined) && site.live().length === 2,
    );
    expect(await site.find(requestId)).toMatchObject({ state: 'open' });
    await site.ended(requestId);
    expect(await site.intents(requestId)).toMatchObject([{ state: 'settled', settlement: 'observed' }]);
  });
});

describe('A Host Factory request never polled within 15 minutes of its answer is cancelled (configurable)', () => {
  it(
    'is cancelled, and its machines are returned',
    { tags: ['engine.requests.unpolled', 'fault.row-05', 'fault.row-07', 'fault.row-40', 'simulated'] },
    async () => {
      await open();
      site.start();
      const requestId = await site.request(2, { pollWithinMs: 15 * 60_000 });
      await site.advance(14 * 60_000);
      expect(site.live()).toHaveLength(2);
      expect(await site.ended(requestId, 5 * 60_000)).toMatchObject({ outcome: 'cancelled' });
      await site.until(() => site.live().length === 0, 60_000);
      expect(await site.eventTypes()).toContain('RequestCancelled');
    },
  );

  it('stands when somebody asked once', { tags: ['engine.requests.unpolled', 'simulated'] }, async () => {
    await open();
    site.start();
    const requestId = await site.request(2, { pollWithinMs: 60_000 });
    await site.advance(30_000);
    await site.commands.markPolled({ requestIds: [requestId] });
    await site.advance(10 * 60_000);
    expect(await site.find(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(2);
  });
});

describe('The outcome names the reason for every machine that is missing', () => {
  it('accounts for each missing unit once', { tags: ['engine.requests.reasons', 'simulated'] }, async () => {
    await open({ template: { maxNumber: 6 }, settings: { capacity: { '*/mock-1a': 2 }, quota: { machines: 3 } }, ...TWO_ZONES });
    site.start();
    const requestId = await site.request(8);
    const request = await site.ended(requestId);
    expect(request).toMatchObject({ outcome: 'partial' });
    expect(request.reasons.reduce((sum, reason) => sum + reason.units, 0)).toBe(8 - site.live().length);
    expect(new Set(request.reasons.map((reason) => reason.reason))).toEqual(new Set(['MaximumReached', 'Quota']));
  });
});

describe('Groups do not refill: one intent fills one group once', () => {
  it(
    'returns what a group adds behind our back, within one sweep, and lowers its target',
    { tags: ['engine.surplus', 'fault.row-36', 'simulated'] },
    async () => {
      await open({ options: { launchAs: 'refilling-group' } });
      site.start();
      const requestId = await site.request(3);
      await site.ended(requestId);
      const [dead, ...kept] = site.live().map((machine) => machine.id);
      site.cloud.kill(dead!);
      await site.advance(90_000);
      expect(site.live().map((machine) => machine.id)).toEqual(kept);
      const added = (await site.machinesOf(requestId)).filter((machine) => machine.surplus === 'refilled');
      expect(added.length).toBeGreaterThan(0);
      expect(await site.find(requestId)).toMatchObject({ outcome: 'fulfilled' });
    },
  );

  it(
    'ends machines of a refilling group for good when they are returned',
    { tags: ['engine.surplus', 'fault.row-36', 'simulated'] },
    async () => {
      await open({ options: { launchAs: 'refilling-group' } });
      site.start();
      await site.ended(await site.request(3));
      const [first] = site.live();
      await site.ended(await site.give([first!.id]));
      await site.advance(120_000);
      expect(site.live()).toHaveLength(2);
    },
  );
});

describe('a billable companion that its machine left behind', () => {
  it('is deleted, while other machines of the launch go on', { tags: ['engine.companions', 'simulated'] }, async () => {
    await open({ options: { volumeSizeGib: 10 } });
    site.cloud.addFault({ kind: 'leave-volumes' });
    site.start();
    await site.ended(await site.request(2));
    const [first, second] = site.live();
    await site.ended(await site.give([first!.id]));
    await site.advance(120_000);
    const kept = site.cloud.volumes().filter((volume) => volume.state !== 'deleted');
    expect(kept).toMatchObject([{ machineId: second!.id }]);
    await site.ended(await site.give([second!.id]));
    await site.advance(120_000);
    expect(site.cloud.volumes().every((volume) => volume.state === 'deleted')).toBe(true);
  });
});

describe('launched ≤ asked, in units; what a cloud gives beyond is surplus', () => {
  it('returns an over-delivery', { tags: ['engine.requests.weights', 'fault.row-13', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'over-deliver', extra: 2 });
    site.start();
    const requestId = await site.request(3);
    await site.ended(requestId);
    await site.until(() => site.live().length === 3, 60_000);
    expect((await site.machinesOf(requestId)).filter((machine) => machine.surplus !== undefined)).toHaveLength(2);
  });

  it(
    'keeps the maximum over many requests and their returns',
    { tags: ['engine.requests.maximum', 'fault.row-07', 'simulated'] },
    async () => {
      await open({ template: { maxNumber: 4 } });
      site.start();
      const first = await Promise.all(Array.from({ length: 8 }, () => site.request(2)));
      await site.until(() => site.live().length === 4);
      await site.advance(30_000);
      expect(site.live()).toHaveLength(4);
      await site.ended(
        await site.give(
          site
            .live()
            .slice(0, 2)
            .map((machine) => machine.id),
        ),
      );
      await site.ended(await site.request(3));
      expect(site.live()).toHaveLength(4);
      expect(first).toHaveLength(8);
    },
  );
});

describe('faults of the cloud’s door', () => {
  it(
    'holds back while credentials are expired, and goes on without a restart',
    { tags: ['engine.calls.breaker', 'fault.row-23', 'simulated'] },
    async () => {
      await open();
      site.start();
      await site.ended(await site.request(2));
      site.cloud.setCredentials('mock-account', 'expired');
      const requestId = await site.request(1);
      await site.advance(180_000);
      expect(await site.find(requestId)).toMatchObject({ state: 'open' });
      expect(await site.queries.machines({ live: true })).toHaveLength(2);
      site.cloud.setCredentials('mock-account', undefined);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    },
  );

  it('answers a hanging launch by what sweeps show', { tags: ['engine.recovery.hanging-call', 'fault.row-06', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'after', durationMs: HOUR_MS });
    site.start();
    const requestId = await site.request(2);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(2);
  });
});
