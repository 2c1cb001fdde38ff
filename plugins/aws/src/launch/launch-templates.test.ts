import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, xml, type TestCloud } from '../catalog/testing/test-cloud.js';
import { writeInput } from '@hostwright/plugin-testing';
import { deleteLaunchTemplate, ensureLaunchTemplate, isOwnLaunchTemplate, ownLaunchTemplate } from './launch-templates.js';
import { startLaunchCloud, under } from './testing/launch-cloud.js';
import { sessionAt } from './testing/launched.js';
import { HEADER } from './testing/options.js';

describe('launch templates of ours', { tags: ['aws.launch.launch-templates', 'contract'] }, () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await startLaunchCloud();
  });
  afterEach(() => cloud.close());

  const template = ownLaunchTemplate(HEADER.deploymentId, { ImageId: 'ami-0001', KeyName: 'k' });
  const input = { ...writeInput(), header: HEADER };

  it('have one name for one content, whatever the order of its keys', () => {
    expect(ownLaunchTemplate(HEADER.deploymentId, { KeyName: 'k', ImageId: 'ami-0001' }).name).toBe(template.name);
    expect(ownLaunchTemplate(HEADER.deploymentId, { KeyName: 'k', ImageId: 'ami-0002' }).name).not.toBe(template.name);
    expect(ownLaunchTemplate('f'.repeat(32), { ImageId: 'ami-0001', KeyName: 'k' }).name).not.toBe(template.name);
    expect(template.name).toMatch(/^hostwright-0123456789ab-[0-9a-f]{20}$/);
  });

  it('are made once in the life of a process, tagged with who made them and what they hold', async () => {
    const session = sessionAt(cloud);
    await ensureLaunchTemplate(session, template, input);
    await ensureLaunchTemplate(session, template, input);
    const calls = cloud.callsOf('CreateLaunchTemplate');
    expect(calls).toHaveLength(1);
    const tags = Object.values(under(calls[0], 'TagSpecification.1.Tag.'));
    expect(tags).toEqual(expect.arrayContaining(['hostwright-deployment', HEADER.deploymentId, 'hostwright-intent', 'hostwright-content']));
  });

  it('are found by their name when another process made them', async () => {
    await ensureLaunchTemplate(sessionAt(cloud), template, input);
    await expect(ensureLaunchTemplate(sessionAt(cloud), template, input)).resolves.toBeUndefined();
  });

  it('are asked for under a token of each attempt: one that outlived a deleted launch template would make nothing', async () => {
    await ensureLaunchTemplate(sessionAt(cloud), template, input);
    await ensureLaunchTemplate(sessionAt(cloud), template, input);
    await ensureLaunchTemplate(sessionAt(cloud), template, { ...writeInput('token-2'), header: HEADER });
    const [first, second, third] = cloud.callsOf('CreateLaunchTemplate').map(({ parameters }) => String(parameters['ClientToken']));
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(first?.length).toBeLessThanOrEqual(64);
  });

  it('are told from those of the user by a tag', () => {
    expect(isOwnLaunchTemplate([{ key: 'hostwright-content', value: 'x' }])).toBe(true);
    expect(isOwnLaunchTemplate([{ key: 'Name', value: 'hostwright' }])).toBe(false);
  });

  it('are made again after they were deleted', async () => {
    const session = sessionAt(cloud);
    cloud.answer('CreateLaunchTemplate', () => xml('CreateLaunchTemplate', '<launchTemplate/>'));
    cloud.answer('DeleteLaunchTemplate', () =>
      xml('DeleteLaunchTemplate', `<launchTemplate><launchTemplateName>${template.name}</launchTemplateName></launchTemplate>`),
    );
    await ensureLaunchTemplate(session, template, input);
    await deleteLaunchTemplate(session, 'lt-0001', input);
    await ensureLaunchTemplate(session, template, input);
    expect(cloud.callsOf('CreateLaunchTemplate')).toHaveLength(2);
  });

  it('are deleted without complaint when they are gone', async () => {
    cloud.answer('DeleteLaunchTemplate', () => refusal(400, 'InvalidLaunchTemplateId.NotFound'));
    await expect(deleteLaunchTemplate(sessionAt(cloud), 'lt-0001', input)).resolves.toBeUndefined();
  });
});
