import { SPECIFICATION_VERSION, type Provider } from '@hostwright/core/provider';
import { check, checkData, checkEqual } from '../../bench/check.js';
import { defineCases, type Capability } from '../../case.js';
import type { Bench } from '../../bench/bench.js';

const OPTIONAL = ['volumes', 'snapshots', 'networks', 'images', 'objects', 'identities', 'registries', 'clusters', 'telemetry'] as const;
const PROMISED: readonly (readonly [Capability, readonly (keyof Provider<unknown>['machines'])[]])[] = [
  ['stoppable', ['start', 'stop', 'restart']],
  ['adoptable', ['adopt', 'members']],
  ['groups', ['cleanUp']],
  ['feed', ['feed']],
];

/** A key that no schema of ours or anyone's has. */
const UNKNOWN_KEY = 'conformanceUnknownKey';

async function refusesUnknownKey(bench: Bench, what: 'settingsSchema' | 'templateSchema', value: object): Promise<void> {
  const result = await bench.subject.definition[what]['~standard'].validate({ ...value, [UNKNOWN_KEY]: 1 });
  check(result.issues !== undefined && result.issues.length > 0, `${what} refuses a key that it does not know`);
}

/** What a plugin says of itself. */
export const definitionCases = defineCases([
  {
    id: 'provider.definition.identity',
    title: 'the definition has a short lower-case id, a name and the specification version of the contract',
    run: async ({ subject: { definition }, provider }) => {
      check(/^[a-z][a-z0-9-]{0,31}$/.test(definition.id), `id ${definition.id} is short and lower-case`);
      check(definition.name.trim() !== '', 'the name is for people');
      checkEqual(
        [definition.specificationVersion, provider.specificationVersion],
        [SPECIFICATION_VERSION, SPECIFICATION_VERSION],
        'specification versions',
      );
    },
  },
  {
    id: 'provider.definition.settings-unknown-key',
    title: 'settings with a key that the plugin does not know are refused',
    run: (bench) => refusesUnknownKey(bench, 'settingsSchema', bench.world.settings),
  },
  {
    id: 'provider.definition.template-unknown-key',
    title: 'a template with a key that the plugin does not know is refused',
    run: (bench) => refusesUnknownKey(bench, 'templateSchema', bench.world.templates.plain),
  },
  {
    id: 'provider.definition.json-schema',
    title: 'settings and templates are described by JSON Schemas of objects',
    run: async ({ subject: { definition } }) => {
      for (const name of ['settingsSchema', 'templateSchema'] as const) {
        const schema = definition[name]['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
        checkEqual((schema as { readonly type?: unknown }).type, 'object', `type of the JSON Schema of ${name}`);
      }
    },
  },
  {
    id: 'provider.definition.starter',
    title: 'what the plugin suggests for a new site is valid by its own schemas',
    run: async ({ subject: { definition } }) => {
      const { starter } = definition;
      if (starter === undefined) return;
      check(starter.templates.length > 0, 'a starter has templates');
      for (const { templateId, entries } of starter.templates) {
        const value = Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));
        const result = await definition.templateSchema['~standard'].validate(value);
        checkEqual(result.issues, undefined, `issues of the starter template ${templateId}`);
      }
    },
  },
  {
    id: 'provider.create.no-calls',
    title: 'create() makes no call and waits for nothing',
    run: async (bench) => {
      const context = bench.newContext();
      bench.subject.definition.create(bench.settings, context);
      await new Promise((resolve) => setImmediate(resolve));
      checkEqual([context.calls.length, context.secretReads.length], [0, 0], 'calls and secrets of create()');
    },
  },
  {
    id: 'provider.create.promised-operations',
    title: 'everything that the capabilities promise is there, and every optional interface that is there is declared',
    run: async ({ provider }) => {
      const { capabilities } = provider;
      for (const [capability, operations] of PROMISED) {
        for (const name of operations) {
          if (capabilities.machines[capability])
            check(
              typeof provider.machines[name] === 'function',
              `machines.${name} is there because capabilities.machines.${capability} is true`,
            );
        }
      }
      for (const name of OPTIONAL)
        checkEqual(provider[name] !== undefined, capabilities.interfaces.includes(name), `${name} is there and declared, or neither`);
    },
  },
  {
    id: 'provider.capabilities.plain-data',
    title: 'capabilities are plain data',
    run: async ({ capabilities }) => {
      checkData(capabilities, 'capabilities');
      checkEqual(JSON.parse(JSON.stringify(capabilities)), capabilities, 'capabilities after a way through JSON');
    },
  },
  {
    id: 'provider.capabilities.limits',
    title: 'limits are whole numbers of at least 1, horizons are 0 or more, and kinds have names of their own',
    run: async ({ capabilities: { machines } }) => {
      for (const name of ['maxUnitsPerLaunch', 'maxIdsPerTerminate', 'maxIdsPerInspect'] as const) {
        check(Number.isInteger(machines[name]) && machines[name] >= 1, `${name} is a whole number of at least 1`);
      }
      check(machines.kinds.length > 0, 'there is at least one kind');
      checkEqual(new Set(machines.kinds.map(({ kind }) => kind)).size, machines.kinds.length, 'kinds of their own names');
      for (const { kind, replayHorizonMs, visibilityHorizonMs } of machines.kinds) {
        check(replayHorizonMs >= 0 && visibilityHorizonMs >= 0, `the horizons of ${kind} are 0 or more`);
      }
    },
  },
  {
    id: 'provider.rate-limits.positive',
    title: 'seeds of rate limits name each action once, with a burst and a refill of more than 0',
    run: async ({ subject: { definition } }) => {
      checkEqual(
        new Set(definition.rateLimits.map(({ action }) => action)).size,
        definition.rateLimits.length,
        'actions with a rate limit',
      );
      for (const { action, burst, refillPerSecond } of definition.rateLimits)
        check(burst > 0 && refillPerSecond > 0, `burst and refill of ${action} are more than 0`);
    },
  },
]);
