import { randomUUID } from 'node:crypto';
import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  DeleteFleetsCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, prepareNetwork, startMoto, type Moto, type PreparedNetwork } from '../moto/index.js';
import { every } from '../xml/xml.js';
import { emptyFleet, generousFleet, partialFleet, startFaultProxy, type FaultProxy } from './index.js';

const ACCOUNT = '210987654321';

let moto: Moto;
let proxy: FaultProxy;
let client: EC2Client;
let network: PreparedNetwork;
beforeAll(async () => {
  moto = await startMoto();
  proxy = await startFaultProxy(moto.url, { correct: true, account: ACCOUNT });
  network = await prepareNetwork({ url: moto.url, region: 'us-east-1', account: ACCOUNT });
  client = new EC2Client({
    endpoint: proxy.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await moto.stop();
});

async function runInstances(
  token: string,
  changes: { readonly MaxCount?: number; readonly zone?: number } = {},
): Promise<readonly string[]> {
  const { MaxCount = 3, zone = 0 } = changes;
  const SubnetId = network.subnets[zone]?.subnetId;
  const { Instances } = await client.send(
    new RunInstancesCommand({ ImageId: network.imageId, InstanceType: 'm5.large', SubnetId, MinCount: 1, MaxCount, ClientToken: token }),
  );
  return Instances?.map(({ InstanceId }) => InstanceId ?? '') ?? [];
}

async function templateId(): Promise<string | undefined> {
  const { LaunchTemplate } = await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: randomUUID(),
      LaunchTemplateData: { ImageId: network.imageId, InstanceType: 'm5.large' },
    }),
  );
  return LaunchTemplate?.LaunchTemplateId;
}

function createFleet(LaunchTemplateId: string | undefined, token: string, units = 4) {
  return client.send(
    new CreateFleetCommand({
      Type: 'instant',
      ClientToken: token,
      SpotOptions: {},
      TargetCapacitySpecification: { TotalTargetCapacity: units, OnDemandTargetCapacity: units, DefaultTargetCapacityType: 'on-demand' },
      LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId, Version: '1' } }],
    }),
  );
}

function idsOf({ Instances = [] }: Awaited<ReturnType<typeof createFleet>>): readonly string[] {
  return Instances.flatMap(({ InstanceIds = [] }) => InstanceIds);
}

const LIVING = { Name: 'instance-state-name', Values: ['pending', 'running'] };

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: Error) => error.name,
  );

describe('RunInstances behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  it('launches MaxCount machines', async () => {
    expect(await runInstances(randomUUID(), { MaxCount: 5 })).toHaveLength(5);
  });

  it('answers a repeated token with the same machines, also when both come at once', async () => {
    const token = randomUUID();
    const [first, second] = await Promise.all([runInstances(token), runInstances(token)]);
    expect(second).toEqual(first);
    expect(await runInstances(token)).toEqual(first);
  });

  it('refuses a token with other parameters, and takes it as another in another zone', async () => {
    const token = randomUUID();
    const first = await runInstances(token);
    expect(await codeOf(runInstances(token, { MaxCount: 4 }))).toBe('IdempotentParameterMismatch');
    expect(await runInstances(token, { zone: 1 })).not.toEqual(first);
  });

  it('takes a token again whose first use was refused', async () => {
    const token = randomUUID();
    const refused = new RunInstancesCommand({
      ImageId: network.imageId,
      SubnetId: 'subnet-0',
      MinCount: 1,
      MaxCount: 1,
      ClientToken: token,
    });
    for (let times = 0; times < 2; times += 1) expect(await codeOf(client.send(refused))).toBe('InvalidSubnetID.NotFound');
  });
});

