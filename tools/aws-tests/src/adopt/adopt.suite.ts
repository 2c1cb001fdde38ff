import { startMoto } from '@hostwright/emulators/moto';
import { afterAll, describe, expect, it } from 'vitest';
import { ask, every } from '@hostwright/emulators/moto';
import { liveMachinesOf, machinesOf, startMachine } from '../cloud/machines.js';
import { openSite, type Site } from './site.js';

const moto = await startMoto();
afterAll(() => moto.stop());

/** Long enough for the slowest machine to work through all calls; only finds what hangs. */
const HANG_MS = 300_000;

interface Status {
  readonly requests: readonly {
    readonly requestId: string;
    readonly status: string;
    readonly machines: readonly { readonly machineId: string; readonly result: string }[];
  }[];
}

/** Machines of another host factory, without a tag of ours. */
async function start({ cloud }: Site, count: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => startMachine(cloud.place, cloud.network.imageId, [])));
}

const entry = (machineId: string): object => ({ machineId, name: machineId, result: 'succeed', status: 'running' });

/** Asks as LSF does, until the request has ended. */
async function ended(site: Site, requestId: string): Promise<Status['requests'][number]> {
  for (;;) {
    const { requests } = (await site.call('getRequestStatus', { requests: [{ requestId }] })) as Status;
    const [request] = requests;
    if (request === undefined) throw new Error(`no answer about ${requestId}`);
    if (request.status !== 'running') return request;
  }
}

describe('a site of the vendor’s plugin that is taken over', { timeout: HANG_MS, tags: ['aws.adopt', 'emulated'] }, () => {
  it('goes on: its requests are answered by their old ids, its machines are returned through the scripts and end', async () => {
    const site = await openSite(moto);
    const [a, b, other] = (await start(site, 3)) as [string, string, string];
    const requestId = 'r-0123456789abcdef0';
    const file = site.stateFile({
      requests: [
        {
          requestId,
          templateId: 'Template-1',
          time: Date.now(),
          ttl: 0,
          rc_account: 'team',
          hostAllocationType: 'onDemand',
          machines: [a, b].map(entry),
        },
      ],
    });
    const adopted = await site.run('adopt', '--from', file, '--yes');
    expect([adopted.code, adopted.err]).toEqual([0, '']);
    expect(adopted.out).toContain(`${requestId}: 2 machines taken over`);
    const request = await ended(site, requestId);
    expect(request.status).toBe('complete');
    expect(Object.fromEntries(request.machines.map(({ machineId, result }) => [machineId, result]))).toEqual({
      [a]: 'succeed',
      [b]: 'succeed',
    });
    const receipt = (await site.call('requestReturnMachines', {
      machines: [a, b].map((machineId) => ({ name: machineId, machineId })),
    })) as { readonly requestId: string };
    const returned = await ended(site, receipt.requestId);
    expect(returned.machines.map(({ result }) => result)).toEqual(['succeed', 'succeed']);
    expect((await liveMachinesOf(site.cloud.place)).map(({ id }) => id)).toEqual([other]);
    const tags = (await machinesOf(site.cloud.place)).find(({ id }) => id === other)?.tags;
    expect(tags).toEqual([]);
  });

  it('gets the machines that its fleet was still starting', async () => {
    const site = await openSite(moto);
    const { place, network } = site.cloud;
    const created = await ask(place, {
      service: 'ec2',
      action: 'CreateLaunchTemplate',
      parameters: {
        LaunchTemplateName: 'vendor',
        'LaunchTemplateData.ImageId': network.imageId,
        'LaunchTemplateData.InstanceType': 'm5.large',
      },
    });
    const fleet = await ask(place, {
      service: 'ec2',
      action: 'CreateFleet',
      parameters: {
        Type: 'request',
        'TargetCapacitySpecification.TotalTargetCapacity': '2',
        'TargetCapacitySpecification.DefaultTargetCapacityType': 'on-demand',
        'LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateId': every(created, 'launchTemplateId')[0]?.text ?? '',
        'LaunchTemplateConfigs.1.LaunchTemplateSpecification.Version': '1',
        'LaunchTemplateConfigs.1.Overrides.1.SubnetId': network.subnets[0]?.subnetId ?? '',
      },
    });
    const fleetId = every(fleet, 'fleetId')[0]?.text ?? '';
    const file = site.stateFile({ requests: [{ requestId: fleetId, templateId: 'Template-1', time: 1_700_000_000_000, machines: [] }] });
    const adopted = await site.run('adopt', '--from', file, '--yes');
    expect(adopted).toMatchObject({ code: 0, err: '' });
    const request = await ended(site, fleetId);
    expect(request.machines.map(({ machineId }) => machineId).toSorted()).toEqual(
      (await liveMachinesOf(place)).map(({ id }) => id).toSorted(),
    );
    expect(request.machines).toHaveLength(2);
  });

  it('names what is not there, what another deployment has, and takes the others', async () => {
    const site = await openSite(moto);
    const { place, network } = site.cloud;
    const [mine] = (await start(site, 1)) as [string];
    const foreign = await startMachine(place, network.imageId, [{ key: 'hostwright-deployment', value: 'f0'.repeat(16) }]);
    const absent = 'i-0000000000000beef';
    const file = site.stateFile({ requests: [{ requestId: 'r-1', time: 1, machines: [mine, foreign, absent].map(entry) }] });
    const { code, out, err } = await site.run('adopt', '--from', file, '--yes');
    expect(code).toBe(13);
    expect(out).toContain('1 machine of aws taken over.');
    expect(err).toContain(`${foreign}: not taken over: it belongs to the deployment ${'f0'.repeat(16)}`);
    expect(err).toContain(`${absent}: not taken over: the account and region of the connection have no such machine`);
    expect((await liveMachinesOf(place)).map(({ id }) => id).toSorted()).toEqual([mine, foreign].toSorted());
  });
});

describe('a site of Open Resource Broker that is taken over', { timeout: HANG_MS, tags: ['aws.adopt', 'emulated'] }, () => {
  it('goes on with its requests, and with the return that it had begun', async () => {
    const site = await openSite(moto);
    const [kept, returning] = (await start(site, 2)) as [string, string];
    const request = (id: string, changes: object): object => ({
      request_id: id,
      template_id: 'Template-1',
      request_type: 'acquire',
      status: 'complete',
      resource_ids: [],
      machine_ids: [],
      created_at: '2026-01-01T00:00:00+00:00',
      schema_version: '2.0.0',
      ...changes,
    });
    const machine = (id: string): object => ({ machine_id: id, request_id: 'req-orb', status: 'running' });
    const file = site.stateFile({
      requests: {
        'req-orb': request('req-orb', { machine_ids: [kept, returning] }),
        'ret-orb': request('ret-orb', { request_type: 'return', status: 'in_progress', machine_ids: [returning] }),
      },
      machines: { [kept]: machine(kept), [returning]: machine(returning) },
    });
    const { code, err } = await site.run('adopt', '--from', file, '--yes');
    expect([code, err]).toEqual([0, '']);
    expect((await ended(site, 'req-orb')).machines.map(({ machineId }) => machineId).toSorted()).toEqual([kept, returning].toSorted());
    expect((await ended(site, 'ret-orb')).machines).toMatchObject([{ machineId: returning, result: 'succeed' }]);
    expect((await liveMachinesOf(site.cloud.place)).map(({ id }) => id)).toEqual([kept]);
  });
});
