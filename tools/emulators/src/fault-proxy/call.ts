import type { Sent } from './message.js';

/** How a service's requests and answers are written. */
export type Protocol = 'ec2' | 'query' | 'json' | 'rest';

/** A request to AWS, read. */
export interface Call {
  /** As the signature names it: `ec2`, `autoscaling`. */
  readonly service: string;
  readonly region: string;
  readonly protocol: Protocol;
  /** `RunInstances`; of a REST service its verb and path. */
  readonly action: string;
  /** Of the Query protocols: the fields of the form, `Action` and `Version` left out. Empty for others. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Who signs it. */
  readonly accessKeyId: string;
  readonly sent: Sent;
}

const SCOPE = /Credential=([^/]+)\/[^/]+\/([^/]+)\/([^/]+)\/aws4_request/;

/** Reads whom a request asks for what. A request without a signature names no service. */
export function readCall(sent: Sent): Call {
  const [, accessKeyId = '', region = '', service = ''] = SCOPE.exec(sent.headers['authorization'] ?? '') ?? [];
  const common = { accessKeyId, region, service, sent };
  const target = sent.headers['x-amz-target'];
  if (target !== undefined) return { ...common, protocol: 'json', action: target.split('.').at(-1) ?? '', parameters: new Map() };
  if (sent.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    const form = new Map(new URLSearchParams(sent.body.toString()));
    const action = form.get('Action') ?? '';
    form.delete('Action');
    form.delete('Version');
    return { ...common, protocol: service === 'ec2' ? 'ec2' : 'query', action, parameters: form };
  }
  return { ...common, protocol: 'rest', action: `${sent.method} ${sent.target.split('?', 1)[0]}`, parameters: new Map() };
}

/** The same call with other form fields; `undefined` takes one out. Only for the Query protocols. */
export function withParameters(call: Call, changes: Readonly<Record<string, string | undefined>>): Call {
  const form = new URLSearchParams(call.sent.body.toString());
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) form.delete(name);
    else form.set(name, value);
  }
  const body = Buffer.from(form.toString());
  return readCall({ ...call.sent, body, headers: { ...call.sent.headers, 'content-length': String(body.length) } });
}

/** Values of a list of the Query protocols, `InstanceId.1`, `InstanceId.2` and so on. */
export function listOf(call: Call, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = call.parameters.get(`${name}.${index}`);
    if (value === undefined) return values;
    values.push(value);
  }
}
