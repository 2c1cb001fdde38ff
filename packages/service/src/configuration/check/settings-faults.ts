import { isHostFactoryError } from '@hostwright/core';
import type { ConfigurationFault, FaultCode } from '../fault.js';
import type { Place } from '../include/merge.js';
import { checkWithPlugin } from '../read/check-with-plugin.js';
import type { Plugins } from '../read/plugins.js';
import { tellPath } from '../read/tell-issues.js';

/** A connection whose settings are judged. */
export interface SettingsToCheck {
  readonly name: string;
  readonly provider: string;
  readonly settings: object;
  /** Path of the connection in the whole configuration; undefined where another system's file is its settings. */
  readonly path: readonly PropertyKey[] | undefined;
}

/** What is wrong with a connection's settings by its plugin, or why it cannot say. */
export async function settingsFaults(
  { name, provider, settings, path }: SettingsToCheck,
  installed: Plugins,
  placeOf: (path: readonly PropertyKey[]) => Place | undefined,
): Promise<readonly ConfigurationFault[]> {
  const fault = (code: FaultCode, at: readonly PropertyKey[], message: string): ConfigurationFault => {
    const place = path === undefined ? undefined : placeOf([...path, ...at]);
    return { code, file: place?.file, position: place?.position, message };
  };
  try {
    const { settingsSchema } = await installed.definition(provider);
    const where = path === undefined ? '' : tellPath([...path, 'settings'], '');
    const { issues = [] } = await checkWithPlugin({ schema: settingsSchema, value: settings, where });
    return issues.map((issue) =>
      fault('configuration-settings', ['settings', ...issue.path], `${issue.text}${issue.text.endsWith('?') ? '' : '.'}`),
    );
  } catch (error) {
    if (!isHostFactoryError(error)) throw error;
    return [fault('configuration-settings', ['provider'], `connection "${name}" cannot be used: ${error.message}`)];
  }
}
