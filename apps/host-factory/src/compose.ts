import {
  type Clock,
  type Commands,
  createCommands,
  createQueries,
  type FrontOptions,
  type Queries,
  type Store,
  systemClock,
} from '@hostwright/core';
import type { WakeAndWait } from '@hostwright/host-factory-protocol';
import { createWakeAndWait, openSiteStore } from '@hostwright/service';
import { loadSiteConfiguration, locateSite, type Site, type SiteConfiguration, type Variables } from '@hostwright/service/configuration';
import { Container, type ContainerInstance, Token } from 'typedi';
import { agentProgram } from './agent-program.js';
import type { ProgramFiles } from './cli/context.js';
import type { Services } from './cli/services.js';

/** What the services of one deployment are made from. */
export interface ComposeInput {
  /** As stated by `--config`. */
  readonly configDirectory: string | undefined;
  readonly environment: Variables;
  readonly program: ProgramFiles;
}

const INPUT: Token<ComposeInput> = new Token<ComposeInput>('input');
const CLOCK: Token<Clock> = new Token<Clock>('clock');
const SITE: Token<Site> = new Token<Site>('site');
const CONFIGURATION: Token<Promise<SiteConfiguration>> = new Token<Promise<SiteConfiguration>>('configuration');
const STORE: Token<Promise<Store>> = new Token<Promise<Store>>('store');
const FRONT: Token<Promise<FrontOptions>> = new Token<Promise<FrontOptions>>('front');
const COMMANDS: Token<Promise<Commands>> = new Token<Promise<Commands>>('commands');
const QUERIES: Token<Promise<Queries>> = new Token<Promise<Queries>>('queries');
const WAKE_AND_WAIT: Token<Promise<WakeAndWait>> = new Token<Promise<WakeAndWait>>('wakeAndWait');

/** How each service is made from others. The first that asks makes it; a promise is shared, its failure too. */
function register(scope: ContainerInstance): void {
  const provide = <Service>(id: Token<Service>, factory: (scope: ContainerInstance) => Service): void => {
    scope.set({ id, factory: () => factory(scope) });
  };
  provide(CLOCK, () => systemClock);
  provide(SITE, (of) => locateSite(of.get(INPUT)));
  provide(CONFIGURATION, async (of) => {
    const { environment, program } = of.get(INPUT);
    return loadSiteConfiguration(of.get(SITE), { environment, programDirectory: program.packageDirectory });
  });
  provide(STORE, async (of) => openSiteStore(await of.get(CONFIGURATION), { clock: of.get(CLOCK) }));
  provide(FRONT, async (of) => {
    const { templates, timing } = await of.get(CONFIGURATION);
    return { store: await of.get(STORE), templates, timing, clock: of.get(CLOCK) };
  });
  provide(COMMANDS, async (of) => createCommands(await of.get(FRONT)));
  provide(QUERIES, async (of) => createQueries(await of.get(FRONT)));
  provide(WAKE_AND_WAIT, async (of) => {
    const { environment } = of.get(INPUT);
    const [configuration, store] = await Promise.all([of.get(CONFIGURATION), of.get(STORE)]);
    return createWakeAndWait({ configuration, store, environment, clock: of.get(CLOCK), ...agentProgram(of.get(SITE), of.get(INPUT)) });
  });
}

let scopes = 0;

/** Wires the services of one deployment, each in a scope of its own. Nothing is opened before it is asked for. */
export function composeServices(input: ComposeInput): Services {
  const name = `services-${(scopes += 1)}`;
  const scope = Container.of(name);
  scope.set({ id: INPUT, value: input });
  register(scope);
  let storeWasOpened = false;
  const withStore = <Service>(token: Token<Promise<Service>>): (() => Promise<Service>) => {
    return () => {
      storeWasOpened = true;
      return scope.get(token);
    };
  };
  return {
    site: () => scope.get(SITE),
    configuration: async () => scope.get(CONFIGURATION),
    store: withStore(STORE),
    commands: withStore(COMMANDS),
    queries: withStore(QUERIES),
    wakeAndWait: withStore(WAKE_AND_WAIT),
    close: async () => {
      // typedi frees nothing that is made asynchronously, and would swallow its errors.
      if (storeWasOpened)
        await scope.get(STORE).then(
          (store) => store.close(),
          () => undefined,
        );
      Container.reset(name);
    },
  };
}
