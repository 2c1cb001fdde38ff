import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { CONFIGURATION_FILE_NAMES, RECORD_FILE_NAME } from '@hostwright/service/configuration';
import { describeError } from '../../../cli/describe-error.js';
import { shellWord } from '../../../scripts/shell-quote.js';
import { isConfigured } from '../../is-configured.js';
import { type Host, hostCheck } from '../check.js';
import { type Answer, ok, wrong } from '../finding.js';
import { whyNotReadable } from '../look/unreadable.js';
import { because, hostFactory } from '../mend.js';

/** The configuration is found, and can be used. */
export const configuration = hostCheck('configuration', 'the configuration file, or the files of another plugin', (host) => {
  const { site, refusal } = host;
  if (refusal !== undefined) return [refused(host)];
  return [ok(site?.configurationFile ?? `${site?.directory ?? ''}, files of another plugin`)];
});

function refused(host: Host): Answer {
  const { context, options, refusal } = host;
  const { text } = describeError(refusal);
  if (!isConfigured(context, options))
    return wrong(text, because('host-factory init /etc/hostwright', 'makes one; or name yours with --config'));
  const blocked = candidates(host)
    .map((path) => whyNotReadable(path, host.system))
    .find((found) => found !== undefined);
  if (blocked !== undefined) return wrong(text, blocked.mend);
  if (options.config !== undefined && !existsSync(options.config)) return wrong(text, `host-factory init ${shellWord(options.config)}`);
  return wrong(text, because(hostFactory(host, 'config', 'validate'), 'names every fault with its line; mend them until it finds none'));
}

/** The folders that are meant, and the files that would be read in them. */
function candidates({ context, options }: Host): readonly string[] {
  const folders = options.config === undefined ? (readHostFactoryEnvironment(context.environment)?.confDirs ?? []) : [options.config];
  return folders
    .flatMap((folder) => [folder, ...CONFIGURATION_FILE_NAMES.map((name) => join(folder, name)), join(folder, RECORD_FILE_NAME)])
    .map((path) => resolve(path));
}
