import { describe, expect, it } from 'vitest';
import { headerOf } from './intent-header.js';
import { anIntent } from './testing/builders.js';

const ENDED = [
  { incarnation: 'first', lastSequence: 2 },
  { incarnation: 'second', lastSequence: 5 },
];
const DEPLOYMENT = {
  deploymentId: 'd-1',
  incarnation: 'third',
  knownIncarnations: ['first', 'second', 'third'],
  endedLives: ENDED,
  lastSequence: 6,
  createdAtMs: 1,
};

describe('the tags of a launch', () => {
  it.each([
    [1, 'first'],
    [2, 'first'],
    [3, 'second'],
    [6, 'third'],
  ])('of intent %i name the incarnation that made it, also when it is sent again after restores: %s', (sequence, incarnation) => {
    expect(headerOf(DEPLOYMENT, anIntent({ sequence }))).toMatchObject({ deploymentId: 'd-1', incarnation, sequence });
  });
});
