import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { addVersion, findTemplate, findVersion, type LaunchTemplate } from '../../cloud/launch-templates.ts';
import { pageOf } from '../../cloud/paging.ts';
import { readTagSpecifications } from '../../cloud/tag-specifications.ts';
import { checkToken } from '../../cloud/tokens.ts';
import { ApiError, invalidParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';

export function createLaunchTemplate(cloud: Cloud, params: Params): XmlObject {
  const token = params.text('ClientToken');
  checkToken(token);
  const fingerprint = params.fingerprint(['ClientToken', 'Version', 'Action']);
  const before = token === undefined ? undefined : cloud.tokens.templates.find(token, cloud.region, fingerprint);
  const made = before === undefined ? undefined : cloud.templates.get(before);
  if (made !== undefined) return { launchTemplate: templateXml(cloud, made) };
  const template = createNow(cloud, params);
  if (token !== undefined) cloud.tokens.templates.keep(token, cloud.region, fingerprint, template.id);
  return { launchTemplate: templateXml(cloud, template) };
}

function createNow(cloud: Cloud, params: Params): LaunchTemplate {
  const name = params.required('LaunchTemplateName');
  // Source: EC2 API reference, CreateLaunchTemplate: 3 to 128 characters of this set.
  if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
    throw new ApiError('InvalidLaunchTemplateName.MalformedException', `The launch template name '${name}' is malformed`);
  }
  if ([...cloud.templates.values()].some((other) => other.name === name)) {
    throw new ApiError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
  }
  const nowMs = cloud.clock.now();
  const tags = readTagSpecifications(params)['launch-template'] ?? [];
  const template: LaunchTemplate = {
    id: cloud.newId('lt-'),
    name,
    createdMs: nowMs,
    versions: new Map(),
    latest: 0,
    given: 0,
    default: 1,
    tags,
  };
  addVersion(template, params.struct('LaunchTemplateData'), params.text('VersionDescription'), nowMs);
  cloud.templates.set(template.id, template);
  return template;
}

export function describeLaunchTemplates(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('LaunchTemplateId');
  const names = params.texts('LaunchTemplateName');
  const named = [
    ...ids.map((id) => findTemplate(cloud.templates, id, undefined)),
    ...names.map((name) => findTemplate(cloud.templates, undefined, name)),
  ];
  const asked = ids.length + names.length > 0 ? named : [...cloud.templates.values()];
  const found = filterItems(asked, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: { 'launch-template-name': ({ name }) => name, 'create-time': ({ createdMs }) => new Date(createdMs).toISOString() },
  });
  const { items, nextToken } = pageOf(params, found, 200);
  return { launchTemplates: items.map((template) => templateXml(cloud, template)), nextToken };
}

export function modifyLaunchTemplate(cloud: Cloud, params: Params): XmlObject {
  const template = namedTemplate(cloud, params);
  const wanted = params.text('SetDefaultVersion');
  if (wanted === undefined) throw invalidParameter('DefaultVersion is missing');
  template.default = findVersion(template, wanted).number;
  return { launchTemplate: templateXml(cloud, template) };
}

export function deleteLaunchTemplate(cloud: Cloud, params: Params): XmlObject {
  const template = namedTemplate(cloud, params);
  cloud.templates.delete(template.id);
  return { launchTemplate: templateXml(cloud, template) };
}

export function namedTemplate(cloud: Cloud, params: Params): LaunchTemplate {
  return findTemplate(cloud.templates, params.text('LaunchTemplateId'), params.text('LaunchTemplateName'));
}

function templateXml({ account }: Cloud, template: LaunchTemplate): XmlObject {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    createTime: new Date(template.createdMs),
    createdBy: `arn:aws:iam::${account}:root`,
    defaultVersionNumber: template.default,
    latestVersionNumber: template.latest,
    tagSet: tagSetXml(template.tags),
  };
}
