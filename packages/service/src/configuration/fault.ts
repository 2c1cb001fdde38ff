import { HostFactoryError, isHostFactoryError } from '@hostwright/core';
import type { ConfigurationErrorCode } from '../errors/tables/configuration-errors.js';

/** Which way a configuration is wrong. `host-factory explain CODE` tells more. */
export type FaultCode = ConfigurationErrorCode;

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a configuration. */
export interface ConfigurationFault {
  readonly code: FaultCode;
  /** Undefined where no file is meant, or the message names it. */
  readonly file: string | undefined;
  /** Undefined where the whole file is meant. */
  readonly position: Position | undefined;
  /** What is wrong and what to do, without the place. */
  readonly message: string;
}

/** A configuration that cannot be used, with everything that is wrong with it. */
export class ConfigurationError extends HostFactoryError {
  /** The kind of the first fault, by which `explain` knows it. */
  readonly faultCode: FaultCode;

  constructor(
    readonly faults: readonly ConfigurationFault[],
    options?: { readonly cause?: unknown },
  ) {
    super('InvalidConfiguration', tellFaults(faults), options);
    this.faultCode = faults[0]?.code ?? 'configuration-wrong-value';
  }
}

/** Whether `error` is a {@link ConfigurationError}, made by this or another copy of this file: programs are bundled in parts. */
export function isConfigurationError(error: unknown): error is ConfigurationError {
  return isHostFactoryError(error) && 'faults' in error;
}

const MAX_FAULTS_TOLD = 10;

/** Faults in one line. */
function tellFaults(faults: readonly ConfigurationFault[]): string {
  const more = faults.length > MAX_FAULTS_TOLD ? [`And ${faults.length - MAX_FAULTS_TOLD} more: see "host-factory config validate".`] : [];
  return [...faults.slice(0, MAX_FAULTS_TOLD).map(tellFault), ...more].join(' ');
}

/** A fault in one line: place, what is wrong, what to do. */
export function tellFault({ file, position, message }: ConfigurationFault): string {
  const place = tellPlace(file, position);
  return `${place === '' ? '' : `${place}: `}${message}`;
}

/** `FILE:LINE:COLUMN`, as editors and terminals understand it. */
export function tellPlace(file: string | undefined, position: Position | undefined): string {
  if (file === undefined) return '';
  return position === undefined ? file : `${file}:${position.line}:${position.column}`;
}
