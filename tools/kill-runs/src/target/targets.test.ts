import { describe, expect, it } from 'vitest';
import { shareOut, TARGETS, targetNamed } from './targets.js';

describe('targets', { tags: ['proof.kill-runs', 'simulated'] }, () => {
  it.each([
    [1_000, [800, 100, 100]],
    [9, [9, 0, 0]],
    [25, [21, 2, 2]],
  ])('share %i runs', (runs, shares) => {
    expect(shareOut(runs, TARGETS).map(([, share]) => share)).toEqual(shares);
  });

  it('leaves all runs to one that is alone', () => {
    expect(shareOut(60, [targetNamed('aws-moto')]).map(([{ name }, share]) => [name, share])).toEqual([['aws-moto', 60]]);
  });

  it('says which there are where one is unknown', () => {
    expect(() => targetNamed('gcp')).toThrow('there is no target "gcp": name one of mock, aws-moto, aws-fake-ec2');
  });
});
