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
  scripted: { machineType: 'mock.small' },
  marked: { machineType: 'mock.small' },
  silent: { machineType: 'mock.medium' },
  costly: { machineType: 'mock.medium', maxPricePerHourUsd: 0.000001 },
  booted: { machineType: 'mock.small' },
  commands: { machineType: 'mock.small' },
  empty: { machineType: 'mock.small' },
  elsewhere: { machineType: 'mock.small', zones: ['mock-1a'] },
  poisoned: { machineType: 'mock.small', imageId: 'no-such-image' },
} as const;

/** What templates have beside their options. */
const MORE: { readonly [templateId: string]: Partial<Pick<Template, 'userData' | 'tags' | 'attributes'>> } = {
  scripted: { userData: '#!/bin/sh\necho ready\n', tags: [{ key: 'team', value: 'grid' }] },
  marked: { userData: '#cloud-config\nruncmd:\n  - |\n    %EXPORT_USER_DATA%\n' },
  booted: { userData: '#cloud-config\nhostname: one\n' },
  commands: { userData: 'echo ready\n' },
  empty: { userData: '#!/bin/sh' },
  silent: { attributes: [] },
  costly: { attributes: [] },
};

/** A template's name. */
export type TemplateName = keyof typeof OPTIONS;

/** Most units of the template `capped`. */
const CAP = 3;

const settings = accept(
  mock.settingsSchema['~standard'].validate({
    cloudFile: ':memory:simulation',
    seed: 1,
    zones: ['mock-1a', 'mock-1b'],
    bootTimeMs: { minMs: 150, maxMs: 1_000 },
    terminateTimeMs: 300,
    visibilityHorizonMs: VISIBILITY_HORIZON_MS,
    replayHorizonMs: REPLAY_HORIZON_MS,
    pageSize: 20,
  }),
);

const checkedOptions = Object.entries(OPTIONS).map(
  ([templateId, options]) => [templateId, accept(mock.templateSchema['~standard'].validate(options))] as const,
);

/** Settings of the connection to one of a history's clouds. */
export function settingsFor(own: { readonly cloudFile: string; readonly account: string; readonly seed: number }): object {
  return { ...settings, ...own };
}

/** All templates; the one that is made elsewhere belongs to the second connection, where there is one. */
export function templatesFor(first: string, second = first): readonly Template[] {
  return checkedOptions.map(([templateId, options]) => ({
    templateId,
    connection: templateId === 'elsewhere' ? second : first,
    maxNumber: templateId === 'capped' ? CAP : -1,
    priority: 0,
    attributes: ATTRIBUTES,
    tags: [],
    userData: undefined,
    ...MORE[templateId],
    options,
  }));
}

function accept(result: unknown): object {
  if (typeof result !== 'object' || result === null || !('value' in result)) throw new Error(JSON.stringify(result));
  return result.value as object;
}
