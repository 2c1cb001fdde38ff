import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  type MetricInfo,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import { isProviderError } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { allPages, type RawPage } from './all-pages.js';
import { createCached, type Cached } from '../cache/cached.js';
import { perSession } from '../cache/per-session.js';

/** A raised quota shows within an hour. */
const MAX_AGE_MS = 3_600_000;

/** One page of either listing. Source: Service Quotas API reference, MaxResults up to 100. */
const PAGE = 100;

/** One limit of the region in vCPUs, and the metric that tells how much of it is used. */
export interface VcpuLimit {
  /** AWS's own code, `L-1216C47A`. */
  readonly code: string;
  /** AWS's own name, `Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances`. */
  readonly name: string;
  readonly limitVcpus: number;
  readonly usage: MetricInfo;
}

/**
 * The account's limits in vCPUs, as applied to it, else as AWS gives them to everybody; empty where the service does not know them.
 * Which quotas count vCPUs is AWS's own word: the usage metric that it names for each.
 */
export const vcpuLimitsOf: (session: AwsSession) => Cached<readonly VcpuLimit[]> = perSession((session) =>
  createCached({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    load: async (signal) => {
      const [applied, usual] = await Promise.all([
        list((token) => appliedPage(session, token, signal)),
        list((token) => defaultPage(session, token, signal)),
      ]);
      const limits = [...usual, ...applied].flatMap((quota) => toVcpuLimit(quota) ?? []);
      return [...new Map(limits.map((limit) => [limit.code, limit])).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  }),
);

async function appliedPage(session: AwsSession, token: string | undefined, signal: AbortSignal): Promise<RawPage<ServiceQuota>> {
  const command = new ListServiceQuotasCommand({ ServiceCode: 'ec2', MaxResults: PAGE, NextToken: token });
  const { output } = await session.read('service-quotas', command, { signal });
  return { items: output.Quotas ?? [], nextToken: output.NextToken };
}

async function defaultPage(session: AwsSession, token: string | undefined, signal: AbortSignal): Promise<RawPage<ServiceQuota>> {
  const command = new ListAWSDefaultServiceQuotasCommand({ ServiceCode: 'ec2', MaxResults: PAGE, NextToken: token });
  const { output } = await session.read('service-quotas', command, { signal });
  return { items: output.Quotas ?? [], nextToken: output.NextToken };
}

/** Some partitions have the service without EC2 in it. */
async function list(page: (token: string | undefined) => Promise<RawPage<ServiceQuota>>): Promise<readonly ServiceQuota[]> {
  try {
    return await allPages(page);
  } catch (error) {
    if (isProviderError(error) && error.errorClass === 'NotFound') return [];
    throw error;
  }
}

function toVcpuLimit({ QuotaCode: code, QuotaName: name, Value: value, UsageMetric: usage }: ServiceQuota): VcpuLimit | undefined {
  if (code === undefined || name === undefined || value === undefined || !Number.isFinite(value) || value < 0) return undefined;
  if (usage?.MetricNamespace !== 'AWS/Usage' || usage.MetricDimensions?.['Resource'] !== 'vCPU') return undefined;
  return { code, name, limitVcpus: value, usage };
}
