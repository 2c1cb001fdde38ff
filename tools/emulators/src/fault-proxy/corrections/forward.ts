import type { Call } from '../call.js';
import type { Reply } from '../message.js';

/** Asks the emulator. */
export type Forward = (call: Call) => Promise<Reply>;

/** Answers a call as AWS would, with the emulator's help. */
export type Correction = (call: Call, forward: Forward) => Promise<Reply>;

const VERSIONS: Readonly<Record<string, string>> = { autoscaling: '2011-01-01', ec2: '2016-11-15' };

/** A further question in the name of the same caller. */
export function asking(call: Call, action: string, parameters: Readonly<Record<string, string>>, service = call.service): Call {
  const body = Buffer.from(new URLSearchParams({ Action: action, Version: VERSIONS[service] ?? '', ...parameters }).toString());
  const authorization = call.sent.headers['authorization']?.replace(`/${call.service}/aws4_request`, `/${service}/aws4_request`) ?? '';
  const headers = { ...call.sent.headers, authorization, 'content-length': String(body.length) };
  return { ...call, service, action, parameters: new Map(Object.entries(parameters)), sent: { ...call.sent, body, headers } };
}
