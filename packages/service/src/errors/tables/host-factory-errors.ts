import type { HostFactoryErrorCode } from '@hostwright/core';
import type { ErrorText } from '../error-entry.js';

/** What the engine and the discovery of plugins refuse. */
export const HOST_FACTORY_ERRORS: Readonly<{ [Code in HostFactoryErrorCode]: ErrorText }> = {
  ProviderNotInstalled: {
    title: 'no installed plugin serves this provider',
    cause: 'A connection names a provider whose package is not among the direct dependencies of the program or the plugin folder.',
    remedy: 'Install the package beside host-factory, or correct the name of the provider.',
    example: "provider 'amazon' is not installed; installed are mock",
    mends: 'host-factory providers list',
  },
  ProviderConflict: {
    title: 'two plugins claim one provider',
    cause: 'Two installed packages say that they serve the same provider.',
    remedy: 'Uninstall one of the two that the message names.',
    example: "provider 'mock' cannot be used: @hostwright/provider-mock and @acme/provider-mock both claim it",
    mends: 'host-factory providers list',
  },
  ProviderLoadFailed: {
    title: 'a plugin could not be loaded',
    cause: 'Its code failed when it was imported, or it exports no definition.',
    remedy: "Install it again; if that does not help, report it to the plugin's authors.",
    example: '@acme/provider-x: cannot be loaded (SyntaxError)',
    mends: 'host-factory providers list',
  },
  ProviderNotAllowed: {
    title: 'the plugin is not on the list of allowed ones',
    cause: 'The configuration has "plugins.allow", and the installed package or its version is not on it.',
    remedy: 'Add it to plugins.allow, or install a version that is allowed.',
    example: "provider 'x' cannot be used: @acme/provider-x 2.0.0 is not allowed",
    mends: 'host-factory providers list',
  },
  UnsupportedSpecification: {
    title: 'the plugin is written for another version of the contract',
    cause: 'The specification that its package.json or its provider names is not one that this version knows.',
    remedy: 'Install a version of the plugin, or of host-factory, that fits.',
    example: "provider 'x' cannot be used: it is written for specification v9; known are v1-preview.1",
    mends: 'host-factory providers list',
  },
  InvalidConfiguration: {
    title: 'the configuration cannot be used',
    cause: 'A file, value, folder or variable that the configuration consists of is not as it must be.',
    remedy: 'Correct what the message names.',
    example: 'The runtime folder /srv/run belongs to user id 0, not to 1000.',
    mends: 'host-factory doctor',
  },
  InvalidCall: {
    title: 'a command was called wrongly by a program',
    cause: 'Code that embeds the engine passed something that no type check lets through.',
    remedy: 'Report it, or correct the code that calls the engine.',
    example: 'callId: it is 1 to 100 characters',
  },
  RequestNotFound: {
    title: 'there is no such request',
    cause: 'No request has this id, or one that begins so, in the store of this deployment.',
    remedy: 'Name one of the list, and check that --config names the right deployment.',
    example: 'There is no request "req-1". See "host-factory requests list".',
    mends: 'host-factory requests list',
  },
  RequestState: {
    title: 'the request is of a kind or state that does not allow this',
    cause: 'A return request cannot be cancelled: machines that are being ended do not come back.',
    remedy: 'Let it end; ask for new machines if you need some.',
    example: "'req-1' returns machines: what is on its way to its end cannot be called back",
    mends: 'host-factory requests list --open',
  },
};
