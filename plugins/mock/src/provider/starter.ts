import type { SiteEntry, Starter } from '@hostwright/core/provider';

function entry(key: string, value: unknown): SiteEntry {
  return { key, valueJson: JSON.stringify(value) };
}

/** What a new site starts with: a cloud of its own beside the configuration, and machines of three sizes and one that may be taken back. */
export const starter: Starter = {
  settings: [entry('cloudFile', '${CONFIG_DIR}/mock-cloud.db')],
  templates: [
    { templateId: 'small', entries: [entry('machineType', 'mock.small')] },
    { templateId: 'medium', entries: [entry('machineType', 'mock.medium')] },
    { templateId: 'large', entries: [entry('machineType', 'mock.large'), entry('volumeSizeGib', 100)] },
    { templateId: 'spot', entries: [entry('machineType', ['mock.medium', 'mock.large']), entry('market', 'spot')] },
  ],
};
