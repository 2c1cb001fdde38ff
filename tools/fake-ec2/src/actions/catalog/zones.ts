import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { invalidParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';

const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'sa-east-1',
];

/** For example `use1-az1`; which letter has which number differs from account to account in the real cloud. */
export function zoneId({ region, network }: Cloud, zone: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = direction.replace(
    /^(north|south|central|east|west)(east|west)?$/,
    (_all, first: string, second: string | undefined) => first.charAt(0) + (second?.charAt(0) ?? ''),
  );
  return `${area}${short}${number}-az${network.zones.indexOf(zone) + 1}`;
}

export function describeAvailabilityZones(cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('ZoneName');
  const unknown = names.find((name) => !cloud.network.zones.includes(name));
  if (unknown !== undefined) throw invalidParameter(`Invalid availability zone: [${unknown}]`);
  const found = filterItems(
    cloud.network.zones.filter((zone) => names.length === 0 || names.includes(zone)),
    readFilters(params),
    {
      tags: () => [],
      fields: {
        'zone-name': (zone) => zone,
        'zone-id': (zone) => zoneId(cloud, zone),
        'region-name': () => cloud.region,
        state: () => 'available',
        'zone-type': () => 'availability-zone',
        'opt-in-status': () => 'opt-in-not-required',
      },
    },
  );
  const availabilityZoneInfo = found.map((zone) => ({
    optInStatus: 'opt-in-not-required',
    messageSet: [],
    regionName: cloud.region,
    zoneName: zone,
    zoneId: zoneId(cloud, zone),
    groupName: `${cloud.region}-zg-1`,
    networkBorderGroup: cloud.region,
    zoneType: 'availability-zone',
    zoneState: 'available',
  }));
  return { availabilityZoneInfo };
}

export function describeRegions(_cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('RegionName');
  const unknown = names.find((name) => !REGIONS.includes(name));
  if (unknown !== undefined) throw invalidParameter(`Invalid region name: ${unknown}`);
  const found = filterItems(
    REGIONS.filter((region) => names.length === 0 || names.includes(region)),
    readFilters(params),
    {
      tags: () => [],
      fields: { 'region-name': (region) => region, 'opt-in-status': () => 'opt-in-not-required', endpoint: endpointOf },
    },
  );
  return {
    regionInfo: found.map((region) => ({ optInStatus: 'opt-in-not-required', regionName: region, regionEndpoint: endpointOf(region) })),
  };
}

function endpointOf(region: string): string {
  return `ec2.${region}.amazonaws.com`;
}
