import { readFile, stat } from 'node:fs/promises';
import { ProviderError } from '@hostwright/core/provider';
import { baseOfNative, baseOfPod, EMPTY_BASE, type BaseObject } from './base.js';
import type { KubernetesOptions } from './options.js';
import { parseFile } from './parse-file.js';

/** As much as the API server takes of one object. Source: https://etcd.io/docs/v3.6/dev-guide/limit/, request size limit */
const MAX_BYTES = 1_572_864;

/**
 * Reads what a template's pod starts from, anew each time.
 * @throws {ProviderError} `InvalidTemplate` when the file cannot be read, or is no pod
 */
export async function readBase({ base }: Pick<KubernetesOptions, 'base'>): Promise<BaseObject> {
  if (base === undefined) return EMPTY_BASE;
  if (base.by === 'inline') return taken('pod', 'the pod of the template', () => baseOfPod(base.pod));
  const key = base.by === 'pod-file' ? 'podSpec' : 'nativeSpec';
  const text = await readText(base.path, key);
  return taken(key, `the file ${base.path} of ${key}`, () => (base.by === 'pod-file' ? baseOfPod : baseOfNative)(parseFile(text)));
}

async function readText(path: string, key: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw refused(key, `the file ${path} of ${key} is larger than ${MAX_BYTES} bytes, which no API server takes`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ProviderError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw refused(key, `the file ${path} of ${key} cannot be read (${code}): put one there that this user may read`);
  }
}

function taken(key: string, where: string, take: () => BaseObject): BaseObject {
  try {
    return take();
  } catch (cause) {
    throw refused(key, `${where}: ${cause instanceof Error ? cause.message : 'it cannot be read'}`);
  }
}

function refused(key: string, message: string): ProviderError {
  return new ProviderError('InvalidTemplate', message, { subject: key });
}
