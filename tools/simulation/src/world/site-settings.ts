import type { Template } from '@hostwright/core';
import mock from '@hostwright/provider-mock';
import { REPLAY_HORIZON_MS, VISIBILITY_HORIZON_MS } from './timing.js';

const ATTRIBUTES: Template['attributes'] = [
  { name: 'ncpus', type: 'Numeric', value: '2' },
  { name: 'nram', type: 'Numeric', value: '4096' },
];

/** Options of the templates, by the template's id. */
const OPTIONS = {
  plain: { machineType: ['mock.small', 'mock.medium'], zones: ['mock-1a', 'mock-1b'] },
  disks: { machineType: 'mock.small', volumeSizeGib: 8 },
  fleet: { machineType: 'mock.small', zones: ['mock-1a', 'mock-1b'], launchAs: 'fleet' },
  refilling: { machineType: 'mock.small', launchAs: 'refilling-group' },
  heavy: { machineType: 'mock.large', unitsPerMachine: 2 },
  capped: { machineType: 'mock.small' },
  poisoned: { machineType: 'mock.small', imageId: 'no-such-image' },
} as const;

/** A template's name. */
export type TemplateName = keyof typeof OPTIONS;

/** Most units of the template `capped`. */
const CAP = 3;

const settings = accept(
  mock.settingsSchema['~standard'].validate({
    cloudFile: ':memory:simulation',
    seed: 1,
    zones: ['mock-1a', 'mock-1b'],
    bootTimeMs: { minMs: 200, maxMs: 1_500 },
    terminateTimeMs: 400,
    visibilityHorizonMs: VISIBILITY_HORIZON_MS,
    replayHorizonMs: REPLAY_HORIZON_MS,
    pageSize: 20,
  }),
);

const checkedOptions = Object.entries(OPTIONS).map(
  ([templateId, options]) => [templateId, accept(mock.templateSchema['~standard'].validate(options))] as const,
);

/** Settings of the connection to a history's cloud. */
export function settingsFor(cloudFile: string, seed: number): object {
  return { ...settings, cloudFile, seed };
}

/** All templates, of one connection. */
export function templatesFor(connection: string): readonly Template[] {
  return checkedOptions.map(([templateId, options]) => ({
    templateId,
    connection,
    maxNumber: templateId === 'capped' ? CAP : -1,
    priority: 0,
    attributes: ATTRIBUTES,
    tags: [],
    userData: undefined,
    options,
  }));
}

function accept(result: unknown): object {
  if (typeof result !== 'object' || result === null || !('value' in result)) throw new Error(JSON.stringify(result));
  return result.value as object;
}
