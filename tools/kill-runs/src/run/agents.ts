import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { AGENT_FILE_PREFIX } from '../points/halt-files.js';
import { isProcessOf, type Signal, signalProcessOf } from './processes.js';
import type { Site } from './site.js';
import { agentAnswers } from './socket-call.js';
import { until } from './until.js';

const LOOK_MS = 20;

/** Starts the agents of a site again whenever they died, as a supervisor does. Agents that calls start beside them are welcome. */
export class Agents {
  readonly #children = new Map<string, ChildProcess>();

  /** @param runtimes - one agent for each; agents of different runtime folders do not know of each other's lock */
  constructor(
    private readonly site: Site,
    private readonly runtimes: readonly string[],
  ) {}

  /** Sees to it that one answers; where every call works by itself there is none to wait for. */
  async ensure(): Promise<void> {
    if (this.runtimes.length === 0) return;
    this.#start(this.runtimes.slice(1));
    await until(
      'an agent that answers',
      async () => {
        if (await agentAnswers(this.site)) return true;
        this.#start(this.runtimes.slice(0, 1));
        return undefined;
      },
      LOOK_MS,
    );
  }

  /** Process ids of those that live, whoever started them. */
  get pids(): readonly number[] {
    const { watchFolder } = this.site;
    const found = readdirSync(watchFolder).filter((name) => name.startsWith(AGENT_FILE_PREFIX));
    const pids = [
      ...found.map((name) => Number(name.slice(AGENT_FILE_PREFIX.length))),
      ...[...this.#children.values()].flatMap(({ pid }) => pid ?? []),
    ];
    return [...new Set(pids)].filter((pid) => isProcessOf(watchFolder, pid));
  }

  signal(signal: Signal): void {
    for (const pid of this.pids) signalProcessOf(this.site.watchFolder, pid, signal);
  }

  /** Sends a signal to all, and waits until none lives. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await until(
      'the end of the agents',
      () => {
        this.signal(signal);
        return this.pids.length === 0 || undefined;
      },
      LOOK_MS,
    );
  }

  /** Starts those that do not run. */
  #start(runtimes: readonly string[]): void {
    for (const runtime of runtimes) {
      const child = this.#children.get(runtime);
      if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) continue;
      const words = [this.site.programs.programPath, 'agent', 'run', '--config', this.site.configurationFolder];
      const started = spawn(process.execPath, words, { cwd: '/', env: { ...this.site.environment(runtime) }, stdio: 'ignore' });
      // One that cannot be started is missing at the next look.
      started.on('error', () => undefined);
      this.#children.set(runtime, started);
    }
  }
}
