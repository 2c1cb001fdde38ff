import { basename } from 'node:path';
import { maskConfiguration } from '@hostwright/service/support';
import { type BundleFile, type BundlePart, jsonFile, type LeftOut } from '../source.js';

/** The configuration with its secrets masked, also one that cannot be used; of templates the ids alone. */
export const configuration: BundlePart = {
  name: 'configuration',
  collect: async ({ site, configuration: used, context }) => {
    if (site === undefined) return [{ what: 'configuration', why: 'the configuration folder cannot be told; see doctor.json' }];
    const files = maskConfiguration(site, { environment: context.environment });
    const entries: (BundleFile | LeftOut)[] = files.map(({ path, text, isWhole }, index) => ({
      name: `configuration/${files.findIndex((other) => basename(other.path) === basename(path)) === index ? '' : `${index}-`}${basename(path)}`,
      about: isWhole ? `${path}, secrets masked, comments left out` : `${path}, which cannot be parsed: its keys, values masked`,
      text,
    }));
    if (files.length === 0) entries.push({ what: 'configuration files', why: 'none can be read; see doctor.json' });
    entries.push(
      jsonFile('site.json', 'where everything lies', { ...site, environment: undefined }),
      ...(used === undefined
        ? [{ what: 'templates', why: 'the configuration cannot be used; see doctor.json' }]
        : [
            jsonFile(
              'templates.json',
              'ids of templates',
              used.templates.map(({ templateId, connection, maxNumber }) => ({ templateId, connection, maxNumber })),
            ),
          ]),
      { what: 'options, tags and user data of templates', why: 'they may hold secrets' },
      { what: 'other files of the configuration folder', why: 'nobody knows what is in them' },
    );
    return entries;
  },
};
