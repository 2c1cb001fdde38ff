import { dirname, resolve } from 'node:path';
import { type ConfigurationError, type ConfigurationFault, type FaultCode, isConfigurationError } from '../fault.js';
import type { Interpolation } from '../interpolate.js';
import { invalid } from '../invalid.js';
import { canonicalPath } from '../paths.js';
import { readDocument } from '../read/read-document.js';
import { unsafeKeyProblem } from '../read/unsafe.js';
import { FOLDER_KEYS } from '../site/folder-keys.js';
import type { FingerprintRecorder } from '../snapshot/fingerprint.js';
import type { ConfigurationSource } from './configuration-source.js';

/** What {@link readSources} goes by. */
export interface SourcesInput {
  readonly interpolation: Interpolation;
  readonly recorder: FingerprintRecorder;
  /** Learns of everything that is wrong; what can be read is read all the same. */
  readonly faults: ConfigurationFault[];
}

/** Key that names further files of the configuration. */
const INCLUDE_KEY = 'include';

/** Reads a configuration file and what it includes: included files first, in their order, the including one last. Each file once. */
export async function readSources(file: string, input: SourcesInput): Promise<readonly ConfigurationSource[]> {
  const reader = new SourceReader(input);
  await reader.read(file, []);
  return reader.sources;
}

/** An entry of `include`: where it stands. */
interface Entry {
  readonly source: ConfigurationSource;
  readonly path: readonly [typeof INCLUDE_KEY, number];
}

class SourceReader {
  readonly sources: ConfigurationSource[] = [];
  readonly #known = new Set<string>();

  constructor(readonly input: SourcesInput) {}

  /** @param chain - the files that led here, the main one first */
  async read(file: string, chain: readonly string[]): Promise<void> {
    this.#known.add(canonicalPath(file));
    const document = await readDocument(file, this.input.recorder).catch((error: unknown) => this.#note(error));
    if (document === undefined) return;
    this.input.faults.push(...document.doubleKeys());
    const { value } = document;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#note(noKeys(file, chain));
    const { [INCLUDE_KEY]: includes, ...keys } = value as { readonly [key: string]: unknown };
    const source = { file, document, keys };
    if (!this.#isSafe(source)) return;
    await this.#readIncluded(source, includes, [...chain, file]);
    this.#refuseMisplaced(source, chain);
    this.sources.push(source);
  }

  async #readIncluded(source: ConfigurationSource, includes: unknown, chain: readonly string[]): Promise<void> {
    if (includes === undefined || includes === null) return;
    if (!Array.isArray(includes)) {
      return this.#fault(
        source,
        [INCLUDE_KEY],
        'configuration-wrong-value',
        'include: it is no list of files. Write include: [FILE, ...].',
      );
    }
    for (const [index, entry] of includes.entries()) await this.#include({ source, path: [INCLUDE_KEY, index] }, entry, chain);
  }

  async #include(entry: Entry, name: unknown, chain: readonly string[]): Promise<void> {
    const file = this.#fileOf(entry, name);
    if (file === undefined) return;
    const circle = chain.findIndex((other) => canonicalPath(other) === canonicalPath(file));
    if (circle >= 0) {
      const names = [...chain.slice(circle), file].join(' includes ');
      return this.#faultAt(entry, 'configuration-include-cycle', `the includes go in a circle: ${names}. Remove one of them.`);
    }
    if (this.#known.has(canonicalPath(file))) return;
    const before = this.input.faults.length;
    await this.read(file, chain);
    this.#placeUnread(entry, before);
  }

  #fileOf(entry: Entry, name: unknown): string | undefined {
    const { file } = entry.source;
    if (typeof name !== 'string' || name === '' || name.includes('\0')) {
      this.#faultAt(entry, 'configuration-wrong-value', 'it is no name of a file. Write a path, relative to this file.');
      return undefined;
    }
    const before = this.input.faults.length;
    const filled = this.input.interpolation.deep(name, [], ({ code, message }) => this.#faultAt(entry, code, `${message}.`));
    return this.input.faults.length > before ? undefined : resolve(dirname(file), String(filled));
  }

  /** What is wrong with an included file as a whole shows where it is included. */
  #placeUnread({ source, path }: Entry, from: number): void {
    const { faults } = this.input;
    for (const [index, fault] of faults.entries()) {
      if (index < from || fault.file !== undefined) continue;
      faults[index] = { ...fault, file: source.file, position: source.document.placeOf(path, 'value') };
    }
  }

  /** What finds the folders at each call reads the main file alone. */
  #refuseMisplaced(source: ConfigurationSource, [main]: readonly string[]): void {
    if (main === undefined) return;
    for (const key of FOLDER_KEYS) {
      if (!Object.hasOwn(source.keys, key)) continue;
      this.#fault(source, [key], 'configuration-folder-key', `${key}: it has no effect in an included file. Move it to ${main}.`);
    }
    const { version } = source.keys;
    if (version !== undefined && version !== 1) this.#fault(source, ['version'], 'configuration-wrong-value', 'version: it must be 1.');
  }

  #isSafe(source: ConfigurationSource): boolean {
    const { templates: _templates, ...others } = source.keys;
    const unsafe = unsafeKeyProblem(others);
    if (unsafe !== undefined) this.#fault(source, [], 'configuration-unknown-key', `${unsafe}.`);
    return unsafe === undefined;
  }

  #faultAt({ source, path }: Entry, code: FaultCode, message: string): void {
    this.#fault(source, path, code, `include[${path[1]}]: ${message}`);
  }

  #fault({ file, document }: ConfigurationSource, path: readonly PropertyKey[], code: FaultCode, message: string): void {
    this.input.faults.push({ code, file, position: document.placeOf(path, path.length === 1 ? 'key' : 'value'), message });
  }

  #note(error: unknown): undefined {
    if (!isConfigurationError(error)) throw error;
    this.input.faults.push(...error.faults);
    return undefined;
  }
}

function noKeys(file: string, chain: readonly string[]): ConfigurationError {
  const advice =
    chain.length === 0 ? 'Begin it with "version: 1" and "connections"' : 'Write keys of the configuration, or do not include it';
  return invalid('configuration-wrong-value', `${file} holds no keys and values. ${advice}.`);
}
