import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { endProcessesOf, isAlive } from './harness/processes.js';
import { play } from './harness/scenario.js';
import { runProgram, SHELL } from './harness/script.js';
import { until } from './harness/until.js';
import { PAIRS, WITH_AGENT } from './harness/variants.js';

describe.concurrent.each(WITH_AGENT)('the agent, $dialect', ({ dialect }) => {
  const plan = { dialect, mode: 'agent' } as const;

  it('lives on after its caller, and ends when nothing is open', { tags: ['agent.on-demand', 'simulated'] }, () =>
    play(plan, async ({ hostFactory, site }) => {
      const machines = await hostFactory.machines('small', 1);
      // Every call above was read to the end of its stdout while this process lived.
      const pid = await site.agent();
      expect(readlinkSync(`/proc/${pid}/fd/0`)).toBe('/dev/null');
      await hostFactory.giveBackAndWait(machines);
      await until(() => !isAlive(pid), { what: 'the end of an idle agent' });
      expect(await hostFactory.templates()).toHaveLength(3);
    }),
  );

  it('holds none of its caller’s descriptors, whichever they are', { tags: ['agent.detached', 'simulated'] }, () =>
    play({ ...plan, judged: 'running' }, async ({ site }) => {
      const input = site.writeInput('{}');
      const leaky = 'exec 3>&1 7>&1 9>&1; exec "$0" "$@"';
      const script = [SHELL, site.script('getAvailableTemplates'), '-f', input] as const;
      // Read to the end: an agent that held one of the copies would let this wait in vain.
      const answer = await runProgram({ command: [SHELL, '-c', leaky, ...script], environment: site.environment });
      expect(answer.exitCode).toBe(0);
      expect(isAlive(await site.agent())).toBe(true);
    }),
  );

  it('answers over its socket, without a Node of the caller’s own', { tags: ['scripts.socket', 'simulated'] }, () =>
    play(plan, async ({ hostFactory, site }) => {
      const machines = await hostFactory.machines('small', 1);
      await site.agent();
      const poisoned = { HOST_FACTORY_BIN: '/nonexistent/host-factory' };
      const overSocket = await site.call('getReturnRequests', { machines: [] }, { environment: poisoned });
      expect(overSocket).toMatchObject({ exitCode: 0, document: { requests: [] } });
      const refused = await site.call('requestMachines', { template: { templateId: 'none', machineCount: 1 } }, { environment: poisoned });
      expect(refused).toMatchObject({ exitCode: 1, document: { message: expect.stringContaining('none') } });
      await hostFactory.giveBackAndWait(machines);
    }),
  );

  it('does not outlive its work directory', { tags: ['agent.detached', 'simulated'] }, () =>
    play({ ...plan, judged: 'running' }, async ({ hostFactory, site }) => {
      await hostFactory.machines('small', 1);
      const pid = await site.agent();
      rmSync(site.workFolder, { recursive: true, force: true });
      await until(() => !isAlive(pid), { what: 'the end of an agent without a work directory' });
      expect(existsSync(site.workFolder)).toBe(false);
    }),
  );

  it(
    'is done without where the site ends all background processes after each call',
    { tags: ['agent.inline', 'fault.row-41', 'simulated'] },
    () =>
      play(plan, async ({ hostFactory, site }) => {
        const cleanUp = () => endProcessesOf(site.root);
        const requestId = await hostFactory.request('small', 2);
        await cleanUp();
        const ended = await until(
          async () => {
            const document = await hostFactory.status(requestId);
            await cleanUp();
            await sleep(300);
            return document.status === 'running' ? undefined : document;
          },
          { what: 'machines without an agent' },
        );
        expect([ended.status, ended.machines.length]).toEqual(['complete', 2]);
        const returnId = await hostFactory.giveBack(ended.machines);
        // Worked inline, all may have ended before the answer: LSF then gets no request to ask about.
        if (returnId === undefined) return;
        await until(
          async () => {
            await cleanUp();
            return (await hostFactory.status(returnId)).status === 'complete';
          },
          { what: 'the end of machines without an agent', intervalMs: 300 },
        );
      }),
  );
});

describe.concurrent.each(PAIRS)('the scripts, $dialect with agent: $mode', { tags: ['scripts.shells', 'simulated'] }, (variant) => {
  it('need no curl', () =>
    play(variant, async ({ hostFactory, site }) => {
      const path = join(site.root, 'bin');
      mkdirSync(path);
      for (const tool of ['od', 'tr']) symlinkSync(join('/usr/bin', tool), join(path, tool));
      const machines = await hostFactory.machines('small', 1);
      const answer = await site.call('getReturnRequests', { machines: [] }, { environment: { PATH: path } });
      expect(answer).toMatchObject({ exitCode: 0, stderr: '', document: { requests: [] } });
      await hostFactory.giveBackAndWait(machines);
    }));

  it('start the program that HOST_FACTORY_BIN names', () =>
    play({ ...variant, mode: 'off' }, async ({ site }) => {
      const wrapper = join(site.root, 'our own host-factory');
      writeFileSync(
        wrapper,
        `#!/bin/sh\necho "$@" >> '${site.root}/started'\nexec '${process.execPath}' '${inject('programPath')}' "$@"\n`,
      );
      chmodSync(wrapper, 0o755);
      const answer = await site.call('getAvailableTemplates', {}, { environment: { HOST_FACTORY_BIN: wrapper } });
      expect(answer.exitCode).toBe(0);
      expect(answer.document.templates).toHaveLength(3);
      expect(readFileSync(join(site.root, 'started'), 'utf8')).toMatch(/^getAvailableTemplates -f .* --call-id \S+ --dialect \w+/);
    }));

  it('say so in one document where HOST_FACTORY_BIN leads nowhere', () =>
    play({ ...variant, mode: 'off' }, async ({ site }) => {
      const answer = await site.call('getAvailableTemplates', {}, { environment: { HOST_FACTORY_BIN: '/nonexistent/host-factory' } });
      expect(answer).toMatchObject({ exitCode: 1, document: { message: expect.stringContaining('HOST_FACTORY_BIN') } });
    }));

  it('work in folders with spaces, quotes and other characters of the shell', () =>
    play({ ...variant, folderName: `it's "a" $grid; \`x\` & é-` }, async ({ hostFactory }) => {
      expect(await hostFactory.templates()).toHaveLength(3);
      await hostFactory.giveBackAndWait(await hostFactory.machines('small', 2));
    }));
});
