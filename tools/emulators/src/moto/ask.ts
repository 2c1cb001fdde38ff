import { parseXml, type Element } from '../xml/xml.js';

/** Where something is asked, and for whom. */
export interface Place {
  /** Of moto, or of a proxy before it. */
  readonly url: string;
  readonly region: string;
  /** Twelve digits. @default the account of the environment's keys */
  readonly account?: string;
  /** Who asks, for an emulator that tells accounts by it. @default a key that moto takes */
  readonly accessKeyId?: string;
}

/** One call of the Query protocol. */
export interface Question {
  readonly service: 'ec2' | 'iam' | 'autoscaling' | 'sts';
  readonly action: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const VERSIONS = { ec2: '2016-11-15', iam: '2010-05-08', autoscaling: '2011-01-01', sts: '2011-06-15' } as const;

/**
 * Asks moto without an SDK: what prepares and judges a test shares no code with what is tested. The signature is none; moto reads only
 * whom and where it names.
 *
 * @throws when it is refused, with the code
 */
export async function ask(
  { url, region, account, accessKeyId = 'AKIAIOSFODNN7EXAMPLE' }: Place,
  { service, action, parameters = {} }: Question,
): Promise<Element> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...(account !== undefined && { 'x-moto-account-id': account }),
    },
    body: new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters }).toString(),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action} is refused with ${response.status} ${/<Code>([^<]*)/.exec(text)?.[1] ?? ''}`.trimEnd());
  return parseXml(text);
}
