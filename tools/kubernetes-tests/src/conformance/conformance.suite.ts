import { startKubernetes } from '@hostwright/emulators/kubernetes';
import { conformanceSuite } from '@hostwright/provider-conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { kubernetesSubject } from './subject.js';

/** A case that takes this long hangs. */
const CASE_HANG_MS = 500_000;

/** Room for the case of long listings. */
const NODES = 12;

/**
 * What is not shown here, beside interfaces and capabilities that the plugin does not have: no type and no image is unknown before a node has
 * tried it; a creation is never refused for want of room, nor gives more than was asked; pods bring nothing with them that costs; the clock
 * and the cluster are the real ones, whose certificate proves it.
 */
const LEFT_OUT = [
  'catalog.shape.unknown-type',
  'machines.groups.companion-left-behind',
  'machines.launch.no-capacity',
  'machines.launch.over-delivery',
  'machines.life.clock-skew',
  'machines.offers.nothing-fits',
  'machines.prepare.impossible-image',
  'machines.sweep.companions',
  'machines.sweep.other-identity',
  'machines.validate.unknown-image',
  'machines.validate.unknown-type',
];

/** What the plugin's capabilities deny: pods are not stopped, have no weight, and no market that they are asked for in. */
const DENIED = [
  'machines.launch.spot-market',
  'machines.launch.weighted',
  'machines.life.stopped-is-alive',
  'machines.offers.spot',
  'machines.restart.keeps-running',
  'machines.stop.absent',
  'machines.stop.and-start',
  'machines.stop.repeatable',
];

const kubernetes = await startKubernetes({ nodes: NODES, audit: 'Metadata' });
afterAll(() => kubernetes.stop());

/** The API server, its store, scheduler and controllers are real ones; kwok stands for the kubelets, and a proxy strikes where a fault is asked for. */
describe('the Kubernetes provider on a real API server', { tags: ['kubernetes.conformance', 'real'] }, async () => {
  const leftOut: string[] = [];
  const declare: (name: string, run: () => Promise<void>) => unknown = test;
  const register = Object.assign((name: string, run: () => Promise<void>) => declare(name, run), {
    skip: (name: string) => leftOut.push(name),
  });
  await conformanceSuite(register, kubernetesSubject(kubernetes), { caseDeadlineMs: CASE_HANG_MS });

  test('is judged by every case but those that are named here', () => {
    const named = (end: RegExp): readonly string[] =>
      leftOut.flatMap((name) => (end.test(name) ? [name.slice(0, name.indexOf(':'))] : [])).toSorted();
    const missing = named(/\((?:volumes|snapshots) is not implemented\)$/);
    expect(named(/\(not exercised: [^)]*\)$/)).toEqual(LEFT_OUT);
    expect(named(/\(capabilities\.machines\.\w+ is false\)$/)).toEqual(DENIED);
    expect(missing.length + LEFT_OUT.length + DENIED.length).toBe(leftOut.length);
  });
});
