import { expect, it } from 'vitest';
import { staticImports } from '../agent/testing/static-imports.js';
import { sharedFolder } from '../agent/testing/temporary-folder.js';

const folder = sharedFolder();

/** What a Host Factory call imports, as the command line does. */
const CALL = `
import { answerCall, createWakeAndWait, openSiteStore, openSiteStoreLater } from './../../index.ts';
import { CRASH_LOG_NAME, describeBuild, openCallLog } from './../index.ts';
import { loadSiteConfiguration, locateSite } from './../../configuration/index.ts';
console.log(answerCall, createWakeAndWait, openSiteStore, openSiteStoreLater, CRASH_LOG_NAME, describeBuild, openCallLog, loadSiteConfiguration, locateSite);
`;

it(
  'a call that wakes nobody loads neither schema library, parser, logger nor agent, and no network or process modules',
  { tags: ['hf.start-up', 'real'] },
  async () => {
    const loaded = await staticImports(CALL, folder);
    expect(loaded.some((path) => path.endsWith('call/answer-call.ts'))).toBe(true);
    expect(loaded).toContain('node:sqlite');
    expect(
      loaded.filter((path) =>
        /node_modules\/(?:zod|pino|yaml|leven)\/|agent\/run\/|call\/inline|^node:(?:net|http|child_process|crypto)$/.test(path),
      ),
    ).toEqual([]);
  },
);
