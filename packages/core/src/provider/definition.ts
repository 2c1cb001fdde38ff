import type { Capabilities, RateLimit } from './capabilities.js';
import type { Catalog } from './catalog.js';
import type { Clusters } from './clusters.js';
import type { ProviderContext } from './context.js';
import type { Identities } from './identities.js';
import type { Health, ProviderIdentity } from './identity.js';
import type { Images } from './images.js';
import type { Machines } from './machines.js';
import type { Networks } from './networks.js';
import type { Objects } from './objects.js';
import type { OperationInput } from './operation.js';
import type { Registries } from './registries.js';
import type { Schema } from './schema.js';
import type { SiteFiles, Starter, Suggestions } from './site-files.js';
import type { Snapshots } from './snapshots.js';
import type { Telemetry } from './telemetry.js';
import type { Volumes } from './volumes.js';

/** The contract's version; counted up with each breaking change until v1 is frozen. */
export const SPECIFICATION_VERSION = 'v1-preview.1';

/** One configured account, region or cluster, ready to be called. */
export interface Provider<Options> {
  readonly specificationVersion: typeof SPECIFICATION_VERSION;
  readonly capabilities: Capabilities;
  readonly machines: Machines<Options>;
  readonly catalog: Catalog<Options>;
  /** Experimental. */
  readonly volumes?: Volumes;
  /** Experimental. */
  readonly snapshots?: Snapshots;
  /** Experimental. */
  readonly networks?: Networks;
  /** Experimental. */
  readonly images?: Images;
  /** Experimental. */
  readonly objects?: Objects;
  /** Experimental. */
  readonly identities?: Identities;
  /** Experimental. */
  readonly registries?: Registries;
  /** Experimental. */
  readonly clusters?: Clusters;
  /** Experimental. */
  readonly telemetry?: Telemetry;

  /**
   * Asks the cloud who we are.
   *
   * AWS: sts GetCallerIdentity. GCP: tokeninfo and projects.get. Azure: subscriptions get. Kubernetes: SelfSubjectReview and the kube-system namespace's uid.
   *
   * @throws {ProviderError} `Credentials` when they are missing, wrong or expired
   */
  identify(input: OperationInput): Promise<ProviderIdentity>;

  /**
   * Tests every service that the provider needs, each on its own; a failing service is a result, not an error.
   *
   * AWS: one dry-run or describe call for each service. GCP: one get for each service. Azure: one get for each service. Kubernetes: /readyz and SelfSubjectAccessReview.
   */
  health(input: OperationInput): Promise<Health>;

  /**
   * Looks at the account and suggests templates that work there, in place of the definition's `starter.templates`. Reads only.
   *
   * AWS: DescribeVpcs, DescribeSubnets, DescribeSecurityGroups, DescribeKeyPairs. GCP: networks.list, subnetworks.aggregatedList.
   * Azure: virtualNetworks listAll. Kubernetes: list of namespaces and runtime classes.
   *
   * @throws {ProviderError} when the account cannot be asked, or has nothing to launch into
   */
  suggest?(input: OperationInput): Promise<Suggestions>;

  /** Frees what the object holds: sockets, caches, watches. May be repeated. */
  dispose?(): Promise<void>;
}

/** What a plugin exports by default. Reading it does no input or output. */
export interface ProviderDefinition<Settings, Options> {
  readonly specificationVersion: typeof SPECIFICATION_VERSION;
  /** Short and lower-case: `aws`. The same as `hostwright.providerId` in the plugin's package.json. */
  readonly id: string;
  /** For people: `Amazon Web Services`. */
  readonly name: string;
  readonly settingsSchema: Schema<Settings>;
  /** The keys of a template that this provider understands. Unknown keys must be refused. */
  readonly templateSchema: Schema<Options>;
  /** Seeds of the client-side rate limits; core learns down from them when the cloud throttles. */
  readonly rateLimits: readonly RateLimit[];
  /** How settings and templates in the files of other host factory plugins are read; undefined when there are none. */
  readonly siteFiles?: SiteFiles;
  /** What a new site starts with; undefined when `init` has nothing to suggest for this provider. */
  readonly starter?: Starter;

  /** Makes a provider. Does no input or output, and does not fail for reasons of network or credentials. */
  create(settings: Settings, context: ProviderContext): Provider<Options>;
}

/** A definition whose settings and options are only known at run time. */
export type AnyProviderDefinition = ProviderDefinition<unknown, unknown>;

/** What {@link defineProvider} takes: everything but the version, which it adds. */
export type ProviderParts<Settings, Options> = Omit<ProviderDefinition<Settings, Options>, 'specificationVersion'>;

/** Makes a plugin's default export: gives it the types and the specification version it was compiled against. */
export function defineProvider<Settings, Options>(parts: ProviderParts<Settings, Options>): ProviderDefinition<Settings, Options> {
  return Object.freeze({ ...parts, specificationVersion: SPECIFICATION_VERSION });
}
