import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { livingIn, machinesIn } from './harness/cloud.js';
import { control } from './harness/control.js';
import { play } from './harness/scenario.js';
import type { Site } from './harness/site.js';
import { until } from './harness/until.js';
import { PAIRS } from './harness/variants.js';

/** Removes the store as a clean-up of the work directory might, whoever works on it. */
function loseStore({ workFolder }: Site): void {
  for (const name of readdirSync(workFolder)) if (name.startsWith('hostwright.db')) rmSync(join(workFolder, name));
}

/** Machines that run by now, by the cloud's own clock; the file may still be made. */
function runningIn({ cloudFile }: Site): number {
  try {
    return machinesIn(cloudFile).filter(({ state }) => state === 'running').length;
  } catch {
    return 0;
  }
}

async function run(site: Site, ...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { exitCode, stdout, stderr } = await site.run([...words, '--output', 'json']);
  if (exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe.concurrent.each(PAIRS)('a lost store, $dialect with agent: $mode', { tags: ['recovery.rebuild', 'simulated'] }, (variant) => {
  it('is rebuilt, and Host Factory hears of its requests and machines what it heard before', { tags: ['fault.row-20'] }, () =>
    play(variant, async ({ hostFactory, site }) => {
      const requestId = await hostFactory.request('small', 2);
      const before = await hostFactory.end(requestId);
      loseStore(site);
      expect(await run(site, 'store', 'rebuild')).toMatchObject({ needed: true, requests: 1 });
      expect(await hostFactory.status(requestId)).toEqual(before);
      expect(machinesIn(site.cloudFile)).toHaveLength(2);
      await hostFactory.giveBackAndWait(before.machines);
      const again = await hostFactory.machines('small', 1);
      await hostFactory.giveBackAndWait(again);
      await until(() => livingIn(site.cloudFile).length === 0, { what: 'the end of the machines' });
    }),
  );

  it('ends no request that it does not know before it is rebuilt', { tags: ['fault.row-33'] }, () =>
    play(variant, async ({ hostFactory, site }) => {
      const requestId = await hostFactory.request('small', 2);
      await until(() => runningIn(site) === 2, { what: 'two machines' });
      loseStore(site);
      expect(await hostFactory.status(requestId)).toMatchObject({ status: 'running' });
      expect(await run(site, 'store', 'rebuild')).toMatchObject({ needed: true });
      const { status, machines } = await hostFactory.end(requestId);
      expect([status, machines.length]).toEqual(['complete', 2]);
      await hostFactory.giveBackAndWait(machines);
    }),
  );

  it('stays as it is while a cloud cannot be listed, and the message names connection, reason and remedy', () =>
    play(variant, async ({ hostFactory, site }) => {
      const requestId = await hostFactory.request('small', 1);
      await until(() => runningIn(site) === 1, { what: 'a machine' });
      loseStore(site);
      const fault = control(site.cloudFile, (cloud) =>
        cloud.addFault({ kind: 'error', on: 'ListResources', code: 'UnauthorizedOperation', when: { times: 'always' } }),
      );
      const { exitCode, stdout, stderr } = await site.run(['store', 'rebuild']);
      expect([exitCode, stdout]).toEqual([5, '']);
      expect(stderr).toMatch(
        /^host-factory: connection 'cloud' could not be listed, so that nothing was changed: .*PermissionDenied.* Allow /,
      );
      expect(stderr.trim().split('\n')).toHaveLength(1);
      control(site.cloudFile, (cloud) => cloud.removeFault(fault));
      expect(await run(site, 'store', 'rebuild')).toMatchObject({ needed: true });
      const { machines } = await hostFactory.end(requestId);
      await hostFactory.giveBackAndWait(machines);
    }));
});
