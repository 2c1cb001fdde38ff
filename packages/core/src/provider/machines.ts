import type { IntentHeader } from '../domain/intent.js';
import type { Market, Offer } from '../domain/offer.js';
import type { MachineState, Status } from '../domain/status.js';
import type { Tag } from '../domain/tag.js';
import type { ProviderIdentity } from './identity.js';
import type { OperationInput, WriteInput } from './operation.js';

/** What is to be launched: a template as it was frozen into a request, and one of its offers. */
export interface LaunchSpec<Options> {
  readonly templateId: string;
  /** Already validated by the definition's `templateSchema`. */
  readonly options: Options;
  /** Put on machines and companions beside the header's tags. */
  readonly tags: readonly Tag[];
  /** Text that the machine runs or reads at its first boot; undefined for none. */
  readonly userData: string | undefined;
}

/**
 * A frozen launch: everything the creating call needs, decided once. The engine stores it before the first attempt and hands the
 * same bytes to every later one, also after an upgrade: keep old `version`s readable.
 */
export interface PreparedLaunch {
  /** The plugin's own version of the document's form. */
  readonly version: number;
  /** Opaque to core; at most 256 KiB. */
  readonly document: string;
  /** How many creating calls the launch takes: 1 where the cloud launches in bulk, else one for each machine. */
  readonly parts: number;
}

/** A machine as the cloud shows it. */
export interface ObservedMachine {
  /** The cloud's id, unique within the connection and never used again. */
  readonly machineId: string;
  /** A key of `capabilities.machines.kinds`. */
  readonly kind: string;
  /** Whom its tags name; undefined when they are missing or malformed. */
  readonly header: IntentHeader | undefined;
  readonly status: Status<MachineState>;
  /** The machine's own final host name; undefined until the cloud knows it. */
  readonly name: string | undefined;
  /** Where listings of it can fail on their own: zone, namespace. */
  readonly shard: string;
  readonly zone: string | undefined;
  readonly machineType: string;
  readonly market: Market;
  /** Capacity units it counts for, at least 1. */
  readonly units: number;
  readonly privateIp: string | undefined;
  readonly publicIp: string | undefined;
  /** When the cloud accepted it, by the cloud's clock, in milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly tags: readonly Tag[];
  /** The group that made it; undefined for a machine on its own. */
  readonly groupRef: string | undefined;
  /** The cloud announced that it takes the machine away. */
  readonly reclaim: ReclaimNotice | undefined;
  /** Why it ended or failed, in the cloud's words; undefined while it lives. */
  readonly endReason: string | undefined;
}

/** A cloud's announcement that it takes a machine back. */
export interface ReclaimNotice {
  readonly reason: 'spot' | 'maintenance' | 'eviction';
  readonly noticedAtMs: number;
  /** When the cloud will end it, by the cloud's clock; undefined when the cloud does not say. */
  readonly deadlineAtMs: number | undefined;
}

/** What stands behind several machines: fleet, scaling group, instance group, scale set, Deployment. */
export interface ObservedGroup {
  readonly groupRef: string;
  readonly kind: string;
  readonly header: IntentHeader | undefined;
  readonly shard: string;
  readonly state: Status<'creating' | 'active' | 'deleting' | 'deleted'>;
  readonly createdAtMs: number;
  /** Units the group aims at; undefined for a group that fills once and keeps no target. */
  readonly targetUnits: number | undefined;
}

/** Something billable that came with a machine and can outlive it: disk, network interface, address, launch template. */
export interface ObservedCompanion {
  readonly companionId: string;
  readonly kind: string;
  readonly header: IntentHeader | undefined;
  readonly shard: string;
  readonly createdAtMs: number;
  /** Undefined when nothing uses it. */
  readonly machineId: string | undefined;
}

