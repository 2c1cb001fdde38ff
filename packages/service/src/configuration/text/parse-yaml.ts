import { type Document, type ErrorCode, parseDocument, visit } from 'yaml';
import { invalid } from '../invalid.js';
import { ConfigurationError, type ConfigurationFault } from '../fault.js';
import { locateYaml } from './locate-yaml.js';
import { type Located, positionOf, positionsIn } from './located.js';
import { YAML_MISTAKES } from './yaml-mistakes.js';

/** A parsed text: what it says, and where each part of it stands. */
export interface ParsedText {
  readonly value: unknown;
  /** Made when it is first asked for. */
  readonly located: () => Located;
}

/** Parses YAML. Messages give the place of a mistake and nothing of the text, which may be secret. @throws {ConfigurationError} */
export function parseYaml(file: string, text: string): ParsedText {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    const faults = [...faultsOf(file, text, document), ...deadAliases(file, text, document)];
    if (faults.length > 0) throw new ConfigurationError(faults);
    let made: Located | undefined;
    return { value: document.toJS(), located: () => (made ??= locateYaml(document)) };
  } catch (error) {
    if (error instanceof RangeError) throw invalid('configuration-syntax', `${file} is nested too deep. Check what wrote the file.`);
    if (error instanceof ReferenceError) {
      throw invalid('configuration-syntax', `${file} uses too many aliases. Write out what they stand for.`);
    }
    throw error;
  }
}

/** Every key that stands twice; of other mistakes the first alone, because the parser takes what follows for mistakes, too. */
function faultsOf(file: string, text: string, { errors }: Document): readonly ConfigurationFault[] {
  const doubles = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const first = errors.find(({ code }) => code === 'TAB_AS_INDENT') ?? errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  const tab = first === undefined ? undefined : tabBefore(text, first.pos[0]);
  const others = first === undefined ? [] : [tab === undefined ? first : ({ code: 'TAB_AS_INDENT', pos: [tab] } as const)];
  const position = positionsIn(text);
  return [...others, ...doubles].map(({ code, pos: [offset] }) => ({
    code: FAULT_CODES_OF_MISTAKES[code] ?? 'configuration-syntax',
    file,
    position: position(offset),
    message: `${YAML_MISTAKES[code]}.${aboutVariable(code, text, offset)}`,
  }));
}

/** Braces of a variable are those of an object for the parser, where brackets or braces are around them. */
function aboutVariable(code: ErrorCode, text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  const isMeant = code !== 'DUPLICATE_KEY' && code !== 'TAB_AS_INDENT' && /[[{,]\s*.*\$\{/.test(line);
  return isMeant ? ' Between brackets, "${NAME}" needs quotes.' : '';
}

const FAULT_CODES_OF_MISTAKES: Readonly<{ [code: string]: ConfigurationFault['code'] }> = {
  TAB_AS_INDENT: 'configuration-syntax',
  DUPLICATE_KEY: 'configuration-duplicate',
};

/** The parser names what it misses; a tab at the start of that line is why. */
function tabBefore(text: string, offset: number): number | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const tab = /^[ ]*\t/.exec(text.slice(start));
  return tab === null ? undefined : start + tab[0].length - 1;
}

/** Aliases that stand for nothing. */
function deadAliases(file: string, text: string, document: Document): readonly ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  if (document.errors.length > 0) return faults;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const position = positionOf(text, alias.range?.[0] ?? 0);
      faults.push({
        code: 'configuration-syntax',
        file,
        position,
        message: 'An alias (*name) stands for nothing: no anchor (&name) is before it. Write out the value, or put it in quotes.',
      });
    },
  });
  return faults;
}
