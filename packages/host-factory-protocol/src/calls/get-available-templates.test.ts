import { StoreError } from '@hostwright/core/ports';
import { describe, expect, it } from 'vitest';
import { aTemplate } from '../testing/builders.js';
import { createTestCalls } from '../testing/test-calls.js';

const unshaped = (templateId: string): { template: ReturnType<typeof aTemplate>; shape: undefined; problem: undefined } => ({
  template: aTemplate({ templateId }),
  shape: undefined,
  problem: undefined,
});

describe('getAvailableTemplates', { tags: ['hf.templates', 'contract'] }, () => {
  it('answers Symphony its document', async () => {
    const { callText } = createTestCalls('symphony');
    expect(await callText('getAvailableTemplates', '')).toEqual({
      exitCode: 0,
      document: {
        message: 'Get available templates success.',
        templates: [
          {
            templateId: 'small',
            maxNumber: 10,
            attributes: {
              type: ['String', 'X86_64'],
              ncpus: ['Numeric', '2'],
              ncores: ['Numeric', '2'],
              nram: ['Numeric', '8192'],
            },
          },
        ],
      },
    });
  });

  it('answers LSF its document', async () => {
    const { call } = createTestCalls('lsf', { providerHostAttribute: (connection) => (connection === 'mock-1' ? 'mockhost' : undefined) });
    expect(await call('getAvailableTemplates', {})).toEqual({
      exitCode: 0,
      document: {
        status: 'complete',
        message: 'Get available templates success.',
        templates: [
          {
            templateId: 'small',
            maxNumber: 10,
            priority: 0,
            attributes: {
              type: ['String', 'X86_64'],
              ncores: ['Numeric', '2'],
              ncpus: ['Numeric', '2'],
              nthreads: ['Numeric', '2'],
              mem: ['Numeric', '8192'],
              mockhost: ['Boolean', '1'],
            },
          },
        ],
      },
    });
  });

  it('does not wait or wake when everything is known', async () => {
    const { call, waits } = createTestCalls('symphony');
    await call('getAvailableTemplates', {});
    expect(waits).toEqual([]);
  });

  it('waits for the catalogue, and answers as soon as it is known', async () => {
    const { factory, call, waits, agent, clock } = createTestCalls('symphony');
    const known = factory.shaped[0]!;
    factory.shaped = [known, unshaped('new')];
    agent.push({
      afterMs: 1_500,
      work: () => {
        factory.shaped = [known, { ...known, template: aTemplate({ templateId: 'new' }) }];
      },
    });
    const startMs = clock.now();
    const answer = await call('getAvailableTemplates', {});
    expect(answer).toMatchObject({ exitCode: 0, document: { templates: [{ templateId: 'small' }, { templateId: 'new' }] } });
    expect(waits).toEqual([4_000]);
    expect(clock.now() - startMs).toBe(1_500);
  });

  it('fails rather than answer a shortened list when the catalogue stays silent', async () => {
    const { factory, call, clock } = createTestCalls('lsf');
    factory.shaped = [...factory.shaped, unshaped('new')];
    const startMs = clock.now();
    const answer = await call('getAvailableTemplates', {});
    expect(answer).toMatchObject({
      exitCode: 1,
      document: { status: 'warning', message: expect.stringContaining('how large the machines of new are') },
    });
    expect(clock.now() - startMs).toBe(4_000);
  });

  it('leaves out a template as soon as the provider has refused it', async () => {
    const { factory, call } = createTestCalls('symphony');
    factory.shaped = [...factory.shaped, { ...unshaped('bad'), problem: 'no such machine type' }];
    expect(await call('getAvailableTemplates', {})).toMatchObject({ exitCode: 0, document: { templates: [{ templateId: 'small' }] } });
  });

  it('fails rather than answer an empty list', async () => {
    const { factory, call } = createTestCalls('symphony');
    factory.shaped = [];
    expect(await call('getAvailableTemplates', {})).toEqual({
      exitCode: 1,
      document: { message: 'getAvailableTemplates: no template can be used. Check the template files with "templates validate".' },
    });
  });

  it('says what is wrong when no template can be used: the configuration first, then what providers refused', async () => {
    const templateProblems = ['/etc/hw/templates.json: it cannot be read: permission denied (EACCES).'];
    const { factory, call } = createTestCalls('symphony', { templateProblems });
    factory.shaped = [];
    expect((await call('getAvailableTemplates', {})).document).toEqual({
      message:
        'getAvailableTemplates: no template can be used: /etc/hw/templates.json: it cannot be read: permission denied (EACCES). ' +
        'Check the template files with "templates validate".',
    });
    factory.shaped = [{ ...unshaped('bad'), problem: 'no such machine type' }];
    expect((await call('getAvailableTemplates', {})).document).toMatchObject({
      message: expect.stringContaining('(EACCES) (and 1 more).'),
    });
    const without = createTestCalls('lsf');
    without.factory.shaped = factory.shaped;
    expect((await without.call('getAvailableTemplates', {})).document).toMatchObject({
      message: expect.stringContaining('no template can be used: "bad": no such machine type. Check'),
    });
  });

  it('fails when the store cannot be read', async () => {
    const { factory, call } = createTestCalls('symphony');
    factory.readError = new StoreError('corrupt', '/work/hostwright.db is not a database');
    expect(await call('getAvailableTemplates', {})).toEqual({
      exitCode: 1,
      document: { message: 'getAvailableTemplates: /work/hostwright.db is not a database' },
    });
  });
});

it('getAvailableMachines answers no machines, for callers of old', async () => {
  const { callText } = createTestCalls('lsf');
  expect(await callText('getAvailableMachines', '')).toEqual({ exitCode: 0, document: { status: 'complete', message: '', machines: [] } });
  expect(await callText('getAvailableMachines', '{')).toMatchObject({ exitCode: 1 });
});
