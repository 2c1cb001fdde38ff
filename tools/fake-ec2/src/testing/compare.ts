import { ask, type RawReply } from './ask.ts';
import type { ReadReply, ReplyReader } from './read-replies.ts';
import type { Ids, Step } from './steps.ts';

/** What one side answered to a step. */
export interface Answer {
  readonly step: string;
  readonly action: string;
  readonly raw: RawReply;
  readonly read: ReadReply;
}

/** Asks one side all steps in order. */
export async function walk(url: string, steps: readonly Step[], reader: ReplyReader): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let ids: Ids = {};
  for (const { name, question, keep = {} } of steps) {
    const asked = question(ids);
    const raw = await ask(url, asked);
    const read = await reader.read(raw);
    answers.push({ step: name, action: asked.action, raw, read });
    const kept = Object.entries(keep).map(([id, path]) => [id, at(read.parsed, path)] as const);
    ids = { ...ids, ...Object.fromEntries(kept) };
  }
  return answers;
}

function at(value: unknown, path: readonly (string | number)[]): string {
  let found = value;
  for (const part of path) found = (found as Readonly<Record<string | number, unknown>> | undefined)?.[part];
  return typeof found === 'string' ? found : '';
}

/** A place where the two answers to a step differ; undefined where one has nothing. */
export interface Difference {
  readonly step: string;
  readonly action: string;
  /** Without the numbers of items: `Reservations[].Instances[].Platform`. */
  readonly path: string;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

export function differences(ours: Answer, theirs: Answer): readonly Difference[] {
  const [a, b] = [leaves(shownOf(ours)), leaves(shownOf(theirs))];
  const paths = [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
  const { step, action } = ours;
  return paths.map((path) => ({ step, action, path: path.replace(/\[\d+\]/g, '[]'), ours: a.get(path), theirs: b.get(path) }));
}

/** An error counts by its code and status: the words differ. */
function shownOf({ raw, read }: Answer): unknown {
  if (raw.status < 300) return read.parsed;
  const error = read.parsed['Error'] as { readonly Code?: string } | undefined;
  return { status: raw.status < 500 ? '4xx' : '5xx', code: error?.Code };
}

function leaves(value: unknown, path = '', found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (Array.isArray(value)) {
    found.set(`${path}.length`, String(value.length));
    for (const [index, item] of value.toSorted(byKey).entries()) leaves(item, `${path}[${index}]`, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) leaves(item, path === '' ? name : `${path}.${name}`, found);
  } else {
    found.set(path, normal(String(value)));
  }
  return found;
}

/** Tags have no order. */
function byKey(a: unknown, b: unknown): number {
  const [left, right] = [a, b].map((item) => (item as { readonly Key?: string } | null)?.Key);
  return left === undefined || right === undefined ? 0 : left.localeCompare(right);
}

/** Ids, times and addresses are told apart from each other, and from nothing else. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(i|vol|eni|eni-attach|vpc|vpc-cidr-assoc|subnet|sg|key|ami|snap|lt|r|sir)-(?:[0-9a-z]{17}|[0-9a-z]{8})\b/g, '$1-<id>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, '<uuid>'],
  [/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)$/, '<time>'],
  [/^\d+\.\d+\.\d+\.\d+$/, '<address>'],
  [/^\d+\.\d+\.\d+\.\d+\/\d+$/, '<network>'],
  [/^ip-[\d-]+\.ec2\.internal$/, '<private name>'],
  [/^ec2-[\d-]+\.compute-1\.amazonaws\.com$/, '<public name>'],
  [/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/, '<mac>'],
];

function normal(text: string): string {
  return FORMS.reduce((left, [form, shown]) => left.replace(form, shown), text);
}
