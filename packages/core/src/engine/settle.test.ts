import { describe, expect, it } from 'vitest';
import type { Attempt, Intent } from '../domain/intent.js';
import { nextOfferAfter } from './settle-intent.js';
import { isRepeatableClass, partsToSend, settlementOf, type SendFacts } from './settle.js';
import { anAttempt, anIntent, NOW_MS } from './testing/builders.js';

const SENT = { state: 'sent', settlement: undefined, answeredParts: [] } as const;
const open = (overrides: Partial<Intent> = {}): Intent => anIntent({ ...SENT, ...overrides });
const lost = anAttempt({ state: 'sending', errorClass: 'OutcomeUnknown' });
const refused = (errorClass: string): Attempt => anAttempt({ attemptId: 'att-2', errorClass });
const TWO_PARTS = { version: 1, document: '', parts: 2 } as const;

describe('settlementOf', () => {
  it.each<[string, Partial<Intent>, readonly Attempt[], boolean, string | undefined]>([
    ['nothing sent and still wanted', {}, [], true, undefined],
    ['nothing sent and not wanted', {}, [], false, 'withdrawn'],
    ['answered', { answeredParts: [0] }, [anAttempt()], true, 'answered'],
    ['refused for good', { answeredParts: [0] }, [refused('Capacity')], true, 'refused'],
    ['refused for now, and wanted', {}, [refused('Throttled')], true, undefined],
    ['refused for now, and not wanted any more', {}, [refused('Throttled')], false, 'refused'],
    ['lost, no sweep yet', {}, [lost], true, undefined],
    ['lost, one quiet sweep', { quietSweeps: 1 }, [lost], true, undefined],
    ['lost, two quiet sweeps', { quietSweeps: 2 }, [lost], true, 'observed'],
    ['lost and cancelled', {}, [lost], false, undefined],
    [
      'lost, then answered: the first may still take effect',
      { answeredParts: [0] },
      [lost, anAttempt({ attemptId: 'att-2' })],
      true,
      undefined,
    ],
    ['lost, then refused by quota: it may be the first one’s doing', {}, [lost, refused('Quota')], false, undefined],
    ['lost, then refused, then seen out', { quietSweeps: 2 }, [lost, refused('Quota')], false, 'observed'],
    ['a conflict proves effect', {}, [refused('Conflict')], false, undefined],
    ['a conflict, seen out', { quietSweeps: 2 }, [refused('Conflict')], false, 'observed'],
    [
      'one of two parts answered, and wanted',
      { document: { version: 1, document: '', parts: 2 }, answeredParts: [0] },
      [anAttempt()],
      true,
      undefined,
    ],
    [
      'one of two parts answered, and not wanted',
      { document: { version: 1, document: '', parts: 2 }, answeredParts: [0] },
      [anAttempt()],
      false,
      'answered',
    ],
    [
      'one part answered, the other refused',
      { document: TWO_PARTS, answeredParts: [0, 1] },
      [anAttempt(), refused('Capacity')],
      true,
      'answered',
    ],
    [
      'one part answered, the other refused for now, and not wanted any more',
      { document: TWO_PARTS, answeredParts: [0] },
      [anAttempt(), refused('Throttled')],
      false,
      'answered',
    ],
    [
      'one part answered, and the other in conflict: it was done',
      { document: TWO_PARTS, answeredParts: [0] },
      [anAttempt(), refused('Conflict')],
      false,
      undefined,
    ],
  ])('%s', (_case, overrides, attempts, wanted, settlement) => {
    expect(settlementOf({ intent: open(overrides), attempts, wanted })).toBe(settlement);
  });

  it('never changes what is settled', () => {
    expect(settlementOf({ intent: anIntent({ settlement: 'observed' }), attempts: [], wanted: false })).toBe('observed');
  });
});

