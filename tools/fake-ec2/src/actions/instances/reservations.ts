import type { Cloud } from '../../cloud/cloud.ts';
import { launchOf } from '../../cloud/lifecycle.ts';
import type { Launch } from '../../cloud/launch.ts';
import type { ShownState } from '../../cloud/machines.ts';
import { RawXml, type XmlObject } from '../../server/xml.ts';
import { instanceText } from './instance-text.ts';

/** Machines as reservations: those of one launch that follow each other stand together. @param stateOf - undefined leaves a machine out */
export function reservationsXml(cloud: Cloud, machines: readonly number[], stateOf = nowIn(cloud)): readonly XmlObject[] {
  const runs: { readonly launch: Launch; text: string }[] = [];
  for (const machine of machines) {
    const state = stateOf(machine);
    if (state === undefined) continue;
    const launch = launchOf(cloud, machine);
    let run = runs.at(-1);
    if (run?.launch !== launch) runs.push((run = { launch, text: '' }));
    run.text += instanceText(cloud, machine, state);
  }
  return runs.map(({ launch, text }) => reservationXml(cloud, launch, text));
}

function nowIn({ machines, clock }: Cloud): (machine: number) => ShownState | undefined {
  const nowMs = clock.now();
  return (machine) => machines.state(machine, nowMs);
}

function reservationXml({ account }: Cloud, { reservationId, owner }: Launch, instances: string): XmlObject {
  return {
    reservationId,
    ownerId: account,
    groupSet: [],
    instancesSet: new RawXml(instances),
    requesterId: owner === undefined ? undefined : account,
  };
}
