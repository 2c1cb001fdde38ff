import { startFakeEc2, type FakeEc2 } from '@hostwright/fake-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { headerOf, launcherAt, type Launcher, type TemplateKeys } from './launcher.js';

let fake: FakeEc2;
let launcher: Launcher;

beforeAll(async () => {
  fake = await startFakeEc2();
});
afterAll(() => fake.stop());
beforeEach(async () => {
  await fake.control.reset();
  await fake.control.clearFaults();
  // What a process remembers of the cloud before is gone, too.
  launcher = launcherAt(fake.url);
});
afterEach(() => launcher.close());

/** A template in the fake's own default network. */
async function template(more: TemplateKeys = {}): Promise<TemplateKeys> {
  const { id } = await fake.control.addImage({ name: 'grid' });
  return { imageId: id, vmType: 'c5.large', handlers: ['ec2-fleet'], ...more };
}

async function subnetIn(zone: string): Promise<string> {
  return (await fake.control.addSubnet({ zone })).id;
}

async function livingIds(): Promise<readonly string[]> {
  return (await fake.control.machines({ liveOnly: true })).map(({ id }) => id).toSorted();
}

describe('missing capacity', { tags: ['aws.launch.fall-through', 'contract'] }, () => {
  it('is a value of a partial fleet, with the reason', async () => {
    await fake.control.setPool({ type: '*', zone: '*', market: '*', available: 3 });
    const subnetIds = [await subnetIn('us-east-1a')];
    const wish = { units: 5, token: 'token-partial' };
    const { machines, shortfall } = await launcher.launch(await launcher.prepare(await template({ subnetIds }), wish), wish);
    expect(machines).toHaveLength(3);
    expect(shortfall).toMatchObject([{ units: 2, reason: 'Capacity', code: 'InsufficientInstanceCapacity' }]);
  });

  it('is the shortfall of all of a fleet that got nothing', async () => {
    await fake.control.setPool({ type: '*', zone: '*', market: '*', available: 0 });
    const wish = { units: 5, token: 'token-empty' };
    const { machines, shortfall } = await launcher.launch(await launcher.prepare(await template(), wish), wish);
    expect(machines).toEqual([]);
    expect(shortfall).toMatchObject([{ units: 5, reason: 'Capacity' }]);
  });

  it('makes RunInstances give what there is, and refuse where there is nothing', async () => {
    await fake.control.setPool({ type: '*', zone: '*', market: '*', available: 2 });
    const keys = await template({ handlers: ['run-instances'], subnetIds: [await subnetIn('us-east-1a')] });
    const wish = { units: 5, token: 'token-run' };
    const { machines, shortfall } = await launcher.launch(await launcher.prepare(keys, wish), wish);
    expect(machines).toHaveLength(2);
    expect(shortfall).toMatchObject([{ units: 3, reason: 'Capacity' }]);
    const next = { units: 3, token: 'token-run-2' };
    await expect(launcher.launch(await launcher.prepare(keys, next), next)).rejects.toMatchObject({ errorClass: 'Capacity' });
  });

  it('is had elsewhere by the next offers', async () => {
    const subnetIds = [await subnetIn('us-east-1a'), await subnetIn('us-east-1b')];
    await fake.control.setPool({ type: '*', zone: 'us-east-1a', market: '*', available: 0 });
    const keys = await template({ handlers: ['run-instances'], subnetIds });
    const outcomes: string[] = [];
    for (const [index, offer] of (await launcher.offers(keys)).entries()) {
      const wish = { units: 2, token: `token-next-${index}`, offer };
      const answer = launcher.launch(await launcher.prepare(keys, wish), wish);
      outcomes.push(
        await answer.then(
          ({ machines }) => `${machines.length} in ${machines[0]?.zone}`,
          (error: { errorClass: string }) => error.errorClass,
        ),
      );
    }
    expect(outcomes).toEqual(['Capacity', '2 in us-east-1b']);
  });
});

describe('an exceeded quota', { tags: ['aws.launch.fall-through', 'contract'] }, () => {
  it.each([
    ['ec2-fleet', 'ec2-fleet'],
    ['run-instances', 'run-instances'],
  ])('is told from missing capacity: %s', async (_, handler) => {
    await fake.control.changeSettings({ onDemandLimit: 0 });
    const wish = { units: 2, token: `token-quota-${handler}` };
    const prepared = await launcher.prepare(await template({ handlers: [handler] }), wish);
    const reason = await launcher.launch(prepared, wish).then(
      ({ shortfall }) => shortfall[0]?.reason,
      (error: { errorClass: string }) => error.errorClass,
    );
    expect(reason).toBe('Quota');
    await fake.control.changeSettings({ onDemandLimit: undefined });
  });
});

