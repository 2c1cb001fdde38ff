import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { readOwnFile } from '../../own-file.js';
import { tellSystemError } from '../invalid.js';
import { isInside } from '../paths.js';
import type { FingerprintRecorder } from '../snapshot/fingerprint.js';
import type { CommonTemplate } from './template-schema.js';

/** What a template's user data came to. `fault`: it cannot be read now, which may be over in a moment. */
export type ReadUserData =
  | { readonly kind: 'ok'; readonly text: string | undefined }
  | { readonly kind: 'problem' | 'fault'; readonly message: string };

/** EC2's limit, before it is encoded; other clouds allow more. Source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MAX_USER_DATA_BYTES = 16 * 1024;

/** Reads user data, from the template itself or from the file that it names in the configuration folder. */
export function readUserData(
  template: Pick<CommonTemplate, 'userData' | 'userDataScript'>,
  folder: string,
  recorder?: FingerprintRecorder,
): ReadUserData {
  const { userData, userDataScript } = template;
  if (userDataScript === undefined) return sized('userData', userData === '' ? undefined : userData);
  if (userData !== undefined && userData !== '') return problem('userData and userDataScript are both stated; keep one of them');
  return readScript(userDataScript, folder, recorder);
}

function readScript(script: string, folder: string, recorder: FingerprintRecorder | undefined): ReadUserData {
  const path = join(folder, script);
  if (script.includes('\0')) return problem('userDataScript: its name has a character that no file name may have');
  if (isAbsolute(script) || normalize(script).split('/').includes('..')) return problem(OUTSIDE);
  // Whatever is wrong with the file now may be mended: its look counts in any case.
  recorder?.addUnread(path);
  try {
    const real = realpathSync(path);
    if (!isInside(realpathSync(folder), real)) return problem(OUTSIDE);
    const stats = statSync(real);
    if (!stats.isFile()) return problem(`userDataScript: ${path} is no file`);
    if (stats.size > MAX_USER_DATA_BYTES) return tooLarge('userDataScript');
    const { text, stats: read } = readOwnFile(real);
    recorder?.addFile(path, read, text);
    return sized('userDataScript', text);
  } catch (error) {
    return {
      kind: 'fault',
      message: `userDataScript: ${path} cannot be read: ${tellSystemError(error)}; put the file there, or correct its name`,
    };
  }
}

const OUTSIDE =
  'userDataScript: it lies outside the configuration folder; put it into the folder, and write its path relative to the folder, without ".."';

function sized(key: string, text: string | undefined): ReadUserData {
  if (text !== undefined && Buffer.byteLength(text) > MAX_USER_DATA_BYTES) return tooLarge(key);
  return { kind: 'ok', text };
}

function tooLarge(key: string): ReadUserData {
  return problem(`${key}: it is larger than ${MAX_USER_DATA_BYTES / 1024} KiB; let it fetch the rest from elsewhere`);
}

function problem(message: string): ReadUserData {
  return { kind: 'problem', message };
}
