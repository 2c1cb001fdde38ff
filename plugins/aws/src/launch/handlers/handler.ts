import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { LaunchResult, Offer, Tag, TemplateProblem, WriteInput } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsSettings } from '../../settings/settings.js';
import type { AwsOptions, Handler } from '../../template/options.js';
import type { LaunchDocument } from '../document.js';
import type { ApiShape } from '../native/api-shape.js';

/** What machines are made from, and in which pools: one for each launch template that a creating call names. */
export interface Base {
  /** Without tags, type, market and subnet. */
  readonly data: RequestLaunchTemplateData;
  /** Tags of the user's launch template, by kind of object. */
  readonly tags: ReadonlyMap<string, readonly Tag[]>;
  /** What the user's launch template says of types; used where the template says nothing. */
  readonly types: Pick<RequestLaunchTemplateData, 'InstanceType' | 'InstanceRequirements'>;
  /** Pools of the vendor's fleet file, as they stand there. */
  readonly overrides?: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that a creating call is composed from: read once, then data in, data out. */
export interface Plan {
  readonly options: AwsOptions;
  readonly offer: Offer;
  readonly units: number;
  readonly limits: AwsSettings['limits'];
  readonly region: string;
  /** At least one. */
  readonly bases: readonly [Base, ...Base[]];
  /** Text of the vendor's fleet file. */
  readonly fleetFile: string | undefined;
  readonly zones: Readonly<Record<string, string>>;
  /** Tags of the template and the request. */
  readonly statedTags: readonly Tag[];
  /** Who the machines belong to. */
  readonly headerTags: readonly Tag[];
  /** The tag of the deployment alone, which does not change from launch to launch. */
  readonly deploymentTag: Tag;
  readonly deploymentId: string;
  readonly nowMs: number;
}

/** What a handler sends a call with. */
export interface SendInput extends Pick<WriteInput, 'signal' | 'attempt' | 'header'> {
  readonly document: LaunchDocument;
  readonly part: LaunchDocument['parts'][number];
  /** Of this part: the same for every try, another for every part. */
  readonly token: string;
}

/** One way to launch. */
export interface LaunchHandler {
  readonly handler: Handler;
  /** The creating call's input. */
  readonly shape: ApiShape;
  /** Keys of that input which no template may set natively, as dotted paths. */
  readonly ownKeys: readonly string[];
  /** Whether the subnets of one launch must lie in different zones. */
  readonly onePerZone: boolean;

  /** What of a template, or of the settings' limits, this way to launch cannot do. Nothing is asked of the cloud. */
  refusals(options: AwsOptions, settings: Pick<AwsSettings, 'limits'>): readonly TemplateProblem[];

  /** Best first; at least one. */
  offers(options: AwsOptions): readonly Offer[];

  /** Decides the whole call. Nothing is asked of the cloud. @throws {ProviderError} `InvalidTemplate` */
  compose(plan: Plan): Omit<LaunchDocument, 'handler' | 'region' | 'zones'>;

  /** Makes the creating call of one part and reads its answer. @throws {ProviderError} */
  send(session: AwsSession, input: SendInput): Promise<LaunchResult>;
}
