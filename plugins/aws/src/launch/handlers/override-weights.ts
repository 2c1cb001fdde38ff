import { invalidTemplate } from '../invalid-template.js';

/** Units of each type of a fleet file's pools. @throws {ProviderError} `InvalidTemplate` for weights that are no whole numbers, or differ for one type */
export function weightsOfOverrides(overrides: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, number>> {
  const weights = new Map<string, number>();
  for (const { InstanceType: type, WeightedCapacity: stated = 1 } of overrides) {
    if (typeof type !== 'string') continue;
    const weight = Number(stated);
    if (!Number.isInteger(weight) || weight < 1)
      throw invalidTemplate('ec2FleetConfig', `${type} weighs ${String(stated)}: use whole numbers of at least 1`);
    if ((weights.get(type) ?? weight) !== weight) throw invalidTemplate('ec2FleetConfig', `${type} has two weights`);
    weights.set(type, weight);
  }
  return Object.fromEntries(weights);
}
