export { nearest } from '../configuration/read/nearest.js';
export { codeOfError } from './code-of-error.js';
export type { ErrorArea, ErrorEntry } from './error-entry.js';
export { ERRORS, exitCodeOf, hostFactoryErrorCode, providerErrorCode, storeErrorCode } from './errors.js';
export { type ErrorSearch, findError } from './find-error.js';
export { describeSystemError, type SystemErrorReport } from './system-error.js';
export { COMMAND_ERRORS, type CommandErrorCode } from './tables/command-errors.js';
export type { ConfigurationErrorCode } from './tables/configuration-errors.js';
export { EXIT, REMEDY_EXIT_CODES } from './tables/exit-codes.js';
