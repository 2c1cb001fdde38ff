/** Whom the cloud takes us for, and where. Two that differ are two different worlds: absence in one says nothing of the other. */
export interface ProviderIdentity {
  /** Account, project, subscription or cluster UID. */
  readonly account: string;
  /** Region or cluster; the part of the account that the connection works in. */
  readonly region: string;
  /** The user, role or service account that calls; for people only, may change at any time. */
  readonly principal: string | undefined;
}

/** Whether both name the same account and region; the principal may differ. */
export function sameIdentity(a: ProviderIdentity, b: ProviderIdentity): boolean {
  return a.account === b.account && a.region === b.region;
}

/** How one of the cloud's services does. */
export interface ServiceHealth {
  readonly service: string;
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** Why it is not healthy, for people. */
  readonly message: string | undefined;
  readonly latencyMs: number | undefined;
}

/** How a connection does. */
export interface Health {
  /** The worst of its services. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly identity: ProviderIdentity | undefined;
  readonly services: readonly ServiceHealth[];
}
