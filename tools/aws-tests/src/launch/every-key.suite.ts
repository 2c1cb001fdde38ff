import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { isProviderError } from '@hostwright/core/provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { launcherAt, type Launcher, type TemplateKeys } from './launcher.js';

const HANDLERS = ['ec2-fleet', 'run-instances', 'auto-scaling-group', 'spot-fleet'] as const;

const SPOT = { priceType: 'spot' };
const MIXED = { priceType: 'heterogeneous', percentOnDemand: 30 };

/** Every key of a template that changes what is sent, with what it needs beside it. */
const TEMPLATES: readonly (readonly [string, TemplateKeys])[] = [
  ['vmTypes', { vmType: undefined, vmTypes: { 'm5.large': 1, 'm5.xlarge': 2 }, vmTypesPriority: { 'm5.large': 2, 'm5.xlarge': 1 } }],
  ['vmTypesOnDemand', { ...MIXED, vmTypesOnDemand: ['c5.large'] }],
  [
    'instanceRequirements',
    {
      vmType: undefined,
      instanceRequirements: {
        minVcpus: 2,
        maxVcpus: 4,
        minMemoryMib: 4_096,
        maxMemoryMib: 16_384,
        cpuManufacturers: ['intel'],
        burstable: 'excluded',
      },
    },
  ],
  ['priceType spot', { ...SPOT, maxSpotPrice: 0.5 }],
  ['priceType heterogeneous', { ...MIXED, onDemandBase: 1, allocationStrategyOnDemand: 'prioritized' }],
  ...['price-capacity-optimized', 'capacityOptimized', 'capacity_optimized_prioritized', 'lowestPrice', 'diversified'].map(
    (strategy) => [`allocationStrategy ${strategy}`, { ...SPOT, allocationStrategy: strategy }] as const,
  ),
  ['poolsCount', { ...SPOT, allocationStrategy: 'lowest-price', poolsCount: 2 }],
  ['fleetType request', { fleetType: 'request', requestValidityMinutes: 90 }],
  ['fleetType maintain', { fleetType: 'maintain' }],
  ['tenancy', { tenancy: 'dedicated' }],
  ['ebsOptimized', { ebsOptimized: true }],
  ['interfaceType efa', { interfaceType: 'efa', efaCount: 2 }],
  ['publicIp', { publicIp: true }],
  [
    'the root volume',
    {
      rootDeviceVolumeSize: 50,
      volumeType: 'gp3',
      iops: 4_000,
      volumeThroughputMibps: 250,
      volumeEncrypted: true,
      volumeDeleteOnTermination: false,
    },
  ],
  ['metadata and monitoring', { metadataTokens: 'optional', metadataHopLimit: 1, detailedMonitoring: true }],
  ['nativeSpec', { nativeSpec: { LaunchTemplateData: { CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 }, DisableApiStop: true } } }],
];

/** Fleets that name requirements instead of types make moto fail. */
function isGap({ name, handler }: { readonly name: string; readonly handler: string }): boolean {
  return name === 'instanceRequirements' && (handler === 'ec2-fleet' || handler === 'spot-fleet');
}

/**
 * That moto gives machines proves little of what it does not read; that botocore's model, which judges every recorded request, finds each of
 * these right proves their form.
 */
describe('every key of a template in every way to launch on moto', { tags: ['aws.template.keys', 'emulated'] }, () => {
  let moto: Moto;
  let cloud: Cloud;
  let launcher: Launcher;

  beforeAll(async () => {
    moto = await startMoto();
    cloud = await openCloud(moto);
    launcher = launcherAt(cloud.proxy.url);
  });
  afterAll(async () => {
    await launcher.close();
    await cloud.close();
    await moto.stop();
  });

  const cases = TEMPLATES.flatMap(([name, keys], index) =>
    HANDLERS.map((handler) => ({ name, keys, handler, token: `token-${handler}-${index}` })),
  );

  it.each(cases.filter((one) => !isGap(one)))('$handler: $name', async ({ keys, handler, token }) => {
    const template = templateOf(keys, handler);
    const wish = { units: 4, token, userData: '#!/bin/sh\n' };
    const offer = (await usableOffers(template)).find(({ offerId }) => offerId.startsWith(`${handler}/`));
    // What a way to launch cannot do is refused with its reason: the plugin's own tests say which.
    const answered = offer === undefined ? 4 : await unitsOf(template, { ...wish, offer });
    expect(answered).toBe(4);
  });

  it.each(cases.filter(isGap))('$handler: $name, sent all the same, which moto cannot answer', async ({ keys, handler, token }) => {
    const wish = { units: 4, token };
    const prepared = await launcher.prepare(templateOf(keys, handler), wish);
    await expect(launcher.launch(prepared, wish)).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  });

  function templateOf(keys: TemplateKeys, handler: (typeof HANDLERS)[number]): TemplateKeys {
    const { network } = cloud;
    return {
      imageId: network.imageId,
      vmType: 'm5.large',
      subnetIds: network.subnets.slice(0, 2).map(({ subnetId }) => subnetId),
      securityGroupIds: [network.securityGroupId],
      handlers: keys['fleetType'] === undefined || handler === 'ec2-fleet' ? [handler] : ['ec2-fleet', handler],
      ...(handler === 'spot-fleet' ? { fleetRole: 'arn:aws:iam::123456789012:role/fleet' } : {}),
      ...keys,
    };
  }

  /** None, where the way to launch is refused with its reason. */
  async function usableOffers(template: TemplateKeys): ReturnType<Launcher['offers']> {
    return launcher.offers(template).catch((error: unknown) => {
      if (isProviderError(error) && error.errorClass === 'InvalidTemplate') return [];
      throw error;
    });
  }

  async function unitsOf(template: TemplateKeys, wish: Parameters<Launcher['prepare']>[1]): Promise<number> {
    const { machines, pendingUnits, shortfall } = await launcher.launch(await launcher.prepare(template, wish), wish);
    return pendingUnits + [...machines, ...shortfall].reduce((sum, { units }) => sum + units, 0);
  }
});
