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

describe('INTENT (id, sequence, operation, count, generation, token, prepared document) committed durably', () => {
  it('is committed as preparing before its document is made', { tags: ['engine.recovery.write-ahead', 'simulated'] }, async () => {
    await open();
    site.cloud.addFault({ kind: 'hang', on: 'DescribeImages', side: 'before', durationMs: HOUR_MS });
    site.start();
    const requestId = await site.request(2);
    await site.until(() => site.cloud.calls('DescribeImages').length > 0);
    const [intent] = await site.intents(requestId);
    expect(intent).toMatchObject({ state: 'preparing', sequence: 1, operation: 'launch', units: 2, generation: 1 });
    expect(intent?.document).toBeUndefined();
    expect(await site.store.read((tx) => tx.attempts(intent!.intentId))).toEqual([]);
  });

  it(
    'is complete, with a recorded attempt, epoch and last moment, when the call reaches the cloud',
    { tags: ['engine.recovery.write-ahead', 'simulated'] },
    async () => {
      await open();
      site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: HOUR_MS });
      site.start();
      const requestId = await site.request(2);
      await site.until(() => site.launches().length > 0);
      const [intent] = await site.intents(requestId);
      expect(intent).toMatchObject({ state: 'sent', token: expect.stringMatching(/^[a-z0-9-]{1,63}$/), document: { parts: 1 } });
      const attempts = await site.store.read((tx) => tx.attempts(intent!.intentId));
      expect(attempts).toMatchObject([{ state: 'sending', epoch: 1, part: 0 }]);
      expect(attempts[0]!.notAfterMs).toBeGreaterThan(attempts[0]!.sentAtMs);
      expect((await site.eventTypes()).filter((type) => type.startsWith('Intent'))).toEqual([
        'IntentCreated',
        'IntentPrepared',
        'IntentSent',
      ]);
    },
  );

  it('numbers intents of one store upwards', async () => {
    await open();
    site.start();
    await site.ended(await site.request(1));
    const second = await site.request(1);
    await site.ended(second);
    expect(await site.intents(second)).toMatchObject([{ sequence: 2 }]);
  });
});

describe('the sender checks epoch and notAfter again right before it', () => {
  it('sends nothing when it was held up for longer, though nobody took over', { tags: ['engine.one-writer', 'simulated'] }, async () => {
    await open();
    const paused = site.start(async () => (await site.eventTypes()).includes('IntentSent'));
    const requestId = await site.request(2);
    await site.advance(60_000);
    paused.resume();
    await site.ended(requestId);
    const [intent] = await site.intents(requestId);
    const attempts = await site.store.read((tx) => tx.attempts(intent!.intentId));
    expect(attempts).toMatchObject([{ errorClass: 'Unavailable', state: 'answered' }, { state: 'answered' }]);
    expect(site.launches()).toHaveLength(1);
    expect(site.live()).toHaveLength(2);
  });
});

describe('a last moment holds by the cloud’s own clock', () => {
  it(
    'also when the only answer that told the time was slow',
    { tags: ['engine.clocks', 'engine.recovery.write-ahead', 'simulated'] },
    async () => {
      await open();
      site.cloud.addFault({ kind: 'hang', on: 'ListResources', side: 'after', durationMs: 8_000 });
      const paused = site.start(async () => (await site.eventTypes()).includes('IntentSent'));
      const requestId = await site.request(2);
      await site.until(async () => (await site.eventTypes()).includes('IntentSent'));
      await site.advance(5_000);
      paused.resume();
      await site.until(() => site.launches().length > 0);
      const [intent] = await site.intents(requestId);
      const [attempt] = await site.store.read((tx) => tx.attempts(intent!.intentId));
      expect(site.launches()[0]!.atMs).toBeLessThanOrEqual(attempt!.notAfterMs);
    },
  );
});

describe('RESULT committed -> machine rows', () => {
  it('writes down the machines of an answer before any sweep shows them', async () => {
    await open();
    site.cloud.addFault({ kind: 'refuse', on: 'ListResources', when: { nth: 2, times: 'always' } });
    site.start();
    const requestId = await site.request(2);
    await site.until(async () => (await site.machinesOf(requestId)).length === 2, 30_000);
    expect(await site.machinesOf(requestId)).toMatchObject([{ status: { unified: 'pending' } }, { status: { unified: 'pending' } }]);
  });
});

