import type { ConfigurationFault, Position } from '../fault.js';
import { invalid } from '../invalid.js';
import { findLocated, positionsIn } from '../text/located.js';
import { parseJson } from '../text/parse-json.js';
import { type ParsedText, parseYaml } from '../text/parse-yaml.js';
import { depthProblem } from './unsafe.js';

/** What a file says, and where. */
export interface ParsedDocument {
  readonly value: unknown;
  /** Where the value of a path stands, or its key; of one that is not there, what is around it. */
  placeOf(path: readonly PropertyKey[], of: 'key' | 'value'): Position;
  /** Keys that stand twice in one object of a JSON text. In YAML they are refused at once. */
  doubleKeys(): readonly ConfigurationFault[];
}

/**
 * Parses the text of a configuration or template file, JSON or YAML by its name. Messages give the place of a mistake and nothing of the
 * text, which may be secret.
 *
 * @throws {ConfigurationError}
 */
export function parseDocument(path: string, text: string): ParsedDocument {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') throw invalid('configuration-syntax', `${path} is empty. Write it again, or remove it.`);
  const isJson = path.endsWith('.json');
  const parsed: ParsedText & Partial<ReturnType<typeof parseJson>> = isJson ? parseJson(path, body) : parseYaml(path, body);
  const problem = depthProblem(parsed.value);
  if (problem !== undefined) throw invalid('configuration-syntax', `${path}: ${problem}`);
  const position = positionsIn(body);
  return {
    value: parsed.value,
    placeOf: (wanted, of) => {
      const { found, isExact } = findLocated(parsed.located(), wanted);
      return position(of === 'key' && isExact ? found.keyAt : found.valueAt);
    },
    doubleKeys: () =>
      (parsed.doubleKeys?.() ?? []).map(({ firstAt, secondAt }) => ({
        code: 'configuration-duplicate',
        file: path,
        position: position(secondAt),
        message: `This key stands twice in one object, first in line ${position(firstAt).line}. Remove one of them.`,
      })),
  };
}
