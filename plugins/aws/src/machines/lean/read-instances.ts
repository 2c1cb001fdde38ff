import type { Tag } from '@hostwright/core/provider';
import type { InstanceFacts, VolumeFacts } from '../facts.js';
import {
  nextChild,
  openXml,
  passingTextOf,
  readUnlessSame,
  skip,
  textOf,
  uniqueTextOf,
  XmlError,
  type XmlCursor,
  type XmlMemory,
} from './xml-cursor.js';
import { createWindow } from './xml-window.js';

/** One answer of DescribeInstances or RunInstances, as far as it concerns us. */
export interface InstancesPage {
  /** Account of the reservations; undefined when the answer holds none. */
  readonly ownerId: string | undefined;
  /** Whether the reservations of the answer belong to more than one account. */
  readonly mixedOwners: boolean;
  readonly instances: readonly InstanceFacts[];
  readonly nextToken: string | undefined;
}

/** Reads one answer piece by piece. */
interface InstancesReader {
  /** The next bytes of the body, cut anywhere. */
  take(bytes: Uint8Array): void;
  /** What was read. @throws {XmlError} when the bytes are not XML, or not all of it */
  end(): InstancesPage;
}

/**
 * Reads the answer of DescribeInstances or RunInstances: only what we need of it, and an order of magnitude faster than a general
 * parser. Held against the SDK's own parser by tests.
 *
 * Source: the EC2 API's DescribeInstances and Instance, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
export function createInstancesReader(): InstancesReader {
  const draft: PageDraft = { owners: new Set(), instances: [], nextToken: undefined };
  const levels: Level[] = [inDocument];
  const memory: XmlMemory = { texts: new Map(), last: undefined };
  let empty = false;
  let unread: XmlError | undefined;
  const window = createWindow((text, bytes) => {
    const cursor = openXml(text, memory, bytes);
    cursor.empty = empty;
    unread = readChildren(cursor, levels, draft);
    empty = cursor.empty;
    return cursor.at;
  });
  return {
    take: (bytes) => window.add(bytes),
    end() {
      window.read();
      if (levels.length > 0) throw unread ?? new XmlError('the text is empty');
      draft.owners.delete('');
      const [ownerId] = draft.owners;
      return { ownerId, mixedOwners: draft.owners.size > 1, instances: draft.instances, nextToken: draft.nextToken };
    },
  };
}

/** As {@link createInstancesReader}, of an answer in one piece. @throws {XmlError} */
export function readInstances(body: string): InstancesPage {
  const reader = createInstancesReader();
  reader.take(Buffer.from(body));
  return reader.end();
}

interface PageDraft {
  readonly owners: Set<string>;
  readonly instances: InstanceFacts[];
  nextToken: string | undefined;
}

/** Reads a child of an element that lies around instances; answers how to read the child's own children, where these are read one by one. */
type Level = (cursor: XmlCursor, name: string, draft: PageDraft) => readonly Level[];

const READ: readonly Level[] = [];

const inDocument: Level = () => [inAnswer];

/** The answer of RunInstances is a reservation itself. */
const inAnswer: Level = (cursor, name, draft) => {
  if (name === 'reservationSet') return [inReservations];
  if (name === 'nextToken') draft.nextToken = textOrNothing(cursor, name);
  else return inReservation(cursor, name, draft);
  return READ;
};

const inReservations: Level = (cursor, name) => {
  if (name === 'item') return [inReservation];
  skip(cursor, name);
  return READ;
};

const inReservation: Level = (cursor, name, draft) => {
  if (name === 'instancesSet') return [inInstances];
  if (name === 'ownerId') draft.owners.add(textOf(cursor, name));
  else skip(cursor, name);
  return READ;
};

const inInstances: Level = (cursor, name, draft) => {
  if (name !== 'item') skip(cursor, name);
  else {
    const instance = readInstance(cursor);
    if (instance.id !== '') draft.instances.push(instance);
  }
  return READ;
};

function leave(levels: Level[]): void {
  if (levels.length === 1) throw new XmlError('there is no root element');
  levels.pop();
  // What follows the root is nothing to us.
  if (levels.length === 1) levels.pop();
}

/** Reads as many children as are there in full. Answers what stopped it: nothing, when the root was left. */
function readChildren(cursor: XmlCursor, levels: Level[], draft: PageDraft): XmlError | undefined {
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const { at, empty } = cursor;
    try {
      const name = nextChild(cursor);
      if (name === undefined) leave(levels);
      else levels.push(...level(cursor, name, draft));
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      // It may be that only the rest of it has not come yet: then it is read again from here.
      Object.assign(cursor, { at, empty });
      return error;
    }
  }
  return undefined;
}

type Draft = { -readonly [Key in keyof InstanceFacts]: InstanceFacts[Key] };

type Reader = (cursor: XmlCursor, name: string, draft: Draft) => void;

