import { UNLIMITED, type Template } from '../domain/template.js';
import { HostFactoryError } from '../ports/errors.js';
import type { AnyProviderDefinition } from '../provider/definition.js';
import { RESERVED_TAG_KEYS } from '../provider/header.js';
import type { Schema } from '../provider/schema.js';
import { validateWith } from '../provider/validate.js';
import { createCommands } from './commands.js';
import type { ConnectionSetup, Engine, EngineOptions } from './engine-api.js';
import type { HostFactory, HostFactoryOptions, TemplateInput } from './host-factory-api.js';
import { createQueries } from './queries.js';

/** Checks what an embedder wrote and puts commands, queries and an engine together; `createHostFactory` beside this folder gives it the engine. */
export async function assembleHostFactory(
  options: HostFactoryOptions,
  createEngine: (options: EngineOptions) => Engine,
): Promise<HostFactory> {
  const { providers, connections: connectionInputs, templates: templateInputs, ...shared } = options;
  const definitions = byId(providers);
  refuseTwice(
    connectionInputs.map((connection) => connection.name),
    'connections',
    'name',
  );
  refuseTwice(
    templateInputs.map((template) => template.templateId),
    'templates',
    'templateId',
  );
  const connections = await Promise.all(connectionInputs.map((input, index) => toSetup(input, index, definitions)));
  const templates = await Promise.all(templateInputs.map((input, index) => toTemplate(input, index, connections)));
  const front = { ...shared, templates };
  return {
    commands: createCommands(front),
    queries: createQueries(front),
    engine: createEngine({ ...shared, templates, connections }),
  };
}

function byId(providers: readonly AnyProviderDefinition[]): ReadonlyMap<string, AnyProviderDefinition> {
  const definitions = new Map<string, AnyProviderDefinition>();
  for (const definition of providers) {
    if (definitions.has(definition.id)) {
      throw new HostFactoryError('ProviderConflict', `providers: two definitions claim the id '${definition.id}'. Register one of them.`);
    }
    definitions.set(definition.id, definition);
  }
  return definitions;
}

function refuseTwice(names: readonly string[], list: string, key: string): void {
  const index = names.findIndex((name, position) => names.indexOf(name) !== position);
  if (index < 0) return;
  throw invalid(`${list}[${index}].${key}`, `'${names[index]}' is there twice: give each its own`);
}

async function toSetup(
  { name, provider, settings }: HostFactoryOptions['connections'][number],
  index: number,
  definitions: ReadonlyMap<string, AnyProviderDefinition>,
): Promise<ConnectionSetup> {
  const path = `connections[${index}]`;
  const definition = definitions.get(provider);
  if (definition === undefined) {
    const registered = [...definitions.keys()].join(', ') || 'none';
    throw new HostFactoryError(
      'ProviderNotInstalled',
      `${path}.provider: '${provider}' is not registered in providers (registered: ${registered})`,
    );
  }
  return { name, definition, settings: await validated(definition.settingsSchema, settings, `${path}.settings`) };
}

async function toTemplate(input: TemplateInput, index: number, connections: readonly ConnectionSetup[]): Promise<Template> {
  const path = `templates[${index}]`;
  const { templateId, connection, maxNumber = UNLIMITED, priority = 0, attributes = [], tags = [], userData } = input;
  const setup = connections.find((entry) => entry.name === connection);
  if (setup === undefined) {
    throw invalid(
      `${path}.connection`,
      `there is no connection '${connection}' (there are: ${connections.map((entry) => entry.name).join(', ')})`,
    );
  }
  if (!Number.isSafeInteger(maxNumber) || maxNumber < UNLIMITED)
    throw invalid(`${path}.maxNumber`, 'must be an integer of at least 0, or -1 for no limit');
  const reserved = tags.find((tag) => RESERVED_TAG_KEYS.includes(tag.key));
  if (reserved !== undefined) throw invalid(`${path}.tags`, `'${reserved.key}' is set by the host factory itself: leave it out`);
  const options = await validated(setup.definition.templateSchema, input.options, `${path}.options`);
  return { templateId, connection, maxNumber, priority, attributes, tags, userData, options };
}

async function validated<Output>(schema: Schema<Output>, value: unknown, path: string): Promise<Output> {
  const result = await validateWith(schema, value, path);
  if (result.issues === undefined) return result.value;
  const problems = result.issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
  throw new HostFactoryError('InvalidConfiguration', problems);
}

function invalid(path: string, message: string): HostFactoryError {
  return new HostFactoryError('InvalidConfiguration', `${path}: ${message}`);
}
