import { ProviderError } from '@hostwright/core/provider';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callByIds } from './by-ids.js';
import { idList } from './testing/wire-ec2.js';

const refusal = (code: string, words: string): ProviderError =>
  new ProviderError('NotFound', `ec2 TerminateInstances: ${code}`, { code, cause: new Error(words) });

/** A call that is refused as a whole when a bad id is among its ids. */
function callWith(bad: ReadonlySet<string>, refuse: (bad: readonly string[]) => ProviderError) {
  const calls: (readonly string[])[] = [];
  const call = async (asked: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    calls.push(asked);
    const found = asked.filter((id) => bad.has(id));
    if (found.length > 0) throw refuse(found);
    return new Map(asked.map((id) => [id, 'done']));
  };
  return { calls, call };
}

describe('a call by many ids', { tags: ['aws.terminate', 'simulated'] }, () => {
  it('sets bad ids aside by the words of the refusal: two calls, however many are bad', { tags: ['aws.calls', 'simulated'] }, async () => {
    const asked = idList(1_000);
    const bad = new Set(asked.filter((_, index) => index % 100 === 7));
    const { calls, call } = callWith(bad, (found) =>
      refusal('InvalidInstanceID.NotFound', `The instance IDs '${found.join(', ')}' do not exist`),
    );
    const answers = await callByIds(asked, 1_000, call);
    expect(calls.length).toBe(2);
    expect(answers.filter((entry) => 'error' in entry).map(({ id }) => id)).toEqual([...bad]);
  });

  it('halves where the refusal names nobody', { tags: ['aws.calls', 'simulated'] }, async () => {
    const asked = idList(1_000);
    const { calls, call } = callWith(new Set(asked.slice(123, 124)), () => refusal('OperationNotPermitted', 'One instance is protected'));
    const answers = await callByIds(asked, 1_000, call);
    expect(calls.length).toBeLessThanOrEqual(21);
    expect(answers.filter((entry) => 'error' in entry).map(({ id }) => id)).toEqual(asked.slice(123, 124));
  });

  it('answers every id once and ends every good one, whichever are bad and whether or not they are named', async () => {
    const asked = idList(60);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 4 }), fc.boolean(), async (places, isNamed) => {
        const bad = new Set(places.map((place) => asked[place] ?? ''));
        const words = (found: readonly string[]): string => (isNamed ? `Invalid id: "${found[0]}"` : 'not permitted');
        const { call } = callWith(bad, (found) => refusal('OperationNotPermitted', words(found)));
        const answers = await callByIds(asked, 1_000, call);
        expect(answers.map(({ id }) => id).toSorted()).toEqual(asked);
        expect(answers.filter((entry) => 'answer' in entry).length).toBe(60 - bad.size);
      }),
    );
  });

  it('does not take an id for named that is only part of another', async () => {
    const { call } = callWith(new Set(['i-12']), () => refusal('InvalidInstanceID.NotFound', "The instance ID 'i-12' does not exist"));
    const answers = await callByIds(['i-1', 'i-12', 'i-2'], 1_000, call);
    expect(answers.flatMap((entry) => ('error' in entry ? [entry.id] : []))).toEqual(['i-12']);
  });

  it('throws a refusal that is not about ids, and sends no other half', async () => {
    const { calls, call } = callWith(new Set(['i-1']), () => new ProviderError('Throttled', 'slow down', { code: 'RequestLimitExceeded' }));
    await expect(callByIds(['i-1', 'i-2'], 1_000, call)).rejects.toMatchObject({ errorClass: 'Throttled' });
    expect(calls.length).toBe(1);
  });

  it('answers what is left with the error when some ids were answered before', async () => {
    let calls = 0;
    const call = async (asked: readonly string[]): Promise<ReadonlyMap<string, string>> => {
      calls += 1;
      if (calls > 1) throw new ProviderError('Throttled', 'slow down', { code: 'RequestLimitExceeded' });
      return new Map(asked.map((id) => [id, 'done']));
    };
    const answers = await callByIds(['i-1', 'i-2', 'i-3'], 1, call);
    expect(answers.map((entry) => ['answer' in entry, 'error' in entry && entry.named])).toEqual([
      [true, false],
      [false, false],
      [false, false],
    ]);
  });

  it(
    'stops looking for culprits after a bounded number of calls, and leaves the rest for later',
    { tags: ['aws.calls', 'simulated'] },
    async () => {
      const asked = idList(1_000);
      const { calls, call } = callWith(new Set(asked.filter((_, index) => index % 2 === 1)), () => refusal('UnauthorizedOperation', 'no'));
      const answers = await callByIds(asked, 1_000, call);
      expect(calls.length).toBeLessThanOrEqual(64);
      expect(answers.length).toBe(1_000);
    },
  );
});
