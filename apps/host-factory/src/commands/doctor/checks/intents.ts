import { age, plural } from '../../../cli/format.js';
import { storeCheck } from '../check.js';
import { note, ok } from '../finding.js';
import { hostFactory } from '../mend.js';

/** Longer than any cloud leaves a call undecided. */
const OLD_MS = 60 * 60_000;
const MAX_INTENTS = 1_000;

/** Calls to a cloud of which it is still not known what became of them. */
export const intents = storeCheck('intents', 'calls to clouds that are undecided for more than an hour', async (patient) => {
  const store = await patient.store();
  const unsettled = store === undefined ? [] : await store.read((tx) => tx.intents({ settled: false, limit: MAX_INTENTS }));
  const nowMs = patient.context.clock.now();
  const old = unsettled.filter(({ createdAtMs }) => nowMs - createdAtMs > OLD_MS);
  const [oldest] = old.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
  if (oldest === undefined) return [ok(`${plural(unsettled.length, 'call')} under way`)];
  return [
    note(
      `${plural(old.length, 'call')} undecided for more than an hour, the oldest since ${age(oldest.createdAtMs, nowMs)}: ${oldest.operation} on ${oldest.connection}`,
      hostFactory(patient, 'requests', 'show', oldest.requestId),
    ),
  ];
});
