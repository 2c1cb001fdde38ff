import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomInt } from 'node:crypto';
import { EC2Client } from '@aws-sdk/client-ec2';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFaultProxy, type PassedCall } from '@hostwright/emulators/fault-proxy';
import { ask, every, prepareNetwork, type Moto, type Place } from '@hostwright/emulators/moto';
import { REGION, type Cloud } from '../cloud/cloud.js';
import { newRecording } from '../cloud/recordings.js';
import { connect, untilQuiet, type Connection } from '../plugin/connection.js';
import type { Step } from './step.js';
import { HANDLERS } from './steps.js';
import { EVERYTHING, listOf, type Policy } from './policy.js';
import { worldOf } from './world.js';

/** Keys of a user. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What came of a step. */
export interface Performed {
  readonly error: unknown;
  readonly calls: readonly PassedCall[];
}

/** An account of moto where nobody may do anything that a policy does not allow. */
export interface StrictAccount {
  /** A user with one policy. Only before the account is strict. */
  addUser(policy: Policy): Promise<Keys>;
  /** Does one step as a user. Whatever it needs before is done by somebody who may do everything. */
  perform(step: Step, keys: Keys): Promise<Performed>;
  close(): Promise<void>;
}

/** Services of which moto knows no resources: it compares those of a policy with `*`. */
const WITHOUT_RESOURCES = /^(?!sqs:)/;

/** By what name moto knows actions that AWS calls otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  'cloudwatch:GetMetricData': 'monitoring:GetMetricData',
  'sqs:DeleteMessage': 'sqs:DeleteMessageBatch',
};

/** A policy in moto's reading: without conditions, which it ignores, and with the resources that it knows. */
function asMotoReads(policy: Policy): string {
  const statements = policy.Statement.map(({ Sid, Effect, Action, Resource }) => {
    const actions = listOf(Action);
    const resource = actions.every((action) => WITHOUT_RESOURCES.test(action)) ? '*' : Resource;
    return { Sid, Effect, Action: [...actions, ...actions.flatMap((action) => ALIASES[action] ?? [])], Resource: resource };
  });
  return JSON.stringify({ Version: policy.Version, Statement: statements });
}

/** Opens an account that nobody used before. It asks nobody for permissions until moto is told to. */
export async function openStrictAccount(moto: Moto): Promise<StrictAccount> {
  const account = String(randomInt(100_000_000_000, 999_999_999_999));
  const place: Place = { url: moto.url, region: REGION, account };
  const network = await prepareNetwork(place);
  const proxy = await startFaultProxy(moto.url, { account, recordTo: newRecording() });
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-iam-'));
  const addUser = (policy: Policy): Promise<Keys> => newUser(place, policy);
  const ownerKeys = await addUser(EVERYTHING);
  const cloud = { account, proxy, place, network, close: () => proxy.stop() };
  const ec2 = new EC2Client({ region: REGION, endpoint: moto.url, credentials: { ...ownerKeys } });
  const sqs = new SQSClient({ region: REGION, endpoint: moto.url, useQueueUrlAsEndpoint: false, credentials: { ...ownerKeys } });
  const { QueueUrl: queueAtMoto = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'spot-events' }));
  // Whoever reads it does so past the proxy.
  const queueUrl = queueAtMoto.replace(moto.url, proxy.url);
  const sendEvent = async () => void (await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'not an event' })));
  const world = worldOf({ cloud, folder, queueUrl, sendEvent, ec2 });
  return {
    addUser,
    perform: async (step, keys) => {
      const by = await open(cloud, keys, proxy.url, step.settings?.(world));
      const owner = await open(cloud, ownerKeys, moto.url);
      const before = proxy.calls().length;
      const error = await step.run({ by, owner, world }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      await untilQuiet(cloud);
      await by.close();
      await owner.close();
      return { error, calls: proxy.calls().slice(before) };
    },
    close: async () => {
      ec2.destroy();
      sqs.destroy();
      await proxy.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function open(cloud: Cloud, keys: Keys, endpoint: string, settings: object = {}): Promise<Connection> {
  return connect(cloud, { endpoint, credentials: { source: 'keys', ...keys }, handlers: HANDLERS, ...settings });
}

let users = 0;

async function newUser(place: Place, policy: Policy): Promise<Keys> {
  users += 1;
  const UserName = `user-${users}`;
  const iam = (action: string, parameters: Readonly<Record<string, string>>) => ask(place, { service: 'iam', action, parameters });
  await iam('CreateUser', { UserName });
  await iam('PutUserPolicy', { UserName, PolicyName: 'policy', PolicyDocument: asMotoReads(policy) });
  const key = await iam('CreateAccessKey', { UserName });
  const textOf = (name: string): string => every(key, name)[0]?.text ?? '';
  return { accessKeyId: textOf('AccessKeyId'), secretAccessKey: textOf('SecretAccessKey') };
}
