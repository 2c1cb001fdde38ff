import type { SiteEntry, Starter } from '@hostwright/core/provider';

/** A file that `init` writes. */
export interface NewFile {
  readonly name: string;
  readonly text: string;
}

/** What the files are made from. */
export interface StarterFacts {
  readonly providerId: string;
  /** For people. */
  readonly providerName: string;
  readonly starter: Starter;
}

const DEFAULT_MAXIMUM = 100;
const PLAIN_KEY = /^[A-Za-z_][0-9A-Za-z_-]*$/;

/** The configuration file and the template file of a new site. */
export function starterFiles({ providerId, providerName, starter }: StarterFacts): readonly NewFile[] {
  return [
    { name: 'hostwright.yaml', text: configurationText(providerId, providerName, starter.settings) },
    { name: 'templates.json', text: templatesText(starter) },
  ];
}

/** Values are written as JSON, which is YAML as well. */
function configurationText(providerId: string, providerName: string, settings: readonly SiteEntry[]): string {
  const lines = settings.map(({ key, valueJson }) => `      ${yamlKey(key)}: ${valueJson}`);
  const block = lines.length === 0 ? 'settings: {}' : `settings:\n${lines.join('\n')}`;
  return `# Configuration of Hostwright. Values may name environment variables: "\${NAME}" or "\${NAME:-default}"; \${CONFIG_DIR} is this folder.
version: 1

# Where durable state lies. Unset: where Host Factory says, else the folder "work" beside this file. Must be on a local disk.
# workDirectory: /var/lib/hostwright

# auto: a background process works while anything is open. off: each call works by itself, for a bounded time.
agent: auto

# Accounts, regions or clusters. Each has a name of its own; several may use one provider.
connections:
  # ${providerName}
  - name: ${providerId}
    provider: ${providerId}
    ${block}

# Template files, as patterns relative to this folder.
templateFiles:
  - "*templates.json"
  - "*templates.yaml"
  - "*templates.yml"
`;
}

function templatesText({ templates }: Starter): string {
  const list = templates.map(({ templateId, entries }) => {
    const own = entries.map(({ key, valueJson }) => `      ${JSON.stringify(key)}: ${valueJson}`);
    return `    {\n${[`      "templateId": ${JSON.stringify(templateId)}`, `      "maxNumber": ${DEFAULT_MAXIMUM}`, ...own].join(',\n')}\n    }`;
  });
  return `{\n  "templates": [\n${list.join(',\n')}\n  ]\n}\n`;
}

function yamlKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : JSON.stringify(key);
}
