import { z } from 'zod';
import { patternProblem } from '../patterns.js';
import { timingSchema, wholeNumber } from './timing-schema.js';

/** The files of a configuration folder that hold templates, unless it names others. */
const DEFAULT_TEMPLATE_FILES = ['*templates.json', '*templates.yaml', '*templates.yml'] as const;

const NAME_RULE = 'use 1 to 64 letters, digits, "-", "_" or ".", beginning with a letter or digit';
const name = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/, NAME_RULE);
const path = z.string().min(1);

const connection = z.strictObject({
  name: name.describe('How templates, logs and commands call it. Keep it: the store remembers machines by it.'),
  provider: z.string().min(1).describe('Id of the provider plugin, for example "mock".'),
  settings: z.record(z.string(), z.unknown()).default({}).describe("The provider's own settings; its documentation lists them."),
  hostAttribute: z
    .string()
    .regex(/^[A-Za-z][0-9A-Za-z_]*$/, 'use letters, digits and "_", beginning with a letter')
    .optional()
    .describe("LSF: the Boolean resource of the connection's hosts. Default: the provider's usual one, for example awshost."),
});

const pattern = z.string().superRefine((text, context) => {
  const problem = patternProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const plugins = z.strictObject({
  directory: path.optional().describe("Folder whose package.json names the plugins. Default: the program's own."),
  allow: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('Name of an npm package.'),
        version: z.string().min(1).optional().describe('The only version allowed, or "*". Default: any.'),
      }),
    )
    .optional()
    .describe('Plugins that may be loaded. Default: all that are installed.'),
});

const log = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least important lines that are written.'),
  maxBytes: wholeNumber({ min: 10_000, max: 1_000_000_000, meaning: 'Size at which a log file is put aside.' }).default(10_000_000),
  maxFiles: wholeNumber({ min: 1, max: 100, meaning: 'Log files kept, the current one included.' }).default(5),
});

const hostFactory = z.strictObject({
  waitMs: wholeNumber({ min: 0, max: 60_000, meaning: 'Longest wait of a call for anything but a launch. Default 4000.' }).optional(),
  launchWaitMs: wholeNumber({
    min: 0,
    max: 120_000,
    meaning: "LSF: longest wait of requestMachines for the cloud's first answer. Default 20000.",
  }).optional(),
  pollWithinMs: wholeNumber({
    min: 60_000,
    max: 86_400_000,
    meaning: 'A request that Host Factory does not ask about within this time is cancelled. Default 900000.',
  }).optional(),
  echoReturnedMachines: z
    .boolean()
    .default(false)
    .describe('Repeat the machines in the answer of requestReturnMachines, for builds of Host Factory that insist on it.'),
});

/** Our configuration file, after variables were put in. */
export const configurationSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find this schema.'),
  include: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'Further files of the configuration, relative to this one. They are read in this order: connections and templates are joined, of other keys this file counts. workDirectory and logDirectory have no effect in them.',
    ),
  version: z.literal(1).describe('Version of the form of this file.'),
  workDirectory: path.optional().describe("Durable state. Default: Host Factory's work directory, else work/ in the configuration folder."),
  logDirectory: path.optional().describe("Log files. Default: Host Factory's log directory, else log/ in the work directory."),
  sharedWorkDirectory: z
    .enum(['auto', 'local', 'shared'])
    .default('auto')
    .describe(
      'Whether other hosts use the work directory, too. "auto": when it lies on a network file system; "shared": treat it so in any case; "local": you vouch that only this host uses it.',
    ),
  agent: z.enum(['auto', 'off']).default('auto').describe('"off": no background process; calls do bounded steps of the work themselves.'),
  connections: z.array(connection).min(1).describe('Accounts, regions or clusters, in any number for one provider.'),
  templates: z.array(z.unknown()).default([]).describe('Templates, as in a template file.'),
  templateFiles: z
    .array(pattern)
    .default([...DEFAULT_TEMPLATE_FILES])
    .describe('Files with templates, as patterns relative to the configuration folder; "*" and "?" match within a name.'),
  plugins: plugins.default({}),
  timing: timingSchema.prefault({}).describe('Times of the engine.'),
  log: log.prefault({}).describe('Log files.'),
  hostFactory: hostFactory.prefault({}).describe('How the calls of Host Factory are answered.'),
});

/** Our configuration file as it is used. */
export type Configuration = z.infer<typeof configurationSchema>;