/** What each child of an instance means; children that are not here are passed over. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['instanceId', (cursor, name, draft) => (draft.id = uniqueTextOf(cursor, name))],
  ['instanceState', (cursor, _, draft) => (draft.state = readPair(cursor, 'code', 'name').second)],
  ['instanceType', (cursor, name, draft) => (draft.type = textOf(cursor, name))],
  ['placement', (cursor, _, draft) => (draft.zone = readPair(cursor, 'availabilityZone', '').first || undefined)],
  ['launchTime', (cursor, name, draft) => (draft.launchedAtMs = timeOf(passingTextOf(cursor, name)))],
  ['privateDnsName', (cursor, name, draft) => (draft.privateDnsName = uniqueTextOf(cursor, name) || undefined)],
  ['privateIpAddress', (cursor, name, draft) => (draft.privateIp = uniqueTextOf(cursor, name) || undefined)],
  ['ipAddress', (cursor, name, draft) => (draft.publicIp = uniqueTextOf(cursor, name) || undefined)],
  ['instanceLifecycle', (cursor, name, draft) => (draft.lifecycle = textOrNothing(cursor, name))],
  ['reason', (cursor, name, draft) => (draft.transitionReason = textOrNothing(cursor, name))],
  ['stateReason', (cursor, _, draft) => (draft.stateReason = readReason(cursor))],
  ['tagSet', (cursor, _, draft) => (draft.tags = readUnlessSame(cursor, () => readTags(cursor)))],
  ['blockDeviceMapping', (cursor, name, draft) => (draft.lastingVolumes = readLastingVolumes(cursor, name))],
]);

const NO_TAGS: readonly Tag[] = [];
const NO_VOLUMES: readonly VolumeFacts[] = [];

function readInstance(cursor: XmlCursor): InstanceFacts {
  const draft: Draft = {
    id: '',
    state: '',
    type: '',
    zone: undefined,
    launchedAtMs: undefined,
    privateDnsName: undefined,
    privateIp: undefined,
    publicIp: undefined,
    lifecycle: undefined,
    stateReason: undefined,
    transitionReason: undefined,
    tags: NO_TAGS,
    lastingVolumes: NO_VOLUMES,
  };
  for (let name = nextChild(cursor); name !== undefined; name = nextChild(cursor)) {
    const read = READERS.get(name);
    if (read === undefined) skip(cursor, name);
    else read(cursor, name, draft);
  }
  return draft;
}

function readReason(cursor: XmlCursor): InstanceFacts['stateReason'] {
  const { first: code, second: message } = readPair(cursor, 'code', 'message');
  return code === '' ? undefined : { code, message };
}

function readTags(cursor: XmlCursor): readonly Tag[] {
  const tags: Tag[] = [];
  eachItem(cursor, () => {
    const { first: key, second: value } = readPair(cursor, 'key', 'value');
    tags.push({ key, value });
  });
  return tags;
}

/** Nearly all volumes end with their machine: then nothing in here needs to be looked at. */
function readLastingVolumes(cursor: XmlCursor, name: string): readonly VolumeFacts[] {
  const start = cursor.at;
  if (!cursor.tricky && !cursor.empty) {
    skip(cursor, name);
    if (!cursor.text.slice(start, cursor.at).includes('>false<')) return NO_VOLUMES;
    cursor.at = start;
  }
  const volumes: VolumeFacts[] = [];
  eachItem(cursor, () => {
    for (let child = nextChild(cursor); child !== undefined; child = nextChild(cursor)) {
      if (child !== 'ebs') skip(cursor, child);
      else volumes.push(...readVolume(cursor));
    }
  });
  return volumes;
}

function readVolume(cursor: XmlCursor): readonly VolumeFacts[] {
  let id = '';
  let attachedAtMs: number | undefined;
  let lasts = false;
  for (let name = nextChild(cursor); name !== undefined; name = nextChild(cursor)) {
    if (name === 'volumeId') id = textOf(cursor, name);
    else if (name === 'attachTime') attachedAtMs = timeOf(textOf(cursor, name));
    else if (name === 'deleteOnTermination') lasts = textOf(cursor, name) === 'false';
    else skip(cursor, name);
  }
  return lasts && id !== '' ? [{ id, attachedAtMs }] : NO_VOLUMES;
}

/** The texts of two children; empty where one is missing. */
function readPair(cursor: XmlCursor, firstName: string, secondName: string): { readonly first: string; readonly second: string } {
  let first = '';
  let second = '';
  for (let name = nextChild(cursor); name !== undefined; name = nextChild(cursor)) {
    if (name === firstName) first = textOf(cursor, name);
    else if (name === secondName) second = textOf(cursor, name);
    else skip(cursor, name);
  }
  return { first, second };
}

function eachItem(cursor: XmlCursor, read: () => void): void {
  for (let name = nextChild(cursor); name !== undefined; name = nextChild(cursor)) {
    if (name === 'item') read();
    else skip(cursor, name);
  }
}

function textOrNothing(cursor: XmlCursor, name: string): string | undefined {
  return textOf(cursor, name) || undefined;
}

function timeOf(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
