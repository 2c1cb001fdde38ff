/** Where and when an answer was given. Every answer of the cloud carries it. */
export interface Origin {
  readonly account: string;
  readonly region: string;
  /** The cloud's own clock. */
  readonly timeMs: number;
}

/** One page of a listing; `next` is the cursor of the page behind it. */
export interface CloudPage<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** A tag. */
export interface CloudTag {
  readonly key: string;
  readonly value: string;
}

/** The cloud's words for what a machine does. */
export type CloudState = 'PROVISIONING' | 'UP' | 'DELETING' | 'DELETED';

/** A machine. */
export interface CloudMachine {
  readonly id: string;
  readonly state: CloudState;
  readonly type: string;
  readonly zone: string;
  readonly createdAtMs: number;
  readonly tags: readonly CloudTag[];
  /** Once it is UP. */
  readonly host?: string;
  readonly privateIp?: string;
  /** Once it is DELETED. */
  readonly reason?: string;
}

/** A machine type. */
export interface CloudType {
  readonly name: string;
  readonly vcpus: number;
  readonly cores: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly pricePerHourUsd: number;
}

/** A machine type in a zone. */
export interface CloudOffer extends CloudType {
  readonly zone: string;
  readonly soldOut: boolean;
}

/** What a creating call asks for. */
export interface CloudOrder {
  readonly clientToken: string;
  readonly count: number;
  readonly type: string;
  readonly zone?: string | undefined;
  readonly imageId: string;
  readonly userData?: string | undefined;
  readonly tags: readonly CloudTag[];
}

/** Machines that were asked for and not given. */
export interface Missing {
  readonly count: number;
  readonly code: string;
  readonly message: string;
}

/** What became of the order to delete one machine: `error` when it was refused. */
export interface Deletion {
  readonly id: string;
  readonly outcome: 'accepted' | 'gone' | 'missing' | 'error';
  readonly code?: string;
  readonly message?: string;
}

/** A limit of the account. */
export interface CloudQuota {
  readonly name: string;
  readonly limit: number;
  readonly used: number;
}
