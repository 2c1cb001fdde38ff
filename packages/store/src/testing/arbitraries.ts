import type { Attempt, Bucket, ConnectionState, Group, Intent, Machine, Request, ReturnTarget, StoredShape } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { acquireRequest, attempt, connectionState, group, intent, machine, returnRequest, returnTarget } from './records.js';

/** Texts that a careless store would change: quotes, line ends, NUL, other scripts, surrogate pairs, names of prototypes, JSON. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    `'; drop table requests; --`,
    '"',
    '\\u0000',
    'a\0b',
    '\r\n',
    '__proto__',
    '{"a":1}',
    '%_',
    ' padded ',
    '𝒳\u{1F600}',
    '٣٤',
  ),
);

const timeMs = fc.integer({ min: 0, max: 4_102_444_800_000 });
const count = fc.nat({ max: 100_000 });
const flag = fc.boolean();

function maybe<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined });
}

const tags = fc.array(fc.record({ key: oddText, value: oddText }), { maxLength: 3 });
const reasons = fc.array(fc.record({ units: count, reason: oddText, code: maybe(oddText), message: oddText }), { maxLength: 2 });
/** As it comes back from JSON, which has no -0. */
const options = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** Every field that is not listed keeps what the builder gives it. */
function fields<Part extends object>(shape: { [Key in keyof Part]: fc.Arbitrary<Part[Key]> }): fc.Arbitrary<Part> {
  return fc.record<Part>(shape);
}

const requestCommon = {
  requestId: oddText,
  callId: oddText,
  state: fc.constantFrom('open', 'cancelling', 'ended'),
  outcome: maybe(fc.constantFrom('fulfilled', 'partial', 'failed', 'cancelled', 'rejected')),
  reasons,
  createdAtMs: timeMs,
  endedAtMs: maybe(timeMs),
  polledAtMs: maybe(timeMs),
} as const;

const target: fc.Arbitrary<ReturnTarget> = fields<Omit<ReturnTarget, 'position'>>({
  machineId: maybe(oddText),
  name: oddText,
  connection: maybe(oddText),
  absentFrom: fc.array(oddText, { maxLength: 2 }),
  state: fc.constantFrom('pending', 'done', 'failed'),
  message: oddText,
}).map(returnTarget);

const template = fc.record({
  templateId: oddText,
  connection: oddText,
  maxNumber: fc.integer({ min: -1, max: 1_000 }),
  priority: fc.integer(),
  attributes: fc.array(fc.record({ name: oddText, type: fc.constantFrom('String', 'Numeric', 'Boolean'), value: oddText }), {
    maxLength: 2,
  }),
  tags,
  userData: maybe(oddText),
  options,
});

const offer = fc.record({
  offerId: oddText,
  machineType: oddText,
  zone: maybe(oddText),
  market: fc.constantFrom('on-demand', 'spot'),
  pricePerHourUsd: maybe(fc.nat().map((cents) => cents / 100)),
  unitsPerMachine: fc.integer({ min: 1, max: 96 }),
});

export const anyRequest: fc.Arbitrary<Request> = fc.oneof(
  fc
    .record({
      ...requestCommon,
      connection: oddText,
      template,
      tags,
      wantedUnits: count,
      grantedUnits: count,
      desiredUnits: count,
      offers: maybe(fc.array(offer, { maxLength: 2 })),
      nextOffer: count,
      deadlineAtMs: timeMs,
      pollWithinMs: maybe(count),
    })
    .map(acquireRequest),
  fc.record({ ...requestCommon, targets: fc.array(target, { maxLength: 3 }) }).map(returnRequest),
);

export const anyIntent: fc.Arbitrary<Intent> = fields<Partial<Intent>>({
  intentId: oddText,
  sequence: count,
  connection: oddText,
  requestId: oddText,
  operation: fc.constantFrom('launch', 'terminate', 'clean-up'),
  token: oddText,
  state: fc.constantFrom('preparing', 'prepared', 'sent', 'settled'),
  units: count,
  offerIndex: maybe(count),
  document: maybe(fc.record({ version: count, document: oddText, parts: count })),
  machineIds: fc.array(oddText, { maxLength: 3 }),
  target: maybe(fc.record({ ref: oddText, kind: oddText })),
  answeredParts: fc.array(count, { maxLength: 3 }),
  pendingUnits: count,
  acceptedUnits: count,
  shortfall: reasons,
  firstSentAtMs: maybe(timeMs),
  settlement: maybe(fc.constantFrom('answered', 'refused', 'observed', 'withdrawn')),
  settledAtMs: maybe(timeMs),
}).map(intent);