/** Why the cloud gave less than was asked. */
export interface Shortfall {
  /** Missing capacity units, at least 1. */
  readonly units: number;
  readonly reason: 'Capacity' | 'Quota' | 'Throttled' | 'Unsupported' | 'InvalidTemplate';
  /** The cloud's own code, for example `InsufficientInstanceCapacity`. */
  readonly code: string | undefined;
  readonly message: string;
}

/**
 * What one creating call achieved. The units of `machines`, plus `pendingUnits`, plus the units of `shortfall`, are the units asked of
 * this part; more only where one machine weighs several units, and then by less than one machine's weight.
 */
export interface LaunchResult {
  readonly machines: readonly ObservedMachine[];
  /** The group the call made; undefined for none. */
  readonly group: ObservedGroup | undefined;
  /** Units accepted whose machines the cloud has not named yet: a sweep will show them. */
  readonly pendingUnits: number;
  readonly shortfall: readonly Shortfall[];
}

/** Whose objects a sweep lists. */
export type SweepScope =
  /** Everything whose tags name this deployment, of whatever incarnation. */
  | { readonly kind: 'deployment'; readonly deploymentId: string }
  /** Everything that carries a deployment tag of ours, whichever; asked once by a new store. */
  | { readonly kind: 'all-deployments' };

/** What a sweep streams: pages, and as its last event how it ended. A stream without an end event counts as failed. */
export type SweepEvent =
  | {
      readonly type: 'page';
      /** Under which account and place this page was read. */
      readonly identity: ProviderIdentity;
      /** The cloud's own clock when it answered, in milliseconds since 1970. */
      readonly providerTimeMs: number;
      /** Shards that are complete with this page: all their objects came with it or with an earlier page. */
      readonly coveredShards: readonly string[];
      readonly machines: readonly ObservedMachine[];
      readonly groups: readonly ObservedGroup[];
      readonly companions: readonly ObservedCompanion[];
    }
  | {
      readonly type: 'end';
      /** `partial`: what no page covered is unknown, never empty. */
      readonly outcome: 'complete' | 'partial' | 'failed';
      /** Why it is not complete, for people. */
      readonly message: string | undefined;
    };

/** What the cloud says of single machines. */
export interface Inspection {
  readonly providerTimeMs: number;
  readonly identity: ProviderIdentity;
  readonly machines: readonly ObservedMachine[];
  /** Asked for and answered "no such machine". What is in neither list could not be asked: unknown. */
  readonly notFound: readonly string[];
}

/** What became of the order to terminate one machine. */
export interface Termination {
  readonly machineId: string;
  readonly outcome: 'accepted' | 'terminated' | 'not-found' | 'failed';
  /** Set when `failed`. */
  readonly message?: string;
  readonly code?: string;
  /** Set when `failed`: whether to ask again later. */
  readonly retryable?: boolean;
}

/** What became of the order to make one machine ours. */
export interface Adoption {
  readonly machineId: string;
  readonly outcome: 'adopted' | 'not-found' | 'failed';
  /** Set when `failed`. */
  readonly message?: string;
  readonly code?: string;
  /** Set when `failed`: whether to ask again later. */
  readonly retryable?: boolean;
}

/** What stands behind a group that somebody else made. */
export interface GroupMembers {
  /** Of machines that have not ended, as far as the group knows them. */
  readonly machineIds: readonly string[];
  /** Nothing more will come: the group is full, has ended, or never grows. */
  readonly complete: boolean;
}

/** What is wrong with a template's options, and where. */
export interface TemplateProblem {
  /** Key path within the template, for example `vmTypes.c5.large`. */
  readonly path: string;
  readonly message: string;
}

/** A hint from a watch, queue or subscription: something changed. It triggers a sweep or an inspection and is never believed by itself. */
export interface MachineHint {
  /** Undefined: anything may have changed. */
  readonly machineId: string | undefined;
}

