import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSiteStore } from '@hostwright/service';
import { CRASH_LOG_NAME, findAgent, INLINE_RETRY_MS, isInlineHost, openRuntimeFolder, readStarts } from '@hostwright/service/agent';
import { STORE_FILE_NAME } from '@hostwright/service/configuration';
import { type Finding, note, ok, type Patient, wrong } from '../finding.js';

const MINUTE_MS = 60_000;

/** Who works on requests: an agent that answers, none because nothing is open, or every call by itself. */
export async function checkAgent(patient: Patient): Promise<readonly Finding[]> {
  const { site, configuration, context } = patient;
  if (configuration.agent === 'off') return [ok('agent', 'switched off (agent: off): each call works by itself')];
  const { environment } = context;
  const finding = await findAgent({ site, environment });
  if (finding.kind === 'silent') {
    return [
      wrong(
        'agent',
        'one runs and does not answer: it is paused, or hangs',
        `host-factory agent stop, or end the process named in ${join(site.workDirectory, 'agent.json')}`,
      ),
    ];
  }
  if (finding.kind === 'absent') return [ok('agent', 'none runs; the next call that needs one starts it'), ...(await checkStarts(patient))];
  const { pid, host, configurationProblem } = finding.status;
  return [
    ok('agent', `process ${pid} on ${host}`),
    ...(configurationProblem === undefined
      ? []
      : [wrong('agent', `it goes on with its last configuration: ${configurationProblem}`, `mend the configuration in ${site.directory}`)]),
  ];
}

/** The folder of the agent's socket and lock. */
export function checkSocket({ site, context }: Patient): readonly Finding[] {
  const { workDirectory } = site;
  if (!existsSync(workDirectory)) return [];
  return [ok('socket', openRuntimeFolder({ workDirectory, environment: context.environment }).socketPath)];
}

/** A host on which agents died right after their start is not given more of them for a while. */
async function checkStarts({ site, configuration }: Patient): Promise<readonly Finding[]> {
  if (!existsSync(join(site.workDirectory, STORE_FILE_NAME))) return [];
  const store = await openSiteStore(configuration, { readOnly: true });
  try {
    const starts = await readStarts(store);
    if (!isInlineHost(starts)) return [];
    return [
      note(
        'agent',
        `background processes did not survive here ${starts.startsWithoutProgress} times: each call works by itself, and an agent is tried again after ${INLINE_RETRY_MS / MINUTE_MS} minutes`,
        `see ${join(site.logDirectory, CRASH_LOG_NAME)}; where this site ends background processes, set agent: off`,
      ),
    ];
  } finally {
    await store.close();
  }
}
