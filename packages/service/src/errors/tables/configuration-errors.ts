import type { ErrorText } from '../error-entry.js';

/** What can be wrong with a configuration. Each is the `faultCode` of a `ConfigurationError`. */
export const CONFIGURATION_ERRORS = {
  'configuration-not-found': {
    title: 'nothing says where the configuration is',
    cause: 'No --config was given, the environment names no folder, or the folder that is named has no configuration.',
    remedy: 'Say --config DIR, or set HF_PROVIDER_CONFDIR or PRO_CONF_DIR; "init" writes a configuration.',
    example: 'Nothing says where the configuration is. Set HF_PROVIDER_CONFDIR or PRO_CONF_DIR, or say --config DIR.',
    mends: 'host-factory init /etc/hostwright',
  },
  'configuration-folder-unusable': {
    title: 'the configuration folder cannot be used',
    cause: 'It is missing, is a file, or this user may not enter it.',
    remedy: 'Name the folder that holds the configuration, and give this user access to it.',
    example: 'The configuration folder /etc/hostwright cannot be opened: permission denied (EACCES).',
    mends: 'host-factory doctor',
  },
  'configuration-file-unreadable': {
    title: 'a file of the configuration cannot be read',
    cause: 'It is missing, no regular file, too large, or this user may not read it.',
    remedy: 'Put a file there that this user may read.',
    example: '/etc/hostwright/hostwright.yaml cannot be read: permission denied (EACCES). Put a file there that this user may read.',
    mends: 'host-factory doctor',
  },
  'configuration-syntax': {
    title: 'a file is not YAML or JSON',
    cause: 'A bracket, quote, comma or indentation is wrong, a tab is used for indentation, or the file was cut off.',
    remedy: 'Correct the line that the message names.',
    example: '/etc/hostwright/hostwright.yaml:3:1: a tab indents this line. Indent with spaces.',
    mends: 'host-factory config validate',
  },
  'configuration-unknown-key': {
    title: 'a key is unknown',
    cause: 'The key is mistyped, or stands at the wrong place.',
    remedy: 'Take the key that is suggested, or remove it.',
    example: '/etc/hostwright/hostwright.yaml: agnt: unknown key; did you mean "agent"?',
    mends: 'host-factory config schema',
  },
  'configuration-wrong-value': {
    title: 'a value is not one that is allowed',
    cause: 'The value has another type, is out of range, or does not go with the others.',
    remedy: 'Correct the value that the message names.',
    example: '/etc/hostwright/hostwright.yaml: agent: it is "auto" or "off".',
    mends: 'host-factory config validate',
  },
  'configuration-missing-variable': {
    title: 'an environment variable is not set',
    cause: 'A value uses ${NAME}, and the environment has no NAME.',
    remedy: 'Set the variable, or give a default: ${NAME:-value}.',
    example: '/etc/hostwright/hostwright.yaml: the environment variable REGION is not set. Set it, or give a default: ${REGION:-value}.',
    mends: 'host-factory config validate',
  },
  'configuration-include-cycle': {
    title: 'files include each other in a circle',
    cause: 'A file that is included includes, perhaps over others, the file that includes it.',
    remedy: 'Take one of the includes out of the chain that the message shows.',
    example: 'a.yaml includes b.yaml includes a.yaml: a circle. Remove one of these includes.',
    mends: 'host-factory config validate',
  },
  'configuration-duplicate': {
    title: 'something is defined twice',
    cause: 'Two connections have one name, or two files claim to be the configuration.',
    remedy: 'Keep one of the two that the message names.',
    example: 'The connection "east" is defined twice: a.yaml:4 and b.yaml:7. Keep one of them.',
    mends: 'host-factory config validate',
  },
  'configuration-templates': {
    title: 'a file of templates cannot be used',
    cause: 'The file has no list of templates, or a template in it is wrong.',
    remedy: 'Correct the file as the message says.',
    example: '/etc/hostwright/templates.json has no list "templates". Write { "templates": [ ... ] }.',
    mends: 'host-factory templates validate templates.json',
  },
  'configuration-vendor': {
    title: "another host factory's files cannot be taken over",
    cause: 'No installed plugin knows these files, several do, or the plugin could not read them.',
    remedy: 'Install the plugin of that cloud, or write hostwright.yaml.',
    example: 'No installed plugin reads awsprov_config.json; installed are mock.',
    mends: 'host-factory providers list',
  },
  'configuration-missing-key': {
    title: 'a key is missing',
    cause: 'The configuration, or an entry in it, lacks a key that has no default.',
    remedy: 'Add the key at the place that the message names.',
    example: '/etc/hostwright/hostwright.yaml:4:5: connections[0].provider is missing. Add it.',
    mends: 'host-factory config schema',
  },
  'configuration-malformed-variable': {
    title: 'a reference to a variable is malformed',
    cause: 'A value has "${" without a name of letters, digits and "_", or without "}".',
    remedy: 'Write ${NAME} or ${NAME:-default}; $${ stands for a literal "${".',
    example: '/etc/hostwright/hostwright.yaml:2:8: agent: "${" is not followed by a variable and "}". Write ${NAME} or ${NAME:-default}.',
    mends: 'host-factory config validate',
  },
  'configuration-folder-key': {
    title: 'workDirectory or logDirectory stands where it is not found',
    cause: 'Each call looks for these two keys in the main configuration file only, on a line of their own.',
    remedy: 'Write "workDirectory: PATH" at the start of a line of the main file.',
    example:
      '/etc/hostwright/common.yaml:3:1: workDirectory: it has no effect in an included file. Move it to /etc/hostwright/hostwright.yaml.',
    mends: 'host-factory config validate',
  },
  'configuration-settings': {
    title: 'the settings of a connection are refused',
    cause: 'The plugin of the provider does not accept a setting, or misses one.',
    remedy: 'Correct the setting that the message names; the documentation of the plugin lists them.',
    example: '/etc/hostwright/hostwright.yaml:7:7: connections[0].settings.regon: unknown key; did you mean "region"?',
    mends: 'host-factory config validate',
  },
  'work-directory-unusable': {
    title: 'the work directory cannot be used',
    cause: 'It is a file, differs between configuration and environment, or cannot be made.',
    remedy: 'Name one folder that this user may write to.',
    example: 'The work directory /srv/hf/work cannot be used: /srv/hf/work is a file. Name another folder, or remove the file.',
    mends: 'host-factory doctor',
  },
  'deployment-in-use': {
    title: 'the deployment record belongs to a store that is in use elsewhere',
    cause: 'The configuration folder was copied, or its work directory was moved while the old one is still worked on.',
    remedy: 'Do as the message says: either the copy gets a record of its own, or the old work directory is given up.',
    example: '/etc/hostwright/deployment.json belongs to the store in /srv/old/work, which is in use.',
    mends: 'host-factory doctor',
  },
  'deployment-record-damaged': {
    title: 'deployment.json is no deployment record',
    cause: 'The file cannot be read, or was changed by hand.',
    remedy: 'Restore it from a backup, or remove it while the work directory with the store is named by workDirectory or the environment.',
    example: '/etc/hostwright/deployment.json is no deployment record.',
    mends: 'host-factory doctor',
  },
  'deployment-copied': {
    title: 'the configuration folder is a copy',
    cause:
      'deployment.json came along with a copy, and says that the store of the original belongs to the copy, too. Two folders on one store would give back the machines of each other.',
    remedy: 'Give the copy a deployment of its own, or use the original.',
    example:
      '/srv/copy is a copy of /etc/hostwright, which has the same deployment record. To give it a deployment of its own: host-factory config new-deployment --config /srv/copy',
    mends: 'host-factory config new-deployment --config DIR',
  },
  'plugin-unusable': {
    title: 'a plugin cannot be used',
    cause: 'Loading it failed with an error that it should not have.',
    remedy: 'Report it to the authors of the plugin.',
    example: 'The plugin of provider "x" cannot be used.',
    mends: 'host-factory providers list',
  },
} as const satisfies Readonly<{ [code: string]: ErrorText }>;

/** Code of a fault in a configuration. */
export type ConfigurationErrorCode = keyof typeof CONFIGURATION_ERRORS;
