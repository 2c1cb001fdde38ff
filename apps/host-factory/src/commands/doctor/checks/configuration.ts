import { describeError } from '../../../cli/describe-error.js';
import { type Host, hostCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { because, edit, hostFactory } from '../mend.js';
import { mendRefusal } from '../mend-refusal.js';

/** The configuration is found, and can be used. */
export const configuration = hostCheck('configuration', 'the configuration file, or the files of another plugin', (host) => {
  const { site, refusal } = host;
  if (refusal !== undefined) return [wrong(describeError(refusal).text, mendRefusal(host))];
  return [ok(site?.configurationFile ?? `${site?.directory ?? ''}, files of another plugin`), ...ignored(host)];
});

/** Keys of another system's files that mean nothing here, by file. */
function ignored(host: Host): readonly Answer[] {
  const all = host.configuration?.ignoredKeys ?? [];
  return [...Map.groupBy(all, ({ file }) => file)].map(([file, keys]) => {
    const names = [...new Set(keys.map(({ key }) => key))].join(', ');
    const isOfTemplates = keys.some(({ templateId }) => templateId !== undefined);
    return note(
      `${file}: ignored, for it means nothing here: ${names}`,
      isOfTemplates
        ? because(hostFactory(host, 'templates', 'validate', file), 'tells which templates have it')
        : edit(file, 'take out what is misspelt; the rest may stay'),
    );
  });
}
