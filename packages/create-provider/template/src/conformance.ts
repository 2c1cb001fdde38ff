import { defineSubject } from '@hostwright/provider-conformance';
import { definition } from './definition.js';
import { HAS_PROGRAM, launchElsewhere } from './testing/elsewhere.js';
import { FakeCloud } from './testing/fake-cloud.js';
import { serve } from './testing/fake-server.js';
import { provocationsOf } from './testing/provocations.js';

const API_KEY = 'canary-0f1e2d3c4b5a';

/** What the conformance kit judges: this plugin, on a fake cloud of its own for each case. */
export const subject = defineSubject({
  definition,
  absentMachineId: 'm-999999',
  maxUserDataBytes: 16_384,
  open: async () => {
    const cloud = new FakeCloud();
    const server = await serve(cloud, API_KEY);
    const settings = { endpoint: server.endpoint, apiKey: 'key' };
    return {
      settings,
      secrets: { key: API_KEY },
      templates: {
        plain: { machineType: 'small' },
        unknownType: { machineType: 'no-such-type' },
        unknownImage: { machineType: 'small', image: 'no-such-image' },
      },
      now: () => cloud.now(),
      pass: async (durationMs) => cloud.pass(durationMs),
      provoke: provocationsOf(cloud),
      ...(HAS_PROGRAM && { launchInOtherProcess: (launch) => launchElsewhere({ settings, apiKey: API_KEY, ...launch }) }),
      liveMachineIds: async () => cloud.live(),
      close: () => server.close(),
    };
  },
});
