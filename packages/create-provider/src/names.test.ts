import { describe, expect, it } from 'vitest';
import { defaultTitle, idOfFolder, idProblem, packageNameProblem, titleProblem } from './names.js';

describe('a provider id', () => {
  it.each(['a', 'my-cloud', 'x9', 'a'.repeat(32)])('may be %s', (id) => {
    expect(idProblem(id)).toBeUndefined();
  });

  it.each(['', 'A', '9x', '-a', 'my_cloud', 'my cloud', 'é', 'a'.repeat(33), '../x', 'a\u001b[31m', 'a\n'])('may not be %j', (id) => {
    expect(idProblem(id)).toMatch(/^"[ -~é]*" is no provider id: lower-case letters, digits and hyphens, at most 32, first a letter$/);
  });

  it.each([
    ['my-cloud', 'my-cloud'],
    ['provider-my-cloud', 'my-cloud'],
    ['hostwright-provider-my-cloud', 'my-cloud'],
    ['provider-', 'provider-'],
  ])('of the folder %s is %s', (folder, id) => {
    expect(idOfFolder(folder)).toBe(id);
  });
});

describe('the other names', () => {
  it('come from the id', () => {
    expect(defaultTitle('my-cloud')).toBe('My Cloud');
    expect(defaultTitle('a--b-')).toBe('A B');
  });

  it.each(['My Cloud', 'Ünïcode 2', 'A & B (beta), 1.0'])('may be %j for people', (title) => {
    expect(titleProblem(title)).toBeUndefined();
  });

  it.each(['', ' x', "It's", 'a"b', 'a\\b', 'a`b', '${a}', 'a\nb', 'x'.repeat(61)])(
    'may not be %j, which a source could not hold',
    (title) => {
      expect(titleProblem(title)).toMatch(/is no name/);
    },
  );

  it.each(['x', '@acme/provider-tin', 'hostwright-provider-x'])('may be %j for npm', (name) => {
    expect(packageNameProblem(name)).toBeUndefined();
  });

  it.each(['', '@acme', '@acme/', 'A', '.x', '_x', 'a b', '../x', 'x'.repeat(215)])('may not be %j for npm', (name) => {
    expect(packageNameProblem(name)).toMatch(/is no name of an npm package$/);
  });
});
