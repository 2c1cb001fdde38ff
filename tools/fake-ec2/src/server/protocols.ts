import type { ApiError } from './api-error.ts';
import { encodeChildren, encodeElement, escapeXml, type XmlObject } from './xml.ts';

/** A finished answer, before its headers. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** How a service writes its answers. */
export interface Protocol {
  reply(action: string, result: XmlObject, requestId: string): Reply;
  error(error: ApiError, requestId: string): Reply;
}

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XML = 'text/xml;charset=UTF-8';

/** EC2's own Query form, version 2016-11-15: lists of `item`, no result element. */
export const ec2Protocol: Protocol = {
  reply: (action, result, requestId) => ({
    status: 200,
    contentType: XML,
    body: `${XML_HEAD}<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n${encodeElement('requestId', requestId, 'item', 1)}${encodeChildren(result, 'item', 1)}</${action}Response>`,
  }),
  error: ({ code, message, status }, requestId) => ({
    status,
    contentType: XML,
    body: `${XML_HEAD}<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  }),
};

/** The plain Query protocol: lists of `member` inside a result element. */
export function queryProtocol(namespace: string): Protocol {
  return {
    reply: (action, result, requestId) => ({
      status: 200,
      contentType: XML,
      body: `<${action}Response xmlns="${namespace}">\n    <${action}Result>\n${encodeChildren(result, 'member', 2)}    </${action}Result>\n    <ResponseMetadata>\n        <RequestId>${requestId}</RequestId>\n    </ResponseMetadata>\n</${action}Response>`,
    }),
    error: ({ code, message, status }, requestId) => ({
      status,
      contentType: XML,
      body: `<ErrorResponse xmlns="${namespace}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    }),
  };
}

/** JSON 1.1, as SSM speaks it. */
export const jsonProtocol: Protocol = {
  reply: (_action, result) => ({ status: 200, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(result) }),
  error: ({ code, message, status }) => ({
    status,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({ __type: code, message }),
  }),
};
