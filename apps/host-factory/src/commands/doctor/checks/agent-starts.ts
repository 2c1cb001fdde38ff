import { join } from 'node:path';
import { CRASH_LOG_NAME, INLINE_RETRY_MS, isInlineHost, readStarts } from '@hostwright/service/agent';
import { shellWord } from '../../../scripts/shell-quote.js';
import { storeCheck } from '../check.js';
import { note, ok } from '../finding.js';
import { because } from '../mend.js';

const MINUTE_MS = 60_000;

/** A host on which agents died right after their start is not given more of them for a while. */
export const agentStarts = storeCheck(
  'agent-starts',
  'whether background processes survive on this host',
  async ({ configuration, site, store }) => {
    if (configuration.agent === 'off') return [ok('none is wanted (agent: off)')];
    const opened = await store();
    const starts = opened === undefined ? undefined : await readStarts(opened);
    if (starts === undefined || !isInlineHost(starts)) return [ok('nothing speaks against it')];
    const count = starts.startsWithoutProgress;
    return [
      note(
        `${count} agents died at their start: each call works by itself, and an agent is tried again ${INLINE_RETRY_MS / MINUTE_MS} minutes after the last`,
        because(
          `tail -n 50 ${shellWord(join(site.logDirectory, CRASH_LOG_NAME))}`,
          'where this site ends background processes, set agent: off',
        ),
      ),
    ];
  },
);
