import { describe, expect, it } from 'vitest';
import type { Provider } from '../provider/definition.js';
import { isProviderError } from '../provider/errors.js';
import type { Telemetry } from '../provider/telemetry.js';
import { checkProvider } from './check-provider.js';
import { idleProvider } from './testing/provider.js';

const { capabilities, machines, catalog } = idleProvider;
const telemetry = {} as Telemetry;
const AWS = { id: 'aws', origin: '@acme/provider-aws@4.5.6' };

function withMachines(changes: object): unknown {
  return { ...idleProvider, capabilities: { ...capabilities, machines: { ...capabilities.machines, ...changes } } };
}

describe('what a plugin’s create answered', { tags: ['plugins.checks', 'real'] }, () => {
  it('passes when it keeps the contract', () => {
    expect(checkProvider(AWS, idleProvider)).toBe(idleProvider);
    const watched: Provider<unknown> = { ...idleProvider, telemetry, capabilities: { ...capabilities, interfaces: ['telemetry'] } };
    expect(checkProvider(AWS, watched)).toBe(watched);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'create answered no object'],
    ['a promise', Promise.resolve(idleProvider), 'machines.launch is missing'],
    ['another version', { ...idleProvider, specificationVersion: 'v9' }, "specificationVersion is 'v9', not "],
    ['no machines', { ...idleProvider, machines: undefined }, 'machines.sweep is missing'],
    ['machines without launch', { ...idleProvider, machines: { ...machines, launch: undefined } }, 'machines.launch is missing'],
    ['a catalog without prices', { ...idleProvider, catalog: { ...catalog, estimate: 1 } }, 'catalog.estimate is missing'],
    ['no identify', { ...idleProvider, identify: undefined }, 'identify is missing'],
    ['no capabilities', { ...idleProvider, capabilities: undefined }, 'capabilities lack machines'],
    ['no kinds', withMachines({ kinds: [] }), 'capabilities lack machines, its kinds'],
    ['stoppable machines without stop', withMachines({ stoppable: true }), 'machines.stop is missing'],
    ['groups that nobody can delete', withMachines({ groups: true }), 'machines.cleanUp is missing'],
    ['a feed that is not there', withMachines({ feed: true }), 'machines.feed is missing'],
    [
      'an interface that is only declared',
      { ...idleProvider, capabilities: { ...capabilities, interfaces: ['volumes'] } },
      'volumes is declared but not there',
    ],
    ['an interface that is not declared', { ...idleProvider, telemetry }, 'telemetry is there but not declared'],
  ])('is refused when it is or has %s', (_what, provider, message) => {
    let thrown: unknown;
    try {
      checkProvider(AWS, provider as Provider<unknown>);
    } catch (error) {
      thrown = error;
    }
    expect(isProviderError(thrown) && thrown.errorClass).toBe('ContractViolation');
    expect((thrown as Error).message).toContain("provider 'aws' (@acme/provider-aws@4.5.6) breaks the contract: ");
    expect((thrown as Error).message).toContain(message);
  });
});
