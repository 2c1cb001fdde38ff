import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostFactoryError, ProviderError, StoreError } from '@hostwright/core';
import { ProtocolError } from '@hostwright/host-factory-protocol';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { codeOfError } from './code-of-error.js';
import { ERRORS, exitCodeOf } from './errors.js';
import { findError } from './find-error.js';
import { COMMAND_ERRORS } from './tables/command-errors.js';
import { CONFIGURATION_ERRORS } from './tables/configuration-errors.js';
import { HALTS } from './tables/halts.js';
import { EXIT, REMEDY_EXIT_CODES } from './tables/exit-codes.js';

const ROOT = join(import.meta.dirname, '../../../..');

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

/** The words of a union type, as its declaration lists them. */
function unionOf(file: string, name: string): readonly string[] {
  const words: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) words.push(node.literal.text);
    ts.forEachChild(node, collect);
  };
  for (const statement of sourceOf(file).statements) {
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === name) collect(statement.type);
  }
  return words;
}

function sourcesIn(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT })).filter((file) => !/\.(?:test|suite)\.ts$/.test(file));
}

/** The first argument of every `new callee(...)` in a file, where it is written out. */
function argumentsOf(callee: string, file: string): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    const first = ts.isNewExpression(node) && node.expression.getText() === callee ? node.arguments?.[0] : undefined;
    if (first !== undefined && ts.isStringLiteral(first)) texts.push(first.text);
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(file));
  return texts;
}

/** Every text of small letters and hyphens that is written out in a file. */
function textsIn(file: string): readonly string[] {
  return [...readFileSync(join(ROOT, file), 'utf8').matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, text = '']) => text);
}

const EXIT_CODES = [...Object.values(EXIT), ...Object.values(REMEDY_EXIT_CODES)].toSorted((a, b) => a - b);
const CODES = new Set(ERRORS.map(({ code }) => code));

describe('the table of errors', { tags: ['cli.explain', 'real'] }, () => {
  it.each([
    ['ProviderErrorClass', 'packages/core/src/provider/errors.ts', 'cloud', (word: string) => new ProviderError(word as 'Quota', '')],
    [
      'HostFactoryErrorCode',
      'packages/core/src/ports/errors.ts',
      'engine',
      (word: string) => new HostFactoryError(word as 'InvalidCall', ''),
    ],
    ['StoreErrorKind', 'packages/core/src/ports/store.ts', 'store', (word: string) => new StoreError(word as 'busy', '')],
    [
      'ProtocolErrorCode',
      'packages/host-factory-protocol/src/protocol-error.ts',
      'input of a call',
      (word: string) => new ProtocolError(word as 'missing', '$', ''),
    ],
  ])('has every %s, and nothing that is none', (name, file, area, make) => {
    const codes = unionOf(file, name).map((word) => codeOfError(make(word)) ?? '');
    expect(codes.length).toBeGreaterThan(5);
    const listed = ERRORS.filter((error) => error.area === area && error.names.length > 0).map(({ code }) => code);
    expect(listed.toSorted()).toEqual(codes.toSorted());
  });

  it('has every reason for which a connection is halted', () => {
    const kinds = unionOf('packages/core/src/domain/connection.ts', 'HaltReason');
    expect(Object.keys(HALTS).toSorted()).toEqual(kinds.toSorted());
    for (const kind of kinds) expect(CODES).toContain(kind);
  });

  it('ends each error of a provider, the engine and the store as its remedy says', () => {
    expect(exitCodeOf(codeOfError(new ProviderError('OutcomeUnknown', '')) ?? '')).toBe(REMEDY_EXIT_CODES['inspect-first']);
    expect(exitCodeOf(codeOfError(new HostFactoryError('RequestNotFound', '')) ?? '')).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(exitCodeOf(codeOfError(new StoreError('busy', '')) ?? '')).toBe(REMEDY_EXIT_CODES['retry-later']);
  });

  it('has every exit code, each once', () => {
    const exits = ERRORS.filter(({ area }) => area === 'exit code').map(({ exitCode }) => exitCode);
    expect(exits).toEqual(EXIT_CODES);
    expect(new Set(EXIT_CODES).size).toBe(EXIT_CODES.length);
  });

  it('gives each error an exit code that is documented', () => {
    for (const { exitCode } of ERRORS) expect(CODES).toContain(`exit-${exitCode}`);
  });

  it('has every code that the command line makes an error with, and none that nobody makes', () => {
    const files = sourcesIn(['apps/host-factory/src', 'packages/service/src', 'packages/store/src']).filter(
      (file) => !file.includes('/errors/tables/'),
    );
    const made = new Set(files.flatMap((file) => argumentsOf('CommandError', file)));
    expect([...made].filter((code) => !Object.hasOwn(COMMAND_ERRORS, code))).toEqual([]);
    const written = new Set(files.flatMap(textsIn));
    expect(Object.keys({ ...COMMAND_ERRORS, ...CONFIGURATION_ERRORS }).filter((code) => !written.has(code))).toEqual([]);
  });

  it('names no code twice', () => {
    expect(CODES.size).toBe(ERRORS.length);
  });

  it.each(ERRORS)('says cause, remedy and example of $code in one line each', ({ title, cause, remedy, example, code }) => {
    for (const text of [title, cause, remedy, example]) expect(text).toMatch(/^[^\n]{2,}$/);
    expect(cause).toMatch(/\.$/);
    expect(remedy).toMatch(/\.$/);
    expect(code).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
  });
});

describe('finding an error', { tags: ['cli.explain', 'cli.suggestions', 'real'] }, () => {
  it.each([
    ['store-busy', 'store-busy'],
    ['[store-busy]', 'store-busy'],
    [' STORE-BUSY ', 'store-busy'],
    ['OutcomeUnknown', 'cloud-outcome-unknown'],
    ['OutcomeUnknownError', 'cloud-outcome-unknown'],
    ['InvalidConfiguration', 'invalid-configuration'],
    ['7', 'exit-7'],
    ['exit-7', 'exit-7'],
    ['inspect-first', 'exit-7'],
    ['130', 'exit-130'],
    ['busy', 'store-busy'],
  ])('takes %j for %s', (word, code) => {
    expect(findError(word)).toMatchObject({ found: { code } });
  });

  it.each([['99'], ['-1'], ['007'], ['1e3'.replace('e3', '000')]])(
    'takes %j for an exit code that does not exist, and lists those that do',
    (word) => {
      expect(findError(word)).toEqual({ found: undefined, exitCodes: EXIT_CODES });
    },
  );

  it.each([
    ['store-bussy', 'store-busy'],
    ['outcome-unknwon', 'OutcomeUnknown'],
    ['ConflictEror', 'ConflictError'],
  ])('suggests for %j the nearest one', (word, nearest) => {
    expect(findError(word)).toEqual({ found: undefined, exitCodes: undefined, nearest });
  });

  it.each([['x'], ['zz'], ['__proto__'], ['constructor'], ['toString'], ['€'], ['']])('guesses nothing from %j', (word) => {
    expect(findError(word)).toEqual({ found: undefined, exitCodes: undefined, nearest: undefined });
  });
});
