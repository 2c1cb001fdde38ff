import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMoto, type Moto, type RecordedRequest } from '../moto/index.js';
import { judge, type Verdict } from './index.js';

const AUTHORIZATION = (service: string) => `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, Signature=0`;

function request(service: string, headers: Readonly<Record<string, string>>, body: string, target = '/', method = 'POST'): RecordedRequest {
  return { method, target, headers: { authorization: AUTHORIZATION(service), ...headers }, body: Buffer.from(body).toString('base64') };
}

/** A form of the Query protocol. */
function form(service: string, body: string): RecordedRequest {
  return request(service, { 'content-type': 'application/x-www-form-urlencoded' }, body);
}

function json(service: string, target: string, body: object): RecordedRequest {
  return request(service, { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, JSON.stringify(body));
}

const EC2 = 'Version=2016-11-15';
const ASG = 'Version=2011-01-01';

/** Requests with one error each, and what must be said of it. */
const PLANTED: readonly (readonly [string, RecordedRequest, RegExp])[] = [
  ['a misspelt key', form('ec2', `Action=DescribeInstances&${EC2}&InstanceIds.1=i-1`), /^InstanceIds\.1: the service knows no such key$/],
  ['a gap in a list', form('ec2', `Action=TerminateInstances&${EC2}&InstanceId.1=i-1&InstanceId.3=i-3`), /^InstanceId\.3: .*no such key$/],
  ['a plural in a list of structures', form('ec2', `Action=DescribeInstances&${EC2}&Filter.1.Name=a&Filter.1.Values.1=b`), /Values\.1/],
  ['a missing key', form('ec2', `Action=RunInstances&${EC2}&MinCount=1`), /[Mm]issing required.*MaxCount/],
  ['a word for a number', form('ec2', `Action=RunInstances&${EC2}&MinCount=one&MaxCount=1`), /one/],
  ['a word for a boolean', form('ec2', `Action=RunInstances&${EC2}&MinCount=1&MaxCount=1&EbsOptimized=yes`), /no boolean/],
  [
    'a value outside of an enumeration',
    form('ec2', `Action=RunInstances&${EC2}&MinCount=1&MaxCount=1&Placement.Tenancy=shared`),
    /'shared' is none of the values of Tenancy/,
  ],
  ['a number above its maximum', form('ec2', `Action=DescribeInstanceTypes&${EC2}&MaxResults=101`), /101 is more than 100/],
  ['a number below its minimum', form('ec2', `Action=DescribeInstanceTypes&${EC2}&MaxResults=1`), /valid min(?:imum)? value: 5/],
  ['another version', form('ec2', 'Action=DescribeInstances&Version=2014-01-01'), /^Version: '2014-01-01' is not 2016-11-15$/],
  ['an operation that is none', form('ec2', `Action=LaunchInstances&${EC2}`), /no operation.*LaunchInstances/],
  ['a service that is none', form('ec3', `Action=RunInstances&${EC2}`), /no service 'ec3'/],
  [
    'a flat list of the Query protocol',
    form('autoscaling', `Action=DescribeAutoScalingGroups&${ASG}&AutoScalingGroupNames.1=a`),
    /^AutoScalingGroupNames\.1: /,
  ],
  ['a misspelt key of JSON', json('ssm', 'AmazonSSM.GetParameter', { Name: '/a', Decrypt: true }), /^body\.Decrypt: .*no such key$/],
  ['a number for a word in JSON', json('ssm', 'AmazonSSM.GetParameter', { Name: 7 }), /^body\.Name: 7 is no string$/],
  ['a word for a number in JSON', json('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl: 'q', MaxNumberOfMessages: '10' }), /no integer/],
  ['another target', json('ssm', 'AmazonSSO.GetParameter', { Name: '/a' }), /^X-Amz-Target: 'AmazonSSO' is not AmazonSSM$/],
  ['a path that is none', request('eks', {}, '', '/cluster/a', 'GET'), /no operation.*GET \/cluster\/a/],
  ['a misspelt key in a query string', request('eks', {}, '', '/clusters?max=5', 'GET'), /^max: .*no such key$/],
  [
    'a misspelt key of a REST body',
    request('eks', {}, JSON.stringify({ name: 'a', roleArn: 'r', resourcesVpcConfig: {}, role: 'b' }), '/clusters'),
    /^body\.role: .*no such key$/,
  ],
];

/** The same services, asked rightly. */
const RIGHT: readonly RecordedRequest[] = [
  form('ec2', `Action=RunInstances&${EC2}&MinCount=1&MaxCount=1&EbsOptimized=true&Placement.Tenancy=dedicated&UserData=YQ%3D%3D`),
  form('autoscaling', `Action=DescribeAutoScalingGroups&${ASG}&AutoScalingGroupNames.member.1=a&MaxRecords=100`),
  form('sts', 'Action=GetCallerIdentity&Version=2011-06-15'),
  json('ssm', 'AmazonSSM.GetParameter', { Name: '/a', WithDecryption: true }),
  json('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl: 'q', MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
  json('servicequotas', 'ServiceQuotasV20190624.ListServiceQuotas', { ServiceCode: 'ec2', MaxResults: 100 }),
  json('pricing', 'AWSPriceListService.GetProducts', {
    ServiceCode: 'AmazonEC2',
    Filters: [{ Type: 'TERM_MATCH', Field: 'a', Value: 'b' }],
  }),
  request('eks', {}, '', '/clusters?maxResults=5', 'GET'),
  {
    ...form(
      'sts',
      'Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::1:role/role-name&RoleSessionName=ab&WebIdentityToken=abcd',
    ),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
];

describe('the judge of requests', { tags: ['aws.requests-judged', 'contract'] }, () => {
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    verdicts = await judge(PLANTED.map(([, planted]) => planted));
  });

  it.each(PLANTED.map(([what, , finding], index) => ({ what, finding, index })))('finds $what', ({ finding, index }) => {
    expect(verdicts[index]?.findings).toEqual([expect.stringMatching(finding)]);
  });

  it('finds nothing in right requests', async () => {
    const right = await judge(RIGHT);
    expect(right.map(({ findings }) => findings)).toEqual(RIGHT.map(() => []));
    expect(right.map(({ operation }) => operation)).toContain('AssumeRoleWithWebIdentity');
  });

  it('warns of a machine type that is too new for it', async () => {
    const [verdict] = await judge([form('ec2', `Action=RunInstances&${EC2}&MinCount=1&MaxCount=1&InstanceType=m99.large`)]);
    expect(verdict).toMatchObject({ findings: [], warnings: [expect.stringContaining('m99.large') as unknown] });
  });
});

describe('requests of the SDK', { tags: ['aws.requests-judged', 'contract'] }, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto({ record: true });
  });
  afterAll(() => moto.stop());

  it('are right by the judge', async () => {
    const client = new EC2Client({ endpoint: moto.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
    const data = {
      ImageId: 'ami-1',
      InstanceType: 'm5.large' as const,
      UserData: 'YQ==',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, VolumeType: 'gp3' as const, Encrypted: true, Iops: 3_000 } }],
      NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-1'], AssociatePublicIpAddress: false, InterfaceType: 'efa' }],
      MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 2 },
      InstanceRequirements: { VCpuCount: { Min: 2, Max: 4 }, MemoryMiB: { Min: 1_024 } },
    };
    const commands = [
      client.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:a', Values: ['b', 'c'] }], MaxResults: 1_000 })),
      client.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['m5.large'] })),
      client.send(new RunInstancesCommand({ ImageId: 'ami-1', MinCount: 1, MaxCount: 2, TagSpecifications: tags, DryRun: false })),
      client.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: 'name', LaunchTemplateData: data })),
      client.send(
        new CreateFleetCommand({
          Type: 'instant',
          TargetCapacitySpecification: { TotalTargetCapacity: 2, DefaultTargetCapacityType: 'spot' },
          SpotOptions: { AllocationStrategy: 'price-capacity-optimized', MaxTotalPrice: '1.5' },
          LaunchTemplateConfigs: [
            {
              LaunchTemplateSpecification: { LaunchTemplateName: 'name', Version: '$Latest' },
              Overrides: [{ InstanceType: 'm5.large', SubnetId: 'subnet-1', WeightedCapacity: 2, Priority: 0.5 }],
            },
          ],
          TagSpecifications: tags,
          ValidUntil: new Date(),
        }),
      ),
    ];
    await Promise.allSettled(commands);
    client.destroy();
    const verdicts = await judge(await moto.requests());
    expect(verdicts.length).toBeGreaterThanOrEqual(commands.length);
    expect(verdicts.flatMap(({ findings }) => findings)).toEqual([]);
  });
});
