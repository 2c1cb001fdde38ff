import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { HANDLERS } from '../template/handlers.js';
import type { AwsSettings } from './settings.js';

const path = z.string().refine(isAbsolute, 'must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration');
const webAddress = (protocols: RegExp, example: string): z.ZodURL =>
  z.url({ protocol: protocols, error: `must be an address like ${example}` });
/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const roleArn = z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be like arn:aws:iam::123456789012:role/NAME');
const sessionName = z.string().regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 letters, digits or +=,.@-_');
const secret = z.string().min(1);

const credentials = z
  .discriminatedUnion(
    'source',
    [
      z.strictObject({ source: z.literal('default') }),
      z.strictObject({
        source: z.literal('keys'),
        accessKeyId: secret,
        secretAccessKey: secret,
        sessionToken: secret.optional(),
      }),
      z.strictObject({ source: z.literal('profile'), profile: z.string().min(1) }),
      z.strictObject({
        source: z.literal('file'),
        path,
        profile: z.string().min(1).default('default'),
        optional: z.boolean().default(false),
      }),
      z.strictObject({
        source: z.literal('script'),
        command: z.union([path.transform((program) => [program]), z.array(z.string().min(1)).min(1).max(64)]),
        renewMarginSeconds: z.int().min(0).max(43_200).default(1_770),
        timeoutSeconds: z.int().min(1).max(300).default(30),
      }),
      z.strictObject({ source: z.literal('web-identity'), tokenFile: path, roleArn, sessionName: sessionName.optional() }),
      z.strictObject({ source: z.literal('instance') }),
    ],
    { error: 'write default, keys, profile, file, script, web-identity or instance' },
  )
  .default({ source: 'default' })
  .describe(
    'Where credentials come from, by source: default (environment, ~/.aws, web identity, container, instance), keys, profile, file, script, web-identity or instance.',
  );

const assumeRole = z
  .strictObject({
    roleArn,
    /** Source: the pattern of ExternalId in https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits or +=,.@:/-_')
      .optional(),
    sessionName: sessionName.optional(),
    durationSeconds: z.int().min(900).max(43_200).default(3_600),
  })
  .optional()
  .describe('Role that is assumed with the credentials: roleArn, and externalId, sessionName, durationSeconds as needed.');

const limits = z
  .strictObject({
    maxSpotPercent: z.int().min(0).max(100).default(100),
    maxAutoScalingGroupSize: z.int().min(1).max(10_000).default(500),
    maxInstancesPerRun: z.int().min(1).max(1_000).default(1_000),
    maxFleetUnits: z.int().min(1).max(10_000).default(1_000),
  })
  .prefault({})
  .describe('What one launch may take at most: maxSpotPercent of a fleet, maxAutoScalingGroupSize, maxInstancesPerRun, maxFleetUnits.');

/** Settings of a connection to AWS; every one has a line in docs/aws.md. */
export const settingsSchema = z.strictObject({
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be a region like eu-central-1')
    .describe('Region that the connection works in.'),
  credentials,
  assumeRole,
  endpoint: webAddress(/^https?$/, 'https://vpce-1.ec2.eu-central-1.vpce.amazonaws.com')
    .optional()
    .describe('Address that all services are reached under. Default: AWS_ENDPOINT_URL and its kin, else the public addresses.'),
  proxy: webAddress(/^https?$/, 'http://proxy.example.com:3128')
    .optional()
    .describe('Web proxy. Default: HTTPS_PROXY or HTTP_PROXY of the environment.'),
  noProxy: z
    .array(z.string().min(1))
    .max(1_000)
    .default([])
    .describe('Hosts reached without the proxy, beside those of NO_PROXY: a name, its subdomains with a dot before it, or * for all.'),
  caBundle: path.optional().describe('File of certificates in PEM form that are trusted beside the usual ones. Default: AWS_CA_BUNDLE.'),
  connectTimeoutMs: z.int().min(100).max(600_000).default(10_000).describe('Longest time to open a connection.'),
  requestTimeoutMs: z
    .int()
    .min(1_000)
    .max(120_000)
    .default(30_000)
    .describe('Longest time from sending a call to its answer. Calls that create or delete never wait longer than 30 seconds.'),
  maxSockets: z.int().min(1).max(1_000).default(50).describe('Most connections kept open to each host.'),
  handlers: z
    .array(z.enum(HANDLERS))
    .min(1)
    .refine((values) => new Set(values).size === values.length, 'a way to launch is named twice')
    .default(['ec2-fleet', 'run-instances'])
    .describe(
      'Ways to launch that may be used, best first: ec2-fleet, run-instances, auto-scaling-group, spot-fleet. What is not named is off.',
    ),
  limits,
  eventQueueUrl: webAddress(/^https?$/, 'https://sqs.eu-central-1.amazonaws.com/123456789012/spot-events')
    .optional()
    .describe('SQS queue that EventBridge sends spot interruptions and rebalance recommendations to. Default: listings alone tell.'),
  terminateOnReclaim: z
    .boolean()
    .default(false)
    .describe('Whether machines that AWS takes back are ended at once when they are returned. false: AWS ends them.'),
  keyFolder: path
    .optional()
    .describe('Folder in which the private key of a missing key pair is put when that is made. Default: none is made.'),
}) satisfies z.ZodType<AwsSettings>;
