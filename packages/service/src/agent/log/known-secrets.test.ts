import type { Template } from '@hostwright/core';
import { expect, it } from 'vitest';
import { rememberSecrets } from './known-secrets.js';
import { createScrubber } from './scrubber.js';

it('knows secrets by the names of settings, at any depth, and user data', () => {
  const scrubber = createScrubber();
  const settings = {
    region: 'eu-west-1',
    secretAccessKey: 'secret-one',
    proxy: { host: 'proxy.example', password: 'secret-two' },
    credentials: { parts: ['secret-three'] },
  };
  const template = { userData: '#!/bin/sh\necho secret-four' } as Template;
  rememberSecrets(scrubber, { settings: [settings, null, 'text'], templates: [template, { userData: undefined } as Template] });
  const cleaned = scrubber.clean(JSON.stringify({ settings, template }));
  expect(cleaned).not.toMatch(/secret-(one|two|three|four)/);
  expect(cleaned).toMatch(/eu-west-1.*proxy\.example/);
});
