import type { Offer } from '../domain/offer.js';
import { ProviderError } from '../provider/errors.js';
import type { Adoption, Inspection, LaunchResult, ObservedMachine, PreparedLaunch, SweepEvent, Termination } from '../provider/machines.js';

/** Which plugin is checked; named in every complaint. */
export interface PluginName {
  readonly id: string;
  /** Its package and version. */
  readonly origin: string;
  readonly connection: string;
}

const MAX_DOCUMENT_BYTES = 256 * 1024;
const STATES: ReadonlySet<string> = new Set(['pending', 'running', 'stopping', 'stopped', 'terminating', 'terminated', 'unknown']);

/** Refuses an answer that the contract forbids. The class proves nothing about the cloud: something may have been done. */
function violation({ id, origin, connection }: PluginName, rule: string): ProviderError {
  return new ProviderError('ContractViolation', `provider '${id}' (${origin}, connection '${connection}') broke the contract: ${rule}`);
}

/** At least one offer, each with an id of its own. */
export function checkOffers(plugin: PluginName, offers: readonly Offer[]): readonly Offer[] {
  if (!Array.isArray(offers) || offers.length === 0) throw violation(plugin, 'offers() answers at least one offer');
  const ids = new Set(offers.map((offer) => offer.offerId));
  if (ids.size !== offers.length) throw violation(plugin, 'offers() answers each offerId once');
  if (offers.some((offer) => !isCount(offer.unitsPerMachine))) throw violation(plugin, 'unitsPerMachine is an integer of at least 1');
  return offers;
}

/** A document that can be stored. */
export function checkPrepared(plugin: PluginName, prepared: PreparedLaunch, units: number): PreparedLaunch {
  if (typeof prepared?.document !== 'string') throw violation(plugin, 'prepare() answers a document');
  if (prepared.document.length > MAX_DOCUMENT_BYTES) throw violation(plugin, 'a prepared document has at most 256 KiB');
  if (!isCount(prepared.parts) || prepared.parts > units) throw violation(plugin, 'parts is an integer from 1 to the units asked');
  if (!Number.isInteger(prepared.version)) throw violation(plugin, 'version is an integer');
  return { version: prepared.version, document: prepared.document, parts: prepared.parts };
}

/** Machines, pending units and shortfall add up to what was asked of the part. */
export function checkLaunch(plugin: PluginName, result: LaunchResult, partUnits: number | undefined): LaunchResult {
  if (!Array.isArray(result?.machines) || !Array.isArray(result.shortfall)) {
    throw violation(plugin, 'launch() answers machines and shortfall');
  }
  for (const machine of result.machines) checkMachine(plugin, machine);
  if (result.shortfall.some((entry) => !isCount(entry.units))) throw violation(plugin, 'a shortfall has at least 1 unit');
  const given = result.machines.reduce((sum, machine) => sum + machine.units, 0);
  const short = result.shortfall.reduce((sum, entry) => sum + entry.units, 0);
  const largest = result.machines.reduce((most, machine) => Math.max(most, machine.units), 1);
  const sum = given + result.pendingUnits + short;
  if (!Number.isInteger(result.pendingUnits) || result.pendingUnits < 0)
    throw violation(plugin, 'pendingUnits is an integer of at least 0');
  if (partUnits !== undefined && sum < partUnits) {
    throw violation(plugin, `machines, pendingUnits and shortfall of a launch of ${partUnits} units add up to ${sum}`);
  }
  if (partUnits !== undefined && sum >= partUnits + largest && short > 0) {
    throw violation(plugin, `a launch of ${partUnits} units answers ${given} given and ${short} missing`);
  }
  return result;
}

/** Exactly one entry for each id. */
export function checkTerminations(plugin: PluginName, asked: readonly string[], answered: readonly Termination[]): readonly Termination[] {
  const ids = new Set(Array.isArray(answered) ? answered.map((entry) => entry.machineId) : []);
  if (ids.size !== asked.length || asked.some((id) => !ids.has(id)) || answered.length !== asked.length) {
    throw violation(plugin, 'terminate() answers exactly one entry for each id');
  }
  return answered;
}

/** Exactly one entry for each id. */
export function checkAdoptions(plugin: PluginName, asked: readonly string[], given: readonly Adoption[]): readonly Adoption[] {
  const ids = new Set(Array.isArray(given) ? given.map((entry) => entry.machineId) : []);
  if (ids.size !== asked.length || asked.some((id) => !ids.has(id)) || given.length !== asked.length) {
    throw violation(plugin, 'adopt() answers exactly one entry for each id');
  }
  return given;
}

/** Only what was asked for, in one of the two lists. */
export function checkInspection(plugin: PluginName, asked: readonly string[], inspection: Inspection): Inspection {
  if (!Array.isArray(inspection?.machines) || !Array.isArray(inspection.notFound)) {
    throw violation(plugin, 'inspect() answers machines and notFound');
  }
  for (const machine of inspection.machines) checkMachine(plugin, machine);
  const known = new Set(asked);
  const answered = [...inspection.machines.map((machine) => machine.machineId), ...inspection.notFound];
  if (answered.some((id) => !known.has(id))) throw violation(plugin, 'inspect() answers only the ids it was asked for');
  if (new Set(answered).size !== answered.length) throw violation(plugin, 'inspect() answers each id once');
  return inspection;
}

/** A page or an end, well formed. */
export function checkSweepEvent(plugin: PluginName, event: SweepEvent): SweepEvent {
  if (event?.type === 'end') return event;
  if (event?.type !== 'page') throw violation(plugin, 'a sweep streams pages and one end');
  if (!Number.isFinite(event.providerTimeMs)) throw violation(plugin, 'a page states the provider’s time');
  if (typeof event.identity?.account !== 'string' || typeof event.identity.region !== 'string') {
    throw violation(plugin, 'a page names the identity it was read under');
  }
  for (const machine of event.machines) checkMachine(plugin, machine);
  return event;
}

function checkMachine(plugin: PluginName, machine: ObservedMachine): void {
  if (typeof machine?.machineId !== 'string' || machine.machineId === '') throw violation(plugin, 'a machine has an id');
  if (!STATES.has(machine.status?.unified)) throw violation(plugin, `machine ${machine.machineId} has no known state`);
  if (!isCount(machine.units)) throw violation(plugin, `machine ${machine.machineId} counts for at least 1 unit`);
  if (!Number.isFinite(machine.createdAtMs)) throw violation(plugin, `machine ${machine.machineId} has a creation time`);
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
