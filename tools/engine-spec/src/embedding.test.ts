import { createHostFactory } from '@hostwright/core';
import mock from '@hostwright/provider-mock';
import { openSqliteStore } from '@hostwright/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '@hostwright/core';

let store: Store;

beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
});

afterEach(async () => {
  await store.close();
});

const SETTINGS = { cloudFile: ':memory:embedding', bootTimeMs: 20, terminateTimeMs: 20 };
const PARTS = {
  providers: [mock],
  connections: [{ name: 'here', provider: 'mock', settings: SETTINGS }],
  templates: [{ templateId: 'small', connection: 'here', maxNumber: 5, options: { machineType: 'mock.small' } }],
};

describe('a host factory inside another program', { tags: ['engine.embedding', 'simulated'] }, () => {
  it('launches and returns machines in a dozen lines', async () => {
    const { commands, queries, engine } = await createHostFactory({ store, ...PARTS, timing: { busySweepIntervalMs: 50 } });
    const { requestId } = await commands.requestMachines({ callId: 'call-1', templateId: 'small', units: 2 });
    const ended = (id: string) => async () => (await queries.request(id))?.request.state === 'ended';
    expect(await engine.drive({ deadlineMs: 15_000, until: ended(requestId) })).toBe('reached');
    const machines = (await queries.request(requestId))?.machines ?? [];
    expect(machines).toMatchObject([{ status: { unified: 'running' } }, { status: { unified: 'running' } }]);
    const returned = await commands.returnMachines({ callId: 'call-2', machines });
    expect(await engine.drive({ deadlineMs: 15_000, until: ended(returned.requestId) })).toBe('reached');
    await engine.dispose();
  });

  it('learns the shape of a template that does not state it', async () => {
    const { queries, engine } = await createHostFactory({ store, ...PARTS });
    const known = async (): Promise<boolean> => (await queries.templates())[0]?.shape !== undefined;
    expect(await engine.drive({ deadlineMs: 15_000, until: known })).toBe('reached');
    expect(await queries.templates()).toMatchObject([
      { template: { templateId: 'small' }, shape: { vcpus: expect.any(Number) }, problem: undefined },
    ]);
    await engine.dispose();
  });

  it('refuses a plugin that breaks the contract, by its name, its version and the rule', { tags: ['plugins.checks'] }, async () => {
    const create: (typeof mock)['create'] = (settings, context) => {
      const provider = mock.create(settings, context);
      return { ...provider, machines: { ...provider.machines, terminate: undefined as never } };
    };
    const providers = [{ ...mock, create }];
    const { queries, engine } = await createHostFactory({ store, ...PARTS, providers });
    const reported = async (): Promise<boolean> => (await queries.connections()).some(({ state }) => state.breaker.failures > 0);
    await engine.drive({ deadlineMs: 15_000, until: reported });
    expect((await queries.connections())[0]?.state.breaker).toMatchObject({
      lastErrorClass: 'ContractViolation',
      lastMessage: expect.stringMatching(
        /'mock' \(registered in code, contract v[^)]+\) breaks the contract: machines\.terminate is missing$/,
      ),
    });
    await engine.dispose();
  });

  it('says which template the provider will never take', async () => {
    const fault = { kind: 'error', on: 'DescribeInstanceTypes', code: 'InvalidInstanceType', when: { times: 'always' } };
    const settings = { cloudFile: ':memory:embedding-refusing', faults: [fault] };
    const connections = [{ name: 'here', provider: 'mock', settings }];
    const { commands, queries, engine } = await createHostFactory({ store, ...PARTS, connections });
    const judged = async (): Promise<boolean> => (await queries.templates())[0]?.problem !== undefined;
    expect(await engine.drive({ deadlineMs: 15_000, until: judged })).toBe('reached');
    expect(await commands.requestMachines({ callId: 'c', templateId: 'small', units: 1 })).toMatchObject({
      status: 'rejected',
      reason: 'template-unusable',
    });
    await engine.dispose();
  });

  it.each([
    [
      'an unknown key in settings',
      { connections: [{ name: 'here', provider: 'mock', settings: { ...SETTINGS, zone: 'x' } }] },
      'InvalidConfiguration',
      'connections[0].settings',
    ],
    [
      'an option of the wrong type',
      { templates: [{ templateId: 't', connection: 'here', options: { machineType: 7 } }] },
      'InvalidConfiguration',
      'templates[0].options.machineType',
    ],
    [
      'a template of an unknown connection',
      { templates: [{ templateId: 't', connection: 'there', options: {} }] },
      'InvalidConfiguration',
      'templates[0].connection',
    ],
    ['a template id twice', { templates: [...PARTS.templates, ...PARTS.templates] }, 'InvalidConfiguration', 'templates[1].templateId'],
    ['a connection twice', { connections: [...PARTS.connections, ...PARTS.connections] }, 'InvalidConfiguration', 'connections[1].name'],
    [
      'a maximum that is none',
      { templates: [{ ...PARTS.templates[0]!, maxNumber: -2 }] },
      'InvalidConfiguration',
      'templates[0].maxNumber',
    ],
    [
      'a tag that is ours',
      { templates: [{ ...PARTS.templates[0]!, tags: [{ key: 'hostwright-intent', value: 'x' }] }] },
      'InvalidConfiguration',
      'templates[0].tags',
    ],
    [
      'a provider that nobody registered',
      { connections: [{ name: 'here', provider: 'aws', settings: {} }] },
      'ProviderNotInstalled',
      'mock',
    ],
    ['two providers of one id', { providers: [mock, mock] }, 'ProviderConflict', 'mock'],
  ])('refuses %s, naming where', async (_case, wrong, code, named) => {
    const refusal = createHostFactory({ store, ...PARTS, ...wrong });
    await expect(refusal).rejects.toMatchObject({ code, message: expect.stringContaining(named) });
  });
});
