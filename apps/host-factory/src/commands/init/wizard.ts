import type { AnyProviderDefinition, SiteEntry, StarterTemplate } from '@hostwright/core/provider';
import { printable } from '../../cli/table.js';
import { type AskedSetting, askedSettings, statedSettings } from './asked-settings.js';
import { type SettingsCheck, settingsFaults } from './check-settings.js';
import { type Choices, type SiteDialect, SITE_DIALECTS, type StatedChoices } from './choices.js';
import type { Prompts } from './prompts.js';
import type { SettingField } from './setting-fields.js';
import { textOf, valueJsonOf } from './setting-value.js';
import { chosenTemplates, mergeSettings, type Suggest } from './stated-choices.js';
import { connectionNameProblem, textProblem } from './text-problem.js';

const DIALECTS: Readonly<{ [Key in SiteDialect]: string }> = {
  symphony: 'IBM Spectrum Symphony',
  lsf: 'IBM Spectrum LSF',
  none: 'nobody yet; people alone',
};

/** Asks for what the command line does not say, each with its default. Writes nothing. */
export async function askChoices(
  prompts: Prompts,
  check: SettingsCheck,
  { stated, suggest }: { readonly stated: StatedChoices; readonly suggest: Suggest },
): Promise<Choices> {
  const { definition } = check;
  const connection = stated.connection ?? (await askConnection(prompts, definition));
  const settings = await askSettings(prompts, check, statedSettings(definition, stated));
  const dialect = stated.dialect ?? (await askDialect(prompts));
  const { templates: suggested, remarks } = await suggest(settings);
  if (remarks.length > 0) prompts.show('The account', remarks.map(printable).join('\n'));
  const templates = chosenTemplates(definition.id, suggested, stated.templates ?? (await askTemplates(prompts, suggested)));
  return { providerId: definition.id, providerName: definition.name, connection, settings, dialect, templates, remarks: [] };
}

function askConnection(prompts: Prompts, { id, name }: AnyProviderDefinition): Promise<string> {
  return prompts.text({
    message: `Name of the connection to ${name}. Templates, logs and commands call it so.`,
    defaultText: id,
    problem: connectionNameProblem,
  });
}

async function askSettings(prompts: Prompts, check: SettingsCheck, stated: readonly SiteEntry[]): Promise<readonly SiteEntry[]> {
  let settings: readonly SiteEntry[] = [];
  for (const asked of askedSettings(check.definition)) {
    const given = stated.find(({ key }) => key === asked.field.key);
    const entry =
      given ?? (await askSetting(prompts, asked, (candidate) => faultOf(mergeSettings(settings, [candidate]), candidate, check)));
    settings = mergeSettings(settings, [entry]);
  }
  return mergeSettings(settings, stated);
}

async function faultOf(settings: readonly SiteEntry[], { key }: SiteEntry, check: SettingsCheck): Promise<string | undefined> {
  return (await settingsFaults(settings, check)).find((fault) => fault.key === key)?.message;
}

type Judge = (entry: SiteEntry) => Promise<string | undefined>;

async function askSetting(prompts: Prompts, { field, defaultJson }: AskedSetting, judge: Judge): Promise<SiteEntry> {
  const { key, kind, choices } = field;
  const message = field.description === '' ? key : `${key}: ${field.description}`;
  if (kind === 'choice') {
    const initial = defaultJson === undefined ? undefined : textOf(defaultJson);
    const answer = await prompts.choice(
      message,
      choices.map((value) => ({ value })),
      initial,
    );
    return { key, valueJson: JSON.stringify(answer) };
  }
  if (kind === 'yes-no') return { key, valueJson: JSON.stringify(await prompts.yesNo(message, defaultJson === 'true')) };
  const answer = await prompts.text({
    message,
    defaultText: defaultJson === undefined ? undefined : textOf(defaultJson),
    problem: (given) => answerProblem(given, field, judge),
  });
  return { key, valueJson: valueJsonOf(answer, field) };
}

async function answerProblem(answer: string, field: SettingField, judge: Judge): Promise<string | undefined> {
  if (answer === '') return 'the provider cannot do without it';
  return textProblem(answer) ?? (await judge({ key: field.key, valueJson: valueJsonOf(answer, field) }));
}

async function askDialect(prompts: Prompts): Promise<SiteDialect> {
  const choices = SITE_DIALECTS.map((value) => ({ value, label: DIALECTS[value] }));
  return (await prompts.choice('Who will call it?', choices, 'none')) as SiteDialect;
}

/** Undefined where there is nothing to choose from. */
async function askTemplates(prompts: Prompts, suggested: readonly StarterTemplate[]): Promise<readonly string[] | undefined> {
  if (suggested.length === 0) return undefined;
  const choices = suggested.map(({ templateId, entries }) => ({
    value: templateId,
    hint: entries.map(({ key, valueJson }) => `${key} ${textOf(valueJson)}`).join(', '),
  }));
  return prompts.choices(
    'Templates to begin with. They can be edited later.',
    choices,
    suggested.map(({ templateId }) => templateId),
  );
}
