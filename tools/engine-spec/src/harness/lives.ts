import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RebuildReport } from '@hostwright/core';
import { restoreStore } from '@hostwright/store/maintenance';
import { Site, type SiteOptions } from './site.js';

/** One deployment whose store has had a life already, and is lost or restored in a test. */
export class Lives {
  readonly #more: (() => Promise<void>)[] = [];

  private constructor(readonly site: Site) {}

  static async open(options?: SiteOptions): Promise<Lives> {
    return new Lives(await Site.open(options));
  }

  /** Fulfils requests in the first life of the store. Answers their ids. */
  async first(...units: readonly number[]): Promise<readonly string[]> {
    const { site } = this;
    const engine = site.start();
    const requestIds: string[] = [];
    for (const count of units) {
      const requestId = await site.request(count);
      await site.ended(requestId);
      requestIds.push(requestId);
    }
    await engine.stop();
    return requestIds;
  }

  /** The same deployment with an empty store, as after its file was deleted. */
  async lost(): Promise<Site> {
    return this.emptied((await this.site.queries.deployment()).deployment.deploymentId);
  }

  /** An empty store beside the first one: of that deployment, or of a new one where none is named. */
  async emptied(deploymentId?: string): Promise<Site> {
    const emptied = await this.site.emptied(deploymentId);
    this.#more.push(() => emptied.close());
    return emptied;
  }

  /** The same deployment after `store restore` of a backup, which stays. */
  async broughtBack(backup: string): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'hostwright-engine-spec-'));
    const file = join(folder, 'store.db');
    await restoreStore({ backup, file, clock: this.site.clock });
    const old = await this.site.restore(file);
    this.#more.push(async () => {
      await old.close();
      for (const path of [folder, backup]) rmSync(path, { recursive: true, force: true });
    });
    return old;
  }

  /** The same deployment with the store as it was when it was copied, put in place by other means than `store restore`. */
  async restored(backup: string): Promise<Site> {
    const old = await this.site.restore(backup);
    this.#more.push(async () => {
      await old.close();
      rmSync(backup, { force: true });
    });
    return old;
  }

  async close(): Promise<void> {
    for (const close of this.#more.splice(0)) await close();
    await this.site.close();
  }
}

/** Ids in order, for comparison. */
export function ids(machines: readonly { readonly machineId: string }[]): readonly string[] {
  return machines.map((machine) => machine.machineId).toSorted();
}

/** What really runs, by the cloud's own table. */
export function liveIds(of: Site): readonly string[] {
  return of
    .live()
    .map((machine) => machine.id)
    .toSorted();
}

/** Calls that made something. */
export function created(of: Site): number {
  return of.launches().filter((call) => call.effect === 'created').length;
}

/** Orders to end machines. */
export function ends(of: Site): number {
  return of.cloud.calls('TerminateInstances').length;
}

/** Why each connection is halted; undefined for one that is not. */
export async function halts(of: Site): Promise<readonly (string | undefined)[]> {
  return (await of.queries.connections()).map(({ state }) => state.halt?.kind);
}

/** Ids of all machines that a rebuild adopted. */
export function adoptedIn(report: RebuildReport): readonly string[] {
  return ids(report.connections.flatMap((connection) => connection.adopted));
}