describe('CreateFleet behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  it('answers a repeated token with the same fleet, and refuses other parameters', async () => {
    const template = await templateId();
    const token = randomUUID();
    const first = await createFleet(template, token);
    expect(idsOf(first)).toHaveLength(4);
    expect(await createFleet(template, token)).toMatchObject({ FleetId: first.FleetId, Instances: first.Instances });
    expect(await codeOf(createFleet(template, token, 5))).toBe('IdempotentParameterMismatch');
  });

  it('tags machines with their fleet', async () => {
    const fleet = await createFleet(await templateId(), randomUUID());
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [...idsOf(fleet)] }));
    const tags = Reservations?.flatMap(({ Instances }) => Instances ?? []).map(
      ({ Tags }) => Tags?.find(({ Key }) => Key === 'aws:ec2:fleet-id')?.Value,
    );
    expect(tags).toEqual(Array.from({ length: 4 }, () => fleet.FleetId));
  });

  it('knows a token again although a rule gave less the first time', async () => {
    const template = await templateId();
    const token = randomUUID();
    proxy.rule({ on: 'CreateFleet', fault: partialFleet(1, { code: 'InsufficientInstanceCapacity' }) });
    const first = await createFleet(template, token);
    expect(await createFleet(template, token)).toMatchObject({ FleetId: first.FleetId, Instances: first.Instances, Errors: first.Errors });
  });

  it('gives less, more or nothing by rule', async () => {
    const template = await templateId();
    proxy.rule({ on: 'CreateFleet', fault: partialFleet(1, { code: 'InsufficientInstanceCapacity' }) });
    const partial = await createFleet(template, randomUUID());
    expect([idsOf(partial).length, partial.Errors?.map(({ ErrorCode }) => ErrorCode)]).toEqual([1, ['InsufficientInstanceCapacity']]);
    proxy.rule({ on: 'CreateFleet', fault: generousFleet(2) });
    expect(idsOf(await createFleet(template, randomUUID()))).toHaveLength(6);
    proxy.rule({ on: 'CreateFleet', fault: emptyFleet({ code: 'VcpuLimitExceeded' }) });
    expect(await createFleet(template, randomUUID())).toMatchObject({ Instances: [], Errors: [{ ErrorCode: 'VcpuLimitExceeded' }] });
  });
});

describe('DeleteFleets behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  it('answers unknown fleets beside the others, and fleets whose machines are gone', async () => {
    const fleet = await createFleet(await templateId(), randomUUID());
    await client.send(new TerminateInstancesCommand({ InstanceIds: [...idsOf(fleet)] }));
    const unknown = 'fleet-00000000-0000-0000-0000-000000000000';
    const answer = await client.send(new DeleteFleetsCommand({ FleetIds: [fleet.FleetId ?? '', unknown], TerminateInstances: true }));
    expect(answer.SuccessfulFleetDeletions?.map(({ FleetId }) => FleetId)).toEqual([fleet.FleetId]);
    expect(answer.UnsuccessfulFleetDeletions).toMatchObject([{ FleetId: unknown, Error: { Code: 'fleetIdDoesNotExist' } }]);
  });
});

describe('Auto Scaling behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  it('refuses a name that is taken, and sizes outside of the limits', async () => {
    const place = { url: proxy.url, region: 'us-east-1' };
    const template = await templateId();
    const create = (name: string, desired: string) =>
      ask(place, {
        service: 'autoscaling',
        action: 'CreateAutoScalingGroup',
        parameters: {
          AutoScalingGroupName: name,
          MinSize: '0',
          MaxSize: '3',
          DesiredCapacity: desired,
          VPCZoneIdentifier: network.subnets[0]?.subnetId ?? '',
          'LaunchTemplate.LaunchTemplateId': template ?? '',
          'LaunchTemplate.Version': '1',
        },
      });
    await create('one', '2');
    await expect(create('one', '2')).rejects.toThrow('AlreadyExists');
    await expect(create('two', '4')).rejects.toThrow('ValidationError');
    const bothAtOnce = await Promise.allSettled([create('three', '1'), create('three', '1')]);
    expect(bothAtOnce.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const resize = (desired: string) =>
      ask(place, {
        service: 'autoscaling',
        action: 'SetDesiredCapacity',
        parameters: { AutoScalingGroupName: 'one', DesiredCapacity: desired },
      });
    await expect(resize('4')).rejects.toThrow('ValidationError');
    await resize('1');
  });
});

