import type { OperationInput, ProviderContext, ProviderIdentity, WriteInput } from '@hostwright/core/provider';
import type { AwsSettings } from '../settings/settings.js';

/** The services that a session talks to. */
export type ServiceName = 'ec2' | 'autoscaling' | 'ssm' | 'sts' | 'pricing' | 'service-quotas' | 'sqs' | 'cloudwatch';

/** A command of the SDK, as its clients' `send` takes it: the subset that a session uses, from which the answer's type is read. */
export interface AwsCommand<Output extends object> {
  readonly input: object;
  readonly middlewareStack: object;
  resolveMiddleware(stack: never, configuration: never, options: never): (args: never) => Promise<{ output: Output }>;
}

/** An answer, and the moment at which the cloud gave it. */
export interface Answered<Output> {
  readonly output: Output;
  /** The cloud's own clock: the answer's `Date` header, in milliseconds since 1970. */
  readonly providerTimeMs: number;
}

/** What one call may say beside its command. */
export interface CallExtras {
  /** Tokens of the action's bucket. @default 1 */
  readonly cost?: number;
  /** Further allowances of the same account and region that the call draws on, for example the instances of RunInstances. */
  readonly also?: readonly { readonly action: string; readonly cost: number }[];
  /** Instead of the settings' `requestTimeoutMs`, for calls that wait on purpose. */
  readonly deadlineMs?: number;
  /**
   * Takes the body of a good answer, in pieces as they arrive, before the SDK parses it, which then sees an empty document: for hot calls
   * with a reader of their own. What it throws becomes an unreadable answer.
   */
  readonly takeBody?: (pieces: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** The one way out to AWS: clients made on first use, SDK retries off, every error mapped. */
export interface AwsSession {
  readonly settings: AwsSettings;
  readonly context: ProviderContext;
  readonly region: string;

  /**
   * Makes one reading call. The action's name is the command's class without `Command`.
   * @throws {ProviderError}
   */
  read<Output extends object>(
    service: ServiceName,
    command: AwsCommand<Output>,
    input: OperationInput,
    extras?: CallExtras,
  ): Promise<Answered<Output>>;

  /**
   * Makes one creating or deleting call under the engine's attempt. Never repeated here.
   * @throws {ProviderError}
   */
  write<Output extends object>(
    service: ServiceName,
    effect: 'create' | 'delete',
    command: AwsCommand<Output>,
    input: Pick<WriteInput, 'signal' | 'attempt'>,
    extras?: CallExtras,
  ): Promise<Answered<Output>>;

  /** Whom the present credentials belong to; asked of STS once for each set of credentials. @throws {ProviderError} */
  identity(input: OperationInput): Promise<ProviderIdentity>;

  /** Closes connections. May be repeated. */
  close(): void;
}
