import type { CommandErrorText } from './command-error-text.js';
import { SYSTEM_ERRORS } from './system-errors.js';
import { USAGE_ERRORS } from './usage-errors.js';

/** What commands refuse that were understood. */
const REFUSALS = {
  'template-unknown': {
    exit: 'fix-template',
    title: 'there is no such template',
    cause: 'No template that can be used has this id.',
    remedy: 'Name one of the list. One that cannot be used is told of there, with the reason.',
    example: 'There is no template "smal" that can be used; did you mean "small"? See "host-factory templates list".',
    mends: 'host-factory templates list',
  },
  'template-unusable': {
    exit: 'fix-template',
    title: 'the template cannot be used',
    cause: 'Something is wrong with the template or with its connection.',
    remedy: 'Correct it as the message says.',
    example: 'Refused: template "small" cannot be used: its connection "mock" does not exist (req-...).',
    mends: 'host-factory templates validate templates.json',
  },
  'template-maximum-reached': {
    exit: 'try-elsewhere',
    title: "the template's maximum is reached",
    cause: 'So many machines of this template run or are on their way already as its maxNumber allows.',
    remedy: 'Return machines, use another template, or raise maxNumber.',
    example: 'Refused: template "small" has its maximum of 10 machines (req-...).',
    mends: 'host-factory machines list --template small',
  },
  'count-refused': {
    exit: 'fix-template',
    title: 'so many machines cannot be asked for',
    cause: 'The number of machines is not one that a request may have.',
    remedy: 'Ask for a whole number from 1 to 100000.',
    example: 'Refused: the count is not a whole number of at least 1 (req-...).',
    mends: 'host-factory machines request --help',
  },
  'request-accepted-then-failed': {
    exit: 'inspect-first',
    title: 'the request was accepted, and then something failed',
    cause: 'The request is stored and will be worked on; waking the agent or waiting for it failed afterwards.',
    remedy: 'Do not ask again: that would be a second request. Look at the one that the message names, and mend what failed.',
    example:
      'req-1 was accepted and stays so, but then: The runtime folder /srv/run belongs to user id 0, not to 1000. Follow it with "host-factory requests show req-1"; do not ask again.',
    mends: 'host-factory requests list --open',
  },
  'request-ambiguous': {
    exit: 'fix-template',
    title: 'several requests begin so',
    cause: 'The beginning of an id stands for a request only while no other one begins the same.',
    remedy: 'Write more of the id.',
    example: '"req-6" is the beginning of several requests: req-6c605695-14e3-4060-ac75-14b6c3d3d119, req-61.... Write more of it.',
    mends: 'host-factory requests list',
  },
  'request-still-open': {
    exit: 'retry-later',
    title: 'the request has not ended in time',
    cause: 'It takes longer than --timeout allows, and goes on.',
    remedy: 'Wait again, or look at it later.',
    example: 'req-1 has not ended within 60 s and goes on. Wait again with "host-factory requests wait req-1".',
    mends: 'host-factory requests list --open',
  },
  'machine-unknown': {
    exit: 'fix-template',
    title: 'there is no such machine',
    cause: 'No machine has this id or name in the store of this deployment.',
    remedy: 'Name one of the list, and check that --config names the right deployment.',
    example: 'There is no machine "host-1". See "host-factory machines list --all".',
    mends: 'host-factory machines list --all',
  },
  'machine-ambiguous': {
    exit: 'fix-template',
    title: 'several machines have this name',
    cause: 'Names are given by clouds and come again in other connections.',
    remedy: 'Name the machine by its id.',
    example: '"host-1" is the name of several machines: i-1 (east), i-2 (west). Name one by its id.',
    mends: 'host-factory machines list',
  },
  'provider-unknown': {
    exit: 'fix-settings',
    title: 'there is no such provider',
    cause: 'No installed plugin has this id.',
    remedy: 'Take the id that is suggested, or install the plugin.',
    example: 'There is no provider "mok"; did you mean "mock"?',
    mends: 'host-factory providers list',
  },
  'schema-unknown': {
    exit: 'usage',
    title: 'there is no such schema',
    cause: 'The name is neither a file of ours nor a call of Host Factory.',
    remedy: 'Take the name that is suggested.',
    example: 'There is no schema "template"; did you mean "templates"?',
    mends: 'host-factory config schema --help',
  },
  'connection-unknown': {
    exit: 'fix-settings',
    title: 'there is no such connection',
    cause: 'No connection of the configuration has this name.',
    remedy: 'Name one that is configured.',
    example: 'There is no connection "mok"; did you mean "mock"?',
    mends: 'host-factory doctor',
  },
  'connection-halted': {
    exit: 'fix-settings',
    title: 'the connection is halted',
    cause: 'Its cloud shows what the store does not know, or answers as somebody else: nothing is decided about its machines.',
    remedy: 'Do first what the message says; after a lost or restored store that is a rebuild.',
    example:
      'Nothing was changed: connection mock is halted: the store is older than the cloud. Nothing is launched, ended or given up until the store is rebuilt: host-factory store rebuild.',
    mends: 'host-factory store rebuild',
  },
  'orphan-unknown': {
    exit: 'fix-template',
    title: 'the machine is no orphan',
    cause: 'It belongs to a request, or no sweep has shown a machine of this id. Nothing was done with the others either.',
    remedy: 'Name one of the list, by its id.',
    example: '"i-1" is no orphan: it belongs to request req-1. Nothing was changed. See "host-factory orphans list".',
    mends: 'host-factory orphans list',
  },
  'state-file-unusable': {
    exit: 'fix-template',
    title: 'the state file of the other host factory cannot be used',
    cause: 'It is missing, damaged, no state file, of a version that is not known, or somebody is still writing it. Nothing was changed.',
    remedy: 'Name the file itself, or a backup of it, and stop the other host factory first.',
    example:
      '/opt/lsf/work/aws-db.json is damaged: it is no JSON (at position 120). Name a backup of it, which lies beside it: /opt/lsf/work/aws-db.json.bkp, or the newest in backups/.',
    mends: 'host-factory adopt --from FILE --dry-run',
  },
  'store-missing': {
    exit: 'fix-settings',
    title: 'there is no store',
    cause: 'The work directory has no store: it was lost, the wrong directory is named, or nothing was ever asked for here.',
    remedy: 'Check the work directory. If the store was lost, restore a backup or rebuild it from the clouds.',
    example:
      'There is no store /srv/hf/work/hostwright.db, so that nothing is known of any machine. If there was one, "host-factory store rebuild" makes it anew from the clouds; if not, the first request makes it.',
    mends: 'host-factory store rebuild',
  },
  'agent-still-running': {
    exit: 'retry-later',
    title: 'the agent has not ended in time',
    cause: 'It finishes what it is sending before it ends, and that takes longer than --timeout.',
    remedy: 'Try again, or end the process that the message names: nothing is lost.',
    example: 'The agent has not ended within 60 s. Try again, or end process 4711 on host-a: nothing is lost.',
    mends: 'host-factory agent status',
  },
  'scripts-not-written': {
    exit: 'fix-settings',
    title: 'the scripts cannot be written',
    cause: 'The folder cannot be made or written by this user.',
    remedy: 'Choose a folder that you may write to.',
    example: 'The scripts cannot be written to /opt/x: permission denied (EACCES). Choose a folder that you may write to.',
  },
  'scripts-foreign-files': {
    exit: 'fix-settings',
    title: 'files of somebody else are in the way',
    cause: 'The folder has files of the same names that "scripts install" did not write.',
    remedy: 'Choose another folder, or say --force to replace them.',
    example: 'Not written by us and left alone: /opt/x/requestMachines.sh. Choose another folder, or say --force to replace them.',
  },
  'init-already-configured': {
    exit: 'fix-settings',
    title: 'the folder has a configuration already',
    cause: '"init" overwrites nothing.',
    remedy: 'Choose another folder, or remove the files that the message names.',
    example: '/etc/hostwright is configured already (hostwright.yaml). Choose another folder, or remove these files.',
    mends: 'host-factory doctor --config /etc/hostwright',
  },
  'init-not-written': {
    exit: 'fix-settings',
    title: 'the configuration cannot be written',
    cause: 'The folder cannot be made, read or written by this user.',
    remedy: 'Choose a folder that you may write to.',
    example: '/etc/hostwright cannot be written: permission denied (EACCES). Choose a folder that you may write to.',
  },
  'init-settings': {
    exit: 'fix-settings',
    title: 'the provider refuses the settings of the new configuration',
    cause: 'A setting is missing that has no default, or the schema of the provider refuses one. Nothing was written.',
    remedy: 'Say --set KEY=VALUE for what the message names, or let "init" ask on a terminal.',
    example: 'The provider "x" needs settings that have no default. Say --set region=...',
    mends: 'host-factory init --help',
  },
  'init-cancelled': {
    exit: 'interrupted',
    title: 'the questions of "init" were left',
    cause: 'Somebody pressed Ctrl-C, Ctrl-D or Escape, said no to the summary, or closed the terminal.',
    remedy: 'Start it again when you like. Nothing was written.',
    example: 'Cancelled: nothing was written.',
  },
  'bundle-exists': {
    exit: 'fix-settings',
    title: 'the file for a support bundle is there already',
    cause: 'A bundle overwrites nothing.',
    remedy: 'Name another file, or a folder: there it gets a name of its own.',
    example: '/tmp/fault.tar.gz is there already, and is not overwritten. Name another file, or a folder.',
    mends: 'host-factory support bundle /tmp',
  },
  'bundle-not-written': {
    exit: 'fix-settings',
    title: 'a support bundle cannot be written',
    cause: 'The folder is missing, may not be written by this user, or no space is left. Nothing was left behind.',
    remedy: 'Name a place that has room and that you may write to.',
    example: '/mnt/x.tar.gz cannot be written (ENOSPC), and nothing is left of it. Name a place that has room and that you may write to.',
    mends: 'host-factory support bundle /tmp',
  },
  'backup-target-refused': {
    exit: 'fix-settings',
    title: 'a backup cannot be put there',
    cause: 'A backup overwrites nothing and makes no folder: its file must not exist, and must not be one of the store itself.',
    remedy: 'Name a new file in a folder that exists.',
    example: "'/var/backups/hostwright.db' exists. Name a file that does not.",
    mends: 'host-factory store backup --help',
  },
  'demo-interrupted': {
    exit: 'interrupted',
    title: 'the demonstration was interrupted',
    cause: 'Somebody pressed Ctrl-C, or ended the process.',
    remedy: 'Start it again when you like. Nothing of it is left behind.',
    example: 'The demonstration was interrupted.',
    mends: 'host-factory demo',
  },
  'demo-failed': {
    exit: 'report-bug',
    title: 'the demonstration failed',
    cause: 'Something that the demonstration does did not work on this machine.',
    remedy: 'Run it with --keep, look into the folder "log" of what it kept, and report it.',
    example: 'requestMachines fails. Run "host-factory demo --keep", and look into the folder log.',
    mends: 'host-factory demo --keep',
  },
} as const satisfies Readonly<{ [code: string]: CommandErrorText }>;

/** Every error that a command of the command line itself tells, by code. */
export const COMMAND_ERRORS = { ...USAGE_ERRORS, ...REFUSALS, ...SYSTEM_ERRORS } as const satisfies Readonly<{
  [code: string]: CommandErrorText;
}>;

/** Code of an error that a command tells. */
export type CommandErrorCode = keyof typeof COMMAND_ERRORS;
