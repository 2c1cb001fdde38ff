import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Store, systemClock } from '@hostwright/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentBuild } from './pointer.js';
import { type AgentServer, serveSocket } from './server.js';
import { spawnAgent, wakeAgent, type WakeInput } from './starter.js';
import { decideStart, readStarts } from './starts.js';
import { aBuild, aStore } from './testing/builders.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const newFolder = temporaryFolders();
let store: Store;
let server: AgentServer | undefined;

beforeEach(async () => {
  store = await aStore();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await store.close();
});

/** A "program" that leaves a file behind, so that a start can be seen. */
function aWakeInput(overrides: Partial<WakeInput> = {}): WakeInput & { readonly started: () => boolean } {
  const folder = newFolder();
  const trace = join(folder, 'started');
  return {
    socketPath: join(folder, 's'),
    store,
    clock: systemClock,
    program: {
      command: [process.execPath, '-e', 'require("node:fs").writeFileSync(process.argv[1], process.cwd())', trace],
      environment: {},
      crashLogPath: join(folder, 'logs', 'crash.log'),
    },
    build: aBuild(),
    ...overrides,
    started: () => existsSync(trace),
  };
}

async function serve(
  socketPath: string,
  options: { readonly build?: AgentBuild; readonly ending?: boolean; readonly onStop?: (reason: string) => void },
): Promise<void> {
  const { build = aBuild(), ending = false, onStop } = options;
  server = await serveSocket(socketPath, {
    call: async () => undefined,
    wake: () => (ending ? undefined : { build }),
    status: () => Promise.reject(new Error('not asked')),
    stop: (reason) => onStop?.(reason),
  });
}

describe('waking an agent', () => {
  it('starts one where none runs, and counts the start', async () => {
    const input = aWakeInput();
    expect(await wakeAgent(input)).toBe('started');
    expect((await readStarts(store)).startsWithoutProgress).toBe(1);
    await vi.waitFor(() => expect(input.started()).toBe(true), { timeout: 100_000 });
  });

  it('starts none while another process is starting one', async () => {
    await decideStart(store, systemClock.now());
    expect(await wakeAgent(aWakeInput())).toBe('starting');
  });

  it('wakes the one that runs, and starts none', async () => {
    const input = aWakeInput();
    await serve(input.socketPath, {});
    expect(await wakeAgent(input)).toBe('woken');
    expect((await readStarts(store)).startsWithoutProgress).toBe(0);
  });

  it('starts another while the old one is ending: it would not look any more', async () => {
    const input = aWakeInput();
    await serve(input.socketPath, { ending: true });
    expect(await wakeAgent(input)).toBe('started');
  });

  it('starts none beside one that listens and does not answer', async () => {
    const input = aWakeInput();
    const silent = await import('node:net').then(({ createServer }) => createServer(() => undefined));
    await new Promise<void>((resolve) => silent.listen(input.socketPath, resolve));
    expect(await wakeAgent(input)).toBe('silent');
    expect((await readStarts(store)).startsWithoutProgress).toBe(0);
    silent.close();
  });

  it('leaves the work to the caller after three starts that came to nothing', async () => {
    let now = systemClock.now();
    const clock = { ...systemClock, now: () => now };
    const outcomes: string[] = [];
    for (let call = 0; call < 4; call += 1) {
      outcomes.push(await wakeAgent(aWakeInput({ clock })));
      now += 10_000;
    }
    expect(outcomes).toEqual(['started', 'started', 'started', 'inline']);
  });

  it('drains an older build, and starts its own', { tags: ['agent.upgrade', 'real'] }, async () => {
    const input = aWakeInput({ build: aBuild({ version: '1.3.0' }) });
    const reasons: string[] = [];
    await serve(input.socketPath, {
      build: aBuild({ version: '1.2.9' }),
      onStop: (reason) => {
        reasons.push(reason);
        void server?.close();
      },
    });
    expect(await wakeAgent(input)).toBe('started');
    expect(reasons).toEqual(['replaced']);
  });

  it('lets a newer build work', async () => {
    const input = aWakeInput();
    await serve(input.socketPath, { build: aBuild({ version: '9.0.0' }), onStop: () => expect.unreachable() });
    expect(await wakeAgent(input)).toBe('woken');
  });

  it('does not wait for an older build that is slow to end', async () => {
    const input = aWakeInput({ build: aBuild({ version: '1.3.0' }) });
    await serve(input.socketPath, {});
    expect(await wakeAgent(input)).toBe('starting');
  });
});

describe('a started agent', () => {
  it('runs where it keeps no folder busy, and leaves its last words in the crash log', async () => {
    const folder = newFolder();
    const crashLogPath = join(folder, 'logs', 'crash.log');
    spawnAgent({ command: [process.execPath, '-e', 'throw new Error(process.cwd())'], environment: {}, crashLogPath });
    await vi.waitFor(() => expect(readFileSync(crashLogPath, 'utf8')).toContain('Error: /\n'), { timeout: 100_000 });
  });

  it('begins its crash log anew when that has grown too large', async () => {
    const folder = newFolder();
    const crashLogPath = join(folder, 'crash.log');
    writeFileSync(crashLogPath, 'x'.repeat(1024 * 1024 + 1));
    spawnAgent({ command: [process.execPath, '-e', 'console.error("last words")'], environment: {}, crashLogPath });
    await vi.waitFor(() => expect(readFileSync(crashLogPath, 'utf8')).toBe('last words\n'), { timeout: 100_000 });
  });

  it('that cannot be started throws nothing at its caller', async () => {
    const program = { command: ['/nowhere/at/all'] as const, environment: {}, crashLogPath: join(newFolder(), 'crash.log') };
    expect(() => spawnAgent(program)).not.toThrow();
    // An error that is told later would fail this file.
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
});
