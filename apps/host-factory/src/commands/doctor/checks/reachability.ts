import { loadConnections } from '@hostwright/service/configuration';
import { checkConnection } from '../../providers/check-connection.js';
import { patientCheck } from '../check.js';
import { ok, wrong } from '../finding.js';
import { hostFactory } from '../mend.js';

const TIMEOUT_MS = 20_000;

/** Whether each cloud answers, and to whom: only when asked for. */
export const reachability = patientCheck('reachability', 'whether each cloud answers; tried with --online only', async (patient) => {
  const { configuration, context, online } = patient;
  if (!online) return [ok('not tried: no cloud was asked without --online')];
  const { connections, readSecret } = await loadConnections(configuration, {
    environment: context.environment,
    programDirectory: context.program.packageDirectory,
  });
  const rows = await Promise.all(
    connections.map((setup) => checkConnection({ setup, clock: context.clock, readSecret, timeoutMs: TIMEOUT_MS })),
  );
  return rows.map(({ connection, status, identity, problem }) =>
    status === 'healthy'
      ? ok(`${connection}: account ${identity?.account ?? 'unknown'}, region ${identity?.region ?? 'unknown'}`)
      : wrong(`${connection} is ${status}: ${problem ?? 'no reason was given'}`, hostFactory(patient, 'providers', 'health', connection)),
  );
});
