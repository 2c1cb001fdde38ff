import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { SiteEntry, Translation } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../settings/schema.js';
import { templateSchema } from '../template/schema.js';
import { siteFiles } from './site-files.js';

const entries = (values: object): readonly SiteEntry[] =>
  Object.entries(values).map(([key, value]) => ({ key, valueJson: JSON.stringify(value) }));
const values = ({ entries: translated }: Translation): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    translated.map(({ key, valueJson }) => [key, JSON.parse(valueJson.replaceAll('${CONFIG_DIR}', '/site/conf')) as unknown]),
  );
const settings = (file: object) => ({
  parsed: settingsSchema.parse(values(siteFiles.settings(entries(file)))),
  ignored: siteFiles.settings(entries(file)).ignoredKeys,
});
const template = (file: object) => {
  const translation = siteFiles.template(entries({ imageId: 'ami-0123456789abcdef0', ...file }));
  return { keys: values(translation), parsed: templateSchema.parse(values(translation)), ignored: translation.ignoredKeys };
};

describe('the vendor’s settings file', { tags: ['aws.site-files', 'simulated'] }, () => {
  it('may be empty: its defaults hold', () => {
    expect(settings({}).parsed).toMatchObject({
      region: 'us-east-1',
      credentials: { source: 'file', path: '/site/conf/credentials', profile: 'default', optional: true },
    });
  });

  it('of LSF is carried over', () => {
    const { parsed, ignored } = settings({
      AWS_REGION: 'us-west-2',
      AWS_CREDENTIAL_SCRIPT: '/opt/creds.sh',
      AWS_CREDENTIAL_RENEW_MARGIN: '900',
      AWS_KEY_FILE: 'keys',
      AWS_SPOT_TERMINATE_ON_RECLAIM: 'true',
      AWS_ENDPOINT_URL: 'http://localhost:4566',
      INSTANCE_CREATION_TIMEOUT: 10,
      AWS_TAG_InstanceID: 'Y',
    });
    expect(parsed).toMatchObject({
      region: 'us-west-2',
      credentials: { source: 'script', command: ['/opt/creds.sh'], renewMarginSeconds: 900 },
      keyFolder: '/site/conf/keys',
      terminateOnReclaim: true,
      endpoint: 'http://localhost:4566',
    });
    expect(ignored).toEqual(['INSTANCE_CREATION_TIMEOUT', 'AWS_TAG_InstanceID']);
  });

  it('of Symphony is carried over', () => {
    const { parsed, ignored } = settings({
      AWS_REGION: 'eu-central-1',
      AWS_CREDENTIAL_FILE: '/etc/aws/credentials',
      AWS_PROXY_HOST: 'proxy.example.com',
      AWS_PROXY_PORT: 3128,
      AWS_CONNECTION_TIMEOUT_MS: '5000',
      AWS_REQUEST_RETRY_ATTEMPTS: 3,
      AWS_INSTANCE_PENDING_TIMEOUT_SEC: 180,
      AWS_DESCRIBE_REQUEST_RETRY_ATTEMPTS: 3,
      AWS_DESCRIBE_REQUEST_INTERVAL: 100,
      ACCEPT_PROPAGATED_LOG_SETTING: true,
    });
    expect(parsed).toMatchObject({
      region: 'eu-central-1',
      credentials: { source: 'file', path: '/etc/aws/credentials', optional: false },
      proxy: 'http://proxy.example.com:3128',
      connectTimeoutMs: 5_000,
    });
    expect(ignored).toEqual([
      'AWS_REQUEST_RETRY_ATTEMPTS',
      'AWS_INSTANCE_PENDING_TIMEOUT_SEC',
      'AWS_DESCRIBE_REQUEST_RETRY_ATTEMPTS',
      'AWS_DESCRIBE_REQUEST_INTERVAL',
      'ACCEPT_PROPAGATED_LOG_SETTING',
    ]);
  });

  it('takes the script where a file is named, too, and says so', () => {
    const { parsed, ignored } = settings({ AWS_CREDENTIAL_FILE: '/c', AWS_CREDENTIAL_SCRIPT: '/s' });
    expect([parsed.credentials.source, ignored]).toEqual(['script', ['AWS_CREDENTIAL_FILE']]);
  });

  it('may give its script arguments', () => {
    expect(settings({ AWS_CREDENTIAL_SCRIPT: 'creds.sh --role  grid' }).parsed.credentials).toMatchObject({
      command: ['/site/conf/creds.sh', '--role', 'grid'],
    });
  });

  it('may hold keys of ours, and names what nobody knows', () => {
    const { parsed, ignored } = settings({
      handlers: ['run-instances'],
      AWS_NONSENSE: 1,
      AWS_CREDENTIAL_RENEW_MARGIN: 60,
      AWS_PROXY_PORT: 1,
    });
    expect([parsed.handlers, ignored]).toEqual([['run-instances'], ['AWS_NONSENSE', 'AWS_CREDENTIAL_RENEW_MARGIN', 'AWS_PROXY_PORT']]);
  });
});