/** Launching, finding and ending machines. Mandatory. */
export interface Machines<Options> {
  /**
   * Checks a template against the cloud: image, network, machine types exist and may be used. Reads only.
   *
   * AWS: DescribeImages, DescribeSubnets, DescribeInstanceTypeOfferings. GCP: images.get, machineTypes.get, subnetworks.get.
   * Azure: Resource SKUs list, images get, subnets get. Kubernetes: server-side dry run of the object.
   *
   * @returns every problem found; empty when the template can be used
   * @throws {ProviderError} when the cloud cannot be asked
   */
  validate(input: OperationInput & { readonly options: Options }): Promise<readonly TemplateProblem[]>;

  /**
   * Lists the ways in which a template may be launched, best first. Reads only; the engine freezes the answer into the request.
   *
   * AWS: none, or DescribeInstanceTypeOfferings. GCP: none, or machineTypes.aggregatedList. Azure: none, or Resource SKUs list.
   * Kubernetes: none.
   *
   * @returns at least one offer
   * @throws {ProviderError} `InvalidTemplate` when nothing fits the template
   */
  offers(input: OperationInput & { readonly options: Options }): Promise<readonly Offer[]>;

  /**
   * Does all reads and set-up of a launch and freezes them into a document. May be repeated: set-up is found again by its name.
   *
   * AWS: DescribeImages, CreateLaunchTemplate. GCP: images.getFromFamily. Azure: images get. Kubernetes: none.
   *
   * @param input.units - capacity units wanted, 1 to `capabilities.machines.maxUnitsPerLaunch`
   * @throws {ProviderError} `InvalidTemplate` when the template cannot be launched at all; `Capacity`, `Quota`, `Unsupported` to try the next offer
   */
  prepare(
    input: WriteInput & {
      readonly spec: LaunchSpec<Options>;
      readonly offer: Offer;
      readonly units: number;
    },
  ): Promise<PreparedLaunch>;

  /**
   * Makes exactly one creating call, from the document alone. Safe to repeat, also from another process: the same token and document
   * never create a second set while `replayHorizonMs` has not passed, and answer what the first try made.
   *
   * AWS: CreateFleet, RunInstances, CreateAutoScalingGroup or RequestSpotFleet. GCP: instances.bulkInsert.
   * Azure: fleets createOrUpdate or virtualMachineScaleSets createOrUpdate. Kubernetes: create of a Pod, Job, Deployment or StatefulSet.
   *
   * @param input.part - which of `prepared.parts` calls to make, counted from 0
   * @throws {ProviderError} the cloud created nothing, unless the class's effect says otherwise
   */
  launch(input: WriteInput & { readonly prepared: PreparedLaunch; readonly part: number }): Promise<LaunchResult>;

  /**
   * Streams everything of ours in the connection, in as few calls as the cloud allows, however many requests are open.
   * Filters on the server only by what the cloud documents, then again here.
   *
   * AWS: DescribeInstances by tag, DescribeFleets, DescribeAutoScalingGroups. GCP: instances.aggregatedList by label.
   * Azure: Resource Graph or virtualMachines listAll. Kubernetes: list by label, in chunks.
   */
  sweep(input: OperationInput & { readonly scope: SweepScope }): AsyncIterable<SweepEvent>;

  /**
   * Asks for single machines, whoever made them. Ids that the cloud rejects are separated, not fatal.
   *
   * AWS: DescribeInstances by id. GCP: instances.get. Azure: virtualMachines instanceView. Kubernetes: get.
   *
   * @param input.machineIds - 1 to `capabilities.machines.maxIdsPerInspect`
   */
  inspect(input: OperationInput & { readonly machineIds: readonly string[] }): Promise<Inspection>;

