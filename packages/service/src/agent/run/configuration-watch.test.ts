import { silentLogger } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import type { SiteConfiguration } from '../../configuration/index.js';
import { ConfigurationWatch } from './configuration-watch.js';

function configurationOf(fingerprint: string): SiteConfiguration {
  return { fingerprint, connections: [], templates: [] } as unknown as SiteConfiguration;
}

/** A watch over a disk that the test writes. */
function watched() {
  const disk: { content: SiteConfiguration | Error } = { content: configurationOf('one') };
  const prepared: string[] = [];
  const begun: string[] = [];
  const refusals = new Set<string>();
  const watch = new ConfigurationWatch({
    first: configurationOf('one'),
    load: async () => {
      if (disk.content instanceof Error) throw disk.content;
      return disk.content;
    },
    prepare: async ({ fingerprint }) => {
      prepared.push(fingerprint);
      if (refusals.has(fingerprint)) throw new Error(`${fingerprint} is refused`);
      return async () => void begun.push(fingerprint);
    },
    logger: silentLogger,
  });
  return { watch, disk, prepared, begun, refusals };
}

describe('watching the configuration', { tags: ['agent.configuration-reload', 'real'] }, () => {
  it('does nothing while it is unchanged', async () => {
    const { watch, prepared } = watched();
    await watch.look();
    expect(prepared).toEqual([]);
    expect(watch.problem).toBeUndefined();
  });

  it('takes a changed one into use, once', async () => {
    const { watch, disk, begun } = watched();
    disk.content = configurationOf('two');
    await Promise.all([watch.look(), watch.look(), watch.look()]);
    await watch.look();
    await watch.settled();
    expect(begun).toEqual(['two']);
    expect(watch.current.fingerprint).toBe('two');
  });

  it('keeps the last good one while the one on disk cannot be read, and says why', async () => {
    const { watch, disk, begun } = watched();
    disk.content = new Error('line 3 is no YAML');
    await watch.look();
    expect(watch.current.fingerprint).toBe('one');
    expect(watch.problem).toBe('line 3 is no YAML');
    disk.content = configurationOf('one');
    await watch.look();
    expect(watch.problem).toBeUndefined();
    expect(begun).toEqual([]);
  });

  it('does not try a refused one at every look, and forgets the refusal with the next one', async () => {
    const { watch, disk, prepared, begun, refusals } = watched();
    refusals.add('two');
    disk.content = configurationOf('two');
    await watch.look();
    await watch.look();
    expect(prepared).toEqual(['two']);
    expect(watch.problem).toBe('two is refused');
    expect(watch.current.fingerprint).toBe('one');
    disk.content = configurationOf('three');
    await watch.look();
    await watch.settled();
    expect(watch.problem).toBeUndefined();
    expect(begun).toEqual(['three']);
  });
});