describe('the vendor’s template file', { tags: ['aws.site-files', 'aws.template.keys', 'simulated'] }, () => {
  it('of LSF is carried over', () => {
    const { parsed, ignored } = template({
      subnetId: 'subnet-0001, subnet-0002',
      vmType: 'c5.large, m5.large',
      keyName: 'Lsf-Key',
      securityGroupIds: ['sg-0001', ''],
      instanceProfile: 'arn:aws:iam::123456789012:instance-profile/grid',
      placementGroupName: 'pg',
      tenancy: 'dedicated',
      ebsOptimized: 'true',
      interfaceType: 'efa',
      efaCount: '2',
      spotPrice: '0.25',
      fleetRole: 'arn:aws:iam::123456789012:role/fleet',
      allocationStrategy: 'lowestPrice',
      spotFleetRequestExpiry: '45',
      launchTemplateId: 'lt-0001',
      launchTemplateVersion: '$Latest',
      computeUnit: 2,
      ttl: 60,
    });
    expect(parsed).toMatchObject({
      subnetIds: ['subnet-0001', 'subnet-0002'],
      types: [{ type: 'c5.large' }, { type: 'm5.large' }],
      keyName: 'Lsf-Key',
      securityGroupIds: ['sg-0001'],
      instanceProfile: 'arn:aws:iam::123456789012:instance-profile/grid',
      placementGroup: 'pg',
      tenancy: 'dedicated',
      ebsOptimized: true,
      interfaceType: 'efa',
      efaCount: 2,
      market: 'spot',
      maxSpotPriceUsd: 0.25,
      fleetRole: 'arn:aws:iam::123456789012:role/fleet',
      spotAllocation: 'lowest-price',
      requestValidityMinutes: 45,
      launchTemplate: { id: 'lt-0001', version: '$Latest' },
    });
    expect(ignored).toEqual(['computeUnit', 'ttl']);
  });

  it('of LSF with an EC2 Fleet of its own is carried over', () => {
    expect(template({ ec2FleetConfig: 'fleet.json', onDemandTargetCapacityRatio: '0.5' }).parsed).toMatchObject({
      fleetConfigFile: '/site/conf/fleet.json',
      onDemandTargetCapacityRatio: 0.5,
      market: 'on-demand',
    });
  });

  it('of Symphony is carried over, for each price type', () => {
    const file = {
      subnetId: ['subnet-0001'],
      vmType: 'c5.large',
      vmTypes: { 'c5.large': 1, 'c5.xlarge': '2' },
      vmTypesOnDemand: { 'm5.large': 1 },
      vmTypesPriority: { 'c5.large': 1, 'c5.xlarge': '2' },
      maxSpotPrice: '0.3',
      percentOnDemand: '40',
      allocationStrategy: 'capacityOptimizedPrioritized',
      allocationStrategyOnDemand: 'prioritized',
      poolsCount: 2,
      requestValidity: '1:30',
      rootDeviceVolumeSize: '20',
      volumeType: 'gp3',
      iops: '4000',
      durationInHours: 2,
    };
    const both = template({ ...file, priceType: 'Heterogeneous' });
    expect(both.parsed).toMatchObject({
      market: 'mixed',
      types: [
        { type: 'c5.large', weight: 1, priority: 1 },
        { type: 'c5.xlarge', weight: 2, priority: 2 },
      ],
      onDemandTypes: [{ type: 'm5.large', weight: 1 }],
      onDemandPercent: 40,
      maxSpotPriceUsd: 0.3,
      spotAllocation: 'capacity-optimized-prioritized',
      onDemandAllocation: 'prioritized',
      requestValidityMinutes: 90,
      rootVolume: { sizeGib: 20, type: 'gp3', iops: 4_000 },
    });
    expect(both.ignored).toEqual(['vmType', 'poolsCount', 'durationInHours']);
    const { vmTypesPriority: _, ...plain } = file;
    const onDemand = template({ ...plain, priceType: 'ondemand' });
    expect(onDemand.parsed).toMatchObject({ market: 'on-demand', types: [{ type: 'c5.large' }] });
    expect(onDemand.ignored).toEqual([
      'vmTypes',
      'vmTypesOnDemand',
      'maxSpotPrice',
      'percentOnDemand',
      'allocationStrategy',
      'poolsCount',
      'durationInHours',
    ]);
    const spot = template({ ...file, priceType: 'spot' });
    expect(spot.parsed).toMatchObject({ market: 'spot', onDemandTypes: undefined });
    expect(spot.ignored).toEqual([
      'vmType',
      'vmTypesOnDemand',
      'percentOnDemand',
      'allocationStrategyOnDemand',
      'poolsCount',
      'durationInHours',
    ]);
  });

  it('has the vendor’s default strategy where it asks for spot machines', () => {
    expect(template({ vmType: 'c5.large', priceType: 'spot' }).parsed.spotAllocation).toBe('capacity-optimized');
    expect(template({ vmType: 'c5.large' }).keys).not.toHaveProperty('allocationStrategy');
  });

  it('is refused by the schema where its values are wrong, not mended in silence', () => {
    expect(() => template({ vmTypes: { 'c5.large': 0 }, priceType: 'spot' })).toThrow(/weight must be at least 1/);
    expect(() => template({ vmType: 'c5.large', priceType: 'cheap' })).toThrow(/priceType/);
    expect(() => template({ vmType: 'c5.large', priceType: 'heterogeneous', percentOnDemand: 101 })).toThrow(/0 to 100/);
  });
});

