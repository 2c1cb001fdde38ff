import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to outgoing connections, so that none of these takes a port between its choice and its use. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** A port of the loopback address that nobody listens at. Not kept: who uses it must be ready to be told that it is taken after all. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const outcome = Promise.race([once(server, 'listening').then(() => true), once(server, 'error').then(() => false)]);
  server.listen(port, '127.0.0.1');
  const free = await outcome;
  if (free) await new Promise((closed) => server.close(closed));
  return free;
}
