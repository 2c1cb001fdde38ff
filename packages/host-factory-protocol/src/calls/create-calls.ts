import type { CallName } from '../dialect.js';
import { parseNoInput } from '../parse/other-calls.js';
import { failureOf, succeeded } from './answer.js';
import { getAvailableTemplates } from './get-available-templates.js';
import { getRequestStatus } from './get-request-status.js';
import { getReturnRequests } from './get-return-requests.js';
import {
  type Answer,
  type CallContext,
  type CallInfo,
  type HostFactoryCall,
  type HostFactoryCallsOptions,
  toCallContext,
} from './options.js';
import { requestMachines } from './request-machines.js';
import { requestReturnMachines } from './request-return-machines.js';

/** The calls of Host Factory, each by the name of its script. */
export type HostFactoryCalls = Readonly<{ [Name in CallName]: HostFactoryCall }>;

type Implementation = (context: CallContext, inputText: string, info: CallInfo) => Promise<Answer>;

const IMPLEMENTATIONS: Readonly<{ [Name in CallName]: Implementation }> = {
  getAvailableTemplates,
  requestMachines,
  requestReturnMachines,
  getRequestStatus,
  getReturnRequests,
  getAvailableMachines,
};

/**
 * Makes the five calls (and the one that older sites still make) from commands and queries, in the form of one dialect.
 *
 * Every call answers exactly one document, whatever its input and whatever goes wrong, and never rejects. Repeating a call with the same
 * call id is the same request.
 */
export function createHostFactoryCalls(options: HostFactoryCallsOptions): HostFactoryCalls {
  const context = toCallContext(options);
  const bind =
    (name: CallName): HostFactoryCall =>
    async (inputText, info) => {
      try {
        return await IMPLEMENTATIONS[name](context, inputText, info);
      } catch (error) {
        return failureOf(error, name, context);
      }
    };
  return {
    getAvailableTemplates: bind('getAvailableTemplates'),
    requestMachines: bind('requestMachines'),
    requestReturnMachines: bind('requestReturnMachines'),
    getRequestStatus: bind('getRequestStatus'),
    getReturnRequests: bind('getReturnRequests'),
    getAvailableMachines: bind('getAvailableMachines'),
  };
}

/** Host Factory learns its machines from request status; the plugins that still ship this call answer none as well. */
function getAvailableMachines(_context: CallContext, inputText: string): Promise<Answer> {
  return Promise.resolve().then(() => {
    parseNoInput(inputText);
    return succeeded({ status: 'complete', message: '', machines: [] });
  });
}
