/** The store's file within a work directory. */
export const STORE_FILE_NAME = 'hostwright.db';

/** Our configuration file, by the names it may have. */
export const CONFIGURATION_FILE_NAMES = ['hostwright.yaml', 'hostwright.yml', 'hostwright.json'] as const;

/** Says which deployment a configuration folder belongs to. */
export const RECORD_FILE_NAME = 'deployment.json';

/** Where durable state lies in a configuration folder that names no other place. */
export const DEFAULT_WORK_DIRECTORY = 'work';

/** Where logs lie in a work directory unless another place is named. */
export const DEFAULT_LOG_DIRECTORY = 'log';

/** What the settings and template files of other host factory plugins are called. */
export const VENDOR_FILE_PATTERNS = ['*_config.json', '*_templates.json'] as const;

/** Length of a deployment's id. */
export const DEPLOYMENT_ID_BYTES = 16;
