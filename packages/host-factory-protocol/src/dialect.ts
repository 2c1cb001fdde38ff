/** Whose form of the protocol is spoken: the host factory of IBM Spectrum Symphony, or the resource connector of IBM LSF. */
export type Dialect = 'symphony' | 'lsf';

/** The calls that Host Factory makes, by the names of their scripts. */
export const CALL_NAMES = [
  'getAvailableTemplates',
  'requestMachines',
  'requestReturnMachines',
  'getRequestStatus',
  'getReturnRequests',
] as const;

/** Not called by any current Host Factory; answered for sites whose own scripts still call it. */
export const LEGACY_CALL_NAMES = ['getAvailableMachines'] as const;

/** A call by the name of its script. */
export type CallName = (typeof CALL_NAMES)[number] | (typeof LEGACY_CALL_NAMES)[number];
