import type { Params } from '../server/params.ts';
import { NamedList, type XmlObject, type XmlValue } from '../server/xml.ts';

/** Lists whose name in an answer is not that of the request with `Set` behind it. Source: EC2 service model, location names. */
const LISTS: Readonly<Record<string, string>> = {
  LicenseSpecification: 'licenseSet',
  LaunchTemplateConfigs: 'launchTemplateConfigs',
  Overrides: 'overrides',
  LaunchSpecifications: 'launchSpecifications',
  BlockDeviceMapping: 'blockDeviceMappingSet',
};

/** Writes parameters as EC2 writes them in answers: names begin small, lists end in `Set`. */
export function echo(params: Params): XmlObject {
  return Object.fromEntries(params.names().map((name) => echoEntry(params, name)));
}

function echoEntry(params: Params, name: string): readonly [string, XmlValue] {
  const structs = params.structs(name);
  if (structs.length > 0) {
    const texts = params.texts(name);
    const items = structs.map((struct, index): XmlValue => (struct.names().length > 0 ? echo(struct) : texts[index]));
    // The groups of a network interface are the one list with another item.
    if (name === 'SecurityGroupId' && params.has('DeviceIndex')) return ['groupSet', new NamedList('groupId', items)];
    return [LISTS[name] ?? listName(name), items];
  }
  const inner = params.struct(name);
  return [small(name), inner !== undefined && inner.names().length > 0 ? echo(inner) : params.text(name)];
}

function listName(name: string): string {
  return name.endsWith('Set') ? small(name) : `${small(name)}Set`;
}

function small(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
