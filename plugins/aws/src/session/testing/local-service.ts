import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `Action` of the Query protocols, or the last part of `X-Amz-Target`. */
  readonly action: string;
}

/** What the service answers; `hang` never does, `reset` drops the connection. */
export type WireAnswer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | 'hang'
  | 'reset';

/** A web server of one test. */
export interface LocalService {
  readonly url: string;
  readonly requests: WireRequest[];
  /** Stops listening; what is open is cut. */
  stop(): Promise<void>;
}

/** Starts web servers on this machine, each gone after its test. */
export function localServices(): (answer: (request: WireRequest) => WireAnswer, server?: Server) => Promise<LocalService> {
  const services: LocalService[] = [];
  afterEach(async () => {
    for (const service of services.splice(0)) await service.stop();
  });
  return async (answer, server = createServer()) => {
    const requests: WireRequest[] = [];
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const request = toRequest(incoming, Buffer.concat(chunks).toString('utf8'));
        requests.push(request);
        reply(outgoing, answer(request));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const scheme = 'setSecureContext' in server ? 'https' : 'http';
    const service: LocalService = {
      url: `${scheme}://127.0.0.1:${port}`,
      requests,
      stop: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
    services.push(service);
    return service;
  };
}

function toRequest(incoming: IncomingMessage, body: string): WireRequest {
  const target = incoming.headers['x-amz-target'];
  const action = typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (new URLSearchParams(body).get('Action') ?? '');
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body, action };
}

function reply(outgoing: ServerResponse, answer: WireAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  outgoing.writeHead(answer.status ?? 200, { 'content-type': 'text/xml', ...answer.headers }).end(answer.body);
}

/** An error of EC2 as it stands on the wire. */
export function ec2Error(code: string, message = 'no', status = 400, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  const body = `<?xml version="1.0"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`;
  return { status, headers, body };
}

/** An answer of STS's GetCallerIdentity as it stands on the wire. */
export function callerIdentity(account = '123456789012'): WireAnswer {
  return {
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/u</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  };
}
