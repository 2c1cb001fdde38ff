import {
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreatePlacementGroupCommand,
  DeleteKeyPairCommand,
  DeleteLaunchTemplateCommand,
  DeleteLaunchTemplateVersionsCommand,
  DeletePlacementGroupCommand,
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribePlacementGroupsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  GetInstanceTypesFromInstanceRequirementsCommand,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfiguration, createTemplate, IMAGE_ID, refusalOf, serve, type Served } from './testing/served.ts';

let fake: Served;
beforeAll(async () => {
  fake = await serve();
});
beforeEach(() => fake.control.reset());
afterAll(() => fake.stop());

/** A call of a service whose SDK is not at hand. */
async function askJson(target: string, input: object): Promise<unknown> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/any/aws4_request, Signature=0';
  const headers = { authorization, 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
  const answer = await fetch(fake.url, { method: 'POST', headers, body: JSON.stringify(input) });
  return answer.json();
}

describe('what there is', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('are types with their shape, by name, filter and page', async () => {
    const named = await fake.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['g4dn.xlarge', 'm5.large'] }));
    expect(named.InstanceTypes?.find(({ InstanceType }) => InstanceType === 'g4dn.xlarge')).toMatchObject({
      VCpuInfo: { DefaultVCpus: 4 },
      MemoryInfo: { SizeInMiB: 16_384 },
      GpuInfo: { Gpus: [{ Name: 'T4', Count: 1 }] },
      ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
    });
    const first = await fake.ec2.send(new DescribeInstanceTypesCommand({ MaxResults: 100 }));
    const second = await fake.ec2.send(new DescribeInstanceTypesCommand({ MaxResults: 100, NextToken: first.NextToken }));
    expect(second.InstanceTypes?.length).toBeGreaterThan(0);
    expect((await refusalOf(fake.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['m99.large' as never] })))).name).toBe(
      'InvalidInstanceType',
    );
  });

  it('are offerings of types in zones', async () => {
    const Filters = [{ Name: 'instance-type', Values: ['hpc7a.*'] }];
    const { InstanceTypeOfferings = [] } = await fake.ec2.send(
      new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters }),
    );
    expect(InstanceTypeOfferings.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`)).toEqual([
      'hpc7a.48xlarge us-east-1a',
      'hpc7a.96xlarge us-east-1a',
    ]);
  });

  it('are types chosen by attributes', async () => {
    const { InstanceTypes } = await fake.ec2.send(
      new GetInstanceTypesFromInstanceRequirementsCommand({
        ArchitectureTypes: ['arm64'],
        VirtualizationTypes: ['hvm'],
        InstanceRequirements: { VCpuCount: { Min: 4, Max: 4 }, MemoryMiB: { Min: 0 } },
      }),
    );
    expect(InstanceTypes?.map(({ InstanceType }) => InstanceType)).toEqual(['m6g.xlarge', 'c6g.xlarge']);
  });

  it('are regions, zones, networks, keys, images and account attributes', async () => {
    expect((await fake.ec2.send(new DescribeRegionsCommand({}))).Regions?.map(({ RegionName }) => RegionName)).toContain('eu-central-1');
    const { AvailabilityZones = [] } = await fake.ec2.send(new DescribeAvailabilityZonesCommand({}));
    expect(AvailabilityZones[0]).toMatchObject({ ZoneName: 'us-east-1a', ZoneId: 'use1-az1', State: 'available' });
    const { Vpcs = [] } = await fake.ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.map(({ IsDefault }) => IsDefault)).toEqual([true, false]);
    const { SecurityGroups } = await fake.ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [Vpcs[1]?.VpcId ?? ''] }] }),
    );
    expect(SecurityGroups).toMatchObject([{ GroupName: 'default' }]);
    expect((await fake.ec2.send(new DescribeKeyPairsCommand({}))).KeyPairs).toMatchObject([{ KeyName: 'default' }]);
    const { Images } = await fake.ec2.send(
      new DescribeImagesCommand({ Owners: ['amazon'], Filters: [{ Name: 'name', Values: ['al2023-*-arm64'] }] }),
    );
    expect(Images).toMatchObject([{ Architecture: 'arm64', State: 'available' }]);
    const { AccountAttributes } = await fake.ec2.send(new DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }));
    expect(AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue).toBe(Vpcs[0]?.VpcId);
  });

  it('are images named by SSM parameters', async () => {
    const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2';
    expect(await askJson('AmazonSSM.GetParameter', { Name })).toMatchObject({
      Parameter: { Name, Value: IMAGE_ID, DataType: 'aws:ec2:image' },
    });
    expect(await askJson('AmazonSSM.GetParameters', { Names: [Name, '/none'] })).toMatchObject({
      Parameters: [{ Name }],
      InvalidParameters: ['/none'],
    });
    expect(await askJson('AmazonSSM.GetParameter', { Name: '/none' })).toMatchObject({ __type: 'ParameterNotFound' });
    const { Instances } = await fake.ec2.send(
      new RunInstancesCommand({ ImageId: `resolve:ssm:${Name}`, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 }),
    );
    expect(Instances?.[0]?.ImageId).toBe(IMAGE_ID);
  });
});

describe('what it costs and what is left', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('are prices by type and region', async () => {
    const term = (Field: string, Value: string) => ({ Type: 'TERM_MATCH', Field, Value });
    const Filters = [term('instanceType', 'm5.large'), term('regionCode', 'eu-west-1'), term('tenancy', 'Shared')];
    const { PriceList } = (await askJson('AWSPriceListService.GetProducts', { ServiceCode: 'AmazonEC2', Filters })) as {
      readonly PriceList: readonly string[];
    };
    expect(PriceList.map((product) => JSON.parse(product) as unknown)).toMatchObject([
      { product: { attributes: { instanceType: 'm5.large', regionCode: 'eu-west-1' } } },
    ]);
    expect(PriceList[0]).toContain('"USD":"0.0960000000"');
    expect(await askJson('AWSPriceListService.GetProducts', { ServiceCode: 'AmazonS3' })).toMatchObject({ __type: 'NotFoundException' });
  });

  it('are pages of prices', async () => {
    const page = async (NextToken?: string) =>
      (await askJson('AWSPriceListService.GetProducts', { ServiceCode: 'AmazonEC2', MaxResults: 100, NextToken })) as {
        readonly PriceList: readonly string[];
        readonly NextToken?: string;
      };
    const first = await page();
    const second = await page(first.NextToken);
    expect(new Set([...first.PriceList, ...second.PriceList]).size).toBe(200);
  });

  it('are quotas in vCPUs, and how much of them is used', async () => {
    await fake.control.changeSettings({ onDemandVcpuLimit: 64 });
    await fake.ec2.send(new RunInstancesCommand({ ImageId: IMAGE_ID, InstanceType: 'm5.xlarge', MinCount: 3, MaxCount: 3 }));
    const { Quotas } = (await askJson('ServiceQuotasV20190624.ListServiceQuotas', { ServiceCode: 'ec2' })) as {
      readonly Quotas: readonly {
        readonly QuotaCode: string;
        readonly Value: number;
        readonly UsageMetric: { readonly MetricDimensions: Record<string, string> };
      }[];
    };
    await fake.control.changeSettings({ onDemandVcpuLimit: undefined });
    expect(Quotas.map(({ QuotaCode, Value }) => [QuotaCode, Value])).toEqual([
      ['L-1216C47A', 64],
      ['L-34B43A08', 1_000_000],
    ]);
    const MetricDataQueries = Quotas.map(({ UsageMetric }, index) => ({
      Id: `q${index}`,
      MetricStat: { Metric: { Dimensions: Object.entries(UsageMetric.MetricDimensions).map(([Name, Value]) => ({ Name, Value })) } },
    }));
    expect(await askJson('GraniteServiceVersion20100801.GetMetricData', { MetricDataQueries })).toMatchObject({
      MetricDataResults: [
        { Id: 'q0', Values: [12] },
        { Id: 'q1', Values: [] },
      ],
    });
    expect(await askJson('ServiceQuotasV20190624.GetServiceQuota', { ServiceCode: 'ec2', QuotaCode: 'L-0' })).toMatchObject({
      __type: 'NoSuchResourceException',
    });
    expect(await askJson('AmazonSQS.ReceiveMessage', {})).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('is another account’s under its role', async () => {
    const { Credentials } = await fake.sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::222222222222:role/path/grid', RoleSessionName: 'me' }),
    );
    const other = new STSClient(clientConfiguration(fake.url, 'us-east-1', Credentials?.AccessKeyId));
    expect((await other.send(new GetCallerIdentityCommand({}))).Account).toBe('222222222222');
    other.destroy();
    expect(
      (await refusalOf(fake.sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::1:user/me-and-myself', RoleSessionName: 'me' })))).name,
    ).toBe('ValidationError');
  });
});

describe('placement groups and key pairs', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('must exist where a machine names them', async () => {
    const run = (GroupName: string, KeyName: string) =>
      fake.ec2.send(
        new RunInstancesCommand({
          ImageId: IMAGE_ID,
          InstanceType: 'm5.large',
          MinCount: 1,
          MaxCount: 1,
          Placement: { GroupName },
          KeyName,
        }),
      );
    expect((await refusalOf(run('near', 'default'))).name).toBe('InvalidPlacementGroup.Unknown');
    await fake.ec2.send(new CreatePlacementGroupCommand({ GroupName: 'near', Strategy: 'spread' }));
    await fake.ec2.send(new CreateKeyPairCommand({ KeyName: 'mine' }));
    expect((await run('near', 'mine')).Instances).toMatchObject([{ KeyName: 'mine', Placement: { GroupName: 'near' } }]);
    expect((await fake.ec2.send(new DescribePlacementGroupsCommand({}))).PlacementGroups).toMatchObject([
      { GroupName: 'near', Strategy: 'spread', State: 'available' },
    ]);
    await fake.ec2.send(new DeletePlacementGroupCommand({ GroupName: 'near' }));
    await fake.ec2.send(new DeleteKeyPairCommand({ KeyName: 'mine' }));
    expect((await refusalOf(run('near', 'default'))).name).toBe('InvalidPlacementGroup.Unknown');
    expect((await refusalOf(fake.ec2.send(new CreateKeyPairCommand({ KeyName: 'default' })))).name).toBe('InvalidKeyPair.Duplicate');
  });
});

describe('launch templates', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  const DATA: RequestLaunchTemplateData = {
    ImageId: IMAGE_ID,
    InstanceType: 'm5.large',
    UserData: 'YQ==',
    IamInstanceProfile: { Name: 'worker' },
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, VolumeType: 'gp3', Encrypted: true, Iops: 4000, Throughput: 200 } },
    ],
    NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-1', 'sg-2'], SubnetId: 'subnet-1', AssociatePublicIpAddress: false }],
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }],
    Placement: { GroupName: 'near', Tenancy: 'dedicated' },
    InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '1.5' } },
  };
  const versions = async (LaunchTemplateId: string, Versions?: string[]) =>
    (await fake.ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }))).LaunchTemplateVersions ?? [];

  it('give their data back as they were sent', async () => {
    const id = await createTemplate(fake, DATA);
    const [version] = await versions(id);
    expect(version).toMatchObject({ VersionNumber: 1, DefaultVersion: true, LaunchTemplateData: DATA });
  });

  it('give way to what a call says, tag by tag', async () => {
    const tags = (values: Readonly<Record<string, string>>) => [
      { ResourceType: 'instance' as const, Tags: Object.entries(values).map(([Key, Value]) => ({ Key, Value })) },
    ];
    const LaunchTemplateId = await createTemplate(fake, { TagSpecifications: tags({ a: 'template', b: 'template' }) });
    const { Instances } = await fake.ec2.send(
      new RunInstancesCommand({
        LaunchTemplate: { LaunchTemplateId },
        InstanceType: 'c5.large',
        MinCount: 1,
        MaxCount: 1,
        TagSpecifications: tags({ b: 'call', c: 'call' }),
      }),
    );
    expect(Instances?.[0]).toMatchObject({ InstanceType: 'c5.large', ImageId: IMAGE_ID });
    expect((await fake.control.machines())[0]?.tags).toMatchObject({ a: 'template', b: 'call', c: 'call' });
  });

  it('count versions that are never used again, with a default that may move', async () => {
    const id = await createTemplate(fake);
    const add = () =>
      fake.ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: id, LaunchTemplateData: { ImageId: IMAGE_ID } }));
    await add();
    await add();
    await fake.ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId: id, DefaultVersion: '2' }));
    const answer = await fake.ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ['1', '2', '3', '9'] }));
    expect(answer.SuccessfullyDeletedLaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber)).toEqual([1, 3]);
    expect(answer.UnsuccessfullyDeletedLaunchTemplateVersions?.map(({ ResponseError }) => ResponseError?.Code)).toEqual([
      'unexpectedError',
      'launchTemplateVersionDoesNotExist',
    ]);
    expect((await add()).LaunchTemplateVersion?.VersionNumber).toBe(4);
    expect((await versions(id, ['$Latest', '$Default'])).map(({ VersionNumber }) => VersionNumber)).toEqual([4, 2]);
  });

  it('have one name each, survive a repeated creation, and can be deleted', async () => {
    const create = (LaunchTemplateName: string, ClientToken?: string) =>
      fake.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, ClientToken, LaunchTemplateData: { ImageId: IMAGE_ID } }));
    const first = await create('one', 'token');
    expect((await create('one', 'token')).LaunchTemplate?.LaunchTemplateId).toBe(first.LaunchTemplate?.LaunchTemplateId);
    expect((await refusalOf(create('one'))).name).toBe('InvalidLaunchTemplateName.AlreadyExistsException');
    expect((await refusalOf(create('x'))).name).toBe('InvalidLaunchTemplateName.MalformedException');
    await fake.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: 'one' }));
    expect((await fake.ec2.send(new DescribeLaunchTemplatesCommand({}))).LaunchTemplates).toEqual([]);
    const gone = fake.ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['one'] }));
    expect((await refusalOf(gone)).name).toBe('InvalidLaunchTemplateName.NotFoundException');
  });
});
