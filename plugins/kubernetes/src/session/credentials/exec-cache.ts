import type { ProviderContext } from '@hostwright/core/provider';
import type { ExecConfig } from '../cluster/kubeconfig-schema.js';
import type { Target } from '../cluster/target.js';
import { askProgram, type ExecCredentials } from './exec.js';

/** Credentials are renewed this long before they end; those that live hardly longer, at half of their life. */
const RENEW_MARGIN_MS = 60_000;

/** Credentials of one program, asked for once by all who need them at the same time. */
export interface ExecCache {
  /** @throws {ProviderError} */
  current(exec: ExecConfig, target: Target, ca: string | undefined): Promise<ExecCredentials>;
  /** The cluster refused them, or something else changed: the next call asks anew. */
  forget(): void;
}

interface Held {
  readonly program: string;
  readonly credentials: ExecCredentials;
  readonly renewAtMs: number;
}

/** Keeps what a program gave for as long as it is good. */
export function createExecCache(context: Pick<ProviderContext, 'now'>): ExecCache {
  let held: Held | undefined;
  const asking = new Map<string, Promise<ExecCredentials>>();

  const ask = (program: string, exec: ExecConfig, target: Target, ca: string | undefined): Promise<ExecCredentials> => {
    const underWay = asking.get(program);
    if (underWay !== undefined) return underWay;
    const answer = askProgram(exec, target, ca)
      .then((credentials) => {
        held = { program, credentials, renewAtMs: renewalOf(credentials, context.now()) };
        return credentials;
      })
      .finally(() => asking.delete(program));
    asking.set(program, answer);
    return answer;
  };

  return {
    current: async (exec, target, ca) => {
      const program = JSON.stringify([exec, target.server]);
      if (held?.program === program && context.now() < held.renewAtMs) return held.credentials;
      return ask(program, exec, target, ca);
    },
    forget: () => {
      held = undefined;
    },
  };
}

function renewalOf({ expiresAtMs }: ExecCredentials, nowMs: number): number {
  if (expiresAtMs === undefined) return Infinity;
  const leftMs = expiresAtMs - nowMs;
  return nowMs + Math.max(leftMs - RENEW_MARGIN_MS, leftMs / 2);
}
