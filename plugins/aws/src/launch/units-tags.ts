import type { Tag } from '@hostwright/core/provider';

/** Tells what each type of a weighted launch counts for: a listing shows no weights. Continued as `hostwright-units-2` and so on. */
const UNITS_KEY = 'hostwright-units';

/** Longest value of a tag. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MAX_VALUE_LENGTH = 256;

/** Tags that tell the weight of each type; none where every type counts for one unit. */
export function unitsTags(weights: Readonly<Record<string, number>>): readonly Tag[] {
  const entries = Object.entries(weights).filter(([, units]) => units !== 1);
  const values: string[] = [];
  for (const [type, units] of entries) {
    const pair = `${type}=${units}`;
    const last = values.at(-1);
    if (last !== undefined && last.length + 1 + pair.length <= MAX_VALUE_LENGTH) values[values.length - 1] = `${last} ${pair}`;
    else values.push(pair);
  }
  return values.map((value, index) => ({ key: index === 0 ? UNITS_KEY : `${UNITS_KEY}-${index + 1}`, value }));
}

/** Capacity units of a machine of this type, by the tags that its launch gave it; 1 where they say nothing. */
export function unitsOfMachine(tags: readonly Tag[], machineType: string): number {
  for (const { key, value } of tags) {
    if (key !== UNITS_KEY && !key.startsWith(`${UNITS_KEY}-`)) continue;
    const pair = value.split(' ').find((entry) => entry.startsWith(`${machineType}=`));
    const units = Number(pair?.slice(machineType.length + 1));
    if (Number.isInteger(units) && units >= 1) return units;
  }
  return 1;
}
