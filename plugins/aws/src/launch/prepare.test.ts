import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { items, refusal, xml, type TestCloud } from '../catalog/testing/test-cloud.js';
import { writeInput } from '@hostwright/plugin-testing';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions } from '../template/options.js';
import { prepare } from './prepare.js';
import { startLaunchCloud } from './testing/launch-cloud.js';
import { launched, prepared, sentLaunch, sessionAt } from './testing/launched.js';
import { HEADER, PLAIN, specOf } from './testing/options.js';

let cloud: TestCloud;
let session: AwsSession;

beforeEach(async () => {
  cloud = await startLaunchCloud();
  session = sessionAt(cloud);
});
afterEach(() => cloud.close());

const FLEET = { ...PLAIN, handlers: ['ec2-fleet'] } as const;

/** Lets the user have a launch template with this data. */
function userTemplate(data: string): void {
  cloud.answer('DescribeLaunchTemplateVersions', () =>
    xml(
      'DescribeLaunchTemplateVersions',
      items('launchTemplateVersionSet', [`<versionNumber>3</versionNumber><launchTemplateData>${data}</launchTemplateData>`]),
    ),
  );
}

describe('a machine type that the region does not have', { tags: ['aws.template.problems', 'contract'] }, () => {
  const types = [
    { type: 'c5.large', weight: 1, priority: undefined },
    { type: 'z9.huge', weight: 1, priority: undefined },
  ];

  it('has no offers, so that nothing is made for it', async () => {
    await expect(prepared(session, { options: { ...FLEET, types } })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      subject: 'vmTypes.z9.huge',
    });
    expect(cloud.calls.map(({ action }) => action)).toEqual(['DescribeInstanceTypes']);
  });

  it('is asked for once in the life of a process', async () => {
    await prepared(session, { options: FLEET });
    await prepared(session, { options: FLEET });
    expect(cloud.callsOf('DescribeInstanceTypes')).toHaveLength(1);
  });
});

describe('images', { tags: ['aws.launch.images', 'contract'] }, () => {
  it('freezes the newest image of a name, and asks its owners', async () => {
    const options = { ...FLEET, image: { by: 'name', pattern: 'grid-*', owners: ['self', '123456789012'] } } as const;
    expect((await prepared(session, { options })).document).toContain('"ImageId":"ami-0002"');
    expect(cloud.callsOf('DescribeImages')[0]?.parameters).toMatchObject({ 'Owner.1': 'self', 'Owner.2': '123456789012' });
  });

  it('asks nothing for an id', async () => {
    await prepared(session, { options: FLEET });
    expect(cloud.callsOf('DescribeImages')).toEqual([]);
  });

  it.each([
    ['a name that no image has', { by: 'name', pattern: 'nothing-*', owners: [] }, 'imageName', /no image has a name like 'nothing-\*'/],
    ['a parameter that does not exist', { by: 'ssm', path: '/images/none' }, 'imageId', /there is no parameter \/images\/none/],
  ] as const)('refuses %s', async (_, image, subject, message) => {
    await expect(prepared(session, { options: { ...FLEET, image } })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      subject,
      message: expect.stringMatching(message) as string,
    });
  });

  it('reads the image of ECS’s parameters out of their object', async () => {
    cloud.answer('GetParameter', () => ({ Parameter: { Value: '{"image_id":"ami-0123456789abcdef0","os":"x"}' } }));
    const options = { ...FLEET, image: { by: 'ssm', path: '/aws/service/ecs/x' } } as const;
    expect((await prepared(session, { options })).document).toContain('ami-0123456789abcdef0');
  });
});

describe('user data', { tags: ['aws.launch.user-data', 'contract'] }, () => {
  it('is sent encoded', async () => {
    await launched(session, { options: FLEET, userData: '#!/bin/sh\necho ü\n' });
    expect(Buffer.from(sentLaunch(cloud, 'ec2-fleet').data['UserData'] ?? '', 'base64').toString()).toBe('#!/bin/sh\necho ü\n');
  });

  it('is refused above 16 KiB before anything but the offers is asked of the cloud', async () => {
    await expect(prepared(session, { options: FLEET, userData: 'ü'.repeat(8_193) })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      code: 'UserDataLimitExceeded',
    });
    expect(cloud.calls.map(({ action }) => action)).toEqual(['DescribeInstanceTypes']);
  });

  it('is taken at exactly 16 KiB', async () => {
    await expect(prepared(session, { options: FLEET, userData: 'x'.repeat(16_384) })).resolves.toMatchObject({ parts: 1 });
  });
});

