import { expect } from 'vitest';
import type { StatusDocument } from '../render/documents.js';
import { createHostFactoryCalls } from '../calls/create-calls.js';
import type { Answer, HostFactoryCallsOptions } from '../calls/options.js';
import type { CallName, Dialect } from '../dialect.js';
import { aTemplate } from './builders.js';
import { FakeHostFactory } from './fake-host-factory.js';
import { ManualClock } from './manual-clock.js';
import { problemsOf } from './schemas.js';

const SHAPE = { vcpus: 4, cores: 2, memoryMib: 8192, gpus: 0, architecture: 'x86_64' } as const;

/** What the agent does at a time after it was woken. */
interface Work {
  readonly afterMs: number;
  readonly work: () => void;
}

/** The calls over a fake host factory, every answer checked against its published schema. */
export interface TestCalls {
  readonly factory: FakeHostFactory;
  readonly clock: ManualClock;
  /** The waits that were asked for, 0 for a mere wake. */
  readonly waits: number[];
  /** Filled by a test: what a woken agent does. */
  readonly agent: Work[];
  readonly abort: AbortController;
  readonly call: (name: CallName, input: unknown, callId?: string) => Promise<Answer>;
  /** `input` as the text of the file. */
  readonly callText: (name: CallName, text: string, callId?: string) => Promise<Answer>;
}

/** Calls with one template `small` of known shape. */
export function createTestCalls(dialect: Dialect, options: Partial<HostFactoryCallsOptions> = {}): TestCalls {
  const clock = new ManualClock();
  const factory = new FakeHostFactory(clock);
  factory.shaped = [{ template: aTemplate(), shape: SHAPE, problem: undefined }];
  const waits: number[] = [];
  const agent: Work[] = [];
  const abort = new AbortController();
  const calls = createHostFactoryCalls({
    commands: factory,
    queries: factory,
    dialect,
    clock,
    wakeAndWait: async ({ until, waitMs }) => {
      waits.push(waitMs);
      const startMs = clock.now();
      while (clock.now() < startMs + waitMs && !abort.signal.aborted) {
        clock.advance(100);
        for (const due of agent.filter(({ afterMs }) => clock.now() >= startMs + afterMs)) {
          agent.splice(agent.indexOf(due), 1);
          due.work();
        }
        if (await until()) return;
      }
    },
    ...options,
  });
  const callText = async (name: CallName, text: string, callId = 'call-1'): Promise<Answer> => {
    const answer = await calls[name](text, { callId, signal: abort.signal });
    if (name !== 'getAvailableMachines') expect(problemsOf(name, dialect, answer)).toEqual([]);
    return answer;
  };
  const call = (name: CallName, input: unknown, callId?: string): Promise<Answer> => callText(name, JSON.stringify(input), callId);
  return { factory, clock, waits, agent, abort, call, callText };
}

/** The one request of a getRequestStatus answer. */
export function onlyRequest(answer: Answer): StatusDocument['requests'][number] {
  const { requests } = answer.document as StatusDocument;
  const [only, ...others] = requests;
  if (only === undefined || others.length > 0) throw new Error(`${requests.length} requests were answered, not one`);
  return only;
}
