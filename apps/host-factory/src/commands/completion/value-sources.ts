import type { Argument, Option } from 'commander';
import { discoverProviders } from '@hostwright/core';
import { ERRORS } from '@hostwright/service/errors';
import { CHECKS } from '../doctor/checks.js';
import type { Candidate } from './candidate.js';
import type { RememberedSite } from './remembered-site.js';

/** Where the values of an option or argument come from. `free`: nobody can know them. */
export type ValueSource = 'files' | 'folders' | 'free' | ((known: Known) => Promise<readonly Candidate[]> | readonly Candidate[]);

/** What values are looked up in. */
export interface Known {
  readonly packageDirectory: string;
  /** @throws when no deployment is named, or it cannot be found */
  readonly site: () => RememberedSite;
}

const templates: ValueSource = async ({ site }) =>
  (await site().configuration()).templates.map(({ templateId, connection }) => ({ value: templateId, meaning: connection }));
const connections: ValueSource = async ({ site }) =>
  (await site().configuration()).connections.map(({ name, provider }) => ({ value: name, meaning: provider }));
const requests: ValueSource = async ({ site }) =>
  (await site().requests()).map(({ requestId, kind, state }) => ({ value: requestId, meaning: `${kind}, ${state}` }));
const machines: ValueSource = async ({ site }) =>
  (await site().machines()).map(({ machineId, name }) => ({ value: machineId, meaning: name }));
const providers: ValueSource = async ({ packageDirectory }) =>
  (await discoverProviders({ directory: packageDirectory })).found.map(({ providerId, packageName }) => ({
    value: providerId,
    meaning: packageName,
  }));
const codes: ValueSource = () => ERRORS.map(({ code, title }) => ({ value: code, meaning: title }));

const checks: ValueSource = () => CHECKS.map(({ name, about }) => ({ value: name, meaning: about }));
const schemas: ValueSource = async () => {
  const { SCHEMAS } = await import('../config/published-schemas.js');
  return Object.keys(SCHEMAS).map((value) => ({ value }));
};

/** By the option's long name, or the argument's name. What has a fixed choice needs no line. */
const SOURCES: Readonly<{ [name: string]: ValueSource }> = {
  '--after': 'free',
  '--check': checks,
  '--config': 'folders',
  '--connection': connections,
  '--from': 'files',
  '--into': 'files',
  '--limit': 'free',
  '--log-lines': 'free',
  '--name': 'free',
  '--provider': providers,
  '--request': requests,
  '--set': 'free',
  '--since': 'free',
  '--template': templates,
  '--templates': 'free',
  '--timeout': 'free',
  '--without': connections,
  connection: connections,
  count: 'free',
  dir: 'folders',
  error: codes,
  file: 'files',
  machine: machines,
  name: schemas,
  provider: providers,
  request: requests,
  template: templates,
};

/** The source of an option's or argument's values; undefined for one that nobody has thought of. */
export function sourceOf(place: Option | Argument): ValueSource | undefined {
  const { argChoices } = place;
  if (argChoices !== undefined) return () => argChoices.map((value) => ({ value }));
  return SOURCES['long' in place ? (place.long ?? '') : place.name()];
}
