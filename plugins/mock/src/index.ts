export { openMockCloud, type CloudControl, type FaultScope } from './control/cloud-control.js';
export type { OpenMockCloudOptions } from './control/options.js';
export type { CallView, FaultView, GroupView, MachineView, VolumeView } from './control/views.js';
export type { CloudBehaviourInput } from './cloud/behaviour.js';
export type { FaultInput } from './cloud/fault.js';
export type { MockSettings } from './provider/settings.js';
export type { MockOptions } from './provider/template.js';
export { mockProvider as default } from './provider/definition.js';
