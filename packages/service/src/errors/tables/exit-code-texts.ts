import type { Remedy } from '@hostwright/core';
import type { ErrorText } from '../error-entry.js';
import type { ExitName } from './exit-codes.js';

/** What each exit code says. Examples are whole command lines. */
export const EXIT_CODE_TEXTS: Readonly<{ [Name in ExitName | Remedy]: ErrorText }> = {
  ok: {
    title: 'done',
    cause: 'The command did what it was asked to. A list without rows is done too.',
    remedy: 'Nothing is to be done.',
    example: 'host-factory machines list; echo $?',
  },
  failed: {
    title: 'refused or failed, without more to say',
    cause:
      'A call of Host Factory was refused: its JSON document says why. Of the commands for people only "demo" ends so, when it could not prove what it shows.',
    remedy: 'Read the message in the document, or what the demonstration printed.',
    example: 'host-factory requestMachines -f missing.json; echo $?',
  },
  usage: {
    title: 'the command line is wrong',
    cause: 'A command, option or argument is unknown, missing or not understood, or a question would have to be asked without a terminal.',
    remedy: 'Correct the command line as the message says. Nothing was done.',
    example: 'host-factory machinez; echo $?',
    mends: 'host-factory --help',
  },
  'fix-template': {
    title: 'fix-template: change the template or the arguments',
    cause: 'A template, machine or request that was named is unknown or cannot be used.',
    remedy: 'Change the template, or name another template, machine or request. The same again fails again.',
    example: 'host-factory machines request no-such-template 1; echo $?',
    mends: 'host-factory templates list',
  },
  'fix-settings': {
    title: "fix-settings: change the configuration, a file's permissions or the environment",
    cause: 'The configuration, a file or folder, the environment or an installed plugin keeps the command from working.',
    remedy: 'Mend what the message names. The same again fails again.',
    example: 'host-factory machines list --config /none; echo $?',
    mends: 'host-factory doctor',
  },
  'fix-account': {
    title: 'fix-account: renew credentials, or grant a permission in the cloud account',
    cause: 'The cloud refused who we are, or what this account may do.',
    remedy: 'Renew the credentials, or grant the permission that the message names.',
    example: 'host-factory store rebuild; echo $?',
    mends: 'host-factory providers health',
  },
  'retry-later': {
    title: 'retry-later: the same again later will do',
    cause: 'Something is busy, slow or not there at the moment. Nothing is wrong with the command.',
    remedy: 'Say the same again after a while.',
    example: 'host-factory requests wait req-6c605695-14e3-4060-ac75-14b6c3d3d119 --timeout 1; echo $?',
  },
  'inspect-first': {
    title: 'inspect-first: it may have happened; look before you repeat it',
    cause: 'What was asked for was accepted, or may have taken effect in the cloud, and the command failed after that.',
    remedy: 'Look first, as the message says: the same again could do it a second time.',
    example: 'host-factory machines request small 2; echo $?',
    mends: 'host-factory requests list',
  },
  'try-elsewhere': {
    title: 'try-elsewhere: no capacity or quota here; another template, zone or type',
    cause: "The cloud has none of these machines left, a quota is used up, or the template's maximum is reached.",
    remedy: 'Ask for another template, or return machines first.',
    example: 'host-factory machines request small 100000; echo $?',
    mends: 'host-factory templates list',
  },
  'report-bug': {
    title: "report-bug: our mistake, or that of a plugin's author",
    cause: 'Something happened that must not: a defect of this program or of a plugin.',
    remedy: 'Report it with the message. What was committed before stays.',
    example: 'host-factory machines list; echo $?',
    mends: 'host-factory doctor',
  },
  incomplete: {
    title: 'a request ended without all that was asked for',
    cause:
      'The request has ended, and machines are missing or could not be ended; or `adopt` still waits for machines that the cloud is starting. What there is is printed.',
    remedy: 'Read the reasons in the result; each has a class that "host-factory explain" knows.',
    example: 'host-factory requests wait req-6c605695-14e3-4060-ac75-14b6c3d3d119; echo $?',
    mends: 'host-factory requests list',
  },
  unhealthy: {
    title: '`doctor` or `providers health` found something that needs mending',
    cause: 'The look itself worked; what it found is printed.',
    remedy: 'Mend what is marked wrong or unhealthy; doctor prints the command for each.',
    example: 'host-factory doctor; echo $?',
    mends: 'host-factory doctor',
  },
  damaged: {
    title: '`store verify` or `audit verify` found damage',
    cause: 'A page, row or hash link of the store is not as it was written; the first bad one is named.',
    remedy: 'Restore a backup, or rebuild the store from the clouds.',
    example: 'host-factory store verify; echo $?',
    mends: 'host-factory store --help',
  },
  partial: {
    title: '`templates import` or `adopt` left something out',
    cause:
      'A key has no meaning here, a template could not be used afterwards, or a machine is not there or not to be had. What could be taken over was; the rest is told with the reason.',
    remedy: 'Read what was left out, and write by hand what is needed.',
    example: 'host-factory templates import mockprov_templates.json; echo $?',
    mends: 'host-factory templates validate templates.json',
  },
  interrupted: {
    title: 'ended by Ctrl-C',
    cause: 'The process got SIGINT, usually because somebody pressed Ctrl-C. What was committed before stays: a request goes on.',
    remedy: 'Nothing has to be mended. Say the command again when you like; see requests list for what was asked for already.',
    example: 'host-factory machines list --watch; echo $?',
    mends: 'host-factory requests list',
  },
};
