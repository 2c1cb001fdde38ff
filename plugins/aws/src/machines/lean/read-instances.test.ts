import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOfInstance } from '../facts.js';
import { describeInstancesXml, type WrittenInstance, type WrittenReservation } from '../testing/instances-xml.js';
import { createInstancesReader, readInstances, type InstancesPage } from './read-instances.js';
import { XmlError } from './xml-cursor.js';

/** What the SDK makes of an answer, in the lean reader's words. */
async function readWithSdk(body: string): Promise<InstancesPage> {
  const client = new EC2Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    requestHandler: { handle: async () => ({ response: { statusCode: 200, headers: {}, body: Buffer.from(body) } }) },
  });
  const { Reservations: reservations = [], NextToken: nextToken } = await client.send(new DescribeInstancesCommand({}));
  const owners = new Set(reservations.flatMap(({ OwnerId: owner }) => (owner ? [owner] : [])));
  return {
    ownerId: [...owners][0],
    mixedOwners: owners.size > 1,
    instances: reservations.flatMap(({ Instances: all = [] }) => all.flatMap((instance) => factsOfInstance(instance) ?? [])),
    nextToken: nextToken || undefined,
  };
}

/** Texts that an XML parser may get wrong; blank ones are left out, because the SDK drops those that hold a line break. */
const text = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('<item>', '&amp;', ']]>', '</tagSet>', 'a<b>c&d"e\'f', '#x41;', ' x ', 'ä€😀'),
  )
  .map((raw) =>
    Array.from(raw)
      .filter((char) => char === '\t' || (char >= ' ' && char !== '\uFFFE' && char !== '\uFFFF'))
      .join(''),
  )
  .filter((raw) => raw === '' || raw.trim() !== '');
const word = fc.stringMatching(/^[a-z0-9.-]{1,20}$/);
const moment = fc.date({ min: new Date('2006-08-25'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined });

const instance: fc.Arbitrary<WrittenInstance> = fc
  .record({
    id: word.map((name) => `i-${name}`),
    state: optional(fc.constantFrom('pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped')),
    type: optional(word),
    zone: optional(word),
    launchTime: optional(moment),
    privateDnsName: optional(text),
    privateIp: optional(word),
    publicIp: optional(word),
    lifecycle: optional(fc.constantFrom('spot', 'scheduled')),
    stateReason: optional(fc.record({ code: word, message: text })),
    transitionReason: optional(text),
    tags: optional(fc.array(fc.record({ key: text, value: text }), { maxLength: 5 })),
    volumes: optional(
      fc.array(fc.record({ id: word.map((name) => `vol-${name}`), attachTime: moment, deleteOnTermination: fc.boolean() }), {
        maxLength: 3,
      }),
    ),
    others: fc.constantFrom(
      undefined,
      '<usageOperation/>',
      '<future a="1>2"><item><item>x</item></item><item/></future>',
      '<other xmlns=""/>',
      '<deep><deep><deep/><deep a="1"/><deeper>x</deeper><deep>y</deep></deep></deep>',
    ),
  })
  .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as unknown as WrittenInstance);

const reservation: fc.Arbitrary<WrittenReservation> = fc.record({
  ownerId: fc.constantFrom('123456789012', '210987654321'),
  instances: fc.array(instance, { maxLength: 4 }),
});

function readInPieces(body: string, size: number): InstancesPage {
  const reader = createInstancesReader();
  const bytes = Buffer.from(body);
  for (let start = 0; start < bytes.length; start += size) {
    // The sender may use the piece's memory again.
    const piece = Buffer.from(bytes.subarray(start, start + size));
    reader.take(piece);
    piece.fill(0);
  }
  return reader.end();
}

