import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { behaviourShape, type CloudBehaviour } from '../cloud/behaviour.js';
import { faultSchema } from '../cloud/fault.js';

const name = z.string().regex(/^[A-Za-z0-9-]{1,63}$/);

/** Settings of a connection to a mock cloud; every one has a line in the README. */
export const settingsSchema = z.strictObject({
  cloudFile: z
    .string()
    .refine(
      (file) => isAbsolute(file) || file.startsWith(':memory:'),
      'must be an absolute path: other processes, in other folders, mean the same cloud',
    )
    .describe('The file that is the cloud. `:memory:NAME` is a cloud in memory that one process shares under that name.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional()
    .describe(
      'Decides all that happens by chance, and how machines are called. Fixed once the file exists. Default: by the path of the file, so that no two clouds call machines alike.',
    ),
  time: z
    .enum(['real', 'virtual'])
    .default('real')
    .describe(
      'Whose time the cloud goes by: the clock of its callers, or its own, which only a control moves. Fixed once the file exists.',
    ),
  account: name.default('mock-account').describe('Account that the credentials belong to.'),
  region: name.default('mock-1').describe('Region of the account that the connection works in.'),
  principal: z.string().min(1).max(128).default('mock-user').describe('User or role that calls; for people.'),
  credentials: z
    .enum(['valid', 'expired', 'revoked'])
    .default('valid')
    .describe('How good the credentials are, unless a control says otherwise.'),
  accessKey: z
    .string()
    .min(1)
    .optional()
    .describe('Reference of the secret that holds the access key. Needed when a control gave the account keys.'),
  visibilityHorizonMs: z
    .int()
    .min(0)
    .max(24 * 3_600_000)
    .optional()
    .describe(
      'How far listings may lag behind, as told to the engine. Default: visibilityDelayMs. Set it when faults hide machines for longer.',
    ),
  faults: z.array(faultSchema).max(1_000).default([]).describe('Fault script: what shall go wrong, and when.'),
  ...behaviourShape,
});

/** Checked settings of a connection. */
export type MockSettings = z.output<typeof settingsSchema>;

/** The part of the settings that says how the cloud behaves. */
export function behaviourOf(settings: MockSettings): CloudBehaviour {
  const entries = Object.entries(settings).filter(([key]) => key in behaviourShape);
  return Object.fromEntries(entries) as CloudBehaviour;
}
