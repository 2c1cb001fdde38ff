import type { SiteEntry, Starter } from '@hostwright/core/provider';

function entry(key: string, value: unknown): SiteEntry {
  return { key, valueJson: JSON.stringify(value) };
}

/** What `host-factory init --provider my-cloud` writes. */
export const starter: Starter = {
  settings: [entry('endpoint', 'https://api.my-cloud.example'), entry('apiKey', 'env:MY_CLOUD_API_KEY')],
  templates: [
    { templateId: 'small', entries: [entry('machineType', 'small')] },
    { templateId: 'large', entries: [entry('machineType', 'large')] },
  ],
};
