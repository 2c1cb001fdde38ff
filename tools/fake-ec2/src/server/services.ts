import { autoScalingActions } from '../actions/auto-scaling/actions.ts';
import { ec2Actions } from '../actions/ec2-actions.ts';
import type { Action, Actions } from '../actions/action.ts';
import { JSON_SERVICES } from '../actions/json/services.ts';
import type { JsonInput } from '../actions/json/json-action.ts';
import { assumeRole, getCallerIdentity } from '../actions/other/account.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { ApiError } from './api-error.ts';
import { parseQuery, type Params } from './params.ts';
import { ec2Protocol, jsonProtocol, queryProtocol, type Protocol } from './protocols.ts';
import type { XmlObject } from './xml.ts';

/** A request as one of the services reads it, ready to act. */
export interface Operation {
  readonly action: string;
  readonly protocol: Protocol;
  /** What EC2's rate limits count by; undefined for the other services. */
  readonly limited: Params | undefined;
  act(cloud: Cloud): XmlObject;
}

const AUTO_SCALING = queryProtocol('http://autoscaling.amazonaws.com/doc/2011-01-01/');
const STS = queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/');
const STS_ACTIONS: Actions = { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity };
const DRY_RUN = new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);

/** @param signedFor - the service in the credential scope; undefined when the request is not signed */
export function readOperation(signedFor: string | undefined, target: string | undefined, body: string): Operation {
  if (target !== undefined) return jsonOperation(target, body);
  const params = parseQuery(body);
  const action = params.text('Action') ?? '';
  if (signedFor === 'autoscaling') {
    return { action, protocol: AUTO_SCALING, limited: undefined, act: (cloud) => known(autoScalingActions, action)(cloud, params) };
  }
  if (signedFor === 'sts') return { action, protocol: STS, limited: undefined, act: (cloud) => known(STS_ACTIONS, action)(cloud, params) };
  return { action, protocol: ec2Protocol, limited: params, act: (cloud) => ec2Act(cloud, action, params) };
}

function ec2Act(cloud: Cloud, action: string, params: Params): XmlObject {
  const act = known(ec2Actions, action);
  if (params.flag('DryRun') === true) throw DRY_RUN;
  return act(cloud, params);
}

/** Source: EC2 API reference, errors overview, InvalidAction. */
function known(actions: Actions, name: string): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw new ApiError('InvalidAction', `The action ${name} is not valid for this web service.`);
  return action;
}

function jsonOperation(target: string, body: string): Operation {
  const [service = '', action = ''] = target.split('.', 2);
  const act = (cloud: Cloud): XmlObject => {
    const actions = Object.hasOwn(JSON_SERVICES, service) ? JSON_SERVICES[service] : undefined;
    const run = actions !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run === undefined) throw new ApiError('UnknownOperationException', `The fake has no ${target}.`);
    return run(cloud, readJson(body)) as XmlObject;
  };
  return { action, protocol: jsonProtocol, limited: undefined, act };
}

function readJson(body: string): JsonInput {
  try {
    return JSON.parse(body === '' ? '{}' : body) as JsonInput;
  } catch {
    throw new ApiError('SerializationException', 'The body is no JSON.');
  }
}
