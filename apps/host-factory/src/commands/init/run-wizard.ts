import { join } from 'node:path';
import type { Discovery } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { Terminal } from '../../cli/io.js';
import type { SettingsCheck } from './check-settings.js';
import type { Choices, StatedChoices } from './choices.js';
import { plainOutput } from './plain-output.js';
import { createPrompts, type Prompts } from './prompts.js';
import { textOf } from './setting-value.js';
import { starterFiles } from './starter-files.js';
import { refuseBadSettings, type Suggest } from './stated-choices.js';
import type { Target } from './target.js';
import { askChoices } from './wizard.js';
import { WizardCancelled } from './wizard-cancelled.js';

/** What the wizard starts from. */
export interface WizardInput {
  readonly color: boolean;
  readonly target: Target;
  readonly discovery: Discovery;
  /** Asked for when it is not stated. */
  readonly providerId: string | undefined;
  readonly stated: StatedChoices;
  readonly checkFor: (providerId: string) => Promise<SettingsCheck>;
  readonly suggestFor: (check: SettingsCheck) => Suggest;
}

/**
 * Asks on a terminal, shows the summary, and answers what was confirmed. Writes no file.
 *
 * @throws {CommandError} `init-cancelled`: the person left, or said no to the summary
 */
export async function runWizard(terminal: Terminal, input: WizardInput): Promise<Choices> {
  const { color, target } = input;
  const output = color ? terminal.output : plainOutput(terminal.output);
  const prompts = createPrompts({ input: terminal.input, output }, `host-factory init ${target.directory}`);
  try {
    return await ask(prompts, input);
  } catch (error) {
    if (error instanceof WizardCancelled) throw new CommandError('init-cancelled', 'Cancelled: nothing was written.');
    throw error;
  } finally {
    prompts.close();
  }
}

async function ask(prompts: Prompts, { target, discovery, providerId, stated, checkFor, suggestFor }: WizardInput): Promise<Choices> {
  const check = await checkFor(providerId ?? (await askProvider(prompts, discovery)));
  const choices = await askChoices(prompts, check, { stated, suggest: suggestFor(check) });
  await refuseBadSettings(choices.settings, check);
  prompts.show('Nothing is written yet', summary(choices, target));
  if (!(await prompts.yesNo('Write these files?', true))) throw new WizardCancelled();
  return choices;
}

function askProvider(prompts: Prompts, { found }: Discovery): Promise<string> {
  const choices = found.map(({ providerId, packageName, version }) => ({ value: providerId, hint: `${packageName} ${version}` }));
  if (choices.length === 0)
    throw new CommandError('init-settings', 'No provider is installed. Install one, for example: npm install @hostwright/provider-mock.');
  return prompts.choice('Which cloud?', choices);
}

function summary(choices: Choices, { directory }: Target): string {
  const lines = [
    ['provider', `${choices.providerId} (${choices.providerName})`],
    ['connection', choices.connection],
    ...choices.settings.map(({ key, valueJson }) => [key, textOf(valueJson)]),
    ['called by', choices.dialect],
    ['templates', choices.templates.map(({ templateId }) => templateId).join(', ') || 'none'],
    ...starterFiles(choices).map(({ name }) => ['file', join(directory, name)]),
    ['file', `${join(directory, 'deployment.json')} (made at the first reading)`],
  ] as const;
  const width = Math.max(...lines.map(([title = '']) => title.length));
  return lines.map(([title = '', text = '']) => `${title.padEnd(width)}  ${text}`).join('\n');
}
