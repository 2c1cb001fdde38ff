import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetProductsCommand } from '@aws-sdk/client-pricing';
import { ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { OperationInput } from '@hostwright/core/provider';
import type { AwsSession, ServiceName } from '../session/session.js';
import type { AwsSettings } from '../settings/settings.js';

/** One call that shows that a service can be used. */
export interface Probe {
  readonly service: ServiceName;
  /** Without it nothing can be launched or found; the others are missed in single places. */
  readonly mandatory: boolean;
  /** Whether the connection uses the service at all. */
  readonly isUsed: (settings: AwsSettings) => boolean;
  readonly call: (session: AwsSession, input: OperationInput) => Promise<unknown>;
}

const always = (): boolean => true;
/** Amazon's own, in every region. Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html */
const PUBLIC_PARAMETER = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const HOUR_MS = 3_600_000;

/** A reading call for each service, of those that the plugin makes anyway, so that it needs no further permission. */
export const PROBES: readonly Probe[] = [
  {
    service: 'ec2',
    mandatory: true,
    isUsed: always,
    call: (session, input) => session.read('ec2', new DescribeAvailabilityZonesCommand({}), input),
  },
  {
    service: 'autoscaling',
    mandatory: true,
    isUsed: ({ handlers }) => handlers.includes('auto-scaling-group'),
    call: (session, input) => session.read('autoscaling', new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }), input),
  },
  {
    service: 'ssm',
    mandatory: false,
    isUsed: always,
    call: (session, input) => session.read('ssm', new GetParameterCommand({ Name: PUBLIC_PARAMETER }), input),
  },
  {
    service: 'pricing',
    mandatory: false,
    isUsed: always,
    call: (session, input) =>
      session.read('pricing', new GetProductsCommand({ ServiceCode: 'AmazonEC2', FormatVersion: 'aws_v1', MaxResults: 1 }), input),
  },
  {
    service: 'service-quotas',
    mandatory: false,
    isUsed: always,
    call: (session, input) => session.read('service-quotas', new ListServiceQuotasCommand({ ServiceCode: 'ec2', MaxResults: 1 }), input),
  },
  {
    service: 'cloudwatch',
    mandatory: false,
    isUsed: always,
    call: (session, input) => {
      const nowMs = session.context.now();
      const query = {
        Id: 'probe',
        MetricStat: { Metric: { Namespace: 'AWS/Usage', MetricName: 'ResourceCount' }, Period: 3_600, Stat: 'Maximum' },
      };
      const command = new GetMetricDataCommand({
        StartTime: new Date(nowMs - HOUR_MS),
        EndTime: new Date(nowMs),
        MetricDataQueries: [query],
      });
      return session.read('cloudwatch', command, input);
    },
  },
  {
    service: 'sqs',
    mandatory: false,
    isUsed: ({ eventQueueUrl }) => eventQueueUrl !== undefined,
    call: (session, input) => {
      const command = new GetQueueAttributesCommand({ QueueUrl: session.settings.eventQueueUrl, AttributeNames: ['QueueArn'] });
      return session.read('sqs', command, input);
    },
  },
];
