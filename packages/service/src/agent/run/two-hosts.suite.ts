import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Variables } from '../../configuration/index.js';
import { RUNTIME_DIRECTORY_VARIABLE } from '../runtime-folder.js';
import { buildPrograms, type CallEnd, isAlive, killAndWait, type Programs, type TestSite, testSites } from '../testing/test-site.js';
import { sharedFolder } from '../testing/temporary-folder.js';

/** What takes so long hangs. */
const HANG_MS = 240_000;
/** The least that a configuration may say: who is silent so long loses the claim. */
const SHORT_MS = 5_000;
/** Not over while a test runs, however slow the machine. */
const NEVER_MS = 86_400_000;

const folder = sharedFolder();
let programs: Programs;
const newSite = testSites(() => programs);

beforeAll(async () => {
  programs = await buildPrograms(folder);
}, HANG_MS);

/** Two hosts are two runtime folders and two host ids: all else that they have in common is the work directory. */
class TwoHosts {
  readonly site: TestSite;
  readonly a: Variables;
  readonly b: Variables;

  constructor(claimSilenceMs: number) {
    this.site = newSite({ sharedWorkDirectory: 'shared', timing: { claimSilenceMs } });
    this.a = this.#host('a');
    this.b = this.#host('b');
  }

  #host(name: string): Variables {
    const runtime = join(this.site.directory, '..', `run-${name}`);
    mkdirSync(runtime, { mode: 0o700 });
    return { [RUNTIME_DIRECTORY_VARIABLE]: runtime, HOST_FACTORY_HOST_ID: `host-${name}`, TEST_LINGER_MS: '600000' };
  }

  ask(host: Variables): Promise<CallEnd> {
    return this.site.call('requestMachines', { template: { templateId: 'small', machineCount: 1 } }, { environment: host });
  }

  async status(host: Variables, requestId: string): Promise<unknown> {
    const { document } = await this.site.call('getRequestStatus', { requests: [{ requestId }] }, { environment: host });
    return (document['requests'] as readonly { readonly status: string }[])[0]?.status;
  }

  async completes(host: Variables, requestId: string): Promise<void> {
    await until(async () => (await this.status(host, requestId)) === 'complete', `${requestId} completes`);
  }

  /** Asks until it is accepted, and answers the request's id. `onLocked` is called when somebody paused holds the store's lock. */
  async takesOver(host: Variables, onLocked: () => Promise<void> = () => Promise.resolve()): Promise<string> {
    let accepted: string | undefined;
    await until(async () => {
      const { document } = await this.ask(host);
      if (typeof document['requestId'] === 'string') accepted = document['requestId'];
      else if (/locked/.test(String(document['message']))) await onLocked();
      return accepted !== undefined;
    }, 'the other host takes over');
    return accepted ?? '';
  }

  /** Begins on host A, whose agent stays. Answers its process. */
  async beginOnA(): Promise<{ readonly requestId: string; readonly agent: number }> {
    const requestId = await this.site.request(1, { environment: this.a });
    await this.completes(this.a, requestId);
    const [agent = 0] = this.site.agentPids();
    if (agent === 0) throw new Error('no agent stays');
    return { requestId, agent };
  }
}

async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const endAt = Date.now() + HANG_MS;
  while (!(await holds())) {
    if (Date.now() > endAt) throw new Error(`hangs: ${what}`);
    await sleep(100);
  }
}

describe('two hosts on one shared work directory', { timeout: 2 * HANG_MS, tags: ['shared.failover', 'simulated'] }, () => {
  it('the passive one answers what is asked, accepts nothing, and says which host works', { tags: ['fault.row-41'] }, async () => {
    const hosts = new TwoHosts(NEVER_MS);
    const { requestId } = await hosts.beginOnA();
    expect(await hosts.status(hosts.b, requestId)).toBe('complete');
    const { exitCode, document } = await hosts.ask(hosts.b);
    expect(exitCode).toBe(1);
    expect(document['message']).toMatch(/host-a holds the claim since .*store claim --take-over/);
    expect(hosts.site.liveMachines()).toHaveLength(1);
  });

  it('the passive one takes over when the active one was killed, and knows all that was accepted', { tags: ['fault.row-41'] }, async () => {
    const hosts = new TwoHosts(SHORT_MS);
    const { requestId, agent } = await hosts.beginOnA();
    await killAndWait(agent);
    const second = await hosts.takesOver(hosts.b);
    await hosts.completes(hosts.b, second);
    expect(await hosts.status(hosts.b, requestId)).toBe('complete');
    expect(hosts.site.liveMachines()).toHaveLength(2);
  });

  it(
    'the active one that was paused meanwhile ends when it resumes, having done nothing',
    { tags: ['fault.row-30', 'fault.row-41'] },
    async () => {
      const hosts = new TwoHosts(SHORT_MS);
      const { agent } = await hosts.beginOnA();
      process.kill(agent, 'SIGSTOP');
      const second = await hosts.takesOver(hosts.b, async () => {
        process.kill(agent, 'SIGCONT');
        await sleep(20);
        process.kill(agent, 'SIGSTOP');
      });
      await hosts.completes(hosts.b, second);
      process.kill(agent, 'SIGCONT');
      await until(() => !isAlive(agent), "the first host's agent ends");
      const third = await hosts.takesOver(hosts.b);
      await hosts.completes(hosts.b, third);
      expect(hosts.site.liveMachines()).toHaveLength(3);
    },
  );
});
