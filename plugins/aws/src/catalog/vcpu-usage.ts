import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { VcpuLimit } from './quotas.js';

/** AWS writes use every five minutes, and not at all where nothing is used. Source: EC2 user guide, service quotas usage metrics. */
const PERIOD_SECONDS = 300;
const LOOK_BACK_MS = 3_600_000;

/**
 * How many vCPUs of each limit are used, by the limit's code: one call, whatever the account runs, and up to ten minutes old. Counting
 * machines would be exact, but takes a call for each thousand machines of the whole account, ours or not.
 */
export async function readVcpuUsage(
  session: AwsSession,
  limits: readonly VcpuLimit[],
  { signal }: OperationInput,
): Promise<ReadonlyMap<string, number>> {
  if (limits.length === 0) return new Map();
  const nowMs = session.context.now();
  const command = new GetMetricDataCommand({
    MetricDataQueries: limits.map((limit, index) => toQuery(limit, index)),
    StartTime: new Date(nowMs - LOOK_BACK_MS),
    EndTime: new Date(nowMs),
    ScanBy: 'TimestampDescending',
  });
  const { output } = await session.read('cloudwatch', command, { signal });
  const newest = new Map((output.MetricDataResults ?? []).map(({ Id, Values }) => [Id, Values?.[0]]));
  return new Map(limits.map(({ code }, index) => [code, toVcpus(newest.get(idOf(index)))]));
}

function toQuery({ usage }: VcpuLimit, index: number): MetricDataQuery {
  const dimensions = Object.entries(usage.MetricDimensions ?? {}).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: idOf(index),
    MetricStat: {
      Metric: { Namespace: usage.MetricNamespace, MetricName: usage.MetricName, Dimensions: dimensions },
      Period: PERIOD_SECONDS,
      Stat: usage.MetricStatisticRecommendation ?? 'Maximum',
    },
  };
}

function idOf(index: number): string {
  return `q${index}`;
}

function toVcpus(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : 0;
}
