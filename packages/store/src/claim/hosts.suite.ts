import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyStore } from '../maintenance/verify.js';
import { openSqliteStore } from '../sqlite/open.js';
import { buildChild } from '../testing/build-child.js';
import type { HostLine } from '../testing/child.js';
import { runChild } from '../testing/run-child.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';

/** What hangs for so long hangs. */
const HANG_MS = 120_000;
/** Soon over: who is silent loses the claim. */
const SHORT_MS = 1_500;
/** Never over while a test runs. */
const LONG_MS = 3_600_000;
const HOUR_MS = 3_600_000;
const STEPS = 12;

const build = sharedFolder();
const folder = temporaryFolders();
let program = '';
beforeAll(async () => {
  program = await buildChild(build);
}, HANG_MS);

const hosts: Host[] = [];
afterEach(endAll);

async function endAll(): Promise<void> {
  await Promise.all(hosts.splice(0).map((host) => host.kill()));
}

/** A process of a host that writes to the shared file as fast as it may. */
class Host {
  readonly lines: HostLine[] = [];
  #child: ChildProcess | undefined;
  readonly #end: Promise<unknown>;

  constructor(
    readonly name: string,
    file: string,
    options: { readonly silenceMs?: number; readonly clockOffMs?: number; readonly takeOver?: boolean } = {},
  ) {
    const task = { do: 'host', file, name, silenceMs: SHORT_MS, ...options } as const;
    this.#end = runChild(task, {
      program,
      onStart: (child) => (this.#child = child),
      onLine: (line) => this.lines.push(line as HostLine),
    }).then(({ errors }) => {
      if (errors !== '') throw new Error(errors);
    });
    hosts.push(this);
  }

  get acknowledged(): readonly string[] {
    return this.lines.flatMap((line) => ('committed' in line ? [line.committed] : []));
  }

  /** What it was refused with last, when nothing was acknowledged since. */
  get refusal(): string | undefined {
    const last = this.lines.at(-1);
    return last !== undefined && 'refused' in last ? last.refused : undefined;
  }

  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#end;
  }

  async commits(more = 3): Promise<void> {
    const target = this.acknowledged.length + more;
    await until(() => this.acknowledged.length >= target, `${this.name} commits`);
  }

  async isRefused(kind = 'claimed'): Promise<void> {
    await until(() => this.refusal === kind, `${this.name} is refused`);
  }
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const endAt = Date.now() + HANG_MS;
  while (!holds()) {
    if (Date.now() > endAt) throw new Error(`hangs: ${what}: ${JSON.stringify(hosts.map(({ name, lines }) => [name, lines.slice(-3)]))}`);
    await sleep(10);
  }
}

/** Pauses a host between two of its transactions: in the middle of one it holds the store's lock, and nobody may pass. */
async function pauseBetween(paused: Host, waiting: Host): Promise<void> {
  for (;;) {
    paused.pause();
    const seen = waiting.lines.length;
    const fresh = (): readonly HostLine[] => waiting.lines.slice(seen);
    const isBusy = (): boolean => fresh().some((line) => 'refused' in line && line.refused === 'busy');
    await until(() => isBusy() || fresh().some((line) => 'committed' in line), `${waiting.name} takes over`);
    if (!isBusy()) return;
    paused.resume();
    await paused.commits(1);
  }
}

interface Stored {
  /** Name of the host, process and number. */
  readonly id: string;
  readonly host: string;
  readonly epoch: number;
}

/** What was written, in order. */
async function stored(file: string): Promise<readonly Stored[]> {
  const store = await openSqliteStore({ file, readOnly: true });
  const events = await store.read((tx) => tx.events(0, 1_000_000));
  await store.close();
  return events.map(({ event, atMs }) => {
    const id = 'requestId' in event ? event.requestId : '';
    return { id, host: id.split('-')[0] ?? '', epoch: atMs };
  });
}

/** Breaches of the rules: nothing acknowledged is lost, epochs only grow, each is one host's, nothing is damaged. */
async function breachesIn(file: string): Promise<readonly unknown[]> {
  const all = await stored(file);
  const ids = new Set(all.map(({ id }) => id));
  const lost = hosts.flatMap(({ acknowledged }) => acknowledged).filter((id) => !ids.has(id));
  const outOfTurn = all.filter(({ epoch }, index) => epoch < (all[index - 1]?.epoch ?? 0));
  const mixed = [...Map.groupBy(all, ({ epoch }) => epoch).values()].filter((written) => new Set(written.map(({ host }) => host)).size > 1);
  return [...lost, ...outOfTurn, ...mixed, ...(await verifyStore({ file })).damages];
}

