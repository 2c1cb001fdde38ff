import type { Site, SiteConfiguration } from '@hostwright/service/configuration';
import type { SqliteStoreHandle } from '@hostwright/store';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import type { Answer } from './finding.js';
import { mayEnter } from './look/may-enter.js';
import type { System } from './look/system.js';

/** What a look at this host goes by, also where no deployment can be found. */
export interface Host {
  readonly context: CommandContext;
  readonly options: SiteOptions;
  readonly system: System;
  /** Clouds may be asked. */
  readonly online: boolean;
  /** Where the deployment lies; undefined when that cannot be told. */
  readonly site: Site | undefined;
  /** Undefined when it cannot be used. */
  readonly configuration: SiteConfiguration | undefined;
  /** Why `site` or `configuration` is undefined. */
  readonly refusal: unknown;
  /** The store, opened for reading once for all looks; undefined when there is none, or it cannot be opened. */
  readonly store: () => Promise<SqliteStoreHandle | undefined>;
}

/** A host whose deployment was found; its configuration may be unusable. */
export interface Place extends Host {
  readonly site: Site;
}

/** A deployment whose configuration can be used. */
export interface Patient extends Place {
  readonly configuration: SiteConfiguration;
}

type Look<Subject> = (subject: Subject) => Promise<readonly Answer[]> | readonly Answer[];

/** One look. May throw: that is a finding too. */
export interface Check {
  /** As `--check` takes it. */
  readonly name: string;
  /** What it looks at, for `--help`. */
  readonly about: string;
  /** Undefined: it cannot be told without the deployment, or without its configuration. */
  readonly look: (host: Host) => ReturnType<Look<Host>> | undefined;
}

/** A look that needs no deployment. */
export function hostCheck(name: string, about: string, look: Look<Host>): Check {
  return { name, about, look };
}

/** A look that needs to know where the deployment lies. */
export function placeCheck(name: string, about: string, look: Look<Place>): Check {
  return { name, about, look: (host) => (isPlace(host) ? look(host) : undefined) };
}

/** A look into the work directory. Where that is closed to this user, a file that does not show is not for that reason gone. */
export function workCheck(name: string, about: string, look: Look<Place>): Check {
  return placeCheck(name, about, (place) => (mayEnter(place.site.workDirectory) ? look(place) : []));
}

/** A look that needs a configuration that can be used. */
export function patientCheck(name: string, about: string, look: Look<Patient>): Check {
  return { name, about, look: (host) => (isPatient(host) ? look(host) : undefined) };
}

/** A look into the store, or at who works on it. */
export function storeCheck(name: string, about: string, look: Look<Patient>): Check {
  return patientCheck(name, about, (patient) => (mayEnter(patient.site.workDirectory) ? look(patient) : []));
}

function isPlace(host: Host): host is Place {
  return host.site !== undefined;
}

function isPatient(host: Host): host is Patient {
  return host.site !== undefined && host.configuration !== undefined;
}