describe('tags', { tags: ['aws.template.keys', 'contract'] }, () => {
  const tag = (key: string, value = 'v'): { key: string; value: string } => ({ key, value });

  it.each([
    ['more than 50', Array.from({ length: 45 }, (_, index) => tag(`k${index}`)), /50 tags, with ours these are 51/],
    ['a key of 129 characters', [tag('k'.repeat(129))], /must have 1 to 128 characters/],
    ['an empty key', [tag('')], /must have 1 to 128 characters/],
    ['a value of 257 characters', [tag('k', 'v'.repeat(257))], /may have 256 characters, not 257/],
  ])('refuses %s before anything but the offers is asked of the cloud', async (_, tags, message) => {
    await expect(prepared(session, { options: FLEET, tags })).rejects.toThrow(message);
    expect(cloud.calls.map(({ action }) => action)).toEqual(['DescribeInstanceTypes']);
  });

  it('passes over keys that AWS keeps for itself, and never lets a template speak for our own', async () => {
    await launched(session, { options: FLEET, tags: [tag('aws:owner'), tag('hostwright-intent', 'other'), tag('team', 'a')] });
    const { call } = sentLaunch(cloud, 'ec2-fleet');
    expect(Object.values(call)).not.toContain('aws:owner');
    expect(Object.values(call)).not.toContain('other');
    expect(Object.values(call)).toContain('team');
  });
});

describe('a volume that outlives its machine', { tags: ['aws.template.keys', 'contract'] }, () => {
  it.each([
    [false, ['volume']],
    [true, []],
  ])('is marked as the user’s to keep, and nothing else is: deleted with it %s', async (deleteOnTermination, marked) => {
    await launched(session, { options: { ...PLAIN, handlers: ['run-instances'], rootVolume: { deleteOnTermination } } });
    const { call } = sentLaunch(cloud, 'run-instances');
    const lists = Object.entries(call).filter(([, value]) => value === 'hostwright-keep');
    expect(lists.map(([key]) => call[`TagSpecification.${key.split('.')[1]}.ResourceType`])).toEqual(marked);
  });
});