  /**
   * Orders the end of machines and, where a group made them, lowers its target so that it does not refill.
   * May be repeated. One id that fails does not stop the others.
   *
   * AWS: TerminateInstances, or DetachInstances with decrement first. GCP: instances.delete. Azure: virtualMachines delete.
   * Kubernetes: delete with uid precondition.
   *
   * @param input.machineIds - 1 to `capabilities.machines.maxIdsPerTerminate`, each once
   * @returns exactly one entry for each id
   * @throws {ProviderError} only when no id was answered at all
   */
  terminate(input: WriteInput & { readonly machineIds: readonly string[] }): Promise<readonly Termination[]>;

  /**
   * Starts stopped machines. Present when `capabilities.machines.stoppable`.
   *
   * AWS: StartInstances. GCP: instances.start. Azure: virtualMachines start. Kubernetes: none.
   */
  start?(input: WriteInput & { readonly machineIds: readonly string[] }): Promise<readonly Termination[]>;

  /**
   * Stops running machines and keeps their disks. Present when `capabilities.machines.stoppable`.
   *
   * AWS: StopInstances. GCP: instances.stop. Azure: virtualMachines deallocate. Kubernetes: none.
   */
  stop?(input: WriteInput & { readonly machineIds: readonly string[]; readonly force: boolean }): Promise<readonly Termination[]>;

  /**
   * Reboots running machines. Present when `capabilities.machines.stoppable`.
   *
   * AWS: RebootInstances. GCP: instances.reset. Azure: virtualMachines restart. Kubernetes: none.
   */
  restart?(input: WriteInput & { readonly machineIds: readonly string[] }): Promise<readonly Termination[]>;

  /**
   * Deletes a group or companion that no live intent refers to; machines are gone or were ordered to end before.
   * May be repeated: deleting the absent succeeds. Present when sweeps can show groups or companions.
   *
   * AWS: DeleteFleets, DeleteAutoScalingGroup, DeleteVolume, DeleteLaunchTemplate. GCP: instanceGroupManagers.delete, disks.delete.
   * Azure: virtualMachineScaleSets delete, disks delete, networkInterfaces delete. Kubernetes: delete of the Deployment, StatefulSet or Job.
   *
   * @param input.kind - as the sweep named it
   */
  cleanUp?(input: WriteInput & { readonly ref: string; readonly kind: string }): Promise<void>;

  /**
   * Makes machines that somebody else made ours: puts the header's tags, and `tags`, on each, so that sweeps show it from then on. Nothing else
   * of it is changed. May be repeated. One id that fails does not stop the others. Present when `capabilities.machines.adoptable`.
   *
   * AWS: CreateTags. GCP: instances.setLabels. Azure: tags updateAtScope. Kubernetes: patch of metadata.labels.
   *
   * @param input.machineIds - 1 to 1,000, each once
   * @returns exactly one entry for each id
   * @throws {ProviderError} only when no id was answered at all
   */
  adopt?(input: WriteInput & { readonly machineIds: readonly string[]; readonly tags: readonly Tag[] }): Promise<readonly Adoption[]>;

  /**
   * Names the machines of a group that somebody else made, or is still making. Reads only. Present when `capabilities.machines.adoptable`.
   *
   * AWS: DescribeFleetInstances, DescribeSpotFleetInstances, DescribeAutoScalingGroups, or DescribeInstances by reservation.
   * GCP: instanceGroupManagers.listManagedInstances. Azure: virtualMachineScaleSetVMs list. Kubernetes: list by owner.
   *
   * @param input.groupRef - the cloud's id of the group, as somebody else wrote it down
   * @throws {ProviderError} `NotFound` when there is no such group, `Unsupported` when it names no kind of group that is known
   */
  members?(input: OperationInput & { readonly groupRef: string }): Promise<GroupMembers>;

  /**
   * Emits hints until `signal` is aborted. Present when `capabilities.machines.feed`.
   *
   * AWS: EventBridge through SQS. GCP: Pub/Sub. Azure: Event Grid through a queue. Kubernetes: watch.
   */
  feed?(input: OperationInput & { readonly emit: (hint: MachineHint) => void }): Promise<void>;
}
