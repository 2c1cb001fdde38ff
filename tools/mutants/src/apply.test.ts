import { describe, expect, it } from 'vitest';
import { mutatedFiles } from './apply.js';
import type { Mutant } from './mutant.js';

const SOURCE = 'if (a) return 1;\nif (b) return 2;\n';

function aMutant(...edits: readonly { readonly find: string; readonly replace: string }[]): Mutant {
  return {
    id: 'some-mutant',
    rule: '',
    change: '',
    edits: edits.map((edit) => ({ file: 'engine/some.ts', ...edit })),
    caughtBy: { by: 'simulation', invariants: ['I1'] },
  };
}

const apply = (mutant: Mutant): ReadonlyMap<string, string> => mutatedFiles(mutant, () => SOURCE);

describe('a mutant', { tags: ['proof.mutants', 'simulated'] }, () => {
  it('replaces its text and nothing else', () => {
    expect([...apply(aMutant({ find: 'return 1', replace: 'return 3' }))]).toEqual([
      ['engine/some.ts', 'if (a) return 3;\nif (b) return 2;\n'],
    ]);
  });

  it('may change a file in several places', () => {
    const mutant = aMutant({ find: 'return 1', replace: 'return 3' }, { find: 'return 2', replace: 'return 4' });
    expect(apply(mutant).get('engine/some.ts')).toBe('if (a) return 3;\nif (b) return 4;\n');
  });

  it('puts in what looks like a pattern as it stands', () => {
    expect(apply(aMutant({ find: 'return 1', replace: '$& $1' })).get('engine/some.ts')).toContain('if (a) $& $1;');
  });

  it('fails by its name when its text does not stand there any more', () => {
    expect(() => apply(aMutant({ find: 'return 9', replace: '' }))).toThrow(
      "mutant 'some-mutant': its text in packages/core/src/engine/some.ts does not stand there any more: return 9",
    );
  });

  it('fails by its name when its text stands there more than once', () => {
    expect(() => apply(aMutant({ find: 'return', replace: '' }))).toThrow(
      "mutant 'some-mutant': its text in packages/core/src/engine/some.ts stands there 2 times",
    );
  });
});
