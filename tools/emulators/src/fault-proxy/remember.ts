import type { Forward } from './corrections/index.js';
import type { Reply } from './message.js';

/** What a moto says of these never changes, and costs it seconds of computing each time. */
const CONSTANT: ReadonlySet<string> = new Set(['DescribeInstanceTypes', 'DescribeInstanceTypeOfferings']);

const answers = new Map<string, Promise<Reply>>();

/** Asks an emulator once for each constant list; all proxies of this process, whatever their accounts, are told what it said then. */
export function rememberConstants(target: string, forward: Forward): Forward {
  return (call) => {
    if (!CONSTANT.has(call.action)) return forward(call);
    const key = JSON.stringify([target, call.region, call.sent.body.toString()]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const reply = forward(call);
    answers.set(key, reply);
    const forgetRefused = ({ status }: Reply): void => void (status === 200 || answers.delete(key));
    reply.then(forgetRefused, () => answers.delete(key));
    return reply;
  };
}