describe('a template of Open Resource Broker', { tags: ['aws.import', 'simulated'] }, () => {
  it('is carried over, in snake case and in camel case', () => {
    const { parsed, ignored } = template({
      provider_api: 'ASG',
      fleet_type: 'Maintain',
      machine_types: { 'm5.large': 1 },
      machine_types_ondemand: { 'm5.xlarge': 2 },
      subnet_ids: ['subnet-0001'],
      security_group_ids: 'sg-0001',
      price_type: 'heterogeneous',
      percent_on_demand: 30,
      allocation_strategy: 'price_capacity_optimized',
      max_price: 0.2,
      machine_ssh_key: 'key',
      machine_role: 'profile',
      machine_disk_size_gb: 30,
      machine_disk_type: 'gp3',
      throughput: 250,
      storage_encryption: true,
      encryption_key: 'alias/k',
      public_ip_assignment: false,
      monitoring_enabled: true,
      context: 'c-abc1234567890123',
      provider_type: 'aws',
      created_at: '2026-01-01',
    });
    expect(parsed).toMatchObject({
      handlers: ['auto-scaling-group'],
      fleetType: 'instant',
      types: [{ type: 'm5.large', weight: 1 }],
      onDemandTypes: [{ type: 'm5.xlarge', weight: 2 }],
      subnetIds: ['subnet-0001'],
      securityGroupIds: ['sg-0001'],
      market: 'mixed',
      onDemandPercent: 30,
      spotAllocation: 'price-capacity-optimized',
      maxSpotPriceUsd: 0.2,
      keyName: 'key',
      instanceProfile: 'profile',
      rootVolume: { sizeGib: 30, type: 'gp3', throughputMibps: 250, encrypted: true, kmsKeyId: 'alias/k' },
      publicIp: false,
      detailedMonitoring: true,
      nativeSpec: { Context: 'c-abc1234567890123' },
    });
    expect(ignored).toEqual(['fleet_type', 'provider_type', 'created_at']);
    expect(template({ vmType: 'm5.large', providerApi: 'EC2Fleet', fleetType: 'Maintain' }).parsed).toMatchObject({
      handlers: ['ec2-fleet'],
      fleetType: 'maintain',
    });
  });

  it('keeps its requirements, and those without a key of ours in the API’s words', () => {
    const abis = {
      vcpu_count: { min: 2, max: 4 },
      MemoryMiB: { Min: 4_096 },
      cpu_manufacturers: ['intel'],
      local_storage: 'required',
      allowed_instance_types: ['m6i.*'],
      memory_gib_per_vcpu: { min: 2, max: null },
      accelerator_count: { max: 0 },
    };
    for (const key of ['abis_instance_requirements', 'abisInstanceRequirements']) {
      expect(template({ [key]: abis, providerApi: 'EC2Fleet' }).parsed.requirements).toEqual({
        minVcpus: 2,
        maxVcpus: 4,
        minMemoryMib: 4_096,
        cpuManufacturers: ['intel'],
        localStorage: 'required',
        allowedTypes: ['m6i.*'],
        further: { MemoryGiBPerVCpu: { Min: 2 }, AcceleratorCount: { Max: 0 } },
      });
    }
  });

  it('keeps what stands in its provider’s own object, and specifications without places to fill in', () => {
    const { parsed, ignored } = template({
      vm_type: 'm5.large',
      provider_config: { percent_on_demand: 10, price_type: 'heterogeneous' },
      provider_api_spec: { TagSpecifications: [] },
      launch_template_spec: { LaunchTemplateName: 'x', LaunchTemplateData: { Monitoring: { Enabled: true } } },
      provider_api_spec_file: 'x.json',
    });
    expect(parsed).toMatchObject({
      market: 'mixed',
      onDemandPercent: 10,
      nativeSpec: { TagSpecifications: [], LaunchTemplateData: { Monitoring: { Enabled: true } } },
    });
    expect(ignored).toEqual(['provider_api_spec_file']);
    expect(template({ vm_type: 'm5.large', provider_api_spec: { Name: '{{ request_id }}' } }).ignored).toEqual(['provider_api_spec']);
  });
});

