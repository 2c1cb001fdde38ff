import { existsSync } from 'node:fs';

/** One request to an agent. */
export interface AgentCall {
  readonly socketPath: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<{ [name: string]: string }>;
  readonly body?: string;
  readonly timeoutMs: number;
}

/**
 * What came of it. `absent`: nobody listens. `silent`: somebody listens and did not answer in time.
 */
export type AgentReply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'silent' };

const ABSENT_CODES: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'EACCES']);

/**
 * Asks an agent over its Unix socket. Never throws. Speaks just as much HTTP/1.1 as the agent does: Node's own client costs a short
 * process a third of its start-up time.
 */
export function askAgent(call: AgentCall): Promise<AgentReply> {
  // Where no agent ever ran, or it ended in good order, there is no socket: then the network's module is not loaded.
  if (!existsSync(call.socketPath)) return Promise.resolve({ kind: 'absent' });
  const { connect } = process.getBuiltinModule('node:net');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(call.socketPath);
    const end = (reply: AgentReply): void => {
      socket.destroy();
      clearTimeout(timer);
      resolve(reply);
    };
    const timer = setTimeout(() => end({ kind: 'silent' }), call.timeoutMs);
    socket.on('connect', () => socket.write(requestText(call)));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => end(parseReply(Buffer.concat(chunks).toString('utf8'))));
    socket.on('error', (error: NodeJS.ErrnoException) => end({ kind: ABSENT_CODES.has(error.code ?? '') ? 'absent' : 'silent' }));
  });
}

function requestText(call: AgentCall): string {
  const body = call.body ?? '';
  const headers = Object.entries(call.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `${call.method} ${call.path} HTTP/1.1\r\nhost: agent\r\nconnection: close\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n${headers.join('')}\r\n${body}`
  );
}

/** The agent states `content-length` and closes the connection, so that the body is everything after the headers. */
function parseReply(text: string): AgentReply {
  const split = text.indexOf('\r\n\r\n');
  const head = text.slice(0, Math.max(split, 0));
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  const body = text.slice(split + 4);
  const whole = status !== undefined && Buffer.byteLength(body) === Number(length);
  return whole ? { kind: 'answered', status: Number(status), body } : { kind: 'silent' };
}
