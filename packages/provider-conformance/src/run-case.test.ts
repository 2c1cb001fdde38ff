import { describe, expect, it } from 'vitest';
import { ALL_CASES } from './cases/all-cases.js';
import { denialOf, gapOf, type ConformanceCase } from './case.js';
import { runCase } from './run-case.js';
import type { ConformanceSubject, World } from './subject.js';

const world = { templates: { plain: {} }, provoke: { throttle: async () => undefined } } as unknown as World;
const subject = { absentMachineId: 'x' } as unknown as ConformanceSubject;
const one: ConformanceCase = { id: 'a.b.c', title: 't', run: async () => undefined };

describe('the cases', { tags: ['proof.conformance-kit', 'simulated'] }, () => {
  it('are at least ninety, each with an id of its own and a rule as a sentence', () => {
    expect(ALL_CASES.length).toBeGreaterThanOrEqual(90);
    expect(new Set(ALL_CASES.map(({ id }) => id)).size).toBe(ALL_CASES.length);
    for (const { id, title } of ALL_CASES) {
      expect(id).toMatch(/^(provider|machines|catalog|volumes|snapshots)(\.[a-z0-9-]+){1,2}$/);
      expect(title).toMatch(/\w+ \w+/);
    }
  });

  it('are not exercised, never passed, where the subject cannot provoke what they are about', () => {
    expect(gapOf({ ...one, provokes: ['throttle'] }, world, subject)).toBeUndefined();
    expect(
      gapOf(
        { ...one, provokes: ['throttle', 'loseReply'], templates: ['spot'], world: ['secrets'], subject: ['maxUserDataBytes'] },
        world,
        subject,
      ),
    ).toBe('the subject offers no provoke.loseReply, templates.spot, secrets, maxUserDataBytes');
  });

  it('are skipped only where the capabilities say so', () => {
    const capabilities = { machines: { feed: false, groups: true }, interfaces: ['volumes'] } as never;
    expect(denialOf({ ...one, capabilities: ['groups'], interface: 'volumes' }, capabilities)).toBeUndefined();
    expect(denialOf({ ...one, capabilities: ['groups', 'feed'] }, capabilities)).toBe('capabilities.machines.feed is false');
    expect(denialOf({ ...one, interface: 'snapshots' }, capabilities)).toBe('snapshots is not implemented');
  });
});

/** A plugin that can do nothing, in a world of nothing. */
function subjectWith(changes: { readonly dispose?: () => Promise<void>; readonly close?: () => Promise<void> } = {}): ConformanceSubject {
  const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } };
  const provider = { capabilities: { machines: {}, interfaces: [] }, dispose: changes.dispose };
  return {
    definition: { id: 'idle', settingsSchema: schema, templateSchema: schema, create: () => provider },
    absentMachineId: 'x',
    open: async () => ({ settings: {}, templates: { plain: {} }, close: changes.close ?? (async () => undefined) }),
  } as unknown as ConformanceSubject;
}

describe('a case', { tags: ['proof.conformance-kit', 'simulated'] }, () => {
  it('that hangs has failed, and so has one whose provider does not end', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const late = { kind: 'failed', message: 'Error: it did not end within 0.01 s' };
    expect((await runCase({ ...one, run: never }, subjectWith(), 10)).outcome).toEqual(late);
    expect((await runCase(one, subjectWith({ dispose: never }), 10)).outcome).toEqual({
      ...late,
      message: `dispose() or the end of the world failed: ${late.message}`,
    });
  });

  it('tells what went wrong first, and closes the world whatever happens', async () => {
    let closed = 0;
    const failing = {
      dispose: async () => Promise.reject(new Error('no dispose')),
      close: async () => void (closed += 1),
    };
    const broken = { ...one, run: async () => Promise.reject(new Error('the rule')) };
    expect((await runCase(broken, subjectWith(failing))).outcome).toEqual({ kind: 'failed', message: 'Error: the rule' });
    expect((await runCase(one, subjectWith(failing))).outcome).toMatchObject({ message: expect.stringContaining('no dispose') });
    expect(closed).toBe(2);
  });
});
