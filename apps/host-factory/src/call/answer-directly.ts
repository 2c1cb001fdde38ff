import { newId, systemClock, systemRandom } from '@hostwright/core';
import type { CallName, Dialect } from '@hostwright/host-factory-protocol';
import { answerCall, type CallAnswer, createWakeAndWait, openSiteStoreLater } from '@hostwright/service';
import { openCallLog } from '@hostwright/service/agent';
import { loadSiteConfiguration, locateSite, type Variables } from '@hostwright/service/configuration';
import { agentProgram } from '../agent-program.js';
import type { ProgramFiles } from '../cli/context.js';

/** One call, its input read. */
export interface DirectCall {
  readonly name: CallName;
  readonly dialect: Dialect;
  readonly inputText: string;
  /** Undefined: nobody will repeat this call. */
  readonly callId: string | undefined;
  readonly configurationDirectory: string | undefined;
  readonly signal: AbortSignal;
}

/** Answers a call from the store, in this process. */
export async function answerDirectly(
  call: DirectCall,
  { environment, program }: { readonly environment: Variables; readonly program: ProgramFiles },
): Promise<CallAnswer> {
  const site = locateSite({ configDirectory: call.configurationDirectory, environment });
  const configuration = await loadSiteConfiguration(site, { environment, programDirectory: program.packageDirectory });
  const log = openCallLog(configuration);
  const store = openSiteStoreLater(configuration);
  const around = { configuration, store, clock: systemClock, logger: log.logger, scrubber: log.scrubber };
  try {
    return await answerCall({
      ...call,
      ...around,
      callId: call.callId ?? newId(systemRandom, 'call'),
      wakeAndWait: createWakeAndWait({ ...around, environment, ...agentProgram(site, { environment, program }) }),
    });
  } finally {
    await store.close();
    log.close();
  }
}