describe('partsToSend', () => {
  const facts = (overrides: Partial<SendFacts> = {}): SendFacts => ({
    intent: open(),
    attempts: [],
    wanted: true,
    seenUnits: 0,
    providerNowMs: NOW_MS + 60_000,
    sweptSinceMs: NOW_MS + 30_000,
    replayHorizonMs: 3_600_000,
    ...overrides,
  });

  it.each<[string, Partial<SendFacts>, readonly number[]]>([
    ['sends what was never sent', {}, [0]],
    ['sends nothing that is not wanted', { wanted: false }, []],
    ['sends nothing without a document', { intent: open({ document: undefined }) }, []],
    ['sends nothing that is settled', { intent: anIntent({ answeredParts: [] }) }, []],
    ['repeats a lost call after a later sweep that shows nothing', { attempts: [lost] }, [0]],
    ['does not repeat before such a sweep', { attempts: [lost], sweptSinceMs: NOW_MS }, []],
    ['does not repeat before any sweep of this start', { attempts: [lost], sweptSinceMs: undefined }, []],
    ['does not repeat once machines are seen', { attempts: [lost], seenUnits: 1 }, []],
    ['does not repeat beyond the replay horizon', { attempts: [lost], replayHorizonMs: 60_000 }, []],
    ['repeats a refusal that time may lift, before any sweep', { attempts: [refused('Throttled')], sweptSinceMs: undefined }, [0]],
    ['repeats a lost call beside such a refusal', { attempts: [lost, refused('Throttled')] }, [0]],
    [
      'does not repeat before a sweep that began after the last of several lost calls',
      { attempts: [lost, anAttempt({ state: 'sending', sentAtMs: NOW_MS + 40_000 })] },
      [],
    ],
    [
      'sends a part that was never tried, whatever became of the others',
      { intent: open({ document: TWO_PARTS }), attempts: [lost], sweptSinceMs: undefined, replayHorizonMs: 60_000 },
      [1],
    ],
    ['does not repeat after a final refusal beside a lost call', { attempts: [lost, refused('Quota')] }, []],
    ['only observes after a conflict', { attempts: [refused('Conflict')] }, []],
    [
      'leaves answered parts alone',
      { intent: open({ document: { version: 1, document: '', parts: 3 }, answeredParts: [1] }), attempts: [anAttempt({ part: 1 })] },
      [0, 2],
    ],
  ])('%s', (_case, overrides, parts) => {
    expect(partsToSend(facts(overrides))).toEqual(parts);
  });
});

describe('isRepeatableClass', () => {
  it('tells what time may lift from what is final', () => {
    expect(['Throttled', 'Unavailable', 'Credentials'].filter((errorClass) => !isRepeatableClass(errorClass))).toEqual([]);
    expect(['Capacity', 'Quota', 'InvalidTemplate', 'Conflict'].filter(isRepeatableClass)).toEqual([]);
  });
});

describe('nextOfferAfter', () => {
  const offers = [] as const;

  it.each<[string, Partial<Intent>, number]>([
    ['stays with an offer that gave all', {}, 0],
    ['goes on after one that gave less', { acceptedUnits: 1 }, 1],
    ['stays when nothing was sent', { settlement: 'withdrawn', acceptedUnits: 0 }, 0],
    [
      'gives up on what no offer can help',
      { settlement: 'refused', acceptedUnits: 0, shortfall: [{ units: 2, reason: 'InvalidTemplate', code: undefined, message: '' }] },
      Number.MAX_SAFE_INTEGER,
    ],
    [
      'goes on after a refusal of this offer alone',
      { settlement: 'refused', acceptedUnits: 0, shortfall: [{ units: 2, reason: 'Capacity', code: undefined, message: '' }] },
      1,
    ],
  ])('%s', (_case, overrides, next) => {
    expect(nextOfferAfter(anIntent(overrides), { nextOffer: 0, offers })).toBe(next);
  });

  it('gives up when the provider would not even list offers', () => {
    const intent = anIntent({
      settlement: 'refused',
      acceptedUnits: 0,
      shortfall: [{ units: 2, reason: 'Capacity', code: undefined, message: '' }],
    });
    expect(nextOfferAfter(intent, { nextOffer: 0, offers: undefined })).toBe(Number.MAX_SAFE_INTEGER);
  });
});
