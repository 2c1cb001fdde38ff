import type { HostFactoryErrorCode } from '../ports/errors.js';

/** A provider plugin among the direct dependencies. Only its package.json has been read. */
export interface FoundProvider {
  readonly providerId: string;
  /** As the dependency is named in the package.json that brings it. */
  readonly packageName: string;
  readonly version: string;
  /** Specification version its package.json states. */
  readonly spec: string;
  /** Real path of the package's folder. */
  readonly directory: string;
  /** What an import of it loads. */
  readonly entryUrl: string;
}

/** Why a dependency is not, or may not be, used as a provider. */
export interface DiscoveryProblem {
  readonly code: Extract<
    HostFactoryErrorCode,
    'ProviderConflict' | 'UnsupportedSpecification' | 'ProviderNotAllowed' | 'InvalidConfiguration'
  >;
  /** Which provider is missing because of it; undefined when that is not known. */
  readonly providerId: string | undefined;
  readonly packageName: string;
  /** For people: what is wrong, where, and what to do. */
  readonly message: string;
}

/** What {@link discoverProviders} found; each provider id at most once. */
export interface Discovery {
  /** Ordered by provider id. */
  readonly found: readonly FoundProvider[];
  readonly problems: readonly DiscoveryProblem[];
  /** Files and folders whose change may change what is found. */
  readonly sources: readonly string[];
}

/** One package that may be loaded. */
export interface AllowedPackage {
  readonly name: string;
  /** Exactly this version. @default '*', every version */
  readonly version?: string;
}
