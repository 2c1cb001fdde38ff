import type { Handler } from '../template/options.js';

/** Where credentials come from. `secretAccessKey` and `sessionToken` are values or references of secrets (`env:NAME`, `file:PATH`). */
export type CredentialSource =
  | { readonly source: 'default' }
  | {
      readonly source: 'keys';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string | undefined;
    }
  | { readonly source: 'profile'; readonly profile: string }
  | { readonly source: 'file'; readonly path: string; readonly profile: string; readonly optional: boolean }
  | {
      readonly source: 'script';
      /** Program and arguments; no shell reads them. */
      readonly command: readonly string[];
      readonly renewMarginSeconds: number;
      readonly timeoutSeconds: number;
    }
  | {
      readonly source: 'web-identity';
      readonly tokenFile: string;
      readonly roleArn: string;
      readonly sessionName?: string | undefined;
    }
  | { readonly source: 'instance' };

/** A role that is assumed on top of the credentials. */
export interface RoleSettings {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  readonly sessionName?: string | undefined;
  readonly durationSeconds: number;
}

/** What a connection may use at most; every limit cuts down what a template asks. */
interface HandlerLimits {
  /** Most of a fleet's capacity that may be spot, 0 to 100. */
  readonly maxSpotPercent: number;
  readonly maxAutoScalingGroupSize: number;
  readonly maxInstancesPerRun: number;
  readonly maxFleetUnits: number;
}

/** One configured account and region, as the rest of the plugin reads it. */
export interface AwsSettings {
  readonly region: string;
  readonly credentials: CredentialSource;
  readonly assumeRole?: RoleSettings | undefined;
  readonly endpoint?: string | undefined;
  /** Address of the proxy; user and password in it are secret. */
  readonly proxy?: string | undefined;
  /** Hosts that are reached without the proxy. */
  readonly noProxy: readonly string[];
  readonly caBundle?: string | undefined;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxSockets: number;
  /** Ways to launch that may be used, in order of preference: a template's own order is cut down to these. */
  readonly handlers: readonly Handler[];
  readonly limits: HandlerLimits;
  /** Queue of EventBridge events about spot interruptions; undefined: only listings tell. */
  readonly eventQueueUrl?: string | undefined;
  /** Whether a reclaimed machine is ended by us when it is returned, or left to AWS. */
  readonly terminateOnReclaim: boolean;
  /** Folder of `<keyName>.pem` files, as the vendor's plugin has it. */
  readonly keyFolder?: string | undefined;
}
