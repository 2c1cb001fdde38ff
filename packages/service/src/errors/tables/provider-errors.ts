import type { ProviderErrorClass } from '@hostwright/core';
import type { ErrorText } from '../error-entry.js';

/** What a cloud or its plugin answers, by class: as error of a command, and as reason for machines that are missing. */
export const PROVIDER_ERRORS: Readonly<{ [Class in ProviderErrorClass]: ErrorText }> = {
  Capacity: {
    title: 'the cloud has none of these machines left',
    cause: 'The type is sold out in the zone, or for the market (spot) that was asked for.',
    remedy:
      'Name more types, zones or markets in the template, or use another template. Other offers of the template are tried by themselves.',
    example: 'mock.small is sold out in zone-a',
    mends: 'host-factory templates list',
  },
  Quota: {
    title: 'a quota of the cloud account is used up',
    cause: 'The account may not have more machines, processors or addresses at a time.',
    remedy: 'Return machines, raise the quota in the cloud, or use a template of another connection.',
    example: 'the account may run 10 machines; 10 run',
    mends: 'host-factory machines list',
  },
  Throttled: {
    title: 'the cloud asks to call less often',
    cause: 'More calls were made in this account and region than its rate allows, by this program or by others.',
    remedy: 'Wait: the engine slows down and repeats by itself.',
    example: 'RequestLimitExceeded',
  },
  Unavailable: {
    title: 'the cloud cannot be reached or is out of order',
    cause: 'The call did not reach the cloud, or was refused before it had any effect.',
    remedy: 'Wait: it is repeated by itself. If it lasts, check network, proxy and the status page of the cloud.',
    example: 'connection refused by 127.0.0.1:443',
    mends: 'host-factory providers health',
  },
  OutcomeUnknown: {
    title: 'the call was sent and not answered',
    cause: 'The connection broke, or the time was up, after a changing call had been sent: it may have taken effect.',
    remedy: 'Do not repeat it by hand: the engine looks in the cloud for what came of it, and neither loses a machine nor starts it twice.',
    example: 'no answer within 30 s after the call was sent',
    mends: 'host-factory requests list --open',
  },
  Credentials: {
    title: 'the cloud does not know who we are',
    cause: 'Credentials are missing, wrong or expired.',
    remedy: 'Renew them where the settings of the connection say they are. The agent reads them anew by itself.',
    example: 'the access key has expired',
    mends: 'host-factory providers health',
  },
  PermissionDenied: {
    title: 'the account may not do this',
    cause: 'The credentials are good, and lack a permission.',
    remedy: 'Grant the permission that the message names, in the cloud.',
    example: 'ec2:RunInstances is not allowed',
    mends: 'host-factory providers health',
  },
  InvalidTemplate: {
    title: 'the cloud or its plugin refuses the template',
    cause: 'A value of the template does not exist there, or does not go with another one.',
    remedy: 'Correct the template as the message says.',
    example: 'there is no machine type "mock.tiny"; did you mean "mock.small"?',
    mends: 'host-factory templates validate templates.json',
  },
  InvalidSettings: {
    title: 'the plugin refuses the settings of a connection',
    cause: 'A key under "settings" is unknown, missing or has a wrong value.',
    remedy: 'Correct the connection in hostwright.yaml as the message says.',
    example: 'settings.bootTimeMs: it is a number',
    mends: 'host-factory doctor',
  },
  NotFound: {
    title: 'the cloud does not know this object',
    cause: 'It was deleted, never existed, or is so new that the cloud does not show it yet.',
    remedy: 'Look before you act: one such answer soon after creation is no proof that a machine is gone.',
    example: 'there is no machine i-0123456789',
    mends: 'host-factory machines list --all',
  },
  Conflict: {
    title: 'the cloud has it already, with other parameters',
    cause: 'A name or token was used before: an earlier try of the same call took effect.',
    remedy: 'Look at what is there; the engine adopts what carries its tags.',
    example: 'the token was used with other parameters',
    mends: 'host-factory requests list --open',
  },
  Unsupported: {
    title: 'this cloud or plugin cannot do that',
    cause: 'The template asks for something that the provider does not have, or a look was about to change something.',
    remedy: 'Take it out of the template, or use a connection of another provider.',
    example: 'the provider "mock" has no spot machines',
    mends: 'host-factory providers list',
  },
  ContractViolation: {
    title: 'a plugin broke its contract',
    cause: 'The plugin answered something that it must not: a defect of the plugin.',
    remedy: "Report it to the plugin's authors, with the message and the agent's log.",
    example: 'launch: 3 machines were answered for 2',
    mends: 'host-factory providers list',
  },
};
