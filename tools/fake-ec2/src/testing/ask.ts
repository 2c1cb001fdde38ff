/** A call in the words of its protocol. */
export interface Question {
  /** As botocore calls it. */
  readonly service: 'ec2' | 'autoscaling' | 'sts' | keyof typeof TARGETS;
  readonly action: string;
  /** Flat for the Query protocols (`Filter.1.Name`), the body for JSON. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** An answer as it came. */
export interface RawReply {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

const VERSIONS: Readonly<Record<string, string>> = { ec2: '2016-11-15', autoscaling: '2011-01-01', sts: '2011-06-15' };
const TARGETS = { ssm: 'AmazonSSM', pricing: 'AWSPriceListService', 'service-quotas': 'ServiceQuotasV20190624' } as const;

/** Sends a call without an SDK, so that nothing stands between the bytes and who reads them. */
export async function ask(url: string, { service, action, parameters }: Question): Promise<RawReply> {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const target = service in TARGETS ? TARGETS[service as keyof typeof TARGETS] : undefined;
  const response = await fetch(url, {
    method: 'POST',
    headers:
      target !== undefined
        ? { authorization, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${action}` }
        : { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body:
      target !== undefined
        ? JSON.stringify(parameters)
        : new URLSearchParams({ Action: action, Version: VERSIONS[service] ?? '', ...texts(parameters) }),
  });
  const body = Buffer.from(await response.arrayBuffer()).toString('base64');
  return { service, operation: action, status: response.status, headers: Object.fromEntries(response.headers), body };
}

function texts(parameters: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}
