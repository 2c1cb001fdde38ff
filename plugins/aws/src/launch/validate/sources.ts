import { readUserTemplate } from '../data/user-template.js';
import { fleetFileLimitProblems, fleetFileSubnets, parseFleetFile, readFleetFile } from '../fleet-file.js';
import { invalidTemplate, refuse } from '../invalid-template.js';
import { hasKeyPair } from '../key-pair.js';
import { zonesOf } from '../subnets.js';
import { problemOf, type Check } from './check.js';

/** The key pair exists, or is made when it is missing. */
export const keyPairProblems: Check = async (session, { keyName }, input) => {
  if (keyName === undefined || session.settings.keyFolder !== undefined || (await hasKeyPair(session, keyName, input))) return [];
  return [{ path: 'keyName', message: `there is no key pair ${keyName} in ${session.region}` }];
};

/** The user's launch template and its version exist, and something names an image. */
export const launchTemplateProblems: Check = async (session, { launchTemplate, image }, input) => {
  if (launchTemplate === undefined) return [];
  return problemOf('launchTemplateId', async () => {
    const { data } = await readUserTemplate(session, launchTemplate, input);
    if (image === undefined && data.ImageId === undefined) throw invalidTemplate('imageId', 'the launch template names no image');
  });
};

/** Large enough for shares in percent. */
const SAMPLE_UNITS = 100;

/** The vendor's fleet file can be read, keeps the limits, and what it names exists. */
export const fleetFileProblems: Check = async (session, { fleetConfigFile, onDemandTargetCapacityRatio }, input) => {
  if (fleetConfigFile === undefined) return [];
  return problemOf('ec2FleetConfig', async () => {
    const file = parseFleetFile(readFleetFile(fleetConfigFile), SAMPLE_UNITS, onDemandTargetCapacityRatio);
    refuse(fleetFileLimitProblems(file, SAMPLE_UNITS, session.settings.limits));
    await zonesOf(session, fleetFileSubnets(file.configs), input);
    for (const { launchTemplate } of file.configs) await readUserTemplate(session, launchTemplate, input);
  });
};
