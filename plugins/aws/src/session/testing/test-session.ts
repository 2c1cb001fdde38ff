import { settingsSchema } from '../../settings/schema.js';
import { createSession } from '../create-session.js';
import type { AwsSession } from '../session.js';
import { TestContext } from '@hostwright/plugin-testing';

/** A session, and what it told its context. */
export interface TestSession {
  readonly session: AwsSession;
  readonly context: TestContext;
}

/** Opens a session at an emulator or a local server, with keys that anybody may know. */
export function testSession(endpoint: string, settings: Readonly<Record<string, unknown>> = {}, context = new TestContext()): TestSession {
  const parsed = settingsSchema.parse({
    region: 'us-east-1',
    endpoint,
    credentials: { source: 'keys', accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'test' },
    ...settings,
  });
  return { session: createSession(parsed, context), context };
}
