import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, control } from './harness/control.js';
import type { Answer } from './harness/documents.js';
import { play } from './harness/scenario.js';
import { PAIRS } from './harness/variants.js';

/** Found anywhere that is written, each of these gives away where it came from. */
const SECRET = 'canary-secret-4f1c9b';
const USER_DATA = 'canary-userdata-77ab01';
const SCRIPT = 'canary-script-c0ffee';
const ENVIRONMENT = 'canary-environment-15d3aa';
const CANARIES = [SECRET, USER_DATA, SCRIPT, ENVIRONMENT];

describe.concurrent.each(PAIRS)('secrets and user data, $dialect with agent: $mode', (variant) => {
  it('are in no log and in no answer, whether calls succeed or fail', { tags: ['hf.secrets', 'simulated'] }, () =>
    play(
      {
        ...variant,
        settings: { accessKey: 'env:CANARY_KEY' },
        environment: { CANARY_KEY: SECRET },
        configuration: { log: { level: 'debug' } },
        templates: [
          { templateId: 'plain', maxNumber: 10, machineType: 'mock.small', userData: `export TOKEN=${USER_DATA}` },
          { templateId: 'script', maxNumber: 10, machineType: 'mock.small', userDataScript: 'boot.sh' },
          { templateId: 'impossible', maxNumber: 10, machineType: 'mock.small', imageId: 'none', userData: USER_DATA },
        ],
      },
      async ({ hostFactory, site }) => {
        writeFileSync(join(site.configurationFolder, 'boot.sh'), `#!/bin/sh\n# ${SCRIPT}\n`);
        control(site.cloudFile, (cloud) => cloud.setAccessKeys(ACCOUNT, [SECRET]));
        const answers: Answer[] = [];
        const call = async (...[name, input]: Parameters<typeof site.call>): Promise<Answer> => {
          const answer = await site.call(name, input);
          answers.push(answer);
          return answer;
        };
        await call('getAvailableTemplates', {});
        const ids: string[] = [];
        for (const templateId of ['plain', 'script', 'impossible', 'unknown']) {
          const template = { templateId, machineCount: 1 };
          const answer = await call('requestMachines', { template, userData: { SETTING: ENVIRONMENT }, user_data: [ENVIRONMENT] });
          const good = await call('requestMachines', { template, userData: { SETTING: ENVIRONMENT } });
          ids.push(...[answer, good].flatMap(({ document }) => document.requestId ?? []));
        }
        await site.callWithText('requestMachines', `{"template":{"templateId":"plain"},"userData":{"SETTING":"${ENVIRONMENT}"`);
        await site.callWithText('requestMachines', `{"userData":{"SETTING":"${ENVIRONMENT}"}}`);
        for (const id of ids) await hostFactory.end(id);
        const ended = await hostFactory.statuses(ids);
        await call('requestReturnMachines', { machines: ended.flatMap(({ machines }) => machines) });
        for (const { stdout, stderr } of answers) expect(canariesIn(stdout + stderr)).toEqual([]);
        const logs = filesBelow(site.logFolder);
        expect(logs).not.toEqual([]);
        for (const file of logs) expect([file, canariesIn(readFileSync(file, 'latin1'))]).toEqual([file, []]);
        // What is kept for the machines' sake is theirs; a secret of the settings is kept nowhere.
        for (const file of filesBelow(site.workFolder))
          expect([file, readFileSync(file, 'latin1').includes(SECRET)]).toEqual([file, false]);
      },
    ),
  );
});

function canariesIn(text: string): readonly string[] {
  return CANARIES.filter((canary) => text.includes(canary));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}
