import type { DomainEventType } from '@hostwright/core';

/** Every kind of event, as a table, so that one that is added is not forgotten. */
const KINDS: Readonly<{ [Kind in DomainEventType]: true }> = {
  RequestAccepted: true,
  RequestRejected: true,
  RequestCancelled: true,
  RequestEnded: true,
  IntentCreated: true,
  IntentPrepared: true,
  IntentSent: true,
  IntentAnswered: true,
  IntentSettled: true,
  MachineSeen: true,
  MachineRunning: true,
  MachineReclaimed: true,
  MachineSurplus: true,
  MachineGone: true,
  OrphanSeen: true,
  OrphanAdopted: true,
  StoreRebuilt: true,
  StoreRestored: true,
  StoreLost: true,
  GroupDeleted: true,
  EpochTaken: true,
  SweepEnded: true,
  ConnectionHalted: true,
  VanishHeld: true,
  VanishReleased: true,
  BreakerOpened: true,
};

/** The kinds of events, in the order in which they are told of. */
export const EVENT_KINDS = Object.keys(KINDS) as readonly DomainEventType[];
