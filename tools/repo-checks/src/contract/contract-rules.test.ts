import { describe, expect, it } from 'vitest';
import { plant, readRepository } from '../tree.js';
import { contractViolations } from './contract-rules.js';

function check(text: string, file = 'context.ts'): readonly string[] {
  return contractViolations(plant({ [`packages/core/src/provider/${file}`]: text }));
}

describe('the provider contract', () => {
  it(
    'has no any, no open record, and a docstring for everything that a plugin author meets',
    { tags: ['plugins.contract', 'real'] },
    () => {
      expect(contractViolations(readRepository())).toEqual([]);
    },
  );

  it.each([
    ['type A = any;', '`any` in the contract'],
    ['function a(x: readonly any[]): void {}', '`any` in the contract'],
    ['interface A { [key: string]: number }', 'index signature'],
    ['type A = Record<string, number>;', 'open Record'],
    ['type A = Readonly<Record<number, B>>;', 'open Record'],
    ['type A = Partial<Record<"a" | `x-${string}`, B>>;', 'open Record'],
    ['type A = { readonly [K in string]: B };', 'mapped type'],
    ['export interface A { readonly b: string }', 'export A has no docstring'],
    ['export type A = string;', 'export A has no docstring'],
    ['export const a = 1;', 'export a has no docstring'],
    ['export function a(): void {}', 'export a has no docstring'],
    ['export class A {}', 'export A has no docstring'],
    ['interface A { b(): void }', 'operation A.b has no docstring'],
    ['interface A { readonly b: () => void }', 'operation A.b has no docstring'],
    ['interface A { /** */ b(): void }', 'operation A.b has no docstring'],
  ])('refuses %s', (text, message) => {
    expect(check(text)).toEqual([expect.stringContaining(message)]);
  });

  it('accepts closed records and lists', () => {
    expect(check("type A = Record<'a' | 'b', number>; type B = Record<Unified, string>; type C = { [K in keyof D]: E };")).toEqual([]);
  });

  const four = ' * AWS: RunInstances, or none. GCP: instances.bulkInsert.\n * Azure: none.\n * Kubernetes: create.';

  it('accepts an operation that names the call of each cloud', () => {
    expect(check(`interface A {\n /** Starts.\n *\n${four}\n */\n b(): void }`, 'machines.ts')).toEqual([]);
  });

  it.each(['AWS', 'GCP', 'Azure', 'Kubernetes'])('refuses an operation that does not name the call of %s', (cloud) => {
    const text = `interface A {\n /** Starts.\n *\n${four.replace(`${cloud}: `, '')}\n */\n b?(): void }`;
    expect(check(text, 'volumes.ts')).toEqual([expect.stringContaining(`operation A.b: its docstring lacks \`${cloud}: ...\``)]);
    expect(check(text, 'context.ts')).toEqual([]);
  });
});
