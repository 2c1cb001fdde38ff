import { settingsSchema } from '../../settings/schema.js';
import type { Surroundings } from '../cluster/find-target.js';
import { createSession } from '../create-session.js';
import type { KubernetesSession } from '../session.js';
import { TestContext } from '@hostwright/plugin-testing';

/** A session, and what it told its context. */
export interface TestSession {
  readonly session: KubernetesSession;
  readonly context: TestContext;
}

/** Nothing of this machine's own: no kubeconfig, no proxy, no pod. */
export const NOWHERE: Surroundings = { environment: { HOME: '/nowhere' }, accountFolder: '/nowhere' };

/** Opens a session with these settings, in surroundings that hold nothing of this machine. */
export function testSession(
  settings: Readonly<Record<string, unknown>>,
  context = new TestContext(),
  surroundings: Surroundings = NOWHERE,
): TestSession {
  return { session: createSession(settingsSchema.parse(settings), context, surroundings), context };
}
