import type { Market, OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { vcpuLimitsOf } from './quotas.js';

/**
 * Which quota a family of types draws on. The API maps types to quotas nowhere.
 * Source: Service Quotas, service code ec2; EC2 user guide, On-Demand Instance quotas and Spot Instance quotas.
 */
const CODES: Readonly<Record<string, Readonly<Record<Market, string>>>> = {
  standard: { 'on-demand': 'L-1216C47A', spot: 'L-34B43A08' },
  f: { 'on-demand': 'L-74FC7D96', spot: 'L-88CF9481' },
  g: { 'on-demand': 'L-DB2E81BA', spot: 'L-3819A6DF' },
  p: { 'on-demand': 'L-417A185B', spot: 'L-7212CCBC' },
  x: { 'on-demand': 'L-7295265B', spot: 'L-E3A00192' },
  inf: { 'on-demand': 'L-1945791B', spot: 'L-B5D1601B' },
  trn: { 'on-demand': 'L-2C3B7624', spot: 'L-6B0D517C' },
  dl: { 'on-demand': 'L-6E869C2A', spot: 'L-85EED4F7' },
};

/** Families by the letters in front of the generation. Absent here: no quota that we know, for example of `u` and `hpc`. */
const QUOTA_OF_LETTERS: Readonly<Record<string, keyof typeof CODES>> = {
  ...Object.fromEntries(['a', 'c', 'd', 'h', 'i', 'im', 'is', 'm', 'r', 't', 'z'].map((letters) => [letters, 'standard'])),
  f: 'f',
  g: 'g',
  gr: 'g',
  vt: 'g',
  p: 'p',
  x: 'x',
  inf: 'inf',
  trn: 'trn',
  dl: 'dl',
};

/** How many vCPUs of a type's family the account may run at once on one market; undefined when that is not known. */
export async function vcpuQuota(
  session: AwsSession,
  machineType: string,
  market: Market,
  input: OperationInput,
): Promise<number | undefined> {
  const code = quotaCode(machineType, market);
  if (code === undefined) return undefined;
  const { value: limits } = await vcpuLimitsOf(session).get(input);
  return limits.find((limit) => limit.code === code)?.limitVcpus;
}

/** AWS's code of the quota that a type draws on; undefined for a family that is not known. */
export function quotaCode(machineType: string, market: Market): string | undefined {
  const letters = /^([a-z]+)[-\d]/.exec(machineType)?.[1];
  const family = letters === undefined ? undefined : QUOTA_OF_LETTERS[letters];
  return family === undefined ? undefined : CODES[family]?.[market];
}
