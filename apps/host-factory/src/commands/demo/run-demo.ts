import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ReceiptDocument,
  RequestDocument,
  ReturnRequestsDocument,
  StatusDocument,
  TemplatesDocument,
} from '@hostwright/host-factory-protocol';
import { readPointer } from '@hostwright/service/agent';
import { CommandError } from '../../cli/command-error.js';
import type { Io } from '../../cli/io.js';
import { type CloudCount, countCloud } from './cloud-count.js';
import { type DemoCall, DemoCaller } from './demo-call.js';
import type { DemoSite } from './demo-site.js';

/** What a demonstration showed. */
export interface DemoResult {
  readonly asked: number;
  readonly delivered: number;
  readonly cloudWhenRunning: CloudCount;
  readonly cloudAtEnd: CloudCount;
  readonly calls: readonly DemoCall[];
}

/** What {@link runDemo} goes by. */
export interface DemoInput {
  readonly io: Io;
  readonly site: DemoSite;
  /** Aborted: the demonstration ends at its next step. */
  readonly signal: AbortSignal;
}

const MACHINES = 3;
const POLL_INTERVAL_MS = 1_000;
const LONGEST_WAIT_MS = 90_000;
const LAUNCH_PATIENCE_MS = 10_000;
const LOOK_INTERVAL_MS = 20;

/** From templates to machines and back, with the agent killed in between. */
export async function runDemo({ io, site, signal }: DemoInput): Promise<DemoResult> {
  const caller = new DemoCaller(io, site);
  const { templates } = await caller.call<TemplatesDocument>('getAvailableTemplates', {});
  const templateId = (templates[1] ?? templates[0])?.templateId ?? '';
  const receipt = await caller.call<ReceiptDocument>('requestMachines', { template: { templateId, machineCount: MACHINES } });
  await killAgent(io, site, signal);
  const { machines } = await pollUntilEnded(caller, receipt.requestId ?? '', signal);
  const delivered = machines.filter(({ result }) => result === 'succeed');
  const cloudWhenRunning = countCloud(site.cloudFile);
  const hosts = delivered.map(({ name, machineId }) => ({ name, machineId }));
  await caller.call<ReturnRequestsDocument>('getReturnRequests', { machines: hosts });
  const returned = await caller.call<ReceiptDocument>('requestReturnMachines', { machines: hosts });
  await pollUntilEnded(caller, returned.requestId ?? '', signal);
  await caller.call<ReturnRequestsDocument>('getReturnRequests', { machines: hosts });
  return { asked: MACHINES, delivered: delivered.length, cloudWhenRunning, cloudAtEnd: countCloud(site.cloudFile), calls: caller.calls };
}

async function pollUntilEnded(caller: DemoCaller, requestId: string, signal: AbortSignal): Promise<RequestDocument> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_INTERVAL_MS) {
    await sleep(POLL_INTERVAL_MS, undefined, { signal });
    const { requests } = await caller.call<StatusDocument>('getRequestStatus', { requests: [{ requestId }] });
    const request = requests.find((entry) => entry.requestId === requestId);
    if (request !== undefined && request.status !== 'running') return request;
  }
  throw new CommandError('demo-failed', `The request ${requestId} has not ended within ${LONGEST_WAIT_MS / 1000} s.`);
}

/** As a crash or an operator would end it: without a word, and when the cloud has launched what nobody was told of yet. */
async function killAgent(io: Io, { work, cloudFile }: DemoSite, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < LAUNCH_PATIENCE_MS; waitedMs += LOOK_INTERVAL_MS) {
    const { launched } = countCloud(cloudFile);
    const pid = readPointer(work)?.pid;
    if (launched > 0 && pid !== undefined) {
      process.kill(pid, 'SIGKILL');
      return io.out(`\n$ kill -9 ${pid}    # the agent; the cloud has launched ${launched} machines, and nobody was told yet\n`);
    }
    await sleep(LOOK_INTERVAL_MS, undefined, { signal });
  }
  throw new CommandError('demo-failed', 'Nothing was launched.');
}
