import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askAs } from '../cluster/ask.js';
import { until } from '../cluster/until.js';
import { STAGES, type Part } from '../install/build.js';
import { startComponent, type Component } from './component.js';
import type { Places } from './files.js';
import { freePort } from './ports.js';
import { apiServerWords, controllerManagerWords, etcdWords, kwokWords, schedulerWords, type Patience, type Ports } from './words.js';

/** How a control plane is started. */
export interface ControlPlaneInput {
  /** Where its binaries are. */
  readonly binaries: string;
  readonly places: Places;
  readonly patience: Patience;
  /** What its parts ask the API server by. */
  readonly token: string;
  /** Writes a kubeconfig of that token. @returns its path */
  readonly writeKubeconfig: (url: string) => Promise<string>;
}

/** etcd, the API server and all that works through it. */
export interface ControlPlane {
  readonly url: string;
  readonly processIds: readonly number[];
  /** @throws what a part said last, when one ended by itself */
  check(): Promise<void>;
  /** Ends the API server by a signal, does what is to be done meanwhile, and starts it at the same address. Waits until it serves. */
  restartApiServer(signal: 'SIGTERM' | 'SIGKILL', meanwhile: () => Promise<void>): Promise<void>;
  /** Ends all. May be repeated. @throws as {@link ControlPlane.check}, when all have ended */
  stop(): Promise<void>;
}

/** Beside kwok's own stages: what else pods do. */
const OWN_STAGES = fileURLToPath(new URL('./stages.yaml', import.meta.url));

/** The port may be taken by another between its choice and its use. */
const TRIES = 3;

/** Starts all parts and waits until the API server serves. @throws what a part said last, when it ends instead */
export async function startControlPlane(input: ControlPlaneInput): Promise<ControlPlane> {
  const running = new Map<Part, Component>();
  const start = async (part: Part, words: readonly string[]): Promise<void> => {
    const { binaries, places } = input;
    running.set(
      part,
      await startComponent({ name: part, command: join(binaries, part), words, logFile: join(places.logs, `${part}.log`) }),
    );
  };
  const endAll = async (): Promise<void> => {
    await Promise.all([...running.values()].map((component) => component.stop('SIGKILL')));
  };
  try {
    await start('etcd', etcdWords(input.places));
    const ports = await startApiServer(input, start, running);
    const url = urlOf(ports);
    const kubeconfig = await input.writeKubeconfig(url);
    await start('kube-controller-manager', controllerManagerWords(input.places, kubeconfig, input.patience));
    await start('kube-scheduler', schedulerWords(kubeconfig));
    await start('kwok', kwokWords(kubeconfig, [join(input.binaries, STAGES), OWN_STAGES], ports.kwok, input.patience));
    return {
      url,
      get processIds() {
        return [...running.values()].map(({ processId }) => processId);
      },
      restartApiServer: async (signal, meanwhile) => {
        await running.get('kube-apiserver')?.stop(signal);
        await meanwhile();
        await start('kube-apiserver', apiServerWords(input.places, ports, input.patience));
        await serves(url, input, running);
      },
      check: () => check(running),
      stop: async () => {
        // Asked before: what is ended from here on does not end by itself.
        try {
          await check(running);
        } finally {
          await endAll();
        }
      },
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}

async function startApiServer(
  input: ControlPlaneInput,
  start: (part: Part, words: readonly string[]) => Promise<void>,
  running: ReadonlyMap<Part, Component>,
): Promise<Ports> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = { apiServer: await freePort(), kwok: await freePort() };
    await start('kube-apiserver', apiServerWords(input.places, ports, input.patience));
    try {
      await serves(urlOf(ports), input, running);
      return ports;
    } catch (error) {
      if (attempt === TRIES || !(error as Error).message.includes('address already in use')) throw error;
    }
  }
}

function urlOf({ apiServer }: Ports): string {
  return `https://127.0.0.1:${apiServer}`;
}

/** Waits until the API server is ready by its own judgement. */
async function serves(url: string, { places, token }: ControlPlaneInput, running: ReadonlyMap<Part, Component>): Promise<void> {
  const ask = askAs({ url, caFile: places.caFile, token });
  await until('the API server serves', async () => {
    await check(running);
    const answer = await ask({ path: '/readyz' }).catch(() => undefined);
    return answer?.status === 200 || undefined;
  });
}

async function check(running: ReadonlyMap<Part, Component>): Promise<void> {
  const complaints = await Promise.all([...running.values()].map((component) => component.complaint()));
  const told = complaints.filter((complaint) => complaint !== undefined);
  if (told.length > 0) throw new Error(told.join('; '));
}
