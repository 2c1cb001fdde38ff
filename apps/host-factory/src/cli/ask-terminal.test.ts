import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askTerminal } from './ask-terminal.js';

/** What comes of a question when somebody types this. */
async function answerTo(typed: string | undefined): Promise<{ readonly answer: Promise<string>; readonly shown: () => string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  const answer = askTerminal({ input, output }, 'End 3 machines? ');
  answer.catch(() => undefined);
  let shown = '';
  for await (const chunk of output) {
    shown += String(chunk);
    if (shown.includes('? ')) break;
  }
  if (typed === undefined) input.end();
  else input.write(typed);
  return { answer, shown: () => shown };
}

describe('a question on a terminal', { tags: ['cli.terminal', 'real'] }, () => {
  it('is answered by a line', async () => {
    const { answer, shown } = await answerTo('  yes \r');
    expect(await answer).toBe('yes');
    expect(shown()).toContain('End 3 machines? ');
  });

  it('ends the command with 130 at Ctrl-C', async () => {
    const { answer } = await answerTo('\u0003');
    await expect(answer).rejects.toMatchObject({ code: 'interrupted' });
  });

  it.each([['\u0004'], [undefined]])('is refused an answer when the input ends: %j', async (typed) => {
    const { answer } = await answerTo(typed);
    await expect(answer).rejects.toMatchObject({ code: 'usage-needs-answer' });
  });
});