describe('the lean reader of DescribeInstances', { tags: ['aws.sweep', 'contract'] }, () => {
  it('reads what the SDK reads, whatever the answer holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reservation, { maxLength: 4 }), optional(text), async (reservations, nextToken) => {
        const body = describeInstancesXml(reservations, nextToken);
        expect(readInstances(body)).toEqual(await readWithSdk(body));
      }),
      { numRuns: 300 },
    );
  });

  it('reads the same from an answer that is indented and holds comments', async () => {
    const body = describeInstancesXml([
      { ownerId: '123456789012', instances: [{ id: 'i-1', state: 'running', type: 'c5.large', tags: [{ key: 'a', value: 'b' }] }] },
    ]);
    const indented = body.replaceAll('><', '>\n  <!-- </item> --><');
    expect(readInstances(indented).instances).toEqual(readInstances(body).instances);
    expect(readInstances(indented)).toEqual(await readWithSdk(indented));
  });

  it('reads the same from an answer that comes in pieces, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(reservation, { maxLength: 4 }), optional(text), fc.integer({ min: 1, max: 3_000 }), (all, nextToken, size) => {
        const body = describeInstancesXml(all, nextToken);
        expect(readInPieces(body, size)).toEqual(readInstances(body));
      }),
      { numRuns: 300 },
    );
  });

  it.each([1_000, 64 * 1024, 10_000_000])('reads an answer of many machines in pieces of %i bytes', (size) => {
    const tags = [{ key: 'größe', value: '😀 & <ok>' }];
    const instances = Array.from({ length: 500 }, (_, number) => ({
      id: `i-${String(number).padStart(17, '0')}`,
      state: 'running',
      privateDnsName: `ip-10-0-0-${number}.ec2.internal`,
      tags: number % 7 === 0 ? [...tags, { key: 'Name', value: `n-${number}` }] : tags,
      // Now and then longer than all that is read at a time.
      others: `<future>${'x'.repeat(number % 100 === 3 ? 300_000 : 500)}</future>`,
    }));
    const page = readInPieces(describeInstancesXml([{ ownerId: '123456789012', instances }], 'next'), size);
    expect(page).toMatchObject({ ownerId: '123456789012', nextToken: 'next' });
    expect(page.instances).toMatchObject(
      instances.map(({ id, state, privateDnsName, tags: told }) => ({ id, state, privateDnsName, tags: told })),
    );
  });

  it('reads the answer of RunInstances, which is a reservation itself', () => {
    const inner = describeInstancesXml([{ ownerId: '123456789012', instances: [{ id: 'i-1' }, { id: 'i-2' }] }]);
    const body = `<RunInstancesResponse>${/<item>.*<\/item>(?=<\/reservationSet>)/.exec(inner)?.[0].slice('<item>'.length, -'</item>'.length)}</RunInstancesResponse>`;
    expect(readInstances(body)).toMatchObject({ ownerId: '123456789012', instances: [{ id: 'i-1' }, { id: 'i-2' }] });
  });

  it('holds no answer in memory by what was read from it', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heapBytes = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const others = `<future>${'x'.repeat(100_000)}</future>`;
    const page = (number: number): string =>
      describeInstancesXml([
        {
          ownerId: '123456789012',
          instances: [{ id: `i-0000000000000000${number}`, privateDnsName: `ip-10-0-0-${number}.ec2.internal`, others }],
        },
      ]);
    const before = heapBytes();
    const kept = Array.from({ length: 200 }, (_, number) => readInstances(Buffer.from(page(number)).toString()).instances);
    expect(heapBytes() - before).toBeLessThan(10_000_000);
    expect(kept.length).toBe(200);
  });

  it('reads an empty answer', () => {
    expect(readInstances('<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>')).toEqual({
      ownerId: undefined,
      mixedOwners: false,
      instances: [],
      nextToken: undefined,
    });
  });

  it('refuses an answer that was cut off anywhere, rather than to read less from it', () => {
    const body = describeInstancesXml(
      [{ ownerId: '123456789012', instances: [{ id: 'i-1', tags: [{ key: 'a', value: 'b' }], volumes: [] }] }],
      'token',
    );
    for (let length = 0; length < body.length; length += 1) expect(() => readInstances(body.slice(0, length))).toThrow(XmlError);
  });

  it('refuses what is not XML', () => {
    for (const body of ['', 'upstream timed out', '{"a":1}', '<', '<a', '<a><', '<>']) expect(() => readInstances(body)).toThrow(XmlError);
  });
});