describe('a lost answer', { tags: ['aws.launch.once', 'contract'] }, () => {
  it.each([
    ['an instant fleet', 'ec2-fleet', 'CreateFleet'],
    ['RunInstances', 'run-instances', 'RunInstances'],
  ])('is an unknown outcome, and the same call again finds the same machines: %s', async (_, handler, action) => {
    const keys = await template({ handlers: [handler], subnetIds: [await subnetIn('us-east-1a')] });
    const wish = { units: 3, token: `token-lost-${handler}` };
    const prepared = await launcher.prepare(keys, wish);
    await fake.control.addFault({ action, kind: 'lost-reply' });
    await expect(launcher.launch(prepared, wish)).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
    const { machines } = await launcher.launch(prepared, wish);
    expect(machines.map(({ machineId }) => machineId).toSorted()).toEqual(await livingIds());
    expect(machines).toHaveLength(3);
  });

  it('cannot be repeated under other parameters', async () => {
    const subnetIds = [await subnetIn('us-east-1a')];
    const wish = { units: 3, token: 'token-mismatch' };
    await launcher.launch(await launcher.prepare(await template({ handlers: ['run-instances'], subnetIds }), wish), wish);
    const other = { ...wish, units: 4 };
    const prepared = await launcher.prepare(await template({ handlers: ['run-instances'], subnetIds, vmType: 'c5.xlarge' }), other);
    await expect(launcher.launch(prepared, other)).rejects.toMatchObject({ errorClass: 'Conflict', effect: 'proven' });
    expect(await livingIds()).toHaveLength(3);
  });
});

describe('a thousand machines', { tags: ['aws.calls', 'aws.launch.fleet', 'contract'] }, () => {
  it('take one creating call', async () => {
    const wish = { units: 1_000, token: 'token-thousand' };
    const prepared = await launcher.prepare(await template(), wish);
    await fake.control.resetCounts();
    expect((await launcher.launch(prepared, wish)).machines).toHaveLength(1_000);
    expect((await fake.counts()).calls).toEqual({ CreateFleet: 1 });
  });
});

describe('weights', { tags: ['aws.launch.fleet', 'contract'] }, () => {
  it('count on both sides: what is asked and what is given', async () => {
    const keys = await template({ vmType: undefined, vmTypes: { 'c5.xlarge': 4 } });
    const wish = { units: 10, token: 'token-weights' };
    const { machines, shortfall } = await launcher.launch(await launcher.prepare(keys, wish), wish);
    expect(machines.map(({ units }) => units)).toEqual([4, 4, 4]);
    expect(shortfall).toEqual([]);
    expect(await livingIds()).toHaveLength(3);
  });
});

describe('tags', { tags: ['aws.launch.once', 'contract'] }, () => {
  it.each<[string, TemplateKeys]>([
    ['an instant fleet', { handlers: ['ec2-fleet'] }],
    ['a maintain fleet', { handlers: ['ec2-fleet'], fleetType: 'maintain' }],
    ['RunInstances', { handlers: ['run-instances'] }],
    ['an Auto Scaling group', { handlers: ['auto-scaling-group'] }],
    ['a Spot Fleet', { handlers: ['spot-fleet'], priceType: 'spot', fleetRole: 'arn:aws:iam::123456789012:role/fleet' }],
  ])('are on every machine from its birth: %s', async (name, keys) => {
    const subnetIds = [await subnetIn('us-east-1a')];
    const token = `token-${name.replaceAll(/\W/g, '').toLowerCase()}`;
    const wish = { units: 2, token };
    await launcher.launch(await launcher.prepare(await template({ ...keys, subnetIds }), wish), wish);
    const machines = await fake.control.machines({ liveOnly: true });
    expect(machines.map(({ tags }) => tags['hostwright-intent'])).toEqual([headerOf(token).intentId, headerOf(token).intentId]);
  });
});

describe('a launch template that somebody deleted', { tags: ['aws.launch.launch-templates', 'contract'] }, () => {
  it('is made again, and the repeated call launches once', async () => {
    const wish = { units: 2, token: 'token-deleted' };
    const prepared = await launcher.prepare(await template(), wish);
    await fake.control.addFault({ action: 'CreateFleet', kind: 'error', code: 'InvalidLaunchTemplateName.NotFoundException', status: 400 });
    await expect(launcher.launch(prepared, wish)).rejects.toMatchObject({ errorClass: 'Unavailable', effect: 'none' });
    expect((await launcher.launch(prepared, wish)).machines).toHaveLength(2);
    expect(await livingIds()).toHaveLength(2);
  });
});
