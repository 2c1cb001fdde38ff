import type { z } from 'zod';
import { problemsOf } from './checks.js';
import { templateKeys } from './keys.js';
import type { KubernetesOptions } from './options.js';
import { toOptions } from './to-options.js';

/** The keys of a template, checked together, as options. */
export const templateSchema = templateKeys
  .superRefine((keys, context) => {
    for (const { key, message } of problemsOf(keys)) context.addIssue({ code: 'custom', path: [key], message });
  })
  .transform(toOptions) satisfies z.ZodType<KubernetesOptions>;
