import type {
  AcquireRequest,
  Attempt,
  Bucket,
  ConnectionState,
  Group,
  Intent,
  Machine,
  MissingReason,
  ReturnRequest,
  ReturnTarget,
  StoredShape,
} from '@hostwright/core/ports';
import { anything, type Check, flag, listOf, maybe, number, record, text } from './checks.js';

type Template = AcquireRequest['template'];
type Tag = Template['tags'][number];
type RequestCommon = Omit<ReturnRequest, 'kind' | 'targets'>;

const tags = listOf(record<Tag>({ key: text, value: text }));
const reasons = listOf(record<MissingReason>({ units: number, reason: text, code: maybe(text), message: text }));

const requestCommon = {
  requestId: text,
  callId: text,
  state: text,
  outcome: maybe(text),
  reasons,
  createdAtMs: number,
  endedAtMs: maybe(number),
  polledAtMs: maybe(number),
  version: number,
} satisfies { readonly [Field in keyof RequestCommon]: Check };

const template = record<Template>({
  templateId: text,
  connection: text,
  maxNumber: number,
  priority: number,
  attributes: listOf(record<Template['attributes'][number]>({ name: text, type: text, value: text })),
  tags,
  userData: maybe(text),
  options: anything,
});

const acquireRequest = record<AcquireRequest>({
  ...requestCommon,
  kind: text,
  connection: text,
  template,
  tags,
  wantedUnits: number,
  grantedUnits: number,
  desiredUnits: number,
  offers: maybe(listOf(anything)),
  nextOffer: number,
  deadlineAtMs: number,
  pollWithinMs: maybe(number),
});

const returnTarget = record<ReturnTarget>({
  position: number,
  machineId: maybe(text),
  name: text,
  connection: maybe(text),
  absentFrom: listOf(text),
  state: text,
  message: text,
});

const returnRequest = record<ReturnRequest>({ ...requestCommon, kind: text, targets: listOf(returnTarget) });

/** Both kinds of request. */
export const request: Check = (value, path) => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return (kind === 'return' ? returnRequest : acquireRequest)(value, path);
};

export const intent: Check = record<Intent>({
  intentId: text,
  sequence: number,
  connection: text,
  requestId: text,
  operation: text,
  generation: number,
  token: text,
  state: text,
  units: number,
  offerIndex: maybe(number),
  document: maybe(record<NonNullable<Intent['document']>>({ version: number, document: text, parts: number })),
  machineIds: listOf(text),
  target: maybe(record<NonNullable<Intent['target']>>({ ref: text, kind: text })),
  answeredParts: listOf(number),
  pendingUnits: number,
  acceptedUnits: number,
  shortfall: reasons,
  firstSentAtMs: maybe(number),
  lastNotAfterMs: maybe(number),
  quietSweeps: number,
  retryAtMs: maybe(number),
  tries: number,
  settlement: maybe(text),
  createdAtMs: number,
  settledAtMs: maybe(number),
  adoption: maybe(
    record<NonNullable<Intent['adoption']>>({
      groupRef: maybe(text),
      untilMs: number,
      refused: listOf(record<NonNullable<Intent['adoption']>['refused'][number]>({ machineId: text, refusal: text, message: text })),
    }),
  ),
});

export const attempt: Check = record<Attempt>({
  attemptId: text,
  intentId: text,
  part: number,
  epoch: number,
  sentAtMs: number,
  notAfterMs: number,
  state: text,
  errorClass: maybe(text),
  code: maybe(text),
  message: maybe(text),
});

export const machine: Check = record<Machine>({
  machineId: text,
  connection: text,
  requestId: text,
  intentId: text,
  generation: number,
  templateId: text,
  kind: text,
  name: text,
  status: record<Machine['status']>({ unified: text, raw: text }),
  shard: text,
  zone: maybe(text),
  machineType: text,
  market: text,
  units: number,
  privateIp: maybe(text),
  publicIp: maybe(text),
  tags,
  groupRef: maybe(text),
  createdAtMs: number,
  firstSeenAtMs: number,
  deliveredAtMs: maybe(number),
  missedSweeps: number,
  inspectedAbsent: flag,
  surplus: maybe(text),
  returnRequestId: maybe(text),
  terminateOrderedAtMs: maybe(number),
  terminateFailure: maybe(text),
  reclaim: maybe(record<NonNullable<Machine['reclaim']>>({ reason: text, noticedAtMs: number, deadlineAtMs: number })),
  goneAtMs: maybe(number),
  endReason: maybe(text),
  orphan: flag,
  version: number,
});

export const group: Check = record<Group>({
  ref: text,
  connection: text,
  kind: text,
  intentId: text,
  requestId: text,
  state: text,
  createdAtMs: number,
  missedSweeps: number,
  companion: maybe(flag),
});

const sweep = record<NonNullable<ConnectionState['lastSweep']>>({
  number,
  startedAtMs: number,
  endedAtMs: number,
  outcome: text,
  message: maybe(text),
});

export const connection: Check = record<ConnectionState>({
  connection: text,
  provider: text,
  holder: maybe(text),
  epoch: number,
  leaseUntilMs: number,
  identity: maybe(record<NonNullable<ConnectionState['identity']>>({ account: text, region: text })),
  providerTimeMs: maybe(number),
  lastSweep: maybe(sweep),
  lastCompleteSweep: maybe(sweep),
  sweeps: number,
  breaker: record<ConnectionState['breaker']>({
    failures: number,
    openUntilMs: maybe(number),
    lastErrorClass: maybe(text),
    lastMessage: maybe(text),
  }),
  halt: maybe(record<NonNullable<ConnectionState['halt']>>({ kind: text, message: text })),
  vanishHeldSinceMs: maybe(number),
  vanishHeldMachines: number,
  orphans: number,
  otherDeployments: listOf(text),
  wakeups: number,
});

export const shape: Check = record<StoredShape>({
  connection: text,
  optionsHash: text,
  shape: maybe(
    record<NonNullable<StoredShape['shape']>>({ vcpus: number, cores: number, memoryMib: number, gpus: number, architecture: text }),
  ),
  message: maybe(text),
  learntAtMs: number,
});

export const bucket: Check = record<Bucket>({
  bucket: text,
  tokens: number,
  refillPerSecond: number,
  burst: number,
  updatedAtMs: number,
  throttledAtMs: maybe(number),
});