describe('Terminate is an intent too', () => {
  it('commits the order and its attempt before the cloud is called', { tags: ['engine.recovery.write-ahead', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.ended(await site.request(2));
    site.cloud.addFault({ kind: 'hang', on: 'TerminateInstances', side: 'before', durationMs: HOUR_MS });
    const ids = site.live().map((machine) => machine.id);
    const requestId = await site.give(ids);
    await site.until(() => site.cloud.calls('TerminateInstances').length > 0);
    const [intent] = await site.intents(requestId);
    expect(intent).toMatchObject({ operation: 'terminate', state: 'sent', machineIds: ids.toSorted() });
    expect(await site.store.read((tx) => tx.attempts(intent!.intentId))).toMatchObject([{ state: 'sending' }]);
  });

  it('is sent again when its answer was lost', async () => {
    await open();
    site.start();
    await site.ended(await site.request(2));
    site.cloud.addFault({ kind: 'lose-reply', on: 'TerminateInstances' });
    const requestId = await site.give(site.live().map((machine) => machine.id));
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toEqual([]);
  });

  it('ends the others when one id is poison', { tags: ['engine.returns.poison', 'fault.row-17', 'simulated'] }, async () => {
    await open();
    site.start();
    await site.ended(await site.request(5));
    const [poison, ...others] = site.live().map((machine) => machine.id);
    site.cloud.addFault({ kind: 'poison', machineId: poison!, code: 'InternalError' });
    const requestId = await site.give([poison!, ...others]);
    await site.until(() => site.live().length === 1, 30_000);
    expect(site.live().map((machine) => machine.id)).toEqual([poison]);
    site.cloud.clearFaults();
    await site.ended(requestId);
    expect(site.live()).toEqual([]);
  });

  it(
    'fails the entry that can never be carried out, and does so at once when it is asked again later',
    { tags: ['engine.returns.poison', 'fault.row-17', 'simulated'] },
    async () => {
      await open();
      site.start();
      await site.ended(await site.request(2));
      const [poison, other] = site.live().map((machine) => machine.id);
      site.cloud.addFault({ kind: 'poison', machineId: poison!, code: 'OperationNotPermitted' });
      const requestId = await site.give([poison!, other!]);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'partial', targets: [{ state: 'failed' }, { state: 'done' }] });
      site.cloud.clearFaults();
      await site.ended(await site.give([poison!]), 30_000);
      expect(site.live()).toEqual([]);
    },
  );

  it(
    'ends machines of many requests in as few calls as the cloud allows',
    { tags: ['engine.returns.by-id-or-name', 'simulated'] },
    async () => {
      await open();
      site.start();
      for (let index = 0; index < 3; index += 1) await site.ended(await site.request(2));
      await site.ended(await site.give(site.live().map((machine) => machine.id)));
      expect(site.cloud.calls('TerminateInstances')).toHaveLength(1);
    },
  );
});

describe('Provider time = last seen from the provider + monotonic time since; none seen yet: no launch', () => {
  it('launches nothing while no listing was answered', { tags: ['engine.clocks', 'fault.row-16', 'simulated'] }, async () => {
    await open();
    const fault = site.cloud.addFault({ kind: 'refuse', on: 'ListResources', when: { times: 'always' } });
    site.start();
    const requestId = await site.request(2);
    await site.advance(120_000);
    expect(site.launches()).toEqual([]);
    site.cloud.removeFault(fault);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
  });

  it('ages nothing by a jump of our wall clock, forwards or back', { tags: ['engine.clocks', 'fault.row-21', 'simulated'] }, async () => {
    await open();
    site.start();
    const requestId = await site.request(2, { pollWithinMs: 15 * 60_000 });
    await site.until(() => site.live().length === 2);
    for (const jumpMs of [86_400_000, -86_400_000]) {
      site.jump(jumpMs);
      await site.advance(60_000);
      expect(await site.find(requestId)).toMatchObject({ state: 'open' });
    }
    site.jump(0);
    await site.commands.markPolled({ requestIds: [requestId] });
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect(site.live()).toHaveLength(2);
  });
});

describe('Every agent start sweeps before its first launch', () => {
  it('lists first, at each start', { tags: ['engine.sweep-first', 'simulated'] }, async () => {
    await open();
    await site.start().stop();
    const before = site.cloud.calls().length;
    await site.request(1);
    site.start();
    await site.until(() => site.launches().length === 1);
    const actions = site.cloud
      .calls()
      .slice(before)
      .map((call) => call.action);
    expect(actions.indexOf('ListResources')).toBeGreaterThanOrEqual(0);
    expect(actions.indexOf('ListResources')).toBeLessThan(actions.indexOf('RunInstances'));
  });
});
