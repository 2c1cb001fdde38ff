/** Name-typed value of a scheduler attribute; numbers are text, too. */
export type WireAttribute = readonly [type: 'String' | 'Numeric' | 'Boolean', value: string];

/** One entry of getAvailableTemplates. */
export interface TemplateDocument {
  readonly templateId: string;
  /** -1 for no limit. */
  readonly maxNumber: number;
  readonly attributes: Readonly<{ [name: string]: WireAttribute }>;
  /** LSF alone. */
  readonly priority?: number;
}

/** Answer of getAvailableTemplates. */
export interface TemplatesDocument {
  readonly status?: 'complete';
  readonly message: string;
  readonly templates: readonly TemplateDocument[];
}

/** Answer of requestMachines, and of requestReturnMachines. LSF gets no `requestId` when there was nothing left to return. */
export interface ReceiptDocument {
  readonly status?: 'running' | 'complete';
  readonly message: string;
  readonly requestId?: string;
  /** Return alone, and on demand: the machines as they were given. */
  readonly machines?: readonly { readonly machineId?: string; readonly name?: string }[];
}

/** What became of a machine, as far as one request is concerned. */
export type MachineResult = 'executing' | 'succeed' | 'fail';

/** One machine of getRequestStatus. */
export interface MachineDocument {
  readonly machineId: string;
  /** Empty until the machine's own final name is known. */
  readonly name: string;
  readonly result: MachineResult;
  /** Symphony's vocabulary has no word for pending or unknown: the key is left out there. */
  readonly status?: string;
  readonly privateIpAddress: string;
  readonly publicIpAddress: string;
  /** Seconds since 1970; 0 for a machine of which nothing but its name is known. */
  readonly launchtime: number;
  /** Why it failed; else empty. */
  readonly message: string;
  readonly priceType?: 'ondemand' | 'spot';
  readonly instanceType?: string;
  readonly instanceTags?: string;
  readonly cloudHostId?: null;
  readonly rcAccount?: string;
  readonly lifeCycleType?: 'OnDemand' | 'Spot';
  readonly ncores?: number;
  readonly nthreads?: number;
}

/** One request of getRequestStatus. */
export interface RequestDocument {
  readonly requestId: string;
  readonly status: 'running' | 'complete' | 'complete_with_error';
  readonly message: string;
  readonly machines: readonly MachineDocument[];
}

/** Answer of getRequestStatus. */
export interface StatusDocument {
  readonly status?: 'complete';
  readonly message?: string;
  readonly requests: readonly RequestDocument[];
}

/** Answer of getReturnRequests. */
export interface ReturnRequestsDocument {
  readonly status: 'complete';
  readonly message: string;
  readonly requests: readonly {
    readonly machine: string;
    readonly machineId: string;
    /** Whole seconds that are left. */
    readonly gracePeriod: number;
  }[];
}

/** Answer of getAvailableMachines, which no current Host Factory reads. */
export interface AvailableMachinesDocument {
  readonly status: 'complete';
  readonly message: string;
  readonly machines: readonly [];
}

/** Answer of any call that failed. `warning`: try again; `error`: somebody must change something first. */
export interface FailureDocument {
  /** LSF alone. */
  readonly status?: 'warning' | 'error';
  readonly message: string;
}

/** Every document that a call answers. */
export type AnswerDocument =
  | TemplatesDocument
  | ReceiptDocument
  | StatusDocument
  | ReturnRequestsDocument
  | AvailableMachinesDocument
  | FailureDocument;
