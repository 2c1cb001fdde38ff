import { createStrictScrubber, findSecrets, tellingParts } from '@hostwright/service/support';
import { describeError } from '../../cli/describe-error.js';
import { configuration } from './parts/configuration.js';
import { doctor } from './parts/doctor.js';
import { environment } from './parts/environment.js';
import { events } from './parts/events.js';
import { logs } from './parts/logs.js';
import { openWork, storeFacts, userDataOf } from './parts/store.js';
import { versions } from './parts/versions.js';
import type { BundleFile, BundlePart, BundleSource, LeftOut } from './source.js';

const PARTS: readonly BundlePart[] = [versions, environment, configuration, doctor, storeFacts, openWork, events, logs];

/** What a bundle says of itself. */
export interface Manifest {
  readonly madeAt: string;
  readonly hostFactory: string;
  readonly files: readonly { readonly name: string; readonly about: string; readonly bytes: number }[];
  readonly leftOut: readonly LeftOut[];
}

/** A bundle before it is packed: no secret is in it any more. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly files: readonly BundleFile[];
}

/** Collects all parts that can be had. Never rejects for want of one: the manifest tells what is left out, and why. */
export async function collect(source: BundleSource): Promise<Bundle> {
  const scrubber = createStrictScrubber(await secretsOf(source));
  const entries: (BundleFile | LeftOut)[] = [];
  for (const part of PARTS) {
    source.context.io.progress(`collecting ${part.name}`);
    entries.push(...(await attempt(part, source)));
  }
  const clean = (text: string): string => scrubber.clean(text);
  const files = entries.filter(isFile).map(({ name, about, text }) => ({ name: clean(name), about: clean(about), text: clean(text) }));
  const leftOut = entries
    .filter((entry): entry is LeftOut => !isFile(entry))
    .map(({ what, why }) => ({ what: clean(what), why: clean(why) }));
  const { clock, program } = source.context;
  return {
    files,
    manifest: {
      madeAt: new Date(clock.now()).toISOString(),
      hostFactory: program.version,
      files: files.map(({ name, about, text }) => ({ name, about, bytes: Buffer.byteLength(text) })),
      leftOut: [...leftOut, { what: 'secrets and user data, in whatever file', why: 'replaced by [redacted] or ***' }],
    },
  };
}

async function secretsOf(source: BundleSource): Promise<readonly string[]> {
  const { context, site, configuration: used } = source;
  const { values } = await findSecrets(site, { environment: context.environment });
  const userData = [
    ...(used?.templates ?? []).flatMap((template) => template.userData ?? []),
    ...(await userDataOf(source).catch(() => [])),
  ];
  return [...values, ...userData.flatMap(tellingParts)];
}

async function attempt({ name, collect: run }: BundlePart, source: BundleSource): Promise<readonly (BundleFile | LeftOut)[]> {
  try {
    return await run(source);
  } catch (error) {
    return [{ what: name, why: describeError(error).text }];
  }
}

function isFile(entry: BundleFile | LeftOut): entry is BundleFile {
  return 'text' in entry;
}