describe('two hosts on one shared store', { timeout: 2 * HANG_MS, tags: ['shared.failover', 'simulated'] }, () => {
  it(
    'that start at once: one writes, the other is refused, until the first is killed',
    { tags: ['fault.row-09', 'fault.row-41'] },
    async () => {
      const file = join(folder(), 'hostwright.db');
      const [a, b] = [new Host('a', file), new Host('b', file)];
      await until(() => a.acknowledged.length > 5 || b.acknowledged.length > 5, 'one of them writes');
      const [active, passive] = a.acknowledged.length > 0 ? [a, b] : [b, a];
      await active.kill();
      await passive.commits();
      expect(await breachesIn(file)).toEqual([]);
    },
  );

  it(
    'of which the active one is paused, loses its claim, and resumes: it writes nothing any more',
    { tags: ['fault.row-09', 'fault.row-30', 'fault.row-41'] },
    async () => {
      const file = join(folder(), 'hostwright.db');
      const a = new Host('a', file);
      await a.commits();
      const b = new Host('b', file);
      await pauseBetween(a, b);
      a.resume();
      await a.isRefused();
      await b.commits();
      expect(await breachesIn(file)).toEqual([]);
      const all = await stored(file);
      const firstOfB = all.findIndex(({ host }) => host === 'b');
      expect(all.slice(firstOfB).filter(({ host }) => host === 'a')).toEqual([]);
    },
  );

  it(
    'of which the active one is killed in the middle: the other takes its change back, and goes on',
    { tags: ['fault.row-41'] },
    async () => {
      const file = join(folder(), 'hostwright.db');
      for (let round = 0; round < 4; round += 1) {
        const active = new Host(`r${round}`, file, { takeOver: round > 0 });
        await active.commits(2 + round);
        await sleep(Math.random() * 30);
        await active.kill();
      }
      const last = new Host('last', file);
      await last.commits();
      expect(await breachesIn(file)).toEqual([]);
    },
  );

  it('both paused, and resumed in either order', async () => {
    for (const first of ['a', 'b']) {
      const file = join(folder(), 'hostwright.db');
      const a = new Host('a', file);
      await a.commits();
      const b = new Host('b', file);
      await pauseBetween(a, b);
      b.pause();
      const order = first === 'a' ? [a, b] : [b, a];
      for (const host of order) host.resume();
      await a.isRefused();
      await b.commits();
      expect(await breachesIn(file)).toEqual([]);
      await endAll();
    }
  });

  it('the one that took over is killed, and the one that had lost its claim resumes: only a new process of it writes', async () => {
    const file = join(folder(), 'hostwright.db');
    const a = new Host('a', file);
    await a.commits();
    const b = new Host('b', file);
    await pauseBetween(a, b);
    await b.kill();
    a.resume();
    await a.isRefused();
    const anew = new Host('a', file);
    await anew.commits();
    expect(await breachesIn(file)).toEqual([]);
    const byOldProcess = (await stored(file)).filter(({ id }) => id.startsWith(a.acknowledged[0]?.replace(/\d+$/, '') ?? '?'));
    expect(new Set(byOldProcess.map(({ epoch }) => epoch))).toEqual(new Set([1]));
  });

  it('take over by command, in turn, from a host that is alive', async () => {
    const file = join(folder(), 'hostwright.db');
    const a = new Host('a', file, { silenceMs: LONG_MS });
    await a.commits();
    const b = new Host('b', file, { silenceMs: LONG_MS, takeOver: true });
    await a.isRefused();
    await b.commits();
    const again = new Host('a', file, { silenceMs: LONG_MS, takeOver: true });
    await b.isRefused();
    await again.commits();
    expect(await breachesIn(file)).toEqual([]);
  });

  it.each([-HOUR_MS, HOUR_MS])(
    'whose clocks differ by %i ms: nobody takes over early',
    { tags: ['fault.row-21', 'fault.row-41'] },
    async (clockOffMs) => {
      const file = join(folder(), 'hostwright.db');
      const a = new Host('a', file, { silenceMs: HOUR_MS / 2, clockOffMs });
      await a.commits();
      const b = new Host('b', file, { silenceMs: HOUR_MS / 2 });
      await b.isRefused();
      await a.kill();
      const c = new Host('c', file, { silenceMs: HOUR_MS / 2, clockOffMs: -clockOffMs });
      await c.isRefused();
      expect([...b.acknowledged, ...c.acknowledged]).toEqual([]);
      expect(await breachesIn(file)).toEqual([]);
    },
  );

  it.each([-HOUR_MS, HOUR_MS])(
    'whose clocks differ by %i ms: nobody waits longer than the silence',
    { tags: ['fault.row-21', 'fault.row-41'] },
    async (clockOffMs) => {
      const file = join(folder(), 'hostwright.db');
      const a = new Host('a', file, { clockOffMs });
      await a.commits();
      await a.kill();
      const b = new Host('b', file);
      await b.commits();
      expect(await breachesIn(file)).toEqual([]);
    },
  );

  it('and a third, paused, resumed and killed in any order', { tags: ['fault.row-41'] }, async () => {
    const file = join(folder(), 'hostwright.db');
    const names = ['a', 'b', 'c'];
    const running = new Map(names.map((name) => [name, new Host(name, file)]));
    for (let step = 0; step < STEPS; step += 1) {
      const name = names[Math.floor(Math.random() * names.length)] ?? 'a';
      const action = Math.floor(Math.random() * 4);
      const host = running.get(name);
      if (action === 0) host?.pause();
      if (action === 1) host?.resume();
      if (action === 2) {
        await host?.kill();
        running.set(name, new Host(name, file));
      }
      if (action === 3) running.set(name, new Host(name, file, { takeOver: true }));
      await sleep(Math.random() * 400);
    }
    for (const host of hosts) host.resume();
    const last = new Host('last', file, { takeOver: true });
    await last.commits();
    expect(await breachesIn(file)).toEqual([]);
  });
});
