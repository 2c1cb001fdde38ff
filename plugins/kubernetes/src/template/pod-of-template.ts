import { ProviderError } from '@hostwright/core/provider';
import type { KubernetesSettings } from '../settings/settings.js';
import type { BaseObject } from './base.js';
import type { Handler } from './handlers.js';
import type { KubernetesOptions } from './options.js';
import { podOf, type PodTemplate } from './pod.js';
import { readBase } from './read-base.js';

/** A template's pod, and what it was made with. */
export interface MadePod {
  readonly pod: PodTemplate;
  readonly base: BaseObject;
  readonly handler: Handler;
}

/**
 * Makes the pod of a template as it stands now, files included.
 * @throws {ProviderError} `InvalidTemplate` when its file cannot be read, or is of another kind than its handler
 */
export async function podOfTemplate(
  options: KubernetesOptions,
  settings: Pick<KubernetesSettings, 'handler' | 'podDefaults'>,
  userData: string | undefined,
): Promise<MadePod> {
  const base = await readBase(options);
  if (options.handler !== undefined && base.handler !== undefined && options.handler !== base.handler) {
    throw new ProviderError(
      'InvalidTemplate',
      `the file of nativeSpec is a ${base.handler}, and handler says ${options.handler}: take one of them out`,
      {
        subject: 'handler',
      },
    );
  }
  const handler = options.handler ?? base.handler ?? settings.handler;
  return { pod: podOf({ options, base, handler, userData, defaults: settings.podDefaults }), base, handler };
}
