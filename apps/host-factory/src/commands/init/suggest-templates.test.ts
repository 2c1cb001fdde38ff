import { systemClock } from '@hostwright/core';
import { ProviderError, type AnyProviderDefinition, type Provider, type Suggestions } from '@hostwright/core/provider';
import mock from '@hostwright/provider-mock';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import type { SettingsCheck } from './check-settings.js';
import { suggestTemplates } from './suggest-templates.js';

const FOUND: Suggestions = {
  templates: [{ templateId: 'vpc-1-ondemand', entries: [{ key: 'machineType', valueJson: '"mock.small"' }] }],
  remarks: ['network vpc-1: subnets subnet-1 (east-1a)'],
};
const SETTINGS = [{ key: 'cloudFile', valueJson: '"${CONFIG_DIR}/cloud.db"' }];

/** The mock provider, with a look at the account. */
function lookingWith(suggest: NonNullable<Provider<unknown>['suggest']>): AnyProviderDefinition {
  const definition: AnyProviderDefinition = mock;
  return { ...definition, create: (settings, context) => ({ ...definition.create(settings, context), suggest }) };
}

function check(definition: AnyProviderDefinition): SettingsCheck {
  return { definition, directory: temporaryFolder(), environment: {} };
}

function suggested(definition: AnyProviderDefinition, settings = SETTINGS, offline = false): Promise<Suggestions> {
  return suggestTemplates(settings, { check: check(definition), clock: systemClock, offline });
}

describe('templates for a new site', { tags: ['aws.init', 'simulated'] }, () => {
  it('are those that the provider suggests for the account, through a way out that changes nothing', async () => {
    const looking = lookingWith(async () => FOUND);
    expect(await suggested(looking)).toEqual(FOUND);
    const writing: AnyProviderDefinition = {
      ...looking,
      create: (settings, context) => ({
        ...looking.create(settings, context),
        suggest: async ({ signal }) =>
          context.call({ action: 'CreateVpc', effect: 'create', attempt: '' as never, signal }, async () => FOUND),
      }),
    };
    expect((await suggested(writing)).remarks.join()).toContain('Unsupported: CreateVpc');
  });

  it('are the usual ones where the account cannot be looked at, and it is said why', async () => {
    const failing = lookingWith(() => Promise.reject(new ProviderError('Credentials', 'the token has expired')));
    expect(await suggested(failing)).toEqual({
      templates: mock.starter?.templates,
      remarks: [
        'the account could not be looked at (Credentials: the token has expired): these templates name nothing of it, so look through them before they are used',
      ],
    });
    const broken = lookingWith(() => Promise.reject(new Error('secret=1')));
    expect((await suggested(broken)).remarks.join()).not.toContain('secret');
  });

  it('are the usual ones without a word where the provider does not look, must not, or has bad settings', async () => {
    const usual = { templates: mock.starter?.templates, remarks: [] };
    const looking = lookingWith(async () => FOUND);
    expect(await suggested(mock)).toEqual(usual);
    expect(await suggested(looking, SETTINGS, true)).toEqual(usual);
    expect(await suggested(looking, [{ key: 'nonsense', valueJson: '1' }])).toEqual(usual);
  });
});
