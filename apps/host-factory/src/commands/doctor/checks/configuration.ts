import { describeError } from '../../../cli/describe-error.js';
import { hostCheck } from '../check.js';
import { ok, wrong } from '../finding.js';
import { mendRefusal } from '../mend-refusal.js';

/** The configuration is found, and can be used. */
export const configuration = hostCheck('configuration', 'the configuration file, or the files of another plugin', (host) => {
  const { site, refusal } = host;
  if (refusal !== undefined) return [wrong(describeError(refusal).text, mendRefusal(host))];
  return [ok(site?.configurationFile ?? `${site?.directory ?? ''}, files of another plugin`)];
});
