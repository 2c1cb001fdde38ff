import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateKeyPairCommand, DescribeKeyPairsCommand } from '@aws-sdk/client-ec2';
import { isProviderError, ProviderError, type OperationInput, type WriteInput } from '@hostwright/core/provider';
import { createOnce } from '../cache/once.js';
import { perSession } from '../cache/per-session.js';
import type { AwsSession } from '../session/session.js';
import { invalidTemplate } from './invalid-template.js';

/** Nothing that leads out of a folder, or hides in it. */
const FILE_NAME = /^\w[\w .@+-]*$/;

/** Key pairs that this process knows to exist. */
const known = perSession(() => new Set<string>());
const ensured = perSession(() => createOnce());

/** Whether the region has a key pair of this name. */
export async function hasKeyPair(session: AwsSession, keyName: string, input: OperationInput): Promise<boolean> {
  if (known(session).has(keyName)) return true;
  const { output } = await session.read('ec2', new DescribeKeyPairsCommand({ Filters: [{ Name: 'key-name', Values: [keyName] }] }), input);
  const found = (output.KeyPairs ?? []).some(({ KeyName }) => KeyName === keyName);
  if (found) known(session).add(keyName);
  return found;
}

/**
 * As the vendor's plugin does it: makes a missing key pair and keeps its private half as `<keyName>.pem` in the settings' key folder.
 * Does nothing without such a folder. May be repeated; launches of one process at the same time make one.
 */
export async function ensureKeyPair(
  session: AwsSession,
  keyName: string | undefined,
  input: Pick<WriteInput, 'signal' | 'attempt'>,
): Promise<void> {
  const { keyFolder } = session.settings;
  if (keyFolder === undefined || keyName === undefined) return;
  await ensured(session).ensure(keyName, input, (signal) => makeKeyPair(session, keyName, keyFolder, { ...input, signal }));
}

async function makeKeyPair(
  session: AwsSession,
  keyName: string,
  keyFolder: string,
  input: Pick<WriteInput, 'signal' | 'attempt'>,
): Promise<void> {
  if (await hasKeyPair(session, keyName, input)) return;
  if (!FILE_NAME.test(keyName)) throw invalidTemplate('keyName', `'${keyName}' cannot be the name of a file in keyFolder`);
  const path = join(keyFolder, `${keyName}.pem`);
  const file = await openNew(path);
  let kept = false;
  try {
    const { output } = await session.write('ec2', 'create', new CreateKeyPairCommand({ KeyName: keyName }), input);
    kept = true;
    await file.writeFile(output.KeyMaterial ?? '');
    await file.sync();
    known(session).add(keyName);
  } catch (error) {
    if (!isProviderError(error) || error.code !== 'InvalidKeyPair.Duplicate') throw error;
  } finally {
    await file.close();
    if (!kept) await rm(path);
  }
}

/** Before the key is made: a private key that cannot be kept is of no use. A file that is there belongs to a key pair somebody deleted. */
async function openNew(path: string): ReturnType<typeof open> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const hint = code === 'EEXIST' ? 'it exists while AWS has no such key pair: import it there, or move it away' : code;
    throw new ProviderError('InvalidSettings', `keyFolder: ${path} cannot be written: ${hint}`, { subject: 'keyFolder', cause });
  }
}
