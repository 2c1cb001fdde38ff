import {
  CreateLaunchTemplateCommand,
  CreateVolumeCommand,
  RunInstancesCommand,
  type EC2Client,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { tagsOfHeader } from '@hostwright/core/provider';
import { newWrite } from '../plugin/connection.js';
import type { World } from './step.js';

/** What a world is made from. */
type Parts = Pick<World, 'cloud' | 'folder' | 'queueUrl' | 'sendEvent'> &
  Partial<Pick<World, 'leaveVolume'>> & {
    readonly ec2: EC2Client;
    /** What the user's launch template says beside image and type. */
    readonly templateData?: RequestLaunchTemplateData;
  };

let made = 0;

/** A world whose owner makes by the SDK's own client what a step finds there. */
export function worldOf({ ec2, templateData, ...parts }: Parts): World {
  const { imageId, subnets } = parts.cloud.network;
  const ours = tagsOfHeader(newWrite().header).map(({ key: Key, value: Value }) => ({ Key, Value }));
  return {
    leaveVolume: async () => {
      const { VolumeId: id = '' } = await ec2.send(
        new CreateVolumeCommand({
          AvailabilityZone: subnets[0]?.zone,
          Size: 1,
          TagSpecifications: [{ ResourceType: 'volume', Tags: ours }],
        }),
      );
      return id;
    },
    userTemplate: async () => {
      made += 1;
      const data = { ImageId: imageId, InstanceType: 'm5.large', ...templateData } as const;
      const { LaunchTemplate: template } = await ec2.send(
        new CreateLaunchTemplateCommand({ LaunchTemplateName: `of-the-user-${made}`, LaunchTemplateData: data }),
      );
      return template?.LaunchTemplateId ?? '';
    },
    foreignMachine: async () => {
      const { Instances: machines = [] } = await ec2.send(
        new RunInstancesCommand({ ImageId: imageId, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 }),
      );
      return machines[0]?.InstanceId ?? '';
    },
    ...parts,
  };
}
