import {
  HostFactoryError,
  type HostFactoryErrorCode,
  ProviderError,
  type ProviderErrorClass,
  type Remedy,
  type StoreErrorKind,
} from '@hostwright/core';
import type { ErrorArea, ErrorEntry, ErrorText } from './error-entry.js';
import { kebab } from './kebab.js';
import { COMMAND_ERRORS } from './tables/command-errors.js';
import { CONFIGURATION_ERRORS } from './tables/configuration-errors.js';
import { EXIT_CODE_TEXTS } from './tables/exit-code-texts.js';
import { EXIT, type ExitName, REMEDY_EXIT_CODES, STORE_REMEDIES } from './tables/exit-codes.js';
import { HALTS } from './tables/halts.js';
import { HOST_FACTORY_ERRORS } from './tables/host-factory-errors.js';
import { PROTOCOL_ERRORS } from './tables/protocol-errors.js';
import { PROVIDER_ERRORS } from './tables/provider-errors.js';
import { STORE_ERRORS } from './tables/store-errors.js';

const EXIT_NUMBERS: Readonly<{ [Name in ExitName | Remedy]: number }> = { ...EXIT, ...REMEDY_EXIT_CODES };

interface Place {
  readonly area: ErrorArea;
  readonly code: string;
  readonly names?: readonly string[];
  readonly exit: ExitName | Remedy;
}

function entry({ area, code, names = [], exit }: Place, text: ErrorText): ErrorEntry {
  const { title, cause, remedy, example, mends } = text;
  return { code, area, names, title, cause, remedy, example: `host-factory: ${example} [${code}]`, exitCode: EXIT_NUMBERS[exit], mends };
}

function rows<Key extends string>(table: Readonly<{ [K in Key]: ErrorText }>): readonly (readonly [Key, ErrorText])[] {
  return Object.entries(table) as unknown as readonly (readonly [Key, ErrorText])[];
}

/** Code of an error that a provider's plugin throws. */
export function providerErrorCode(errorClass: ProviderErrorClass): string {
  return `cloud-${kebab(errorClass)}`;
}

/** Code of an error that the engine throws. */
export function hostFactoryErrorCode(code: HostFactoryErrorCode): string {
  return kebab(code);
}

/** Code of an error that the store throws. */
export function storeErrorCode(kind: StoreErrorKind): string {
  return `store-${kind}`;
}

const COMMANDS = Object.entries(COMMAND_ERRORS).map(([code, text]) => entry({ area: 'command line', code, exit: text.exit }, text));

const CONFIGURATIONS = rows(CONFIGURATION_ERRORS).map(([code, text]) => entry({ area: 'configuration', code, exit: 'fix-settings' }, text));

const STORES = rows(STORE_ERRORS).map(([kind, text]) =>
  entry({ area: 'store', code: storeErrorCode(kind), exit: STORE_REMEDIES[kind], names: [kind] }, text),
);

const ENGINE = rows(HOST_FACTORY_ERRORS).map(([kind, text]) => {
  const { name, remedy } = new HostFactoryError(kind, '');
  return entry({ area: 'engine', code: hostFactoryErrorCode(kind), exit: remedy, names: [kind, name] }, text);
});

const HALTED = rows(HALTS).map(([kind, text]) => entry({ area: 'engine', code: kind, exit: 'fix-settings' }, text));

const CLOUD = rows(PROVIDER_ERRORS).map(([errorClass, text]) => {
  const { name, remedy } = new ProviderError(errorClass, '');
  return entry({ area: 'cloud', code: providerErrorCode(errorClass), exit: remedy, names: [errorClass, name] }, text);
});

/** A call tells it in its document, without a code. */
const INPUTS = rows(PROTOCOL_ERRORS).map(([code, text]) => ({
  ...entry({ area: 'input of a call', code: `input-${code}`, exit: 'failed', names: [code] }, text),
  example: JSON.stringify({ message: `requestMachines: ${text.example}` }),
}));

const EXITS = rows(EXIT_CODE_TEXTS)
  .map(([name, text]) => ({
    ...entry({ area: 'exit code', code: `exit-${EXIT_NUMBERS[name]}`, exit: name, names: [name, String(EXIT_NUMBERS[name])] }, text),
    example: text.example,
  }))
  .toSorted((a, b) => a.exitCode - b.exitCode);

/** Every error that can be told and every exit code, in the order in which they are listed. */
export const ERRORS: readonly ErrorEntry[] = [
  ...COMMANDS,
  ...CONFIGURATIONS,
  ...STORES,
  ...ENGINE,
  ...HALTED,
  ...CLOUD,
  ...INPUTS,
  ...EXITS,
];

/** What a command ends with that tells the error with this code. */
export function exitCodeOf(code: string): number {
  return ERRORS.find((error) => error.code === code)?.exitCode ?? REMEDY_EXIT_CODES['report-bug'];
}
