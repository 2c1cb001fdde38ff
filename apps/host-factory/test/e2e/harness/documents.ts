/** One machine as getRequestStatus tells of it. */
export interface MachineDocument {
  readonly machineId: string;
  readonly name: string;
  readonly result: 'executing' | 'succeed' | 'fail';
  readonly status?: string;
  readonly privateIpAddress: string;
  readonly launchtime: number;
  readonly message: string;
}

/** One request as getRequestStatus tells of it. */
export interface RequestDocument {
  readonly requestId: string;
  readonly status: 'running' | 'complete' | 'complete_with_error';
  readonly message: string;
  readonly machines: readonly MachineDocument[];
}

/** One template as getAvailableTemplates lists it. */
export interface TemplateDocument {
  readonly templateId: string;
  readonly maxNumber: number;
  readonly attributes: Readonly<{ [name: string]: readonly [string, string] }>;
}

/** A machine that is wanted back. */
export interface WantedBackDocument {
  readonly machine: string;
  readonly machineId: string;
  readonly gracePeriod: number;
}

/** Every key that an answer may have. */
export interface AnswerDocument {
  readonly status?: string;
  readonly message?: string;
  readonly requestId?: string;
  readonly templates?: readonly TemplateDocument[];
  readonly requests?: readonly (RequestDocument & WantedBackDocument)[];
}

/** What one run of a script came to. */
export interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout says. Reading it fails the test when that is not one JSON document. */
  readonly document: AnswerDocument;
  readonly tookMs: number;
}
