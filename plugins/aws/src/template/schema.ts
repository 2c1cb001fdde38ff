import type { z } from 'zod';
import { problemsOf } from './checks.js';
import { templateKeys } from './keys.js';
import type { AwsOptions } from './options.js';
import { toOptions } from './to-options.js';

/** Checks a template's keys, each by itself and all together, and turns them into options. Asks no cloud. */
export const templateSchema = templateKeys
  .superRefine((keys, context) => {
    for (const { key, message } of problemsOf(keys)) context.addIssue({ code: 'custom', path: [key], message });
  })
  .transform(toOptions) satisfies z.ZodType<AwsOptions>;
