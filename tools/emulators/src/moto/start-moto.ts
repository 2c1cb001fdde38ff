import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshPythonEnvironment } from '../python/environment.js';
import { installPythonTool } from '../python/index.js';
import { startServerProcess, type ServerProcess } from '../server-process/server-process.js';
import { readMotoRecording, type RecordedRequest } from './recorded-request.js';
import { MOTO } from './tool.js';

/** The region of {@link Moto.env}. */
const REGION = 'us-east-1';

/** How a moto is started. */
export interface MotoOptions {
  /** Keeps every request for {@link Moto.requests}. @default false */
  readonly record?: boolean;
  /** Refuses unknown images and key pairs, as EC2 does; moto takes any by itself. @default false */
  readonly validation?: boolean;
}

/** A running AWS of moto. */
export interface Moto {
  readonly url: string;
  /** For a process that is to use it: endpoint, region and keys that moto takes. */
  readonly env: Readonly<Record<string, string>>;
  /** Every request so far, in order of arrival; moto's own interface left out. Empty unless it records. */
  requests(): Promise<readonly RecordedRequest[]>;
  /** Forgets everything but who must be authorized. */
  reset(): Promise<void>;
  /** Makes the ids of what is created from now on follow from `seed`. */
  seed(seed: number): Promise<void>;
  /**
   * From now on each action must be allowed by a policy of whoever signs it, or nothing is checked. moto honours actions and resources of
   * a policy and ignores its conditions.
   */
  authorize(on: boolean): Promise<void>;
  /** Stops it. May be repeated. */
  stop(): Promise<void>;
}

/**
 * Starts moto on a free port of the loopback address, empty. Installs it when it is not in the user's cache folder. It ends with this
 * process, however that ends.
 *
 * @throws in one line, when Python or moto cannot be had
 */
export async function startMoto({ record = false, validation = false }: MotoOptions = {}): Promise<Moto> {
  const tool = await installPythonTool(MOTO);
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-moto-'));
  const recording = join(folder, 'requests.jsonl');
  let server: ServerProcess | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
    await tool.dispose();
  };
  try {
    server = await startServerProcess({
      what: 'moto',
      command: tool.python,
      words: ['-I', fileURLToPath(new URL('./serve.py', import.meta.url))],
      folder,
      environment: { ...freshPythonEnvironment(), ...(record && recorderOf(recording)), ...(validation && VALIDATION) },
    });
    const url = `http://127.0.0.1:${server.port}`;
    return {
      url,
      env: environmentOf(url),
      requests: () => readMotoRecording(recording),
      reset: () => post(`${url}/moto-api/reset`),
      seed: (seed) => post(`${url}/moto-api/seed?a=${seed}`),
      authorize: (on) => post(`${url}/moto-api/reset-auth`, on ? '0' : 'inf'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Not of machine types: moto looks for one in a group's launch template alone, and refuses groups that name theirs beside it. */
const VALIDATION = {
  MOTO_ENABLE_AMI_VALIDATION: 'true',
  MOTO_ENABLE_KEYPAIR_VALIDATION: 'true',
} as const;

function recorderOf(file: string): Readonly<Record<string, string>> {
  return { MOTO_ENABLE_RECORDING: '1', MOTO_RECORDER_FILEPATH: file };
}

function environmentOf(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

async function post(url: string, body = ''): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
  if (!response.ok) throw new Error(`moto answers ${response.status} to ${url}`);
  await response.arrayBuffer();
}
