import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { type AgentStatus, findAgent, isNewerBuild, locateRuntimeFolder, readPointer } from '@hostwright/service/agent';
import { agentProgram } from '../../../agent-program.js';
import { plural } from '../../../cli/format.js';
import { type Patient, storeCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { lockHolder, stateOf } from '../look/process.js';
import { because, hostFactory } from '../mend.js';

/** Who works on requests: an agent that answers, none because nothing is open, or every call by itself. */
export const agent = storeCheck('agent', 'the background process: answers, is paused, or is older', async (patient) => {
  const { site, configuration, context } = patient;
  const finding = await findAgent({ site, environment: context.environment });
  if (finding.kind === 'silent') return [silent(patient)];
  if (finding.kind === 'running') return running(patient, finding.status);
  const holder = holderOfLock(patient);
  if (holder !== undefined && stateOf(holder) === 'paused') return [paused(holder)];
  if (configuration.agent === 'off') return [ok('switched off (agent: off): each call works by itself')];
  return absent(patient);
});

/** It holds the lock: no other can start before it goes on, or ends. */
function silent(patient: Patient): Answer {
  const pid = holderOfLock(patient) ?? pointedAt(patient);
  if (pid === undefined) return wrong('one runs and does not answer', hostFactory(patient, 'agent', 'stop'));
  if (stateOf(pid) === 'paused') return paused(pid);
  return wrong(
    `process ${pid} runs and does not answer: it hangs`,
    because(`kill ${pid}`, 'the next call starts another; nothing is lost'),
  );
}

function paused(pid: number): Answer {
  return wrong(
    `process ${pid} is paused (a stop signal, or a debugger): it holds the lock, so that nothing is launched`,
    `kill -CONT ${pid}`,
  );
}

function holderOfLock({ site, context, system }: Patient): number | undefined {
  if (!existsSync(site.workDirectory)) return undefined;
  const { lockPath } = locateRuntimeFolder({ workDirectory: site.workDirectory, environment: context.environment });
  return lockHolder(lockPath, system.locks());
}

function pointedAt({ site }: Patient): number | undefined {
  const pointer = readPointer(site.workDirectory);
  return pointer?.host === hostname() ? pointer.pid : undefined;
}

function running(patient: Patient, { pid, host, build, configurationProblem }: AgentStatus): readonly Answer[] {
  const { site, context } = patient;
  const mine = agentProgram(site, context).build;
  const answers: Answer[] = [ok(`process ${pid} on ${host}, version ${build.version}`)];
  if (isNewerBuild(mine, build)) {
    answers.push(
      note(
        `it is older (${build.version}) than this program (${mine.version}); the next call replaces it`,
        hostFactory(patient, 'agent', 'stop'),
      ),
    );
  }
  if (isNewerBuild(build, mine)) {
    answers.push(
      note(
        `it is newer (${build.version}, ${build.programPath}) than this program (${mine.version})`,
        because(`ls -l ${build.programPath}`, 'scripts should call the newer one'),
      ),
    );
  }
  if (configurationProblem !== undefined) {
    answers.push(wrong(`it goes on with its last configuration: ${configurationProblem}`, hostFactory(patient, 'config', 'validate')));
  }
  return answers;
}

async function absent(patient: Patient): Promise<readonly Answer[]> {
  const store = await patient.store();
  const open = store === undefined ? [] : await store.read((tx) => tx.requests({ states: ['open', 'cancelling'] }));
  const [first] = open;
  if (first === undefined) return [ok('none runs; the next call that needs one starts it')];
  return [
    note(
      `none runs, and ${plural(open.length, 'request')} ${open.length === 1 ? 'is' : 'are'} open; the next call starts one`,
      hostFactory(patient, 'requests', 'wait', first.requestId),
    ),
  ];
}