describe('a launch template of the user’s', { tags: ['aws.launch.launch-templates', 'contract'] }, () => {
  const options = { ...FLEET, image: undefined, types: undefined, launchTemplate: { id: 'lt-0009', version: '$Latest' } } as const;
  const BASE = '<imageId>ami-0009</imageId><instanceType>m5.large</instanceType>';

  it('is read once, frozen, and never written to', async () => {
    userTemplate(BASE);
    await launched(session, { options });
    expect(cloud.callsOf('DescribeLaunchTemplateVersions')[0]?.parameters).toMatchObject({
      LaunchTemplateId: 'lt-0009',
      'LaunchTemplateVersion.1': '$Latest',
    });
    expect(sentLaunch(cloud, 'ec2-fleet').data).toMatchObject({ ImageId: 'ami-0009', InstanceType: 'm5.large' });
    expect(cloud.calls.map(({ action }) => action)).not.toContain('CreateLaunchTemplateVersion');
  });

  it('names the type for RunInstances', async () => {
    userTemplate(BASE);
    await launched(session, { options: { ...options, handlers: ['run-instances'] } });
    expect(sentLaunch(cloud, 'run-instances').call).toMatchObject({ InstanceType: 'm5.large', ImageId: 'ami-0009' });
  });

  it('wins over our defaults, and not over what the template states', async () => {
    userTemplate(
      `${BASE}<metadataOptions><state>applied</state><httpTokens>optional</httpTokens></metadataOptions><keyName>theirs</keyName>`,
    );
    await launched(session, { options });
    expect(sentLaunch(cloud, 'ec2-fleet').data).toMatchObject({ 'MetadataOptions.HttpTokens': 'optional', KeyName: 'theirs' });
    await launched(session, { options: { ...options, metadataTokens: 'required', keyName: 'key-1' } });
    expect(sentLaunch(cloud, 'ec2-fleet').data).toMatchObject({ 'MetadataOptions.HttpTokens': 'required', KeyName: 'key-1' });
  });

  it('keeps its other volumes when the template changes the root', async () => {
    const volume = (device: string): string =>
      `<item><deviceName>${device}</deviceName><ebs><volumeSize>5</volumeSize><iops>900</iops></ebs></item>`;
    userTemplate(`${BASE}<blockDeviceMappingSet>${volume('/dev/xvda')}${volume('/dev/sdb')}</blockDeviceMappingSet>`);
    await launched(session, { options: { ...options, image: { by: 'id', id: 'ami-0001' }, rootVolume: { sizeGib: 50 } } });
    expect(sentLaunch(cloud, 'ec2-fleet').data).toMatchObject({
      'BlockDeviceMapping.1.DeviceName': '/dev/xvda',
      'BlockDeviceMapping.1.Ebs.VolumeSize': '50',
      'BlockDeviceMapping.1.Ebs.Iops': '900',
      'BlockDeviceMapping.2.DeviceName': '/dev/sdb',
      'BlockDeviceMapping.2.Ebs.VolumeSize': '5',
    });
  });

  it('puts the template’s security groups on its interface, and leaves the subnet to the call', async () => {
    userTemplate(
      `${BASE}<networkInterfaceSet><item><deviceIndex>0</deviceIndex><subnetId>subnet-001c</subnetId><groupSet><groupId>sg-0009</groupId></groupSet></item></networkInterfaceSet>`,
    );
    await launched(session, { options: { ...options, securityGroupIds: ['sg-0001'] } });
    const { data } = sentLaunch(cloud, 'ec2-fleet');
    expect(data).toMatchObject({ 'NetworkInterface.1.SecurityGroupId.1': 'sg-0001' });
    expect(Object.keys(data).filter((key) => key.endsWith('SubnetId'))).toEqual([]);
  });

  it('is refused where it names its security groups and the template needs them by id', async () => {
    userTemplate(`${BASE}<securityGroupSet><item>default</item></securityGroupSet>`);
    await expect(prepared(session, { options: { ...options, publicIp: true } })).rejects.toMatchObject({ subject: 'securityGroupIds' });
    await launched(session, { options });
    expect(sentLaunch(cloud, 'ec2-fleet').data).toMatchObject({ 'SecurityGroup.1': 'default' });
  });

  it('has its tags put on what the call tags', async () => {
    userTemplate(
      `${BASE}<tagSpecificationSet><item><resourceType>instance</resourceType><tagSet><item><key>theirs</key><value>1</value></item></tagSet></item></tagSpecificationSet>`,
    );
    await launched(session, { options });
    expect(Object.values(sentLaunch(cloud, 'ec2-fleet').call)).toContain('theirs');
  });

  it.each([
    ['exports before its own script', '#!/bin/bash\nrun\n', "#!/bin/sh\nexport a='1'\n", "#!/bin/bash\nexport a='1'\nrun\n"],
    ['exports at its marker', '#!/bin/bash\n%EXPORT_USER_DATA%\nrun\n', "#!/bin/sh\nexport a='1'\n", "#!/bin/bash\nexport a='1'\nrun\n"],
    ['its own text that no shell reads', '#cloud-config\n', "#!/bin/sh\nexport a='1'\n", '#cloud-config\n'],
    ['the template’s script in place of its own', '#!/bin/bash\nrun\n', '#!/bin/sh\nother\n', '#!/bin/sh\nother\n'],
    ['its own where the template has none', '#!/bin/bash\nrun\n', undefined, '#!/bin/bash\nrun\n'],
  ])('gives machines %s', async (_, theirs, stated, expected) => {
    userTemplate(`${BASE}<userData>${Buffer.from(theirs).toString('base64')}</userData>`);
    await launched(session, { options, ...(stated === undefined ? {} : { userData: stated }) });
    expect(Buffer.from(sentLaunch(cloud, 'ec2-fleet').data['UserData'] ?? '', 'base64').toString()).toBe(expected);
  });

  it.each(['InvalidLaunchTemplateId.NotFound', 'InvalidLaunchTemplateId.VersionNotFound'])(
    'is refused when it is missing: %s',
    async (code) => {
      cloud.answer('DescribeLaunchTemplateVersions', () => refusal(400, code));
      await expect(prepared(session, { options })).rejects.toMatchObject({
        errorClass: 'InvalidTemplate',
        code,
        subject: 'launchTemplateId',
      });
    },
  );

  it('is refused when nobody names an image', async () => {
    userTemplate('<instanceType>m5.large</instanceType>');
    await expect(prepared(session, { options })).rejects.toMatchObject({ errorClass: 'InvalidTemplate', subject: 'imageId' });
  });
});

