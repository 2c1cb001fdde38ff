import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { commonError, eachId } from './each-id.js';

const IDS = Array.from({ length: 120 }, (_, index) => index);

describe('asking for single objects', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('has at most 50 calls under way, and the first alone', async () => {
    let [underWay, most, besideFirst] = [0, 0, 0];
    const answers = await eachId(IDS, async (id) => {
      underWay += 1;
      most = Math.max(most, underWay);
      if (id === 0) besideFirst = underWay;
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return id * 2;
    });
    expect([answers.size, answers.get(7), most, besideFirst]).toEqual([120, { answer: 14 }, 50, 1]);
  });

  it('goes on when one object is refused', async () => {
    const answers = await eachId([1, 2, 3], async (id) => {
      if (id === 1) throw new ProviderError('PermissionDenied', 'not this one');
      return id;
    });
    expect([answers.get(2), answers.get(3)]).toEqual([{ answer: 2 }, { answer: 3 }]);
    expect(commonError(answers)).toBeUndefined();
  });

  it.each(['Throttled', 'Unavailable', 'OutcomeUnknown', 'Credentials'] as const)(
    'sends nothing more once the cluster answers %s',
    async (errorClass) => {
      let sent = 0;
      const answers = await eachId(IDS, async () => {
        sent += 1;
        throw new ProviderError(errorClass, 'no');
      });
      expect([sent, answers.size, commonError(answers)?.errorClass]).toEqual([1, 120, errorClass]);
    },
  );

  it('passes on what is no error of the cluster', async () => {
    await expect(eachId([1], () => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });
});
