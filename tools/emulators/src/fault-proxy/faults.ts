import { at, element, every, textAt, type Element } from '../xml/xml.js';
import { listOf, withParameters, type Call, type Protocol } from './call.js';
import { ec2Reply, editXml, errorReply } from './reply.js';
import type { Fault } from './rule.js';

/** What EC2's codes mean is the same whatever the status: it sends InsufficientInstanceCapacity as 400 and as 500. */
interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
}

/** The cloud refuses, without effect. */
export function refuse(refusal: Refusal): Fault {
  return { kind: 'answer', answer: (call) => errorReply(call, refusal) };
}

const THROTTLED: { readonly [Name in Protocol]: Refusal } = {
  ec2: { code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' },
  query: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  json: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  rest: { code: 'TooManyRequestsException', status: 429, message: 'Rate exceeded' },
};

/** Too many calls of its kind, in the words of the call's service. */
export function throttle(): Fault {
  return { kind: 'answer', answer: (call) => errorReply(call, THROTTLED[call.protocol]) };
}

const EXPIRED: { readonly [Name in Protocol]: Refusal } = {
  ec2: { code: 'RequestExpired', status: 400, message: 'Request has expired.' },
  query: { code: 'ExpiredToken', status: 403, message: 'The security token included in the request is expired' },
  json: { code: 'ExpiredTokenException', status: 400, message: 'The security token included in the request is expired' },
  rest: { code: 'ExpiredTokenException', status: 403, message: 'The security token included in the request is expired' },
};

/** The session's credentials are too old, in the words of the call's service. */
export function expiredCredentials(): Fault {
  return { kind: 'answer', answer: (call) => errorReply(call, EXPIRED[call.protocol]) };
}

/** The call has its effect, and its answer is lost. */
export function loseReply(): Fault {
  return { kind: 'reset', side: 'after' };
}

/** The call is lost on its way. */
export function loseCall(): Fault {
  return { kind: 'reset', side: 'before' };
}

/** An entry of the error set of CreateFleet. */
function fleetError({ code, message = code }: { readonly code: string; readonly message?: string }): Element {
  return element('item', [element('lifecycle', 'on-demand'), element('errorCode', code), element('errorMessage', message)]);
}

/** An instant fleet that got nothing: EC2 answers with status 200 and says why. */
export function emptyFleet(error: { readonly code: string; readonly message?: string }): Fault {
  const content = [
    element('fleetId', 'fleet-00000000-0000-0000-0000-000000000000'),
    element('errorSet', [fleetError(error)]),
    element('fleetInstanceSet', ''),
  ];
  return { kind: 'answer', answer: (call) => ec2Reply(call, content) };
}

/** An instant fleet that got only so many units, and says why. */
export function partialFleet(units: number, error: { readonly code: string; readonly message?: string }): Fault {
  return {
    kind: 'rewrite',
    call: (call) => withParameters(call, targetOf(call, units)),
    reply: (reply) => editXml(reply, (root) => void root.children.push(element('errorSet', [fleetError(error)]))),
  };
}

/** A fleet that gets so many units more than it asks for. */
export function generousFleet(extra: number): Fault {
  const asked = (call: Call): number => Number(call.parameters.get('TargetCapacitySpecification.TotalTargetCapacity'));
  return { kind: 'rewrite', call: (call) => withParameters(call, targetOf(call, asked(call) + extra)) };
}

/** Only the total: how it is shared out between the markets is then the emulator's choice. */
function targetOf(call: Call, units: number): Readonly<Record<string, string | undefined>> {
  const shares = [...call.parameters.keys()].filter((name) => /^TargetCapacitySpecification\.(?:OnDemand|Spot)TargetCapacity$/.test(name));
  return {
    ...Object.fromEntries(shares.map((name) => [name, undefined])),
    'TargetCapacitySpecification.TotalTargetCapacity': String(units),
  };
}

/** Pages of DescribeInstances of that size, whatever was asked. */
export function smallPages(size: number): Fault {
  return { kind: 'rewrite', call: (call) => withParameters(call, { MaxResults: String(size) }) };
}

/**
 * Machines that DescribeInstances does not show yet: a listing leaves them out, a question by id is refused as NotFound. For a rule on
 * `DescribeInstances`, always.
 */
export function hideMachines(isHidden: (machineId: string) => boolean): Fault {
  return {
    kind: 'rewrite',
    reply: (reply, call) => {
      const missing = listOf(call, 'InstanceId').find(isHidden);
      if (missing !== undefined) {
        const message = `The instance ID '${missing}' does not exist`;
        return errorReply(call, { status: 400, code: 'InvalidInstanceID.NotFound', message });
      }
      return editXml(reply, (root) => {
        for (const machines of every(root, 'instancesSet'))
          machines.children = machines.children.filter((machine) => !isHidden(textAt(machine, 'instanceId')));
        const reservations = at(root, 'reservationSet');
        if (reservations !== undefined)
          reservations.children = reservations.children.filter((one) => (at(one, 'instancesSet')?.children.length ?? 0) > 0);
      });
    },
  };
}

/** DescribeInstances still shows every machine as running, also those that have ended. */
export function staleStates(): Fault {
  return {
    kind: 'rewrite',
    reply: (reply) =>
      editXml(reply, (root) => {
        for (const state of every(root, 'instanceState')) state.children = [element('code', '16'), element('name', 'running')];
      }),
  };
}

/** The cloud's clock runs so much ahead of ours: in the answers' dates and in what machines say of their launch. For a rule on all calls. */
export function skewClock(skewMs: number): Fault {
  const later = (time: string): number => Date.parse(time) + skewMs;
  return {
    kind: 'rewrite',
    reply: ({ status, headers, body }) => ({
      status,
      headers: { ...headers, ...(headers['date'] !== undefined && { date: new Date(later(headers['date'])).toUTCString() }) },
      body: body.replace(/(?<=<launchTime>)[^<]*/g, (time) => new Date(later(time)).toISOString()),
    }),
  };
}
