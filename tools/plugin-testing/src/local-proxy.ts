import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach } from 'vitest';

/** A web proxy of one test. */
export interface LocalProxy {
  readonly url: string;
  /** What it was asked to connect to, and with whose name. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
}

/** Starts web proxies on this machine that connect every name to one port of this machine, refuse with a status, or never answer. */
export function localProxies(): (to: { readonly port: number } | { readonly status: number } | 'silent') => Promise<LocalProxy> {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });
  return async (to) => {
    const asked: LocalProxy['asked'] = [];
    const sockets = new Set<Socket>();
    const server = createServer();
    server.on('connect', (request, socket: Socket) => {
      asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
      sockets.add(socket);
      socket.on('error', () => undefined);
      if (to === 'silent') return;
      if ('status' in to) {
        socket.end(`HTTP/1.1 ${to.status} No\r\n\r\n`);
        return;
      }
      const onward = connect(to.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      sockets.add(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closings.push(
      () =>
        new Promise((resolve) => {
          for (const socket of sockets) socket.destroy();
          server.close(() => resolve());
        }),
    );
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  };
}
