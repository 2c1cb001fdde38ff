export { checkSettings, type SettingsIssue } from './check-settings.js';
export { type CheckOptions, checkSiteConfiguration, type SiteVerdict } from './check-site.js';
export { type BrokenConnection, loadConnections, type LoadedConnections } from './connections.js';
export { type DescribedValue, type DescribeOptions, describeSite, type ValueOrigin } from './describe-site.js';
export { ConfigurationError, type ConfigurationFault, type FaultCode, tellFault, tellPlace } from './fault.js';
export {
  type DroppedKey,
  type ImportedFile,
  type ImportedTemplate,
  type ImportOptions,
  importTemplates,
  type MergeResult,
  mergeTemplates,
  TEMPLATE_FORMATS,
  type TemplateFormat,
} from './import-templates.js';
export { createInterpolation } from './interpolate.js';
export { type LoadOptions, loadSiteConfiguration } from './load.js';
export { newDeployment, type NewDeployment } from './new-deployment.js';
export { readOwnFile } from '../own-file.js';
export { findProgramDirectory } from './program-directory.js';
export { createSecretReader, type SecretReader } from './secrets.js';
export { readDeploymentRecord, recordDeployment, recordedStore, recordStore } from './site/deployment-record.js';
export { locateSite } from './site/locate.js';
export { CONFIGURATION_FILE_NAMES, RECORD_FILE_NAME, STORE_FILE_NAME } from './site/names.js';
export type { Site, Variables } from './site/types.js';
export { rememberedConfiguration, type RememberedConfiguration } from './snapshot/remembered.js';
export type { ConnectionSummary, IgnoredKey, LogSettings, PluginSettings, SiteConfiguration, TemplateFileProblem } from './types.js';
export {
  type FileVerdict,
  type TemplateAnswer,
  type TemplateVerdict,
  validateTemplateFiles,
  type ValidateOptions,
} from './validate-files.js';
