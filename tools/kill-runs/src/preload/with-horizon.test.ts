import { describe, expect, it } from 'vitest';
import { withHorizon } from './with-horizon.js';

const kinds = [
  { kind: 'machine', replayHorizonMs: 7, visibilityHorizonMs: 300_000 },
  { kind: 'group', replayHorizonMs: 8, visibilityHorizonMs: 300_000 },
];

class Provider {
  readonly capabilities = { machines: { kinds, groups: true }, interfaces: [] };
  readonly #name = 'aws';

  identify(): string {
    return this.#name;
  }
}

describe('withHorizon', { tags: ['proof.kill-runs', 'simulated'] }, () => {
  it('lets a provider say another time for how long listings lag, and nothing else', () => {
    expect(withHorizon(new Provider(), 3_000).capabilities).toEqual({
      machines: { kinds: kinds.map((kind) => ({ ...kind, visibilityHorizonMs: 3_000 })), groups: true },
      interfaces: [],
    });
  });

  it('leaves what a provider does as it is', () => {
    expect(withHorizon(new Provider(), 3_000).identify()).toBe('aws');
  });
});
