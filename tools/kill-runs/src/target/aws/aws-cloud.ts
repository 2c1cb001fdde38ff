import { join } from 'node:path';
import type { CloudMachine, CloudObject, TargetCloud, TargetRun } from '../target.js';
import { writeInventory, type InventoryMachine } from '../inventory.js';
import type { AwsAccount } from './aws-account.js';
import { networkOf, pluginFolderIn, templatesIn, type Network } from './aws-site.js';
import { editXml, every, startFaultProxy, textAt, type Element, type FaultProxy } from './emulators.js';
import { readCompanions, readMachines, type Ec2Machine } from './read-account.js';
import { Traffic } from './traffic.js';

const SECRET_KEY = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
/** What EC2 gives before it interrupts. */
const NOTICE_MS = 120_000;
const ALIVE: ReadonlySet<string> = new Set(['pending', 'running', 'stopping', 'stopped']);

/** Opens an account that nobody used before, behind a proxy of its own. */
export async function openAwsCloud(account: AwsAccount, run: TargetRun): Promise<TargetCloud> {
  const [network, proxy] = await Promise.all([networkOf(account.place), startFaultProxy(account.place.url, account.proxyOptions)]);
  return new AwsCloud(account, { network, proxy, traffic: new Traffic(proxy, run.write), pluginFolder: pluginFolderIn(run.folder) });
}

interface Parts {
  readonly network: Network;
  readonly proxy: FaultProxy;
  readonly traffic: Traffic;
  readonly pluginFolder: string;
}

class AwsCloud implements TargetCloud {
  readonly environment = {};
  readonly pluginFolder: string;
  readonly settings: object;
  readonly templates: readonly object[];
  readonly #noticedAtMs = new Map<string, number>();

  constructor(
    private readonly account: AwsAccount,
    private readonly parts: Parts,
  ) {
    const { network, pluginFolder, proxy } = parts;
    this.pluginFolder = pluginFolder;
    this.templates = templatesIn(network);
    this.settings = {
      region: account.place.region,
      endpoint: proxy.url,
      credentials: { source: 'keys', accessKeyId: account.accessKeyId, secretAccessKey: SECRET_KEY },
      handlers: ['ec2-fleet', 'run-instances', 'auto-scaling-group'],
      // The machine is given back before AWS takes it, and not two minutes later.
      terminateOnReclaim: true,
    };
  }

  giveOneOnly(): Promise<void> {
    return this.account.giveOneOnly(this.parts.proxy, this.parts.network.zone);
  }

  /** For the rest of the run, by what listings say: emulators know one time to boot for everybody. */
  async holdBoots(): Promise<void> {
    const reply = (before: Parameters<typeof editXml>[0]) => editXml(before, (root) => every(root, 'instanceState').forEach(stayPending));
    this.parts.proxy.rule({ on: 'DescribeInstances', times: 'always', fault: { kind: 'rewrite', reply } });
  }

  async reclaim(machineId: string): Promise<void> {
    this.#noticedAtMs.set(machineId, Date.now());
    await this.account.interrupt(this.parts.proxy, machineId);
  }

  async machines(): Promise<readonly CloudMachine[]> {
    return (await this.#inventory()).map(({ id, state, tags, createdAtMs, terminateOrderedAtMs, endedAtMs, token }) => ({
      id,
      requestId: tags['hostwright-request'] ?? '',
      intentId: tags['hostwright-intent'] ?? '',
      deploymentId: tags['hostwright-deployment'] ?? '',
      token,
      units: 1,
      createdAtMs,
      endOrderedAtMs: terminateOrderedAtMs,
      endedAtMs,
      alive: ALIVE.has(state),
    }));
  }

  async objects(): Promise<readonly CloudObject[]> {
    return (await readCompanions(this.account.place)).map(({ kind, id, machineIds }) => ({ kind, id, machineIds, alive: true }));
  }

  async judgedBy(folder: string): Promise<readonly string[]> {
    const file = join(folder, 'inventory.json');
    writeInventory(file, await this.#inventory(), await readCompanions(this.account.place));
    return ['--inventory', file];
  }

  close(): Promise<void> {
    return this.parts.proxy.stop();
  }

  async #inventory(): Promise<readonly (InventoryMachine & { readonly token: string | undefined })[]> {
    const shown = await readMachines(this.account.place);
    const ids = new Set(shown.map(({ id }) => id));
    const hidden = (await this.account.hidden()).filter(({ id }) => !ids.has(id));
    return [...shown.map((machine) => this.#told(machine)), ...hidden.map((machine) => ({ ...machine, ...HIDDEN }))];
  }

  #told({ id, name, state, tags, createdAtMs, changedAtMs, token }: Ec2Machine) {
    const orderedAtMs = this.parts.traffic.orderedAtMs(id);
    const sinceMs = orderedAtMs ?? changedAtMs ?? createdAtMs;
    const noticedAtMs = this.#noticedAtMs.get(id);
    return {
      id,
      name,
      state,
      tags,
      createdAtMs,
      terminateOrderedAtMs: orderedAtMs,
      endedAtMs: state === 'terminated' ? sinceMs + this.account.endsWithinMs : undefined,
      reclaimNoticedAtMs: noticedAtMs,
      reclaimDeadlineAtMs: noticedAtMs === undefined ? undefined : noticedAtMs + NOTICE_MS,
      // Groups and fleets launch with tokens of their own.
      token: Object.keys(tags).some((key) => key.startsWith('aws:')) ? undefined : token,
    };
  }
}

/** A machine that no listing shows yet was made a moment ago. */
const HIDDEN = {
  name: '',
  state: 'pending',
  terminateOrderedAtMs: undefined,
  endedAtMs: undefined,
  reclaimNoticedAtMs: undefined,
  reclaimDeadlineAtMs: undefined,
  token: undefined,
};

function stayPending(state: Element): void {
  if (textAt(state, 'name') !== 'running') return;
  for (const child of state.children) child.text = child.name === 'code' ? '0' : 'pending';
}
