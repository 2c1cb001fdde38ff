import type { LaunchResult, Offer, PreparedLaunch, Tag } from '@hostwright/core/provider';
import type { SeenCall, TestCloud } from '../../catalog/testing/test-cloud.js';
import { writeInput } from '@hostwright/plugin-testing';
import { testSession } from '../../session/testing/test-session.js';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions, Handler } from '../../template/options.js';
import { launch } from '../launch.js';
import { offers } from '../offers.js';
import { prepare } from '../prepare.js';
import { HEADER, specOf } from './options.js';

/** The creating call of each way to launch. */
const ACTIONS: Readonly<Record<Handler, string>> = {
  'ec2-fleet': 'CreateFleet',
  'run-instances': 'RunInstances',
  'auto-scaling-group': 'CreateAutoScalingGroup',
  'spot-fleet': 'RequestSpotFleet',
};

/** What a launch is made from; what is left out is plain. */
export interface LaunchWish {
  readonly options: AwsOptions;
  readonly units?: number;
  readonly token?: string;
  readonly userData?: string;
  readonly tags?: readonly Tag[];
  readonly offer?: Offer;
}

/** A session at a test cloud that may use every way to launch. */
export function sessionAt(cloud: TestCloud, settings: Readonly<Record<string, unknown>> = {}): AwsSession {
  return testSession(cloud.url, { handlers: Object.keys(ACTIONS), ...settings }).session;
}

/** Prepares the first offer of a template. */
export async function prepared(session: AwsSession, wish: LaunchWish): Promise<PreparedLaunch> {
  const [first] = await offers(session, { options: wish.options, signal: new AbortController().signal });
  const offer = wish.offer ?? first;
  if (offer === undefined) throw new Error('no offer');
  const { units = 1, token } = wish;
  return prepare(session, { ...writeInput(token), header: HEADER, spec: specOf(wish.options, wish), offer, units });
}

/** Prepares and launches the first offer of a template, all its parts. */
export async function launched(session: AwsSession, wish: LaunchWish): Promise<readonly LaunchResult[]> {
  const document = await prepared(session, wish);
  const results: LaunchResult[] = [];
  for (let part = 0; part < document.parts; part += 1) {
    results.push(await launch(session, { ...writeInput(wish.token), header: HEADER, prepared: document, part }));
  }
  return results;
}

/** What a launch sent: the creating call, and the launch template that it names, as they stood on the wire. */
export interface SentLaunch {
  readonly call: Readonly<Record<string, string>>;
  /** Without the prefix `LaunchTemplateData.`; of RunInstances the call itself. */
  readonly data: Readonly<Record<string, string>>;
}

/** The last launch that a cloud saw by one way to launch. */
export function sentLaunch(cloud: TestCloud, handler: Handler): SentLaunch {
  const call = plain(cloud.callsOf(ACTIONS[handler]).at(-1));
  if (handler === 'run-instances') return { call, data: call };
  const template = plain(cloud.callsOf('CreateLaunchTemplate').at(-1));
  const prefix = 'LaunchTemplateData.';
  const data = Object.entries(template).filter(([key]) => key.startsWith(prefix));
  return { call, data: Object.fromEntries(data.map(([key, value]) => [key.slice(prefix.length), value])) };
}

function plain(call: SeenCall | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(call?.parameters ?? {}).map(([key, value]) => [key, String(value)]));
}