const SAMPLES = new URL('../../../../../shared/samples/lsf/', import.meta.url);
const folders = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => name.startsWith('aws')) : [];

describe.runIf(folders.length > 0)('the files that come with the vendor’s plugins', { tags: ['aws.site-files', 'real'] }, () => {
  it.each(folders)('are read as they are: %s', (name) => {
    const read = (file: string): Readonly<Record<string, unknown>> =>
      JSON.parse(readFileSync(new URL(`${name}/${file}`, SAMPLES), 'utf8')) as Record<string, unknown>;
    const config = settings(read('awsprov_config.json'));
    expect(config.parsed).toMatchObject({ region: 'us-west-2', credentials: { source: 'file', path: '/home/aws/credentials' } });
    expect(config.ignored).toEqual(['LogLevel']);
    const common = new Set(['templateId', 'maxNumber', 'attributes', 'instanceTags', 'userData']);
    for (const entry of read('awsprov_templates.json')['templates'] as readonly object[]) {
      const own = Object.fromEntries(Object.entries(entry).filter(([key]) => !common.has(key)));
      const { parsed, ignored } = template(own);
      expect([parsed.types, parsed.securityGroupIds, ignored]).toEqual([[{ type: 't2.micro', weight: 1, priority: undefined }], [], []]);
    }
  });
});
