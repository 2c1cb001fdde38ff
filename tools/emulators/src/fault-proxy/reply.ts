import { escapeXml, formatXml, parseXml, type Element } from '../xml/xml.js';
import type { Call, Protocol } from './call.js';
import type { Reply } from './message.js';

const REQUEST_ID = '00000000-0000-0000-0000-000000000000';

const ERRORS: { readonly [Name in Protocol]: (code: string, message: string) => { readonly type: string; readonly body: string } } = {
  ec2: (code, message) => ({
    type: 'text/xml;charset=UTF-8',
    body: `<Response><Errors><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${REQUEST_ID}</RequestID></Response>`,
  }),
  query: (code, message) => ({
    type: 'text/xml',
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
  }),
  json: (code, message) => ({ type: 'application/x-amz-json-1.1', body: JSON.stringify({ __type: code, message }) }),
  rest: (code, message) => ({ type: 'application/json', body: JSON.stringify({ code, message }) }),
};

/** An error, in the form of the call's protocol. */
export function errorReply(call: Call, error: { readonly status: number; readonly code: string; readonly message?: string }): Reply {
  const { type, body } = ERRORS[call.protocol](error.code, error.message ?? `${error.code} on ${call.action}`);
  // Of REST services the SDK reads the code here.
  const headers = {
    'content-type': type,
    date: new Date().toUTCString(),
    ...(call.protocol === 'rest' && { 'x-amzn-errortype': error.code }),
  };
  return { status: error.status, headers, body };
}

/** An answer of EC2 that no emulator gave: the elements of the response. */
export function ec2Reply(call: Call, content: readonly Element[]): Reply {
  const body = `<${call.action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${REQUEST_ID}</requestId>${content.map(formatXml).join('')}</${call.action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8', date: new Date().toUTCString() }, body };
}

/** The same answer with its XML changed in place; an error is left as it is. */
export function editXml(reply: Reply, edit: (root: Element) => void): Reply {
  if (reply.status !== 200) return reply;
  const root = parseXml(reply.body);
  edit(root);
  return { ...reply, body: formatXml(root) };
}
