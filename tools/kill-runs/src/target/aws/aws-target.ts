import { OPERATIONS } from '../../plan/plan.js';
import type { Target } from '../target.js';
import type { AwsEmulator } from './aws-account.js';
import { openAwsCloud } from './aws-cloud.js';
import { FAKE_LAG_MS, startFakeEmulator } from './fake-ec2.js';
import { startMotoEmulator } from './moto.js';

/** AWS, as moto and a proxy that corrects it play it. */
export const motoTarget = awsTarget('aws-moto', 0, startMotoEmulator);

/** AWS, as our own simulated EC2 plays it. */
export const fakeEc2Target = awsTarget('aws-fake-ec2', FAKE_LAG_MS, startFakeEmulator);

function awsTarget(name: string, lagMs: number, start: () => Promise<AwsEmulator>): Target {
  let starting: Promise<AwsEmulator> | undefined;
  return {
    name,
    provider: 'aws',
    packages: ['@hostwright/host-factory', '@hostwright/provider-aws'],
    pluginModule: '/plugins/aws/dist/index\\.js$',
    calls: {
      list: 'DescribeInstances',
      offers: 'DescribeInstanceTypes',
      plain: { prepare: ['DescribeSubnets', 'CreateLaunchTemplate'], launch: 'CreateFleet' },
      zones: { prepare: [], launch: 'RunInstances' },
      group: { prepare: ['CreateLaunchTemplate'], launch: 'CreateAutoScalingGroup' },
      setUp: ['CreateLaunchTemplate'],
      terminate: 'TerminateInstances',
      deleteGroup: 'DeleteAutoScalingGroup',
      unseen: [],
    },
    operations: OPERATIONS,
    lagMs,
    // AWS speaks of five minutes.
    visibilityHorizonMs: 3_000,
    // CreateFleet does not say when its machines were made: the plugin takes the time of the answer.
    createdWithinMs: 30_000,
    // Each call costs an emulator and a process much more than a look into a file: on a busy machine it goes out later, and takes longer.
    timing: { busySweepIntervalMs: 500, attemptWindowMs: 3_000, transportDeadlineMs: 5_000 },
    open: async (run) => openAwsCloud(await (await (starting ??= start())).openAccount(), run),
    close: async () => {
      const emulator = await starting?.catch(() => undefined);
      starting = undefined;
      await emulator?.stop();
    },
  };
}
