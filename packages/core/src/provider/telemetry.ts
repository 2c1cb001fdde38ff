import type { OperationInput, Page, PageInput } from './operation.js';

/** What is measured of a machine. */
export type MetricName =
  | 'cpu-percent'
  | 'memory-percent'
  | 'gpu-percent'
  | 'disk-read-bytes-per-second'
  | 'disk-write-bytes-per-second'
  | 'network-in-bytes-per-second'
  | 'network-out-bytes-per-second';

/** From `startMs`, included, to `endMs`, not included, in milliseconds since 1970. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** One metric of one machine over time. */
export interface MetricSeries {
  readonly machineId: string;
  readonly metric: MetricName;
  /** In order of time; a period without data is left out, never zero. */
  readonly points: readonly MetricPoint[];
}

/** The mean of one period. */
export interface MetricPoint {
  readonly startMs: number;
  readonly value: number;
}

/** Something that happened to a machine, as the cloud tells it. */
export interface MachineEvent {
  /** Unique within the connection, so that an event read twice is known. */
  readonly eventId: string;
  readonly machineId: string;
  readonly atMs: number;
  readonly kind: 'state-change' | 'reclaim-notice' | 'maintenance' | 'host-failure' | 'other';
  /** The cloud's own word: `EC2 Spot Instance Interruption Warning`. */
  readonly raw: string;
  readonly message: string;
}

/** What is billed, or will be, of one service with one set of tag values. */
export interface CostItem {
  /** The cloud's own name of the service. */
  readonly service: string;
  /** Undefined for cost that carries no tag of ours. */
  readonly deploymentId: string | undefined;
  readonly range: TimeRange;
  readonly costUsd: number;
}

/** What the period up to `range.endMs` will probably cost. */
export interface CostForecast {
  readonly range: TimeRange;
  readonly meanUsd: number;
  readonly lowUsd: number;
  readonly highUsd: number;
}

/** Measures, events and bills. Reads only. Experimental until two plugins implement it. */
export interface Telemetry {
  /**
   * Reads metrics of machines.
   *
   * AWS: CloudWatch GetMetricData. GCP: Cloud Monitoring timeSeries.list. Azure: Azure Monitor metrics list.
   * Kubernetes: metrics.k8s.io list of PodMetrics, the present moment only.
   *
   * @param input.machineIds - 1 to 100
   * @param input.periodMs - at least 60,000; rounded up to what the cloud keeps for that age
   * @returns no series for a metric that the cloud does not keep of a machine
   */
  metrics(
    input: PageInput & {
      readonly machineIds: readonly string[];
      readonly metrics: readonly MetricName[];
      readonly range: TimeRange;
      readonly periodMs: number;
    },
  ): Promise<Page<MetricSeries>>;

  /**
   * Lists what happened to machines, in order of time. An event may come late, and twice.
   *
   * AWS: DescribeInstanceStatus, CloudTrail LookupEvents. GCP: Cloud Logging entries.list. Azure: Activity Log events list.
   * Kubernetes: list of Events, in chunks.
   */
  events(input: PageInput & { readonly range: TimeRange; readonly machineIds?: readonly string[] }): Promise<Page<MachineEvent>>;

  /**
   * Reads what the cloud billed, day by day. The last two days are not complete yet.
   *
   * AWS: Cost Explorer GetCostAndUsage. GCP: BigQuery jobs.query on the billing export. Azure: Cost Management query usage. Kubernetes: none.
   *
   * @param input.range - whole days in UTC
   * @throws {ProviderError} `InvalidSettings` when the account does not export its bills
   */
  billedCost(input: PageInput & { readonly range: TimeRange }): Promise<Page<CostItem>>;

  /**
   * Asks the cloud what the time from now on will cost.
   *
   * AWS: Cost Explorer GetCostForecast. GCP: none. Azure: Cost Management forecast usage. Kubernetes: none.
   *
   * @throws {ProviderError} `Unsupported` where the cloud does not forecast
   */
  forecast(input: OperationInput & { readonly range: TimeRange }): Promise<CostForecast>;
}
