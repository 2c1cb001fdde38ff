import type { Template } from '../domain/template.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { Store } from '../ports/store.js';
import type { AnyProviderDefinition } from '../provider/definition.js';
import type { Commands } from './commands-api.js';
import type { Engine, EngineOptions } from './engine-api.js';
import type { Queries } from './queries-api.js';
import type { EngineTiming } from './timing.js';

/** What commands and queries are made from: no provider is needed to accept or answer. */
export interface FrontOptions {
  readonly store: Store;
  readonly templates: readonly Template[];
  readonly clock?: Clock;
  readonly random?: Random;
  readonly timing?: Partial<EngineTiming>;
}

/** A template as an embedder writes it: provider keys in `options`, everything else optional. */
export interface TemplateInput {
  readonly templateId: string;
  readonly connection: string;
  readonly options: object;
  /** @default -1, no limit */
  readonly maxNumber?: number;
  readonly priority?: number;
  readonly attributes?: Template['attributes'];
  readonly tags?: Template['tags'];
  readonly userData?: string;
}

/** What {@link createHostFactory} takes. */
export interface HostFactoryOptions extends Omit<EngineOptions, 'connections' | 'templates'> {
  /** The plugins' default exports. */
  readonly providers: readonly AnyProviderDefinition[];
  readonly connections: readonly { readonly name: string; readonly provider: string; readonly settings: object }[];
  readonly templates: readonly TemplateInput[];
}

/** A host factory inside another program. */
export interface HostFactory {
  readonly commands: Commands;
  readonly queries: Queries;
  readonly engine: Engine;
}
