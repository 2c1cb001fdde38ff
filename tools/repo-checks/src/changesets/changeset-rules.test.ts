import { describe, expect, it } from 'vitest';
import { plant, readRepository } from '../tree.js';
import { changesetViolations } from './changeset-rules.js';

const VERSION = '0.3.0';

function packageFile(name: string, more: object = {}): string {
  return JSON.stringify({ name, version: VERSION, ...more });
}

function violations(changesets: Readonly<Record<string, string>>, version = VERSION): readonly string[] {
  const files = {
    'packages/core/package.json': packageFile('@hostwright/core'),
    'packages/store/package.json': packageFile('@hostwright/store'),
    'plugins/tin/package.json': packageFile('@hostwright/provider-tin', { version, peerDependencies: { '@hostwright/core': '*' } }),
    'apps/host-factory/package.json': packageFile('@hostwright/host-factory', { devDependencies: { '@hostwright/store': '*' } }),
    'apps/inside/package.json': packageFile('@hostwright/inside', { private: true }),
    '.changeset/README.md': '# Changesets',
  };
  const waiting = Object.fromEntries(Object.entries(changesets).map(([name, text]) => [`.changeset/${name}.md`, text]));
  return changesetViolations(plant({ ...files, ...waiting }));
}

function changeset(releases: Readonly<Record<string, string>>, text = 'A sentence.'): string {
  const lines = Object.entries(releases).map(([name, bump]) => `'@hostwright/${name}': ${bump}\n`);
  return `---\n${lines.join('')}---\n\n${text}\n`;
}

describe('the changesets that wait', { tags: ['proof.changesets', 'real'] }, () => {
  it('keep the rules', () => {
    expect(changesetViolations(readRepository())).toEqual([]);
  });

  it('may be none, or release nothing', () => {
    expect(violations({})).toEqual([]);
    expect(violations({ empty: '---\n---\n' })).toEqual([]);
  });

  it.each([
    ['a package that is not there', { stork: 'minor' }, 'names @hostwright/stork'],
    ['a package that is not published', { inside: 'minor' }, 'names @hostwright/inside'],
    ['no bump', { 'host-factory': 'huge' }, 'says huge for @hostwright/host-factory'],
    ['a major below 1.0', { 'host-factory': 'major' }, 'below 1.0 a breaking change is minor'],
  ])('are refused when they name %s', (_what, releases, message) => {
    expect(violations({ a: changeset(releases) })).toEqual([expect.stringContaining(message)]);
  });

  it('are refused without a sentence', () => {
    expect(violations({ a: changeset({ 'host-factory': 'patch' }, '') })).toEqual(['.changeset/a.md has no sentence for the users']);
  });

  it.each(['core', 'store'])('name the command line when they change %s, which it bundles', (name) => {
    expect(violations({ a: changeset({ [name]: 'patch' }) })).toEqual([
      expect.stringContaining('@hostwright/host-factory, which bundles it'),
    ]);
    expect(violations({ a: changeset({ [name]: 'patch' }), b: changeset({ 'host-factory': 'patch' }) })).toEqual([]);
  });

  it('raise a plugin as a break when core leaves its peer range', () => {
    const core = changeset({ core: 'major', 'host-factory': 'minor' });
    expect(violations({ core })).toEqual([expect.stringContaining('name @hostwright/provider-tin as minor')]);
    expect(violations({ core, tin: changeset({ 'provider-tin': 'patch' }) })).toHaveLength(1);
    expect(violations({ core, tin: changeset({ 'provider-tin': 'minor' }) })).toEqual([]);
    expect(violations({ core, tin: changeset({ 'provider-tin': 'major' }) }, '1.2.0')).toEqual([]);
  });
});
