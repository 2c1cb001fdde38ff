import { type Clock, createCommands, createQueries, type Logger, type Store } from '@hostwright/core';
import {
  type Answer,
  type CallName,
  createHostFactoryCalls,
  type Dialect,
  type HostFactoryCalls,
  type WakeAndWait,
} from '@hostwright/host-factory-protocol';
import type { SiteConfiguration, TemplateFileProblem } from '../configuration/index.js';
import { readBrokenConnections } from './broken-connections.js';
import { listedTemplates } from './listed-templates.js';

/** One Host Factory call, however it came. */
export interface AnswerCallInput {
  readonly configuration: SiteConfiguration;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dialect: Dialect;
  readonly name: CallName;
  readonly inputText: string;
  /** Minted before the call's first try and the same for every further one. */
  readonly callId: string;
  readonly signal: AbortSignal;
  readonly wakeAndWait: WakeAndWait;
}

/** What a script prints and ends with. */
export interface CallAnswer {
  readonly exitCode: 0 | 1;
  /** The one JSON document, without a line break at its end. */
  readonly text: string;
}

/** Who did what a call woke somebody for: this process itself, or somebody else. */
export type WorkedBy = 'self' | 'other';

/** Calls that tell how things stand. */
const REPORTS: ReadonlySet<CallName> = new Set<CallName>(['getRequestStatus', 'getReturnRequests']);

/**
 * Answers one call from the store. Never rejects. The same code behind the agent's socket, the direct way and inline mode.
 *
 * Work that was begun in this process is finished before the answer: the process ends with it. What was read before such work is read
 * again after it.
 */
export async function answerCall(input: AnswerCallInput): Promise<CallAnswer> {
  const { name, inputText, callId, signal, clock, logger } = input;
  const startedAt = clock.monotonic();
  const work = trackWork(input.wakeAndWait);
  let answer = await createCalls(input, work.wakeAndWait)[name](inputText, { callId, signal });
  if ((await work.finished()) === 'self' && REPORTS.has(name)) {
    answer = await createCalls(input, () => Promise.resolve())[name](inputText, { callId, signal });
  }
  const durationMs = Math.round(clock.monotonic() - startedAt);
  logger.info({ call: name, callId, requestId: requestIdOf(answer), exitCode: answer.exitCode, durationMs }, 'call answered');
  return { exitCode: answer.exitCode, text: JSON.stringify(answer.document) };
}

function createCalls(input: AnswerCallInput, wakeAndWait: WakeAndWait): HostFactoryCalls {
  const { configuration, store, clock, logger, dialect } = input;
  const { site, templates, timing, callTiming, connections } = configuration;
  const front = { store, templates, clock, timing };
  const queries = createQueries(front);
  const hostAttributes = new Map(connections.map((connection) => [connection.name, connection.hostAttribute]));
  return createHostFactoryCalls({
    commands: createCommands(front),
    queries: { ...queries, templates: () => listedTemplates(queries, store) },
    dialect,
    clock,
    wakeAndWait,
    brokenConnections: () => readBrokenConnections(store),
    templateProblems: configuration.templateProblems.map(tellProblem),
    timing: callTiming,
    providerHostAttribute: (connection) => hostAttributes.get(connection),
    providerName: site.providerName,
    clusterName: site.environment?.clusterName,
    echoReturnedMachines: configuration.echoReturnedMachines,
    logger,
  });
}

/** Messages about a whole file name it themselves. */
function tellProblem({ file, templateId, message }: TemplateFileProblem): string {
  const what = templateId === undefined ? message : `"${templateId}": ${message}`;
  return what.startsWith(file) ? what : `${file}: ${what}`;
}

/** The protocol leaves a wake behind that takes too long; here its end can be waited for. */
function trackWork(wakeAndWait: WakeAndWait): { readonly wakeAndWait: WakeAndWait; readonly finished: () => Promise<WorkedBy> } {
  const works: Promise<unknown>[] = [];
  return {
    wakeAndWait: (request) => {
      const work = wakeAndWait(request);
      works.push(work.catch(() => 'other'));
      return work;
    },
    finished: async () => ((await Promise.all(works)).includes('self') ? 'self' : 'other'),
  };
}

function requestIdOf({ document }: Answer): string | undefined {
  return 'requestId' in document && typeof document.requestId === 'string' ? document.requestId : undefined;
}