describe('machines that end behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  it('are terminated when they are ordered to end again', async () => {
    const machineIds = await runInstances(randomUUID());
    const states = async () => {
      const { TerminatingInstances = [] } = await client.send(new TerminateInstancesCommand({ InstanceIds: [...machineIds] }));
      return new Set(TerminatingInstances.map(({ CurrentState }) => `${CurrentState?.Code} ${CurrentState?.Name}`));
    };
    expect(await states()).toEqual(new Set(['32 shutting-down']));
    expect(await states()).toEqual(new Set(['48 terminated']));
  });

  it('are not replaced by a group that launches nothing any more', async () => {
    const autoScaling = (action: string, parameters: Readonly<Record<string, string>>) =>
      ask(
        { url: proxy.url, region: 'us-east-1' },
        { service: 'autoscaling', action, parameters: { AutoScalingGroupName: 'closed', ...parameters } },
      );
    await autoScaling('CreateAutoScalingGroup', {
      MinSize: '0',
      MaxSize: '2',
      DesiredCapacity: '2',
      VPCZoneIdentifier: network.subnets[0]?.subnetId ?? '',
      'LaunchTemplate.LaunchTemplateId': (await templateId()) ?? '',
      'LaunchTemplate.Version': '1',
    });
    const members = async (): Promise<readonly string[]> => {
      const { Reservations = [] } = await client.send(
        new DescribeInstancesCommand({ Filters: [{ Name: 'tag:aws:autoscaling:groupName', Values: ['closed'] }, LIVING] }),
      );
      return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = '' }) => InstanceId));
    };
    const [ended = '', kept = ''] = await members();
    await autoScaling('SuspendProcesses', { 'ScalingProcesses.member.1': 'Launch' });
    await client.send(new TerminateInstancesCommand({ InstanceIds: [ended] }));
    expect(await members()).toEqual([kept]);
  });
});

describe('prices and quotas behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  const post = async (service: string, target: string, body: object): Promise<unknown> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, Signature=0`;
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, authorization };
    return (await fetch(proxy.url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };

  it('are those of the proxy', async () => {
    const Filters = [{ Type: 'TERM_MATCH', Field: 'instanceType', Value: 'm5.large' }];
    const { PriceList } = (await post('pricing', 'AWSPriceListService.GetProducts', { ServiceCode: 'AmazonEC2', Filters })) as {
      readonly PriceList: readonly string[];
    };
    expect(PriceList.map((product) => JSON.parse(product) as unknown)).toMatchObject([
      { product: { attributes: { instanceType: 'm5.large' } } },
    ]);
    expect(await post('servicequotas', 'ServiceQuotasV20190624.ListServiceQuotas', { ServiceCode: 'ec2' })).toMatchObject({
      Quotas: [{ QuotaCode: 'L-1216C47A' }, { QuotaCode: 'L-34B43A08' }],
    });
  });
});

describe('ids behind the correcting proxy', { tags: ['proof.emulators', 'contract'] }, () => {
  it('are malformed or not found', async () => {
    const terminate = (id: string) => codeOf(client.send(new TerminateInstancesCommand({ InstanceIds: [id] })));
    expect(await terminate('nonsense')).toBe('InvalidInstanceID.Malformed');
    expect(await terminate('i-00000000000000000')).toBe('InvalidInstanceID.NotFound');
  });
});

describe('the proxy’s account', { tags: ['proof.emulators', 'emulated'] }, () => {
  it('is where its calls are carried out, and no other', async () => {
    await runInstances(randomUUID());
    const machines = async (account: string) =>
      every(await ask({ url: moto.url, region: 'us-east-1', account }, { service: 'ec2', action: 'DescribeInstances' }), 'instanceId')
        .length;
    expect(await machines(ACCOUNT)).toBeGreaterThan(0);
    expect(await machines('111122223333')).toBe(0);
  });
});

describe('a proxy that remembers constants', { tags: ['proof.emulators', 'emulated'] }, () => {
  it('asks for the machine types once, and for each machine every time', async () => {
    const recorded = await startMoto({ record: true });
    const remembering = await startFaultProxy(recorded.url, { rememberConstants: true });
    const place = { url: remembering.url, region: 'us-east-1' };
    const parameters = { 'InstanceType.1': 'm5.large' };
    for (let times = 0; times < 2; times += 1) {
      expect(every(await ask(place, { service: 'ec2', action: 'DescribeInstanceTypes', parameters }), 'instanceType')).toHaveLength(1);
      await ask(place, { service: 'ec2', action: 'DescribeInstances' });
    }
    const asked = (await recorded.requests()).map(({ body }) => new URLSearchParams(Buffer.from(body, 'base64').toString()).get('Action'));
    expect(asked).toEqual(['DescribeInstanceTypes', 'DescribeInstances', 'DescribeInstances']);
    await remembering.stop();
    await recorded.stop();
  });
});
