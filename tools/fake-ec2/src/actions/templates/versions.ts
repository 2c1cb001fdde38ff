import type { Cloud } from '../../cloud/cloud.ts';
import { addVersion, findVersion, type LaunchTemplate, type TemplateVersion } from '../../cloud/launch-templates.ts';
import { pageOf } from '../../cloud/paging.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { echo } from '../echo.ts';
import { namedTemplate } from './templates.ts';

export function createLaunchTemplateVersion(cloud: Cloud, params: Params): XmlObject {
  const template = namedTemplate(cloud, params);
  if (params.text('SourceVersion') !== undefined)
    throw new ApiError('UnsupportedOperation', 'The fake makes versions from whole data only: send no SourceVersion');
  const version = addVersion(template, params.struct('LaunchTemplateData'), params.text('VersionDescription'), cloud.clock.now());
  return { launchTemplateVersion: versionXml(cloud, template, version) };
}

export function describeLaunchTemplateVersions(cloud: Cloud, params: Params): XmlObject {
  const named = params.text('LaunchTemplateId') !== undefined || params.text('LaunchTemplateName') !== undefined;
  const templates = named ? [namedTemplate(cloud, params)] : [...cloud.templates.values()];
  const wanted = params.texts('LaunchTemplateVersion');
  const pairs = templates.flatMap((template) => versionsOf(template, wanted, params).map((version) => ({ template, version })));
  const { items, nextToken } = pageOf(params, pairs, 200);
  return { launchTemplateVersionSet: items.map(({ template, version }) => versionXml(cloud, template, version)), nextToken };
}

/** Source: EC2 API reference, DeleteLaunchTemplateVersions: the default version cannot be deleted; each version answers for itself. */
export function deleteLaunchTemplateVersions(cloud: Cloud, params: Params): XmlObject {
  const template = namedTemplate(cloud, params);
  const { id: launchTemplateId, name: launchTemplateName } = template;
  const done: XmlObject[] = [];
  const failed: XmlObject[] = [];
  for (const text of params.texts('LaunchTemplateVersion')) {
    const number = Number(text);
    const entry = { launchTemplateId, launchTemplateName, versionNumber: text };
    if (!template.versions.has(number)) {
      failed.push({
        ...entry,
        responseError: { code: 'launchTemplateVersionDoesNotExist', message: 'The specified launch template version does not exist.' },
      });
    } else if (number === template.default) {
      failed.push({
        ...entry,
        responseError: { code: 'unexpectedError', message: 'The default version of a launch template cannot be deleted.' },
      });
    } else {
      template.versions.delete(number);
      if (number === template.latest) template.latest = Math.max(...template.versions.keys());
      done.push(entry);
    }
  }
  return { successfullyDeletedLaunchTemplateVersionSet: done, unsuccessfullyDeletedLaunchTemplateVersionSet: failed };
}

function versionsOf(template: LaunchTemplate, wanted: readonly string[], params: Params): readonly TemplateVersion[] {
  if (wanted.length > 0) return wanted.map((text) => findVersion(template, text));
  const least = params.integer('MinVersion') ?? 0;
  const most = params.integer('MaxVersion') ?? Infinity;
  return [...template.versions.values()].filter(({ number }) => number >= least && number <= most);
}

function versionXml({ account }: Cloud, template: LaunchTemplate, { number, description, createdMs, source }: TemplateVersion): XmlObject {
  return {
    launchTemplateId: template.id,
    launchTemplateName: template.name,
    versionNumber: number,
    versionDescription: description,
    createTime: new Date(createdMs),
    createdBy: `arn:aws:iam::${account}:root`,
    defaultVersion: number === template.default,
    launchTemplateData: echo(source),
  };
}
