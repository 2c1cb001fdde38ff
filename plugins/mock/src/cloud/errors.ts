/** Every code with which the simulated cloud refuses a call. */
export const CLOUD_ERROR_CODES = [
  'AuthFailure',
  'ExpiredToken',
  'IdempotentParameterMismatch',
  'IncorrectState',
  'InsufficientFreeAddresses',
  'InsufficientInstanceCapacity',
  'InstanceLimitExceeded',
  'InternalError',
  'InvalidGroup.NotFound',
  'InvalidImage.NotFound',
  'InvalidInstanceID.Malformed',
  'InvalidInstanceID.NotFound',
  'InvalidInstanceType',
  'InvalidParameterValue',
  'InvalidSnapshot.NotFound',
  'InvalidVolume.NotFound',
  'InvalidZone.NotFound',
  'OperationNotPermitted',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'SnapshotLimitExceeded',
  'TagLimitExceeded',
  'UnauthorizedOperation',
  'Unsupported',
  'UserDataLimitExceeded',
  'VcpuLimitExceeded',
  'VolumeInUse',
  'VolumeLimitExceeded',
] as const;

/** A code of the simulated cloud. */
export type CloudErrorCode = (typeof CLOUD_ERROR_CODES)[number];

/** What a {@link CloudError} may carry beside code and message. */
export interface CloudErrorDetails {
  /** With `RequestLimitExceeded`: when the next call of this kind may pass. */
  readonly retryAfterMs?: number;
  /** The ids that the cloud names as the culprits. A refusal for other reasons names none. */
  readonly ids?: readonly string[];
  /** Who refused, and when. */
  readonly origin?: CloudOrigin;
}

/** Who answered, and when by the cloud's own clock. */
export interface CloudOrigin {
  readonly account: string;
  readonly region: string;
  readonly atMs: number;
}

/** The cloud refused a call; nothing was changed. */
export class CloudError extends Error {
  readonly code: CloudErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly ids: readonly string[];
  readonly origin: CloudOrigin | undefined;

  constructor(code: CloudErrorCode, message: string, details: CloudErrorDetails = {}) {
    super(message);
    this.name = 'CloudError';
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.ids = details.ids ?? [];
    this.origin = details.origin;
  }
}

/** The same refusal, saying who refused. */
export function withOrigin(error: CloudError, origin: CloudOrigin): CloudError {
  const { code, message, retryAfterMs, ids } = error;
  return new CloudError(code, message, { ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ids, origin });
}

/**
 * The network failed. `refused`: nothing was sent. `reset`: the request was sent and no answer came; the caller cannot know whether it
 * took effect.
 */
export class ConnectionError extends Error {
  constructor(readonly kind: 'refused' | 'reset') {
    super(kind === 'refused' ? 'connection refused' : 'connection reset by peer');
    this.name = 'ConnectionError';
  }
}

/**
 * The file that is the cloud cannot be used. `unusable`: it is not a mock cloud, may not be opened, or was made with another seed.
 * `unavailable`: locked for too long, or the disk is full; may be tried again.
 */
export class CloudFileError extends Error {
  constructor(
    readonly kind: 'unusable' | 'unavailable',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CloudFileError';
  }
}
