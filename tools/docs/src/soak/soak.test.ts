import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOptions } from '../../../soak/options.mjs';
import { asCell, readFigures, soakPage } from '../../../soak/page.mjs';
import { PARTS } from '../../../soak/parts.mjs';
import { requireProgram, runPart } from '../../../soak/run-part.mjs';
import { describeHistories, readHistories } from '../../../soak/seed-log.mjs';

describe('what a soak is asked for', { tags: ['proof.soak', 'real'] }, () => {
  it('is all parts, an hour and 1,000 runs from a seed by chance, if nothing is said', () => {
    const expected = { parts: ['simulation', 'kill-runs', 'mutation'], minutes: 60, runs: 1_000, seed: 2 ** 31 };
    expect(readOptions([], () => 0.5)).toEqual(expected);
  });

  it('may be single parts, in the order in which they are listed', () => {
    expect(readOptions(['--only', 'mutation, simulation', '--minutes', '5', '--seed', '7'])).toMatchObject({
      parts: ['simulation', 'mutation'],
      minutes: 5,
      seed: 7,
    });
  });

  it.each<[readonly string[], string]>([
    [['--only', 'sleep'], 'there is no part "sleep"; name some of simulation, kill-runs, mutation'],
    [['--only', ''], 'there is no part ""'],
    [['--minutes', '0'], '--minutes: write a whole number from 1'],
    [['--runs', '1e3'], '--runs: write a whole number'],
    [['--seed', '4294967296'], '--seed: write a whole number from 0 to 4294967295'],
    [['--speed', '9'], '--speed'],
    [['everything'], 'everything'],
  ])('is refused when it is %j', (words, message) => {
    expect(() => readOptions(words)).toThrow(message);
  });

  it('is said to each part in its own words', () => {
    const commands = PARTS.map(({ words }) => words({ minutes: 5, runs: 20, seed: 7 }).join(' '));
    expect(commands).toEqual([
      '--soak 5 --log node_modules/.cache/hostwright/soak/simulation.log',
      '--target all --runs 20 --seed 7 --log node_modules/.cache/hostwright/soak/kill-runs.jsonl',
      '',
    ]);
  });

  it.each(PARTS)('can be asked for again by what is kept of it: $name', ({ name, words, asked }) => {
    const extent = { minutes: 5, runs: 20, seed: 7 };
    const again = readOptions(asked(extent).split(' '));
    expect(again.parts).toEqual([name]);
    expect(words(again)).toEqual(words(extent));
  });
});

describe('the seeds of a simulation', { tags: ['proof.soak', 'real'] }, () => {
  const line = (seeds: string, failed: string): string => `2031-02-03T04:05:06.000Z seeds ${seeds} turns 230114 failed ${failed} in 31 s\n`;

  it('are summed up over all lines of its log, with those that failed', () => {
    const histories = readHistories(line('5000-5999', '0') + line('6000-6999', '2: 6004 6711') + line('7000-7099', '0'));
    expect(histories).toEqual({ firstSeed: 5_000, lastSeed: 7_099, histories: 2_100, failures: [6_004, 6_711] });
    expect(describeHistories(histories!)).toBe('2100 histories (seeds 5000 to 7099), 2 broke an invariant: seeds 6004, 6711');
  });

  it('are none where it logged nothing', () => {
    expect(readHistories('')).toBeUndefined();
  });

  it.each(['all is well\n', line('5000-5999', '2: 5001'), line('5000-5999', 'none')])('are not guessed from the line %j', (text) => {
    expect(() => readHistories(text)).toThrow('cannot be read');
  });
});

describe('a part of a soak', { tags: ['proof.soak', 'real'] }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hw-soak-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };

  it('has for its figure the last line that it prints', async () => {
    const file = program('says.mjs', 'console.log("on the way"); console.log(`\\u001b[32m${process.argv.slice(2)}\\u001b[0m\\n`);');
    expect(await runPart(file, ['a', 'b'], folder)).toEqual({ exitCode: 0, figure: 'a,b' });
  });

  it('has failed when it says so, with its last line', async () => {
    const file = program('fails.mjs', 'console.log("2 of 10 broke I1"); process.exitCode = 3;');
    expect(await runPart(file, [], folder)).toEqual({ exitCode: 3, figure: '2 of 10 broke I1' });
  });

  it('has failed when it prints nothing', async () => {
    expect(await runPart(program('mute.mjs', ''), [], folder)).toEqual({ exitCode: 1, figure: 'mute.mjs printed no figure' });
  });

  it('is told by name when it is not there', () => {
    expect(() => requireProgram('none.mjs', folder)).toThrow('none.mjs is missing');
    expect(() => requireProgram(program('there.mjs', ''), folder)).not.toThrow();
  });
});

describe('the page of a soak', { tags: ['proof.soak', 'real'] }, () => {
  const figure = {
    part: 'kill-runs',
    date: '2031-02-03',
    commit: 'abc1234',
    command: '--runs 1000 --seed 7',
    outcome: 'passed',
    figure: asCell('1,000 runs |\t0 leaked'),
  };
  const log = [
    { histories: 1_000, failures: [] },
    { histories: 20, failures: [4_711] },
  ];
  const page = soakPage(new Map([[figure.part, figure]]), log.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

  it('says of each part what was last run, or that it never was', () => {
    expect(page).toContain('| 2031-02-03 | abc1234 | --runs 1000 --seed 7 | passed | 1,000 runs 0 leaked |');
    expect(page.match(/never run/g)).toHaveLength(2);
  });

  it('keeps the figures of parts that are not run this time', () => {
    expect(readFigures(page)).toEqual(new Map([['kill-runs', figure]]));
    expect(readFigures('')).toEqual(new Map());
  });

  it('sums up all seeds that were kept', () => {
    expect(page).toContain('1020; 1 of them broke an invariant');
    expect(soakPage(new Map(), '')).toContain('No seeds were kept yet');
  });

  it.each(['{', 'null', '{"histories":"many","failures":[]}', '{"histories":3}'])('is not written over a log with the line %s', (line) => {
    expect(() => soakPage(new Map(), `{"histories":1,"failures":[]}\n${line}\n`)).toThrow('docs/proof/seed-log.jsonl:2 is no entry');
  });
});
