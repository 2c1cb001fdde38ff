import { lsfHostAttribute } from '@hostwright/host-factory-protocol';
import type { Choices } from './choices.js';

/** A file that `init` writes. */
export interface NewFile {
  readonly name: string;
  readonly text: string;
}

const DEFAULT_MAXIMUM = 100;
const PLAIN_KEY = /^[A-Za-z_][0-9A-Za-z_-]*$/;

/** The configuration file and the template file of a new site. */
export function starterFiles(choices: Choices): readonly NewFile[] {
  return [
    { name: 'hostwright.yaml', text: configurationText(choices) },
    { name: 'templates.json', text: templatesText(choices) },
  ];
}

/** Values are written as JSON, which is YAML as well. */
function configurationText(choices: Choices): string {
  return `# Configuration of Hostwright. Values may name environment variables: "\${NAME}" or "\${NAME:-default}"; \${CONFIG_DIR} is this folder.
version: 1

# Where durable state lies. Unset: where Host Factory says, else the folder "work" beside this file.
# workDirectory: /var/lib/hostwright

# auto: a background process works while anything is open. off: each call works by itself, for a bounded time.
agent: auto

# Accounts, regions or clusters. Each has a name of its own; several may use one provider.
connections:
  # ${choices.providerName}
  - name: ${JSON.stringify(choices.connection)}
${connectionLines(choices)
  .map((line) => `    ${line}\n`)
  .join('')}
# Template files, as patterns relative to this folder.
templateFiles:
  - "*templates.json"
  - "*templates.yaml"
  - "*templates.yml"
`;
}

function connectionLines({ providerId, settings, dialect }: Choices): readonly string[] {
  const host = lsfHostAttribute(providerId);
  return [
    `provider: ${providerId}`,
    ...(dialect === 'lsf' ? ["# The Boolean resource of these hosts, to be named in LSF's lsf.shared.", `hostAttribute: ${host}`] : []),
    ...(settings.length === 0
      ? ['settings: {}']
      : ['settings:', ...settings.map(({ key, valueJson }) => `  ${yamlKey(key)}: ${valueJson}`)]),
  ];
}

function templatesText({ templates, dialect }: Choices): string {
  const list = templates.map(({ templateId, entries }) => {
    const own = entries.map(({ key, valueJson }) => `      ${JSON.stringify(key)}: ${valueJson}`);
    const first = [`      "templateId": ${JSON.stringify(suited(templateId, dialect))}`, `      "maxNumber": ${DEFAULT_MAXIMUM}`];
    return `    {\n${[...first, ...own].join(',\n')}\n    }`;
  });
  return list.length === 0 ? '{\n  "templates": []\n}\n' : `{\n  "templates": [\n${list.join(',\n')}\n  ]\n}\n`;
}

/** LSF takes no "_" in the id of a template. */
function suited(templateId: string, dialect: Choices['dialect']): string {
  return dialect === 'lsf' ? templateId.replaceAll('_', '-') : templateId;
}

function yamlKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : JSON.stringify(key);
}
