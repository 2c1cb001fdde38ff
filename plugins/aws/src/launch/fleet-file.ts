import { readFileSync, statSync } from 'node:fs';
import { CreateFleetRequest$ } from '@aws-sdk/client-ec2';
import type { TemplateProblem } from '@hostwright/core/provider';
import type { AwsSettings } from '../settings/settings.js';
import { invalidTemplate, invalidTemplateOf } from './invalid-template.js';
import { inputProblems, isRecord } from './native/check-input.js';
import { splitUnits } from './markets.js';

/** Far more than any fleet needs. */
const MAX_FILE_BYTES = 128 * 1024;

/** What the vendor's fleet file becomes for a number of units. */
interface FleetFile {
  /** All but capacity, token and launch templates. */
  readonly call: Readonly<Record<string, unknown>>;
  readonly capacity: Readonly<Record<string, unknown>>;
  readonly configs: readonly FleetFileConfig[];
  readonly type: 'instant' | 'request';
  /** What is in neither market's part is bought there. */
  readonly market: 'on-demand' | 'spot';
  readonly spotUnits: number;
}

/** One launch template with its pools. */
export interface FleetFileConfig {
  readonly launchTemplate: { readonly id: string; readonly version: string };
  readonly overrides: readonly Readonly<Record<string, unknown>>[];
}

/** Reads the file's text. @throws {ProviderError} `InvalidTemplate` when that cannot be done */
export function readFleetFile(path: string): string {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw invalidTemplate('ec2FleetConfig', `${path} is no file`);
    if (stats.size > MAX_FILE_BYTES) throw invalidTemplate('ec2FleetConfig', `${path} is larger than ${MAX_FILE_BYTES / 1024} KiB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw invalidTemplate('ec2FleetConfig', `${path} cannot be read: ${code}`);
  }
}

/**
 * Puts numbers in the place of the vendor's three words and takes the file apart.
 * @param onDemandRatio - share of on-demand units, 0 to 1
 * @throws {ProviderError} `InvalidTemplate` for what EC2 would not understand, or we may not send
 */
export function parseFleetFile(text: string, units: number, onDemandRatio: number | undefined): FleetFile {
  const split = splitUnits({ market: 'mixed', onDemandBase: 0, onDemandPercent: (onDemandRatio ?? 0) * 100 }, units);
  const file = parse(text, {
    LSF_TOTAL_TARGET_CAPACITY: units,
    LSF_ONDEMAND_TARGET_CAPACITY: split.onDemandUnits,
    LSF_SPOT_TARGET_CAPACITY: split.spotUnits,
  });
  const problems = inputProblems(CreateFleetRequest$, file, 'ec2FleetConfig');
  if (problems.length > 0) throw invalidTemplateOf(problems);
  const { Type: type, LaunchTemplateConfigs: configs, TargetCapacitySpecification: target, ClientToken: _, ...call } = file;
  if (type !== 'instant' && type !== 'request')
    throw invalidTemplate('ec2FleetConfig', `its Type is ${JSON.stringify(type) ?? 'missing'}: write instant or request`);
  if (!isRecord(target)) throw invalidTemplate('ec2FleetConfig', 'TargetCapacitySpecification is missing');
  for (const key of ['DryRun', 'TagSpecifications', 'ReplaceUnhealthyInstances', 'ExcessCapacityTerminationPolicy']) {
    if (key in call) throw invalidTemplate('ec2FleetConfig', `${key} is set by Hostwright alone`);
  }
  const market = target['DefaultTargetCapacityType'] === 'spot' ? 'spot' : 'on-demand';
  return {
    call,
    capacity: { TargetCapacitySpecification: targetOf(target, units) },
    configs: Array.isArray(configs) ? configs.map(configOf) : [],
    type,
    market,
    spotUnits: spotUnitsOf(target, units, market),
  };
}

/** More spot machines than the settings allow. */
export function fleetFileLimitProblems(
  { spotUnits }: FleetFile,
  units: number,
  { maxSpotPercent }: AwsSettings['limits'],
): readonly TemplateProblem[] {
  const percent = Math.floor((spotUnits * 100) / units);
  if (percent <= maxSpotPercent) return [];
  return [{ path: 'ec2FleetConfig', message: `${percent} % would be spot; the connection's settings allow ${maxSpotPercent} %` }];
}

/** Subnets that the file's pools name, each once. */
export function fleetFileSubnets(configs: readonly FleetFileConfig[]): readonly string[] {
  const named = configs.flatMap(({ overrides }) => overrides.map((override) => override['SubnetId']));
  return [...new Set(named.filter((subnet) => typeof subnet === 'string'))];
}

/** What neither market claims goes to the file's default one. */
function spotUnitsOf(target: Readonly<Record<string, unknown>>, units: number, market: FleetFile['market']): number {
  const { SpotTargetCapacity: spot, OnDemandTargetCapacity: onDemand } = target;
  if (market === 'spot') return units - (typeof onDemand === 'number' ? onDemand : 0);
  return typeof spot === 'number' ? spot : 0;
}

function parse(text: string, numbers: Readonly<Record<string, number>>): Readonly<Record<string, unknown>> {
  // Stated as text or bare: the vendor's samples have both.
  const filled = text.replaceAll(/"?\$(LSF_[A-Z_]+)"?/g, (word, name: string) => String(numbers[name] ?? word));
  let value: unknown;
  try {
    value = JSON.parse(filled);
  } catch {
    throw invalidTemplate('ec2FleetConfig', 'the file is no JSON after its capacity words were replaced');
  }
  if (!isRecord(value)) throw invalidTemplate('ec2FleetConfig', 'the file must hold one object');
  return value;
}

/** The sum is ours; the parts are the file's, and must fit it. */
function targetOf(target: Readonly<Record<string, unknown>>, units: number): Readonly<Record<string, unknown>> {
  const parts = [target['OnDemandTargetCapacity'], target['SpotTargetCapacity']].filter((part) => typeof part === 'number');
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum > units || (parts.length === 2 && sum !== units)) {
    throw invalidTemplate(
      'ec2FleetConfig',
      `its on-demand and spot capacity come to ${sum} for a launch of ${units}: use the capacity words`,
    );
  }
  return { ...target, TotalTargetCapacity: units };
}

function configOf(value: unknown, index: number): FleetFileConfig {
  const path = `ec2FleetConfig.LaunchTemplateConfigs[${index}]`;
  const specification = isRecord(value) ? value['LaunchTemplateSpecification'] : undefined;
  if (!isRecord(value) || !isRecord(specification)) throw invalidTemplate(path, 'LaunchTemplateSpecification is missing');
  const version = specification['Version'];
  const id = specification['LaunchTemplateId'] ?? specification['LaunchTemplateName'];
  if (typeof id !== 'string') throw invalidTemplate(path, 'it names no launch template');
  const overrides = Array.isArray(value['Overrides']) ? value['Overrides'].filter(isRecord) : [];
  return { launchTemplate: { id, version: typeof version === 'string' ? version : '$Default' }, overrides };
}
