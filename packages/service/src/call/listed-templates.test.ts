import type { ConnectionView, ShapedTemplate, Store, Template } from '@hostwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStore } from '../agent/testing/builders.js';
import { noteBrokenConnections, readBrokenConnections } from './broken-connections.js';
import { listedTemplates } from './listed-templates.js';

let store: Store;
beforeEach(async () => {
  store = await aStore();
});
afterEach(() => store.close());

const SHAPE = { vcpus: 2, cores: 1, memoryMib: 4_096, architecture: 'x86_64' } as ShapedTemplate['shape'];

function shaped(templateId: string, connection: string, shape?: ShapedTemplate['shape']): ShapedTemplate {
  return { template: { templateId, connection, attributes: [] } as unknown as Template, shape, problem: undefined };
}

function queriesOf(templates: readonly ShapedTemplate[], refused?: string, lastErrorClass = 'InvalidSettings') {
  const view = {
    state: { connection: refused, breaker: { openUntilMs: 1, lastErrorClass, lastMessage: 'no such region' } },
  };
  return { templates: async () => templates, connections: async () => (refused === undefined ? [] : [view as ConnectionView]) };
}

describe('templates of a connection whose plugin cannot be used', () => {
  it('are left out with the reason when their size was never known, and the others are served', async () => {
    await noteBrokenConnections(store, [{ name: 'aws-1', message: 'the plugin failed to load' }]);
    const listed = await listedTemplates(queriesOf([shaped('a', 'aws-1'), shaped('b', 'mock-1', SHAPE)]), store);
    expect(listed.map(({ problem }) => problem)).toEqual(['the plugin failed to load', undefined]);
  });

  it('stay in the list when they were listed before: a list never shrinks for that', async () => {
    await noteBrokenConnections(store, [{ name: 'aws-1', message: 'the plugin failed to load' }]);
    const listed = await listedTemplates(queriesOf([shaped('a', 'aws-1', SHAPE)]), store);
    expect(listed[0]?.problem).toBeUndefined();
  });

  it.each(['InvalidSettings', 'ContractViolation'])('are left out, too, when the plugin was refused for %s', async (errorClass) => {
    const listed = await listedTemplates(queriesOf([shaped('a', 'aws-1')], 'aws-1', errorClass), store);
    expect(listed[0]?.problem).toBe('no such region');
  });

  it('wait for the catalogue where nothing is known to be wrong', async () => {
    const listed = await listedTemplates(queriesOf([shaped('a', 'aws-1')]), store);
    expect(listed[0]?.problem).toBeUndefined();
  });
});

it('a connection that works again is forgotten', async () => {
  await noteBrokenConnections(store, [{ name: 'aws-1', message: 'm' }]);
  expect(await readBrokenConnections(store)).toEqual([{ name: 'aws-1', message: 'm' }]);
  await noteBrokenConnections(store, []);
  expect(await readBrokenConnections(store)).toEqual([]);
});