export const anyAttempt: fc.Arbitrary<Attempt> = fields<Partial<Attempt>>({
  attemptId: oddText,
  intentId: oddText,
  part: count,
  epoch: count,
  sentAtMs: timeMs,
  state: fc.constantFrom('sending', 'answered'),
  errorClass: maybe(oddText),
  code: maybe(oddText),
  message: maybe(oddText),
}).map(attempt);

const status = fc
  .tuple(fc.constantFrom('pending', 'running', 'stopped', 'terminated', 'unknown'), oddText)
  .map(([unified, raw]) => ({ unified, raw }));

export const anyMachine: fc.Arbitrary<Machine> = fields<Partial<Machine>>({
  machineId: oddText,
  connection: oddText,
  requestId: oddText,
  intentId: oddText,
  generation: count,
  templateId: oddText,
  kind: oddText,
  name: oddText,
  status: fc.oneof(
    status,
    status.map(({ unified }) => ({ unified, raw: unified })),
  ),
  shard: oddText,
  machineType: oddText,
  market: fc.constantFrom('on-demand', 'spot'),
  units: fc.integer({ min: 1, max: 96 }),
  privateIp: maybe(oddText),
  publicIp: maybe(oddText),
  tags,
  groupRef: maybe(oddText),
  createdAtMs: timeMs,
  firstSeenAtMs: timeMs,
  deliveredAtMs: maybe(timeMs),
  missedSweeps: count,
  inspectedAbsent: flag,
  surplus: maybe(fc.constantFrom('over-delivered', 'superseded', 'cancelled', 'refilled', 'boot-timeout')),
  returnRequestId: maybe(oddText),
  terminateOrderedAtMs: maybe(timeMs),
  terminateFailure: maybe(oddText),
  reclaim: maybe(fc.record({ reason: fc.constantFrom('spot', 'maintenance', 'eviction'), noticedAtMs: timeMs, deadlineAtMs: timeMs })),
  goneAtMs: maybe(timeMs),
  endReason: maybe(oddText),
  orphan: flag,
  version: count,
})
  .map(machine)
  .chain((one) => fc.constantFrom(one.shard, undefined, 'another zone').map((zone) => ({ ...one, zone })));

export const anyGroup: fc.Arbitrary<Group> = fields<Partial<Group>>({
  ref: oddText,
  connection: oddText,
  kind: oddText,
  intentId: oddText,
  requestId: oddText,
  state: fc.constantFrom('active', 'deleted'),
  createdAtMs: timeMs,
  missedSweeps: count,
}).map(group);

const sweep = fc.record({
  number: count,
  startedAtMs: timeMs,
  endedAtMs: timeMs,
  outcome: fc.constantFrom('complete', 'partial', 'failed'),
  message: maybe(oddText),
});

export const anyConnection: fc.Arbitrary<ConnectionState> = fields<Partial<ConnectionState>>({
  connection: oddText,
  provider: oddText,
  holder: maybe(oddText),
  epoch: count,
  leaseUntilMs: timeMs,
  identity: maybe(fc.record({ account: oddText, region: oddText })),
  lastSweep: maybe(sweep),
  halt: maybe(fc.record({ kind: fc.constantFrom('store-is-old', 'identity-changed'), message: oddText })),
  otherDeployments: fc.array(oddText, { maxLength: 2 }),
}).map(connectionState);

export const anyShape: fc.Arbitrary<StoredShape> = fc.record({
  connection: oddText,
  optionsHash: oddText,
  shape: maybe(fc.record({ vcpus: count, cores: count, memoryMib: count, gpus: count, architecture: fc.constantFrom('x86_64', 'arm64') })),
  message: maybe(oddText),
  learntAtMs: timeMs,
});

export const anyBucket: fc.Arbitrary<Bucket> = fc.record({
  bucket: oddText,
  tokens: fc.nat().map((tenths) => tenths / 10),
  refillPerSecond: count,
  burst: count,
  updatedAtMs: timeMs,
  throttledAtMs: maybe(timeMs),
});
