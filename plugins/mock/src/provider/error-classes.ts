import type { ProviderErrorClass } from '@hostwright/core/provider';
import type { CloudErrorCode } from '../cloud/errors.js';

/**
 * What each code of the simulated cloud means. A call that is answered with a code changed nothing, whichever code it is.
 * Source: the table "Error codes" of this package's README, which is the cloud's only documentation.
 */
export const ERROR_CODE_CLASSES: Readonly<Record<CloudErrorCode, ProviderErrorClass>> = {
  AuthFailure: 'Credentials',
  ExpiredToken: 'Credentials',
  IdempotentParameterMismatch: 'Conflict',
  IncorrectState: 'Unavailable',
  InsufficientFreeAddresses: 'Capacity',
  InsufficientInstanceCapacity: 'Capacity',
  InstanceLimitExceeded: 'Quota',
  InternalError: 'Unavailable',
  'InvalidGroup.NotFound': 'NotFound',
  'InvalidImage.NotFound': 'InvalidTemplate',
  'InvalidInstanceID.Malformed': 'NotFound',
  'InvalidInstanceID.NotFound': 'NotFound',
  InvalidInstanceType: 'InvalidTemplate',
  InvalidParameterValue: 'InvalidTemplate',
  'InvalidSnapshot.NotFound': 'NotFound',
  'InvalidVolume.NotFound': 'NotFound',
  'InvalidZone.NotFound': 'InvalidTemplate',
  OperationNotPermitted: 'PermissionDenied',
  RequestLimitExceeded: 'Throttled',
  ServiceUnavailable: 'Unavailable',
  SnapshotLimitExceeded: 'Quota',
  TagLimitExceeded: 'InvalidTemplate',
  UnauthorizedOperation: 'PermissionDenied',
  Unsupported: 'Unsupported',
  UserDataLimitExceeded: 'InvalidTemplate',
  VcpuLimitExceeded: 'Quota',
  VolumeInUse: 'Conflict',
  VolumeLimitExceeded: 'Quota',
};
