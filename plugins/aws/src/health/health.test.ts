import { describe, expect, it } from 'vitest';
import { callerIdentity, ec2Error, localServices, type WireAnswer } from '../session/testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { health } from './health.js';

const start = localServices();
const json = (body: object, status = 200): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});

const GOOD: Readonly<Record<string, WireAnswer>> = {
  GetCallerIdentity: callerIdentity(),
  DescribeAvailabilityZones: { body: '<DescribeAvailabilityZonesResponse/>' },
  DescribeAutoScalingGroups: {
    body: '<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult/></DescribeAutoScalingGroupsResponse>',
  },
  GetParameter: json({ Parameter: { Value: 'ami-1' } }),
  GetProducts: json({ PriceList: [] }),
  ListServiceQuotas: json({ Quotas: [] }),
  GetMetricData: json({ MetricDataResults: [] }),
  GetQueueAttributes: json({ Attributes: {} }),
};

async function check(bad: Readonly<Record<string, WireAnswer>> = {}, settings: Readonly<Record<string, unknown>> = {}) {
  const service = await start(({ action }) => bad[action] ?? GOOD[action] ?? ec2Error('InvalidAction'));
  const { session } = testSession(service.url, settings);
  const found = await health(session, readInput());
  session.close();
  return { found, of: Object.fromEntries(found.services.map((one) => [one.service, one.status])) };
}

describe('health', { tags: ['aws.health', 'simulated'] }, () => {
  it('is told for each service that the connection uses, with account and region', async () => {
    const { found, of } = await check();
    expect(found.identity).toMatchObject({ account: '123456789012', region: 'us-east-1' });
    expect(Object.keys(of)).toEqual(['sts', 'ec2', 'ssm', 'pricing', 'service-quotas', 'cloudwatch']);
    expect(of).toEqual(Object.fromEntries(Object.keys(of).map((service) => [service, 'healthy'])));
    expect(found.services[0]).toMatchObject({ message: undefined, latencyMs: expect.any(Number) as number });
  });

  it('covers Auto Scaling and the queue where they are used', async () => {
    const { of } = await check(
      {},
      { handlers: ['auto-scaling-group'], eventQueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q' },
    );
    expect(of).toMatchObject({ autoscaling: 'healthy', sqs: 'healthy' });
  });

  it('is degraded by a service that is missed in single places', async () => {
    const { found, of } = await check({
      GetProducts: json({ __type: 'AccessDeniedException', message: 'no' }, 400),
    });
    expect([of['pricing'], of['ec2'], found.status]).toEqual(['degraded', 'healthy', 'degraded']);
    expect(found.services.find(({ service }) => service === 'pricing')?.message).toContain('AccessDeniedException');
  });

  it('is unhealthy without EC2 or an identity, and degraded while EC2 only throttles', async () => {
    expect((await check({ DescribeAvailabilityZones: ec2Error('UnauthorizedOperation', 'no', 403) })).found.status).toBe('unhealthy');
    const lost = await check({ GetCallerIdentity: ec2Error('ExpiredToken') });
    expect([lost.found.status, lost.found.identity]).toEqual(['unhealthy', undefined]);
    const slow = await check({ DescribeAvailabilityZones: ec2Error('RequestLimitExceeded', 'slow down', 503) });
    expect([slow.of['ec2'], slow.found.status]).toEqual(['degraded', 'degraded']);
  });
});
