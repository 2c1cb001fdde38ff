import { openMockCloud, type CloudControl } from '@hostwright/provider-mock';
import { CloudWatch } from './cloud-watch.js';
import { settingsFor } from './site-settings.js';

/** A connection of the deployment, and the cloud behind it. */
export interface Place {
  readonly connection: string;
  readonly cloud: CloudControl;
  readonly watch: CloudWatch;
  readonly settings: object;
}

/** What a place is opened with. */
interface PlaceOptions {
  readonly connection: string;
  readonly cloudFile: string;
  readonly account: string;
  /** Clouds of different seeds call no machines alike. */
  readonly seed: number;
  readonly nowMs: () => number;
  readonly askedUnits: (intentId: string) => number | undefined;
  readonly overDelivers: () => boolean;
}

/** Opens a cloud of its own for a connection. */
export function openPlace({ connection, cloudFile, account, seed, nowMs, askedUnits, overDelivers }: PlaceOptions): Place {
  const cloud = openMockCloud({ file: cloudFile, seed, now: nowMs });
  return {
    connection,
    cloud,
    watch: new CloudWatch(cloud, nowMs, askedUnits, overDelivers),
    settings: settingsFor({ cloudFile, account, seed }),
  };
}
