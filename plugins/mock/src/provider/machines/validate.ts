import { isProviderError, type TemplateProblem } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import { machineTypesOf, type MockOptions } from '../template.js';
import { offersOf } from './offers.js';

/** Checks a template against the cloud: its machine types, zones, image and price exist. */
export async function validate(
  session: Session,
  input: { readonly options: MockOptions; readonly signal: AbortSignal },
): Promise<readonly TemplateProblem[]> {
  const { options, signal } = input;
  const types = machineTypesOf(options);
  const checks = [
    ...types.map((type, index) => ({
      path: typeof options.machineType === 'string' ? 'machineType' : `machineType[${index}]`,
      read: () => session.read('DescribeOffers', { machineTypes: [type], anyZone: true, limit: 1 }, signal),
    })),
    ...(options.zones ?? []).map((zone, index) => ({
      path: `zones[${index}]`,
      read: () => session.read('DescribeOffers', { zones: [zone], limit: 1 }, signal),
    })),
    { path: 'imageId', read: () => session.read('DescribeImages', { name: options.imageId }, signal) },
  ];
  const problems: TemplateProblem[] = [];
  for (const { path, read } of checks) problems.push(...(await problemOf(path, read)));
  if (problems.length > 0) return problems;
  return problemOf('maxPricePerHourUsd', () => offersOf(session, options, signal));
}

async function problemOf(path: string, read: () => Promise<unknown>): Promise<readonly TemplateProblem[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'InvalidTemplate') throw error;
    return [{ path, message: error.message }];
  }
}
