import { items, xml, type Answer, type SeenCall, type TestCloud } from './test-cloud.js';

/** A machine type as the tests write it. */
export interface SoldType {
  readonly name: string;
  readonly vcpus?: number;
  readonly cores?: number;
  readonly memoryMib?: number;
  readonly gpus?: number;
  readonly architecture?: string;
  readonly zones?: readonly string[];
  readonly usages?: readonly string[];
  readonly onDemandUsd?: string;
  readonly spotUsd?: string;
  readonly spotAt?: string;
  readonly burstable?: boolean;
  readonly bareMetal?: boolean;
  readonly previous?: boolean;
  readonly neuron?: boolean;
}

/** Lets a cloud sell machine types, in pages, with prices. */
export function sell(cloud: TestCloud, types: readonly SoldType[], options: { readonly now: () => number; readonly page?: number }): void {
  const { now, page = 1_000 } = options;
  cloud.answer('DescribeInstanceTypes', (call) =>
    paged(call, 'DescribeInstanceTypes', 'instanceTypeSet', named(call, types).map(typeXml), page),
  );
  cloud.answer('DescribeInstanceTypeOfferings', (call) => {
    const rows = named(call, types).flatMap(({ name, zones = ['us-east-1a'] }) => zones.map((zone) => offeringXml(name, zone)));
    return paged(call, 'DescribeInstanceTypeOfferings', 'instanceTypeOfferingSet', rows, page);
  });
  cloud.answer('DescribeSpotPriceHistory', (call) => {
    const asked = Object.entries(call.parameters).flatMap(([key, value]) => (key.startsWith('InstanceType.') ? [value] : []));
    const rows = types
      .filter(({ name, spotUsd }) => spotUsd !== undefined && (asked.length === 0 || asked.includes(name)))
      .flatMap((type) => (type.zones ?? ['us-east-1a']).map((zone) => spotXml(type, zone, now())));
    return paged(call, 'DescribeSpotPriceHistory', 'spotPriceHistorySet', rows, page);
  });
  cloud.answer('GetProducts', (call) => ({
    FormatVersion: 'aws_v1',
    PriceList: types
      .filter(({ name, onDemandUsd }) => onDemandUsd !== undefined && [undefined, name].includes(filterOf(call, 'instanceType')))
      .map((type) => JSON.stringify(product(type.name, type.onDemandUsd ?? '', { tenancy: filterOf(call, 'tenancy') ?? 'Shared' }))),
  }));
}

/** One product of the price list, as AWS writes it. */
export function product(name: string, usd: string, attributes: Readonly<Record<string, string>> = {}): object {
  return {
    product: {
      productFamily: 'Compute Instance',
      attributes: {
        instanceType: name,
        regionCode: 'us-east-1',
        operatingSystem: 'Linux',
        tenancy: 'Shared',
        preInstalledSw: 'NA',
        capacitystatus: 'Used',
        marketoption: 'OnDemand',
        ...attributes,
      },
      sku: 'SKU',
    },
    serviceCode: 'AmazonEC2',
    terms: {
      OnDemand: { 'SKU.JRTCKXETXF': { priceDimensions: { 'SKU.JRTCKXETXF.6YS6EN2CT7': { unit: 'Hrs', pricePerUnit: { USD: usd } } } } },
    },
  };
}

function filterOf({ parameters }: SeenCall, field: string): string | undefined {
  const filters = parameters['Filters'] as readonly { readonly Field: string; readonly Value: string }[];
  return filters.find(({ Field }) => Field === field)?.Value;
}

function named({ parameters }: SeenCall, types: readonly SoldType[]): readonly SoldType[] {
  const asked = Object.entries(parameters).flatMap(([key, value]) => (key.startsWith('Filter.1.Value.') ? [value] : []));
  return asked.length === 0 ? types : types.filter(({ name }) => asked.includes(name));
}

function paged(call: SeenCall, action: string, set: string, rows: readonly string[], size: number): ReturnType<Answer> {
  const from = Number(call.parameters['NextToken'] ?? 0);
  const next = from + size < rows.length ? `<nextToken>${from + size}</nextToken>` : '';
  return xml(action, items(set, rows.slice(from, from + size)) + next);
}

function typeXml(type: SoldType): string {
  const { name, vcpus = 2, cores = vcpus / 2, memoryMib = 4_096, gpus = 0, architecture = 'x86_64' } = type;
  const gpuInfo = gpus === 0 ? '' : `<gpuInfo>${items('gpus', [`<name>T4</name><count>${gpus}</count>`])}</gpuInfo>`;
  return `<instanceType>${name}</instanceType><currentGeneration>${type.previous !== true}</currentGeneration>
    ${items('supportedUsageClasses', type.usages ?? ['on-demand', 'spot'])}<bareMetal>${type.bareMetal === true}</bareMetal>
    <burstablePerformanceSupported>${type.burstable === true}</burstablePerformanceSupported>
    <vCpuInfo><defaultVCpus>${vcpus}</defaultVCpus><defaultCores>${cores}</defaultCores></vCpuInfo>
    <memoryInfo><sizeInMiB>${memoryMib}</sizeInMiB></memoryInfo>${gpuInfo}${type.neuron === true ? '<neuronInfo><totalNeuronDeviceMemoryInMiB>1</totalNeuronDeviceMemoryInMiB></neuronInfo>' : ''}
    <processorInfo>${items('supportedArchitectures', [architecture])}</processorInfo>`;
}

function offeringXml(name: string, zone: string): string {
  return `<instanceType>${name}</instanceType><locationType>availability-zone</locationType><location>${zone}</location>`;
}

function spotXml({ name, spotUsd, spotAt }: SoldType, zone: string, nowMs: number): string {
  return `<instanceType>${name}</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>${spotUsd}</spotPrice>
    <timestamp>${spotAt ?? new Date(nowMs - 3_600_000).toISOString()}</timestamp><availabilityZone>${zone}</availabilityZone>`;
}