describe('the vendor’s fleet file', { tags: ['aws.template.keys', 'contract'] }, () => {
  let path: string;

  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'fleet-file-')), 'fleet.json');
    userTemplate('<imageId>ami-0009</imageId><instanceType>m5.large</instanceType>');
  });
  afterEach(() => rm(join(path, '..'), { recursive: true }));

  /** A fleet of one launch template, its capacity split as the words say. */
  async function write(type: string, overrides: readonly object[], target: object = {}): Promise<AwsOptions> {
    const capacity = { TotalTargetCapacity: '$LSF_TOTAL_TARGET_CAPACITY', ...target };
    const configs = [{ LaunchTemplateSpecification: { LaunchTemplateId: 'lt-0009', Version: '$Latest' }, Overrides: overrides }];
    await writeFile(path, JSON.stringify({ Type: type, LaunchTemplateConfigs: configs, TargetCapacitySpecification: capacity }));
    return { ...FLEET, image: undefined, types: undefined, fleetConfigFile: path };
  }

  it('keeps the type of its launch template where its pools name subnets alone', async () => {
    await launched(session, { options: await write('instant', [{ SubnetId: 'subnet-001b' }]), units: 3 });
    const { call, data } = sentLaunch(cloud, 'ec2-fleet');
    expect(data).toMatchObject({ InstanceType: 'm5.large', ImageId: 'ami-0009' });
    expect(call).toMatchObject({ 'LaunchTemplateConfigs.1.Overrides.1.SubnetId': 'subnet-001b', Type: 'instant' });
  });

  it('launches from a launch template of ours, with our tags and the template’s user data', async () => {
    await launched(session, { options: await write('request', [{ InstanceType: 'c5.large' }]), units: 3, userData: '#!/bin/sh\n' });
    const { call, data } = sentLaunch(cloud, 'ec2-fleet');
    expect(call['LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName']).toMatch(/^hostwright-/);
    expect(Object.values(data)).toContain('hostwright-intent');
    expect(data).toHaveProperty('UserData');
  });

  it.each([
    ['two subnets of one zone', [{ SubnetId: 'subnet-001a' }, { SubnetId: 'subnet-01a2' }], {}, /both lie in us-east-1a/],
    ['a weight that is no whole number', [{ InstanceType: 'c5.large', WeightedCapacity: 1.5 }], {}, /c5.large weighs 1.5/],
    [
      'two weights of one type',
      [
        { InstanceType: 'c5.large', WeightedCapacity: 1 },
        { InstanceType: 'c5.large', WeightedCapacity: 2 },
      ],
      {},
      /c5.large has two weights/,
    ],
    [
      'more spot machines than the settings allow',
      [{ InstanceType: 'c5.large' }],
      { DefaultTargetCapacityType: 'spot' },
      /100 % would be spot/,
    ],
  ])('is refused for %s before anything is made', async (_, overrides, target, message) => {
    session = sessionAt(cloud, { limits: { maxSpotPercent: 50 } });
    await expect(prepared(session, { options: await write('instant', overrides, target), units: 4 })).rejects.toThrow(message);
    expect(cloud.callsOf('CreateLaunchTemplate')).toEqual([]);
  });
});

