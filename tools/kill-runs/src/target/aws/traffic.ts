import type { LineFacts } from '../../preload/lines.js';
import type { Call, FaultProxy, Reply } from './emulators.js';

const SHOWN_ID = /<(?:instanceId|InstanceId)>(i-[\da-f]+)</g;
const ORDERED_ID = /^InstanceId\.\d+$/;

/**
 * Looks at what passes between plugin and cloud, for what the cloud does not tell to the millisecond: a machine is written down as made with
 * the first answer that shows it, before anybody can have read that, and its end as ordered when the order is passed on.
 */
export class Traffic {
  readonly #seen = new Set<string>();
  readonly #orderedAtMs = new Map<string, number>();

  constructor(
    proxy: FaultProxy,
    private readonly write: (facts: LineFacts) => void,
  ) {
    proxy.rule({
      on: () => true,
      times: 'always',
      fault: { kind: 'rewrite', call: (call) => this.#onCall(call), reply: (reply, call) => this.#onReply(reply, call) },
    });
  }

  /** When the end of a machine was first ordered by a call that succeeded. */
  orderedAtMs(machineId: string): number | undefined {
    return this.#orderedAtMs.get(machineId);
  }

  #onCall(call: Call): Call {
    const nowMs = Date.now();
    for (const id of orderedBy(call)) if (!this.#orderedAtMs.has(id)) this.#orderedAtMs.set(id, nowMs);
    return call;
  }

  #onReply(reply: Reply, call: Call): Reply {
    if (reply.status !== 200) {
      for (const id of orderedBy(call)) this.#orderedAtMs.delete(id);
      return reply;
    }
    const ids = new Set([...reply.body.matchAll(SHOWN_ID)].flatMap(([, id = '']) => (this.#seen.has(id) ? [] : [id])));
    for (const id of ids) this.#seen.add(id);
    if (ids.size > 0) this.write({ line: 'cloud-created', machineIds: [...ids] });
    return reply;
  }
}

function orderedBy({ action, parameters }: Call): readonly string[] {
  if (action !== 'TerminateInstances') return [];
  return [...parameters].flatMap(([name, value]) => (ORDERED_ID.test(name) ? [value] : []));
}
