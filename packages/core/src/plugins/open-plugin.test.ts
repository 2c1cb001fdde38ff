import { describe, expect, it } from 'vitest';
import { silentLogger } from '../ports/logger.js';
import { systemRandom } from '../ports/random.js';
import type { Store } from '../ports/store.js';
import type { ProviderContext } from '../provider/context.js';
import { defineProvider, type AnyProviderDefinition } from '../provider/definition.js';
import type { Schema } from '../provider/schema.js';
import { openPlugin } from './open-plugin.js';
import { BucketStore } from './testing/bucket-store.js';
import { ManualClock } from './testing/manual-clock.js';
import { idleProvider } from './testing/provider.js';

const anything: Schema<unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema: { input: () => ({}) } },
};

function definition(create: AnyProviderDefinition['create']): AnyProviderDefinition {
  const rateLimits = [{ action: 'DescribeInstances', burst: 10, refillPerSecond: 1 }];
  return defineProvider({ id: 'aws', name: 'AWS', settingsSchema: anything, templateSchema: anything, rateLimits, create });
}

function open(plugin: AnyProviderDefinition) {
  const clock = new ManualClock();
  const store = new BucketStore(clock);
  const ports = { store: store as unknown as Store, clock, random: systemRandom, logger: silentLogger };
  const settings = { region: 'eu' };
  const readSecret = (): Promise<string> => Promise.resolve('');
  const opened = openPlugin({ ...ports, connection: 'main', definition: plugin, settings, transportDeadlineMs: 30_000, readSecret });
  return { store, opened };
}

describe('opening a plugin', () => {
  it('gives it its settings and a context of its connection', () => {
    const seen: unknown[] = [];
    open(
      definition((settings, context) => {
        seen.push(settings, context.connection);
        return idleProvider;
      }),
    );
    expect(seen).toEqual([{ region: 'eu' }, 'main']);
  });

  it('lets calls draw on the account and region as soon as a sweep has recorded them', async () => {
    let context: ProviderContext | undefined;
    const { store } = open(
      definition((_settings, given) => {
        context = given;
        return idleProvider;
      }),
    );
    const call = (): Promise<number> =>
      context!.call({ action: 'DescribeInstances', effect: 'read', signal: new AbortController().signal }, () => Promise.resolve(1));
    await call();
    expect([...store.buckets.keys()]).toEqual(['aws/connection main/DescribeInstances']);
    store.connections.set('main', { identity: { account: '123', region: 'eu-west-1' } });
    await call();
    expect([...store.buckets.keys()]).toEqual(['aws/connection main/DescribeInstances', 'aws/123/eu-west-1/DescribeInstances']);
  });

  it('refuses a plugin that makes something else than a provider', () => {
    expect(() => open(definition(() => ({}) as typeof idleProvider))).toThrow(
      "provider 'aws' (registered in code, contract v1-preview.1) breaks the contract: ",
    );
  });

  it('throws what the plugin throws', () => {
    const broken = definition(() => {
      throw new Error('no region');
    });
    expect(() => open(broken)).toThrow('no region');
  });
});
