import type { Cloud } from '../../cloud/cloud.ts';
import { launchOf } from '../../cloud/lifecycle.ts';
import type { Launch } from '../../cloud/launch.ts';
import { REASONS, type ShownState } from '../../cloud/machines.ts';
import { dotted } from '../../cloud/network.ts';
import { volumeId } from '../../cloud/volumes.ts';
import { encodeElement } from '../../server/xml.ts';
import { instanceItem, type Blanks } from './instance-item.ts';

/**
 * The XML of machines, fast enough for pages of a thousand: machines of one launch with the same tags and state are written once with
 * marks in the place of what differs, and the marks are filled in for each.
 */
export function instanceText(cloud: Cloud, machine: number, state: ShownState): string {
  const launch = launchOf(cloud, machine);
  const stencil = stencilOf(cloud, launch, machine, state);
  const blanks = blanksOf(cloud, launch, machine, state);
  let text = stencil.head;
  for (const { mark, rest } of stencil.parts) text += valueOf(blanks, mark) + rest;
  return text;
}

interface Stencil {
  readonly head: string;
  readonly parts: readonly { readonly mark: number; readonly rest: string }[];
}

/** Marks are halves of surrogate pairs, which no decoded text has: one for each plain field, then one for each volume. */
const FIELDS = [
  'id',
  'ordinal',
  'privateIp',
  'privateName',
  'publicIp',
  'publicName',
  'launchTime',
  'transition',
  'spotRequestId',
  'nicId',
  'mac',
] as const;
const FIRST_MARK = 0xd8_00;
const ANY_MARK = /(?=[\uD800-\uD8FF])/u;
/** Every machine tagged differently would keep a stencil each: beyond this many all are made anew. */
const MOST_STENCILS = 2000;
const DEPTH = 4;

const stencils = new WeakMap<Cloud, Map<string, Stencil>>();

function stencilOf(cloud: Cloud, launch: Launch, machine: number, state: ShownState): Stencil {
  const { machines } = cloud;
  let known = stencils.get(cloud);
  if (known === undefined || known.size > MOST_STENCILS) stencils.set(cloud, (known = new Map<string, Stencil>()));
  const key = `${launch.number} ${machines.tagSet[machine]} ${state.code} ${reasonShown(machines, machine, state)}`;
  let stencil = known.get(key);
  if (stencil === undefined) known.set(key, (stencil = cut(cloud, launch, machine, state)));
  return stencil;
}

/** A machine that is still shown as running has no reason yet. */
function reasonShown({ reason }: Cloud['machines'], machine: number, { name }: ShownState): number {
  return name === 'pending' || name === 'running' ? 0 : (reason[machine] ?? 0);
}

function cut(cloud: Cloud, launch: Launch, machine: number, state: ShownState): Stencil {
  const mark = (index: number): string => String.fromCharCode(FIRST_MARK + index);
  const marked = Object.fromEntries(FIELDS.map((field, index) => [field, mark(index)])) as unknown as Omit<Blanks, 'volumeIds'>;
  const blanks = { ...marked, volumeIds: launch.volumes.map((_volume, index) => mark(FIELDS.length + index)) };
  const { tagSet } = cloud.machines;
  const item = instanceItem(cloud, {
    launch,
    state,
    tagSet: tagSet[machine] ?? 0,
    reason: REASONS[reasonShown(cloud.machines, machine, state)],
    blanks,
  });
  const [head = '', ...pieces] = encodeElement('item', item, 'item', DEPTH).split(ANY_MARK);
  const parts = pieces.map((piece) => ({ mark: (piece.codePointAt(0) ?? 0) - FIRST_MARK, rest: narrow(piece.slice(1)) }));
  return { head: narrow(head), parts };
}

/** The marks made the whole text one of two bytes for each character: pages of such text are twice as large, and slow to encode. */
function narrow(text: string): string {
  return Buffer.from(text).toString();
}

function valueOf(blanks: Blanks, mark: number): string {
  const field = FIELDS[mark];
  return field === undefined ? (blanks.volumeIds[mark - FIELDS.length] ?? '') : blanks[field];
}

function blanksOf(cloud: Cloud, launch: Launch, machine: number, state: ShownState): Blanks {
  const ordinal = machine - launch.first;
  const address = launch.firstAddress + ordinal;
  const privateIp = dotted(address);
  const publicIp = `54.${dotted(address).split('.').slice(1).join('.')}`;
  return {
    id: cloud.ids.machine.of(machine),
    ordinal: String(ordinal),
    privateIp,
    privateName: privateNameOf(cloud, privateIp),
    publicIp,
    publicName: `ec2-${publicIp.replaceAll('.', '-')}.${cloud.region === 'us-east-1' ? 'compute-1' : `${cloud.region}.compute`}.amazonaws.com`,
    launchTime: new Date(cloud.machines.launchedMs[machine] ?? 0).toISOString(),
    transition: transitionOf(cloud, machine, state),
    spotRequestId: cloud.ids.spotRequest.of(machine),
    nicId: cloud.ids.nic.of(machine),
    mac: `0a:${address.toString(16).padStart(10, '0').match(/../g)?.join(':') ?? ''}`,
    volumeIds: launch.volumes.map((_volume, index) => volumeId(cloud, machine, index)),
  };
}

/** Source: EC2 user guide, "Amazon EC2 instance hostname types": the name of us-east-1 has no region. */
function privateNameOf({ region }: Cloud, ip: string): string {
  return `ip-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`;
}

function transitionOf({ machines }: Cloud, machine: number, state: ShownState): string {
  const reason = REASONS[reasonShown(machines, machine, state)];
  if (reason === undefined || reason.transition === '') return '';
  const at = new Date(machines.orderedMs[machine] ?? 0).toISOString();
  return `${reason.transition} (${at.slice(0, 10)} ${at.slice(11, 19)} GMT)`;
}
