import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { until } from '../../e2e/harness/until.js';
import type { PreparedSite } from '../../golden/prepared-site.js';
import { data, edit, type RequestResult, type Stage } from './stage.js';

/** A site whose agent runs, because a machine takes an hour to boot. */
export interface AgentSite extends PreparedSite {
  /** Stops the agent as Ctrl-Z does, so that it answers nothing. */
  pause(): void;
  resume(): void;
}

/** Makes one; its agent is the built program. */
export async function agentSite(stage: Stage): Promise<AgentSite> {
  const site = await stage.fresh();
  edit(site, 'bootTimeMs: 50', 'bootTimeMs: 3600000');
  edit(site, 'agent: off', 'agent: auto');
  const { requestId } = await data<RequestResult>(site, 'machines request small 1');
  const find = async (): Promise<number | undefined> => {
    // Wakes it, and waits for nothing.
    await site.run(['requests', 'wait', requestId, '--timeout', '0']);
    return (await data<{ readonly pid?: number }>(site, 'agent status')).pid;
  };
  const pid = await until(find, { what: 'an agent' });
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    expect(isAgentOf(site, pid)).toBe(true);
    process.kill(pid, name);
  };
  return { ...site, pause: () => signal('SIGSTOP'), resume: () => signal('SIGCONT') };
}

/** No signal is sent to a process that is not this site's. */
function isAgentOf({ root }: PreparedSite, pid: number): boolean {
  return Number.isInteger(pid) && pid > 1 && pid !== process.pid && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(root);
}
