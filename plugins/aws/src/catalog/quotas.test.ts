import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInput } from '@hostwright/plugin-testing';
import { testSession, type TestSession } from '../session/testing/test-session.js';
import { createCatalog } from './catalog.js';
import { startTestCloud, type TestCloud } from './testing/test-cloud.js';
import { quotaCode, vcpuQuota } from './vcpu-quota.js';

let cloud: TestCloud;
let opened: TestSession;

beforeEach(async () => {
  cloud = await startTestCloud();
  opened = testSession(cloud.url);
});

afterEach(async () => {
  opened.session.close();
  await cloud.close();
});

function quota(code: string, name: string, value: number, kind: string | undefined): object {
  const dimensions = { Class: kind, Resource: 'vCPU', Service: 'EC2', Type: 'Resource' };
  const metric = {
    MetricNamespace: 'AWS/Usage',
    MetricName: 'ResourceCount',
    MetricDimensions: dimensions,
    MetricStatisticRecommendation: 'Maximum',
  };
  return { QuotaCode: code, QuotaName: name, Value: value, ...(kind === undefined ? {} : { UsageMetric: metric }) };
}

const STANDARD = quota('L-1216C47A', 'Running On-Demand Standard instances', 640, 'Standard/OnDemand');

describe('the limits of the account', { tags: ['aws.catalog', 'contract'] }, () => {
  it('are those applied to it, else those of everybody, each with its use as AWS measures it', async () => {
    cloud.answer('ListServiceQuotas', () => ({ Quotas: [STANDARD, quota('L-0263D0A3', 'Elastic addresses', 5, undefined)] }));
    cloud.answer('ListAWSDefaultServiceQuotas', () => ({
      Quotas: [
        quota('L-1216C47A', 'Running On-Demand Standard instances', 5, 'Standard/OnDemand'),
        quota('L-417A185B', 'Running On-Demand P instances', 0, 'P/OnDemand'),
      ],
    }));
    cloud.answer('GetMetricData', () => ({ MetricDataResults: [{ Id: 'q1', Values: [96, 90], StatusCode: 'Complete' }] }));
    expect(await createCatalog(opened.session).quotas(readInput())).toEqual([
      { name: 'Running On-Demand P instances', unit: 'vcpus', limit: 0, used: 0 },
      { name: 'Running On-Demand Standard instances', unit: 'vcpus', limit: 640, used: 96 },
    ]);
    const [asked] = cloud.callsOf('GetMetricData');
    expect(JSON.stringify(asked?.parameters)).toContain('{"Name":"Class","Value":"Standard/OnDemand"}');
  });

  it('are none where the service does not know those of EC2, without a question about their use', async () => {
    const unknown = { status: 400, body: JSON.stringify({ __type: 'NoSuchResourceException', Message: 'no' }) };
    cloud.answer('ListServiceQuotas', () => unknown);
    cloud.answer('ListAWSDefaultServiceQuotas', () => unknown);
    expect(await createCatalog(opened.session).quotas(readInput())).toEqual([]);
    expect(cloud.callsOf('GetMetricData')).toEqual([]);
  });

  it('say how many vCPUs of a type may run', async () => {
    cloud.answer('ListServiceQuotas', () => ({ Quotas: [STANDARD, quota('L-7212CCBC', 'All P Spot Instance Requests', 0, 'P/Spot')] }));
    cloud.answer('ListAWSDefaultServiceQuotas', () => ({ Quotas: [] }));
    const limit = (type: string, market: 'on-demand' | 'spot') => vcpuQuota(opened.session, type, market, readInput());
    expect(await limit('m5.large', 'on-demand')).toBe(640);
    expect(await limit('p4d.24xlarge', 'spot')).toBe(0);
    expect(await limit('g5.xlarge', 'spot')).toBeUndefined();
    expect(cloud.callsOf('ListServiceQuotas')).toHaveLength(1);
  });

  it.each([
    ['c5.large', 'L-1216C47A'],
    ['im4gn.large', 'L-1216C47A'],
    ['g4dn.xlarge', 'L-DB2E81BA'],
    ['gr6.4xlarge', 'L-DB2E81BA'],
    ['vt1.3xlarge', 'L-DB2E81BA'],
    ['p5.48xlarge', 'L-417A185B'],
    ['inf2.xlarge', 'L-1945791B'],
    ['x2idn.16xlarge', 'L-7295265B'],
    ['u-6tb1.metal', undefined],
    ['constructor', undefined],
  ])('of %s are those of quota %s', (type, code) => {
    expect(quotaCode(type, 'on-demand')).toBe(code);
  });
});
