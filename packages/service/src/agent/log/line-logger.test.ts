import { describe, expect, it } from 'vitest';
import { createAgentLogger } from './agent-logger.js';
import { createLineLogger, type LineLoggerOptions, type LogLevel } from './line-logger.js';
import { createScrubber } from './scrubber.js';

function captured(): {
  readonly options: LineLoggerOptions;
  readonly settings: { level: LogLevel };
  lines(): Record<string, unknown>[];
  text(): string;
} {
  let text = '';
  const scrubber = createScrubber();
  scrubber.add('canary-4711');
  const settings: { level: LogLevel } = { level: 'info' };
  return {
    options: { file: { write: (lines) => void (text += lines), close: () => undefined }, scrubber, settings, fields: { agent: 'a' } },
    settings,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => text,
  };
}

describe.each([
  ['the line logger', createLineLogger],
  ['the agent logger', createAgentLogger],
])('%s', (_, create) => {
  it('writes one JSON line for each decision, fields beside the message', { tags: ['agent.logs', 'real'] }, () => {
    const log = captured();
    create(log.options).warn({ requestId: 'req-1', created: 3 }, 'machines created');
    expect(log.lines()).toEqual([
      { level: 40, time: expect.any(Number), pid: process.pid, agent: 'a', requestId: 'req-1', created: 3, msg: 'machines created' },
    ]);
  });

  it('leaves out what is below the level, and follows when the level changes', () => {
    const log = captured();
    const logger = create(log.options);
    logger.debug({}, 'one');
    log.settings.level = 'debug';
    logger.debug({}, 'two');
    log.settings.level = 'error';
    logger.warn({}, 'three');
    logger.error({}, 'four');
    expect(log.lines().map(({ msg }) => msg)).toEqual(['two', 'four']);
  });

  it('writes neither a known secret nor a field whose name promises one', () => {
    const log = captured();
    create(log.options).info({ reason: 'refused: canary-4711', apiToken: 'abc', userData: '#!/bin/sh' }, 'call canary-4711 failed');
    expect(log.text()).not.toMatch(/canary-4711|abc|#!/);
    expect(log.lines()[0]).toMatchObject({ reason: 'refused: [redacted]', apiToken: '[redacted]', userData: '[redacted]' });
  });

  it('keeps a value with a line break on one line', () => {
    const log = captured();
    create(log.options).info({ reason: 'a\nb' }, 'c\nd');
    expect(log.lines()).toHaveLength(1);
  });
});