describe('subnets', { tags: ['aws.template.problems', 'contract'] }, () => {
  it.each([
    ['unknown', ['subnet-0404'], /there is no subnet subnet-0404/],
    ['of two VPCs', ['subnet-001a', 'subnet-0bad'], /lies in vpc-2, subnet-001a in vpc-1/],
    ['in one zone', ['subnet-001a', 'subnet-01a2'], /both lie in us-east-1a/],
  ])('refuses %s before anything is made', async (_, subnetIds, message) => {
    await expect(prepared(session, { options: { ...FLEET, subnetIds } })).rejects.toThrow(message);
    expect(cloud.callsOf('CreateLaunchTemplate')).toEqual([]);
  });

  it('asks for each subnet once in the life of a process', async () => {
    await prepared(session, { options: FLEET });
    await prepared(session, { options: FLEET });
    expect(cloud.callsOf('DescribeSubnets')).toHaveLength(1);
  });
});

describe('an offer of yesterday', { tags: ['aws.launch.fall-through', 'contract'] }, () => {
  const offer = {
    offerId: 'ec2-fleet/spot',
    machineType: 'c5.large',
    zone: undefined,
    market: 'spot',
    pricePerHourUsd: undefined,
    unitsPerMachine: 1,
  } as const;

  it.each([
    ['that was switched off since', offer, { handlers: ['run-instances'] }, /was switched off/],
    ['that the limits forbid since', offer, { limits: { maxSpotPercent: 50 } }, /100 % would be spot/],
    ['of another version', { ...offer, offerId: 'warp-drive/spot' }, {}, /is none of this version's/],
  ])('makes way for the next one: one %s', async (_, yesterday, settings, message) => {
    const options = { ...FLEET, market: 'spot' } as const;
    const input = { ...writeInput(), header: HEADER, spec: specOf(options), offer: yesterday, units: 1 };
    await expect(prepare(sessionAt(cloud, settings), input)).rejects.toMatchObject({
      errorClass: 'Unsupported',
      message: expect.stringMatching(message) as string,
    });
    expect(cloud.calls).toEqual([]);
  });
});

describe('a missing key pair', { tags: ['aws.settings', 'contract'] }, () => {
  const options = { ...FLEET, keyName: 'key-new' };
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    session = sessionAt(cloud, { keyFolder: folder });
    cloud.answer('CreateKeyPair', () => xml('CreateKeyPair', '<keyName>key-new</keyName><keyMaterial>PRIVATE</keyMaterial>'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made, and its private half kept for its owner alone', async () => {
    await prepared(session, { options });
    await prepared(session, { options });
    const path = join(folder, 'key-new.pem');
    expect(await readFile(path, 'utf8')).toBe('PRIVATE');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(cloud.callsOf('CreateKeyPair')).toHaveLength(1);
  });

  it('leaves no empty file when it could not be made, so that the next try can', async () => {
    cloud.answer('CreateKeyPair', () => refusal(503, 'RequestLimitExceeded'));
    await expect(prepared(session, { options })).rejects.toMatchObject({ errorClass: 'Throttled' });
    await expect(stat(join(folder, 'key-new.pem'))).rejects.toThrow(/ENOENT/);
  });

  it('is not made where its file would replace another', async () => {
    await writeFile(join(folder, 'key-new.pem'), 'OLD');
    await expect(prepared(session, { options })).rejects.toMatchObject({ errorClass: 'InvalidSettings', subject: 'keyFolder' });
    expect(cloud.callsOf('CreateKeyPair')).toEqual([]);
  });

  it('is not made under a name that leads out of the folder', async () => {
    await expect(prepared(session, { options: { ...FLEET, keyName: '../key' } })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      subject: 'keyName',
    });
    expect(cloud.callsOf('CreateKeyPair')).toEqual([]);
  });

  it('is not made when it exists', async () => {
    await prepared(session, { options: { ...FLEET, keyName: 'key-1' } });
    expect(cloud.callsOf('CreateKeyPair')).toEqual([]);
  });
});
