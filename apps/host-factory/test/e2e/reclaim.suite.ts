import type { FaultInput } from '@hostwright/provider-mock';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, control } from './harness/control.js';
import { play } from './harness/scenario.js';
import { until } from './harness/until.js';
import { PAIRS, WITH_AGENT } from './harness/variants.js';

/** A snapshot is old after a second here, not after a minute. */
const timing = { snapshotMaxAgeMs: 1_000 };

describe.concurrent.each(PAIRS)(
  'machines that the cloud takes back, $dialect with agent: $mode',
  { tags: ['hf.reclaim', 'simulated'] },
  (variant) => {
    it('are reported with the grace that is really left', { tags: ['fault.row-14'] }, () =>
      play({ ...variant, timing }, async ({ hostFactory, site }) => {
        const machines = await hostFactory.machines('spot', 2);
        expect(await hostFactory.wantedBack(machines)).toEqual([]);
        control(site.cloudFile, (cloud) => cloud.reclaim(machines[0]!.machineId, { graceMs: 100_000 }));
        const wanted = await until(async () => some(await hostFactory.wantedBack(machines)), { what: 'a machine that is wanted back' });
        expect(wanted).toEqual([{ machine: machines[0]!.name, machineId: machines[0]!.machineId, gracePeriod: expect.any(Number) }]);
        expect(wanted[0]!.gracePeriod).toBeGreaterThan(60);
        expect(wanted[0]!.gracePeriod).toBeLessThanOrEqual(100);
        expect(await hostFactory.wantedBack()).toEqual([expect.objectContaining({ machineId: machines[0]!.machineId })]);
        await hostFactory.giveBackAndWait(machines);
      }),
    );

    it('are reported without grace once they are gone', { tags: ['fault.row-28'] }, () =>
      play({ ...variant, timing }, async ({ hostFactory, site }) => {
        const machines = await hostFactory.machines('small', 2);
        control(site.cloudFile, (cloud) => cloud.terminate(machines[1]!.machineId));
        const wanted = await until(async () => some(await hostFactory.wantedBack(machines)), { what: 'a machine that ended' });
        expect(wanted).toEqual([{ machine: machines[1]!.name, machineId: machines[1]!.machineId, gracePeriod: 0 }]);
        await hostFactory.giveBackAndWait(machines);
      }),
    );
  },
);

describe.concurrent.each(WITH_AGENT)(
  'machines that only seem to be gone, $dialect with agent: $mode',
  { tags: ['hf.reclaim', 'simulated'] },
  (variant) => {
    it.each<readonly [what: string, fault: FaultInput]>([
      ['fails', { kind: 'error', on: 'ListResources', code: 'InternalError', when: { times: 'always' } }],
      ['is partial', { kind: 'partial-listing', zones: ['mock-1a', 'mock-1b', 'mock-1c'], when: { times: 'always' } }],
      ['comes from another account', { kind: 'identity', account: '999999999999', when: { times: 'always' } }],
    ])('are nobody while the listing %s', { tags: ['fault.row-16', 'fault.row-35'] }, (_what, fault) =>
      play({ ...variant, timing, configuration: { hostFactory: { waitMs: 500 } } }, async ({ hostFactory, site }) => {
        const machines = await hostFactory.machines('small', 3);
        control(site.cloudFile, (cloud) => {
          cloud.addFault(fault);
          for (const { machineId } of machines.slice(1)) cloud.terminate(machineId);
        });
        for (let poll = 0; poll < 4; poll += 1) expect(await hostFactory.wantedBack(machines)).toEqual([]);
        control(site.cloudFile, (cloud) => cloud.clearFaults());
        const wanted = await until(async () => some(await hostFactory.wantedBack(machines)), { what: 'the listing to work again' });
        expect(wanted.map(({ machineId }) => machineId).toSorted()).toEqual(
          machines
            .slice(1)
            .map(({ machineId }) => machineId)
            .toSorted(),
        );
        await hostFactory.giveBackAndWait(machines);
      }),
    );

    it('are nobody while an empty listing makes all of many vanish at once', { tags: ['fault.row-16'] }, () =>
      play({ ...variant, timing, configuration: { hostFactory: { waitMs: 500 } } }, async ({ hostFactory, site }) => {
        const machines = await hostFactory.machines('small', 12);
        control(site.cloudFile, (cloud) => cloud.addFault({ kind: 'empty-listing', when: { times: 'always' } }));
        for (let poll = 0; poll < 6; poll += 1) expect(await hostFactory.wantedBack(machines)).toEqual([]);
        control(site.cloudFile, (cloud) => cloud.clearFaults());
        await hostFactory.giveBackAndWait(machines);
      }),
    );
  },
);

describe.concurrent.each(PAIRS)(
  'a cloud that cannot be reached, $dialect with agent: $mode',
  { tags: ['hf.reclaim', 'simulated'] },
  (variant) => {
    it('keeps requests and returns running until it is back', { tags: ['fault.row-16'] }, () =>
      play({ ...variant, timing, configuration: { hostFactory: { waitMs: 500, launchWaitMs: 1_000 } } }, async ({ hostFactory, site }) => {
        const kept = await hostFactory.machines('small', 1);
        control(site.cloudFile, (cloud) => cloud.addFault({ kind: 'refuse', on: '*', when: { times: 'always' } }));
        const wanted = await hostFactory.request('small', 2);
        const returning = (await hostFactory.giveBack(kept)) ?? '';
        for (let poll = 0; poll < 3; poll += 1) {
          const statuses = await hostFactory.statuses([wanted, returning]);
          expect(statuses.map(({ status }) => status)).toEqual(['running', 'running']);
          expect(await hostFactory.wantedBack(kept)).toEqual([]);
        }
        control(site.cloudFile, (cloud) => cloud.clearFaults());
        const { status, machines } = await hostFactory.end(wanted);
        expect([status, machines.length]).toEqual(['complete', 2]);
        expect(await hostFactory.end(returning)).toMatchObject({ status: 'complete' });
        await hostFactory.giveBackAndWait(machines);
      }),
    );
  },
);

describe.concurrent.each(WITH_AGENT)(
  'credentials that expire, $dialect with agent: $mode',
  { tags: ['hf.reclaim', 'simulated'] },
  (variant) => {
    it('answers what it last knew when the credentials have expired, and recovers without a restart', { tags: ['fault.row-23'] }, () =>
      play({ ...variant, timing, configuration: { hostFactory: { waitMs: 500, launchWaitMs: 1_000 } } }, async ({ hostFactory, site }) => {
        const kept = await hostFactory.machines('small', 1);
        const pid = site.agentPid;
        control(site.cloudFile, (cloud) => cloud.setCredentials(ACCOUNT, 'expired'));
        const wanted = await hostFactory.request('small', 1);
        for (let poll = 0; poll < 4; poll += 1) {
          expect(await hostFactory.status(wanted)).toMatchObject({ status: 'running' });
          expect(await hostFactory.wantedBack(kept)).toEqual([]);
        }
        control(site.cloudFile, (cloud) => cloud.setCredentials(ACCOUNT, undefined));
        const { machines } = await hostFactory.end(wanted);
        expect(machines).toHaveLength(1);
        expect(site.agentPid).toBe(pid);
        await hostFactory.giveBackAndWait([...kept, ...machines]);
      }),
    );
  },
);

/** The list, or undefined while it is empty. */
function some<Entry>(list: readonly Entry[]): readonly Entry[] | undefined {
  return list.length === 0 ? undefined : list;
}
