import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface SeenCall {
  readonly action: string;
  /** Parameters of the form of EC2's protocol; of other services the JSON body's. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What the server says to one action: XML for EC2, JSON for the others. */
export type Answer = (call: SeenCall) => string | object | { readonly status: number; readonly body: string };

/** A server on this machine that answers some actions, and keeps what it was asked. */
export interface TestCloud {
  readonly url: string;
  readonly calls: readonly SeenCall[];
  callsOf(action: string): readonly SeenCall[];
  answer(action: string, answer: Answer): void;
  close(): Promise<void>;
}

/** Starts a server without answers: an action that it does not know is refused as EC2 refuses it. */
export async function startTestCloud(): Promise<TestCloud> {
  const answers = new Map<string, Answer>();
  const calls: SeenCall[] = [];
  const server = createServer((request, response) => {
    void read(request).then((call) => {
      calls.push(call);
      reply(response, answers.get(call.action)?.(call) ?? refusal(400, 'InvalidAction'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    callsOf: (action) => calls.filter((call) => call.action === action),
    answer: (action, answer) => void answers.set(action, answer),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A refusal in EC2's form. */
export function refusal(status: number, code: string): { readonly status: number; readonly body: string } {
  return { status, body: `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>` };
}

/** A good answer in EC2's form. */
export function xml(action: string, inside: string): string {
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${inside}</${action}Response>`;
}

/** A list in EC2's form. */
export function items(name: string, entries: readonly string[]): string {
  return `<${name}>${entries.map((entry) => `<item>${entry}</item>`).join('')}</${name}>`;
}

async function read(request: IncomingMessage): Promise<SeenCall> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString();
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return { action: target.split('.').at(-1) ?? '', parameters: JSON.parse(body) as SeenCall['parameters'] };
  const parameters = Object.fromEntries(new URLSearchParams(body));
  return { action: parameters['Action'] ?? '', parameters };
}

function reply(response: ServerResponse, answer: ReturnType<Answer>): void {
  if (typeof answer === 'string') response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
  else if ('status' in answer && 'body' in answer) response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
  else response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
}
