import { ProviderError, type AnyProviderDefinition, type ProviderContext } from '@hostwright/core/provider';
import { machinesWith, sweepWith, type Planted } from './plant.js';

/** A context whose calls are changed. */
function contextWith(context: ProviderContext, call: ProviderContext['call'], others: Partial<ProviderContext> = {}): ProviderContext {
  return {
    connection: context.connection,
    call,
    secret: (reference) => context.secret(reference),
    now: () => context.now(),
    sleep: (durationMs, signal) => context.sleep(durationMs, signal),
    random: () => context.random(),
    log: (level, fields, message) => context.log(level, fields, message),
    ...others,
  };
}

/** Numbers that no token is told twice. */
let tokens = 0;

/** Plugins that break one rule each, by name. */
export const FAULTS: Readonly<Record<string, Planted>> = {
  'makes a second set when a launch is repeated': machinesWith((machines) => ({
    launch: (input) => {
      tokens += 1;
      return machines.launch({ ...input, token: `${input.token.slice(0, 40)}-${tokens}` });
    },
  })),
  'keeps tokens in memory, so that another process makes a second set': machinesWith((machines) => {
    const mine = new Map<string, string>();
    return {
      launch: (input) => {
        tokens += 1;
        const token = mine.get(input.token) ?? `${input.token.slice(0, 40)}-${tokens}`;
        mine.set(input.token, token);
        return machines.launch({ ...input, token });
      },
    };
  }),
  'says that machines end, and lets them live': machinesWith(() => ({
    terminate: async ({ machineIds }) => machineIds.map((machineId) => ({ machineId, outcome: 'accepted' })),
  })),
  'does not pass the abort on': {
    context: (context) => contextWith(context, (options, run) => context.call({ ...options, signal: new AbortController().signal }, run)),
  },
  'writes its secret into the log': {
    context: (context) =>
      contextWith(context, (options, run) => context.call(options, run), {
        secret: async (reference) => {
          const secret = await context.secret(reference);
          context.log('debug', [{ name: 'key', value: secret }], 'signed in');
          return secret;
        },
      }),
  },
  'keeps its secret': {
    context: (context) => {
      const kept = new Map<string, Promise<string>>();
      return contextWith(context, (options, run) => context.call(options, run), {
        secret: (reference) => {
          const secret = kept.get(reference) ?? context.secret(reference);
          kept.set(reference, secret);
          return secret;
        },
      });
    },
  },
  'writes user data into the log': machinesWith((machines, context) => ({
    prepare: (input) => {
      context.log('info', [{ name: 'userData', value: input.spec.userData ?? '' }], 'preparing');
      return machines.prepare(input);
    },
  })),
  'repeats throttled writes by itself': {
    context: (context) =>
      contextWith(context, async (options, run) => {
        try {
          return await context.call(options, run);
        } catch (error) {
          if (error instanceof ProviderError && error.errorClass === 'Throttled') return context.call(options, run);
          throw error;
        }
      }),
  },
  'takes a partial sweep for complete': sweepWith((event) =>
    event.type === 'end' && event.outcome === 'partial' ? [{ ...event, outcome: 'complete', message: undefined }] : [event],
  ),
  'takes a failed sweep for complete and empty': machinesWith((machines) => ({
    sweep: async function* (input) {
      try {
        for await (const event of machines.sweep(input)) {
          if (event.type === 'end' && event.outcome === 'failed') break;
          yield event;
          if (event.type === 'end') return;
        }
      } catch {
        // Swallowed.
      }
      yield { type: 'end', outcome: 'complete', message: undefined };
    },
  })),
  'shows each machine of a page twice': sweepWith((event) =>
    event.type === 'page' ? [{ ...event, machines: event.machines.flatMap((machine) => [machine, machine]) }] : [event],
  ),
  'forgets how its sweep ended': sweepWith((event) => (event.type === 'page' ? [event] : [])),
  "shows other deployments' machines": machinesWith((machines) => ({
    sweep: (input) => machines.sweep({ ...input, scope: { kind: 'all-deployments' } }),
  })),
  'states its own time as the cloud’s': {
    provider: (provider, context) => ({
      ...provider,
      machines: {
        ...provider.machines,
        inspect: async (input) => ({ ...(await provider.machines.inspect(input)), providerTimeMs: context.now() }),
      },
    }),
  },
  'takes an unanswered inspection for not found': machinesWith((machines) => ({
    inspect: async (input) => {
      try {
        return await machines.inspect(input);
      } catch {
        return {
          providerTimeMs: 0,
          identity: { account: 'mock-account', region: 'mock-1', principal: undefined },
          machines: [],
          notFound: input.machineIds,
        };
      }
    },
  })),
  'lets one poisoned machine stop the others': machinesWith((machines) => ({
    terminate: async (input) => {
      const answers = await machines.terminate(input);
      const failed = answers.find(({ outcome }) => outcome === 'failed');
      if (failed !== undefined) throw new ProviderError('Unavailable', failed.message ?? 'refused');
      return answers;
    },
  })),
  'answers only those that it ended': machinesWith((machines) => ({
    terminate: async (input) => (await machines.terminate(input)).filter(({ outcome }) => outcome !== 'not-found'),
  })),
  'calls a shortage of quota a shortage of capacity': machinesWith((machines) => ({
    launch: async (input) => {
      try {
        return await machines.launch(input);
      } catch (error) {
        if (error instanceof ProviderError && error.errorClass === 'Quota') throw new ProviderError('Capacity', error.message);
        throw error;
      }
    },
  })),
  'keeps quiet about what is missing': machinesWith((machines) => ({
    launch: async (input) => ({ ...(await machines.launch(input)), shortfall: [] }),
  })),
  'throws errors of its own': machinesWith((machines) => ({
    launch: (input) =>
      machines.launch(input).catch((error: unknown) => {
        throw new Error((error as Error).message);
      }),
  })),
  'promises a feed that is not there': {
    provider: (provider) => {
      const machines = { ...provider.machines };
      delete machines.feed;
      return { ...provider, machines };
    },
  },
  'launches in prepare() already': machinesWith((machines) => ({
    prepare: async (input) => {
      const prepared = await machines.prepare(input);
      await machines.launch({ ...input, prepared, part: 0 });
      return prepared;
    },
  })),
  'reads its template again when it launches': {
    provider: (provider) => {
      let last: unknown;
      return {
        ...provider,
        machines: {
          ...provider.machines,
          prepare: async (input) => {
            const prepared = await provider.machines.prepare(input);
            last = prepared;
            return { ...prepared, document: 'see the plugin’s memory' };
          },
          launch: (input) => provider.machines.launch({ ...input, prepared: (last ?? input.prepared) as typeof input.prepared }),
        },
      };
    },
  },
  'drops the template’s tags': machinesWith((machines) => ({
    prepare: (input) => machines.prepare({ ...input, spec: { ...input.spec, tags: [] } }),
  })),
  'fails when it is disposed of twice': {
    provider: (provider) => {
      let disposed = false;
      return {
        ...provider,
        dispose: async () => {
          if (disposed) throw new Error('already disposed of');
          disposed = true;
          await provider.dispose?.();
        },
      };
    },
  },
  'calls its cloud when it is created': {
    provider: (provider) => {
      void provider.identify({ signal: new AbortController().signal }).catch(() => undefined);
      return provider;
    },
  },
  'takes any key in a template': {
    definition: (definition): AnyProviderDefinition => ({
      ...definition,
      templateSchema: {
        '~standard': {
          ...definition.templateSchema['~standard'],
          validate: (value) => {
            const { conformanceUnknownKey: _key, ...known } = value as { readonly conformanceUnknownKey?: unknown };
            return definition.templateSchema['~standard'].validate(known);
          },
        },
      },
    }),
  },
  'makes a second volume when its creation is repeated': {
    provider: (provider) => {
      const { volumes } = provider;
      if (volumes === undefined) return provider;
      const create: typeof volumes.create = (input) => {
        tokens += 1;
        return volumes.create({ ...input, token: `volume-${tokens}` });
      };
      return { ...provider, volumes: { ...volumes, create } };
    },
  },
  'answers with objects that cannot be stored': machinesWith((machines) => ({
    inspect: async (input) => {
      const inspection = await machines.inspect(input);
      return { ...inspection, machines: inspection.machines.map((machine) => ({ ...machine, refresh: () => undefined })) };
    },
  })),
  'takes machines over in word alone': machinesWith(() => ({
    adopt: async ({ machineIds }) => machineIds.map((machineId) => ({ machineId, outcome: 'adopted' })),
  })),
  'takes a group that is not there for an empty one': machinesWith((machines) => ({
    members: async (input) => (await machines.members?.(input).catch(() => undefined)) ?? { machineIds: [], complete: true },
  })),
};
