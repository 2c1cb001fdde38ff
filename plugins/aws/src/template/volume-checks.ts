import type { KeyProblem } from './checks.js';
import type { TemplateKeys } from './keys.js';
import type { VolumeType } from './options.js';

interface VolumeFacts {
  readonly sizeGib: readonly [least: number, most: number];
  /** Undefined where they cannot be stated. */
  readonly iops: readonly [least: number, most: number] | undefined;
}

/**
 * What volumes of each type can be.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 */
const VOLUMES: Readonly<Record<VolumeType, VolumeFacts>> = {
  gp2: { sizeGib: [1, 16_384], iops: undefined },
  gp3: { sizeGib: [1, 65_536], iops: [3_000, 80_000] },
  io1: { sizeGib: [4, 16_384], iops: [100, 64_000] },
  io2: { sizeGib: [4, 65_536], iops: [100, 256_000] },
  standard: { sizeGib: [1, 1_024], iops: undefined },
};

/** What is wrong with the root volume's keys together. */
export function volumeProblems(keys: TemplateKeys): readonly KeyProblem[] {
  const { volumeType, volumeThroughputMibps, volumeEncrypted, volumeKmsKeyId } = keys;
  const found: KeyProblem[] = [];
  if (volumeType !== undefined) found.push(...ofType(keys, volumeType));
  else if (keys.iops !== undefined)
    found.push({ key: 'iops', message: 'it does nothing without volumeType gp3, io1 or io2: add that, or take this out' });
  if (volumeThroughputMibps !== undefined && volumeType !== 'gp3') {
    found.push({ key: 'volumeThroughputMibps', message: 'it does nothing without volumeType gp3: add that, or take this out' });
  }
  if (volumeKmsKeyId !== undefined && volumeEncrypted !== true) {
    found.push({ key: 'volumeKmsKeyId', message: 'it does nothing without volumeEncrypted true: add that, or take this out' });
  }
  return found;
}

function ofType({ rootDeviceVolumeSize, iops }: TemplateKeys, type: VolumeType): readonly KeyProblem[] {
  const facts = VOLUMES[type];
  const found: KeyProblem[] = [];
  if (rootDeviceVolumeSize !== undefined && !within(rootDeviceVolumeSize, facts.sizeGib)) {
    found.push({
      key: 'rootDeviceVolumeSize',
      message: `a volume of type ${type} has ${facts.sizeGib.join(' to ')} GiB: correct the size or the type`,
    });
  }
  if (iops === undefined) {
    if (type === 'io1' || type === 'io2')
      found.push({ key: 'iops', message: `a volume of type ${type} needs them: state ${facts.iops?.join(' to ')}` });
  } else if (facts.iops === undefined) {
    found.push({ key: 'iops', message: `a volume of type ${type} has none to choose: take them out, or write volumeType gp3, io1 or io2` });
  } else if (!within(iops, facts.iops)) {
    found.push({ key: 'iops', message: `a volume of type ${type} has ${facts.iops.join(' to ')}: correct the number or the type` });
  }
  return found;
}

function within(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}
