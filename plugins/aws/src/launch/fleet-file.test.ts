import { describe, expect, it } from 'vitest';
import { parseFleetFile, readFleetFile } from './fleet-file.js';

const TAGS = { tags: ['aws.template.keys', 'contract'] };

function file(changes: object = {}, target: object = {}): string {
  const text = JSON.stringify({
    Type: 'instant',
    LaunchTemplateConfigs: [
      { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-0001', Version: '2' }, Overrides: [{ InstanceType: 'c5.large' }] },
    ],
    TargetCapacitySpecification: {
      TotalTargetCapacity: '$LSF_TOTAL_TARGET_CAPACITY',
      OnDemandTargetCapacity: '$LSF_ONDEMAND_TARGET_CAPACITY',
      SpotTargetCapacity: '$LSF_SPOT_TARGET_CAPACITY',
      ...target,
    },
    ...changes,
  });
  return text;
}

describe('the vendor’s fleet file', TAGS, () => {
  it('has its three capacity words replaced, the share of on demand rounded up', () => {
    expect(parseFleetFile(file(), 5, 0.5).capacity).toEqual({
      TargetCapacitySpecification: { TotalTargetCapacity: 5, OnDemandTargetCapacity: 3, SpotTargetCapacity: 2 },
    });
  });

  it('names launch templates with their pools', () => {
    expect(parseFleetFile(file(), 5, 0).configs).toEqual([
      { launchTemplate: { id: 'lt-0001', version: '2' }, overrides: [{ InstanceType: 'c5.large' }] },
    ]);
  });

  it.each([
    ['is no JSON', '{', /no JSON after its capacity words were replaced/],
    ['is no object', '[]', /must hold one object/],
    ['has a type that refills', file({ Type: 'maintain' }), /its Type is "maintain": write instant or request/],
    ['has no type', file({ Type: undefined }), /its Type is missing/],
    ['has a key that EC2 does not know', file({ Typo: 1 }), /ec2FleetConfig\.Typo: the API has no such key/],
    ['tags by itself', file({ TagSpecifications: [] }), /TagSpecifications is set by Hostwright alone/],
    ['states numbers of its own', file({}, { SpotTargetCapacity: 99 }), /come to 99 for a launch of 5/],
    ['lacks a launch template', file({ LaunchTemplateConfigs: [{}] }), /LaunchTemplateSpecification is missing/],
    ['lacks capacity', file({ TargetCapacitySpecification: undefined }), /TargetCapacitySpecification is missing/],
    ['has a word that we do not know', file({ Context: '$LSF_OTHER' }).replace('"$LSF_OTHER"', '$LSF_OTHER'), /no JSON/],
  ])('is refused when it %s', (_, text, message) => {
    expect(() => parseFleetFile(text, 5, 0)).toThrow(message);
    expect(() => parseFleetFile(text, 5, 0)).toThrow(expect.objectContaining({ errorClass: 'InvalidTemplate' }));
  });

  it.each([
    ['/nowhere/fleet.json', /cannot be read: ENOENT/],
    ['/dev/zero', /is no file/],
    ['/', /is no file/],
  ])('is refused when it cannot be read: %s', (path, message) => {
    expect(() => readFleetFile(path)).toThrow(message);
  });
});
