import { describe, expect, it } from 'vitest';
import { startServerProcess } from './server-process.js';

const start = (program: string) => startServerProcess({ what: 'the server', command: process.execPath, words: ['-e', program] });

describe('a server in a process of its own', { tags: ['proof.emulators', 'real'] }, () => {
  it('tells its port, and is stopped as often as one likes', async () => {
    const server = await start(`console.log('{"port":4711}'); process.stdin.resume()`);
    expect([server.port, server.processId > 0]).toEqual([4711, true]);
    await server.stop();
    await server.stop();
    expect(() => process.kill(server.processId, 0)).toThrow('ESRCH');
  });

  it('that ends before it serves is told with its last words', async () => {
    await expect(start(`console.error('no room'); process.exitCode = 1`)).rejects.toThrow('the server did not start: no room');
  });

  it('that does not exist is told, too', async () => {
    await expect(startServerProcess({ what: 'the server', command: '/nowhere/at/all', words: [] })).rejects.toThrow(
      /the server did not start: .*ENOENT/,
    );
  });
});
