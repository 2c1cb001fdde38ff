import type { MissingReason } from './intent.js';
import type { RequestOutcome } from './request.js';

/** What happened, in the past tense. Each is written in the same transaction as the change it tells of. */
export type DomainEvent =
  | {
      readonly type: 'RequestAccepted';
      readonly requestId: string;
      readonly callId: string;
      readonly kind: 'acquire' | 'return';
      readonly templateId: string | undefined;
      readonly units: number;
    }
  | {
      readonly type: 'RequestRejected';
      readonly requestId: string;
      readonly callId: string;
      readonly templateId: string | undefined;
      readonly reason: string;
      readonly message: string;
    }
  | { readonly type: 'RequestCancelled'; readonly requestId: string; readonly by: 'caller' | 'poll-deadline' }
  | {
      readonly type: 'RequestEnded';
      readonly requestId: string;
      readonly outcome: RequestOutcome;
      readonly reasons: readonly MissingReason[];
    }
  | {
      readonly type: 'IntentCreated';
      readonly requestId: string;
      readonly intentId: string;
      readonly operation: string;
      readonly generation: number;
      readonly units: number;
      readonly machineIds: readonly string[];
    }
  | { readonly type: 'IntentPrepared'; readonly requestId: string; readonly intentId: string }
  | {
      readonly type: 'IntentSent';
      readonly requestId: string;
      readonly intentId: string;
      readonly attemptId: string;
      readonly epoch: number;
      readonly part: number;
    }
  | {
      readonly type: 'IntentAnswered';
      readonly requestId: string;
      readonly intentId: string;
      readonly attemptId: string;
      readonly acceptedUnits: number;
      readonly errorClass: string | undefined;
      readonly code: string | undefined;
    }
  | { readonly type: 'IntentSettled'; readonly requestId: string; readonly intentId: string; readonly settlement: string }
  | {
      readonly type: 'MachineSeen';
      readonly requestId: string;
      readonly machineId: string;
      readonly connection: string;
      readonly intentId: string;
      readonly adopted: boolean;
    }
  | {
      readonly type: 'MachineRunning';
      readonly requestId: string;
      readonly machineId: string;
      readonly connection: string;
      readonly name: string;
    }
  | {
      readonly type: 'MachineReclaimed';
      readonly requestId: string;
      readonly machineId: string;
      readonly connection: string;
      readonly deadlineAtMs: number;
    }
  | {
      readonly type: 'MachineSurplus';
      readonly requestId: string;
      readonly machineId: string;
      readonly connection: string;
      readonly reason: string;
    }
  | {
      readonly type: 'MachineGone';
      readonly requestId: string;
      readonly machineId: string;
      readonly connection: string;
      readonly reason: string;
    }
  | {
      readonly type: 'OrphanSeen';
      readonly machineId: string;
      readonly connection: string;
      readonly deploymentId: string;
      readonly intentId: string;
    }
  | {
      /** A machine of an intent that this store does not know is ours from now on. */
      readonly type: 'OrphanAdopted';
      readonly requestId: string;
      readonly machineId: string;
      readonly connection: string;
      readonly intentId: string;
      readonly by: 'rebuild' | 'operator';
    }
  | {
      /** The store began a new life that knows what the clouds show. */
      readonly type: 'StoreRebuilt';
      readonly incarnation: string;
      readonly previousIncarnation: string;
      readonly lastSequence: number;
      readonly machines: number;
      readonly requests: number;
      readonly connections: readonly string[];
      readonly leftOut: readonly string[];
    }
  | {
      /** A new store stands where there was one before, of which nothing is left there. */
      readonly type: 'StoreLost';
      readonly previousIncarnation: string;
      readonly incarnation: string;
    }
  | {
      /** The store is as it was when a backup was made; what was written after that is in the file that was kept aside. */
      readonly type: 'StoreRestored';
      /** Undefined where the backup does not say. */
      readonly backupMadeAtMs: number | undefined;
      /** The last intent that the backup knows of its incarnation, which ends with it. */
      readonly lastSequence: number;
      readonly incarnation: string;
      readonly previousIncarnation: string;
    }
  | { readonly type: 'GroupDeleted'; readonly requestId: string; readonly ref: string; readonly connection: string }
  | { readonly type: 'EpochTaken'; readonly connection: string; readonly holder: string; readonly epoch: number }
  | {
      readonly type: 'SweepEnded';
      readonly connection: string;
      readonly number: number;
      readonly outcome: string;
      readonly machines: number;
      readonly message: string | undefined;
    }
  | { readonly type: 'ConnectionHalted'; readonly connection: string; readonly reason: string; readonly message: string }
  | { readonly type: 'VanishHeld'; readonly connection: string; readonly machines: number }
  | { readonly type: 'VanishReleased'; readonly connection: string; readonly machines: number }
  | { readonly type: 'BreakerOpened'; readonly connection: string; readonly untilMs: number; readonly errorClass: string };

/** The names of all events. */
export type DomainEventType = DomainEvent['type'];

/** An event as it stands in the append-only table. */
export interface RecordedEvent {
  /** Position in the log, counted up from 1 without gaps once sealed. */
  readonly position: number;
  readonly atMs: number;
  readonly event: DomainEvent;
  /** SHA-256 over the previous event's hash and this record; undefined until the sealer has linked it. */
  readonly hash: string | undefined;
}
