import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSiteStore } from '@hostwright/service';
import { STORE_FILE_NAME, type SiteConfiguration } from '@hostwright/service/configuration';
import type { SqliteStoreHandle } from '@hostwright/store';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { describeError } from '../../cli/describe-error.js';
import type { Check, Host } from './check.js';
import { CHECKS } from './checks.js';
import { type Answer, type Finding, wrong } from './finding.js';
import { type System, thisSystem } from './look/system.js';
import { mendRefusal } from './mend-refusal.js';
import { because, hostFactory } from './mend.js';

/** What {@link examine} goes by. */
export interface ExamineOptions extends SiteOptions {
  /** Which looks are taken. @default all */
  readonly checks?: readonly Check[];
  /** Clouds may be asked. @default false */
  readonly online?: boolean;
  /** @default this host's */
  readonly system?: System;
}

/** Looks at everything that a deployment needs. Never rejects: what cannot be looked at is a finding. */
export async function examine(context: CommandContext, options: ExamineOptions): Promise<readonly Finding[]> {
  const host = await admit(context, options);
  const findings: Finding[] = [];
  try {
    for (const check of options.checks ?? CHECKS) {
      context.io.progress(`looking at ${check.name}`);
      const found = await look(check, host);
      findings.push(...(found.length === 0 && options.checks !== undefined ? cannotLook(check, host) : found));
    }
  } finally {
    context.io.progress('');
    await (await host.store())?.close();
  }
  return findings;
}

async function admit(context: CommandContext, options: ExamineOptions): Promise<Host> {
  const { config, online = false, system = thisSystem } = options;
  const base = { context, options: config === undefined ? {} : { config }, system, online, ...nothingFound };
  const services = context.services(base.options);
  try {
    const site = services.site();
    try {
      const configuration = await services.configuration();
      return { ...base, site, configuration, store: once(() => openStore(configuration)) };
    } catch (refusal) {
      return { ...base, site, refusal };
    }
  } catch (refusal) {
    return { ...base, refusal };
  }
}

const nothingFound = {
  site: undefined,
  configuration: undefined,
  refusal: undefined,
  store: () => Promise.resolve(undefined),
} satisfies Partial<Host>;

function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => (made ??= make());
}

/** One that cannot be opened is told of by the look at the store itself. */
async function openStore(configuration: SiteConfiguration): Promise<SqliteStoreHandle | undefined> {
  if (!existsSync(join(configuration.site.workDirectory, STORE_FILE_NAME))) return undefined;
  return openSiteStore(configuration, { readOnly: true }).catch(() => undefined);
}

async function look({ name, look: run }: Check, host: Host): Promise<readonly Finding[]> {
  return (await answersOf(run, host)).map((answer) => ({ check: name, ...answer }));
}

/** Nothing is found by a look that was asked for and needs a configuration that cannot be used: that is not health. */
function cannotLook({ name }: Check, host: Host): readonly Finding[] {
  if (host.refusal === undefined) return [];
  const { text } = describeError(host.refusal);
  return [{ check: name, ...wrong(text, mendRefusal(host)) }];
}

async function answersOf(run: Check['look'], host: Host): Promise<readonly Answer[]> {
  try {
    return (await run(host)) ?? [];
  } catch (error) {
    const { text, code } = describeError(error);
    if (code === 'internal-error')
      return [wrong(text, because(hostFactory(host, 'support', 'bundle', '/tmp'), 'and report it with that file'))];
    return [wrong(text, because(`host-factory explain ${code}`, 'and mend it as the message says'))];
  }
}
