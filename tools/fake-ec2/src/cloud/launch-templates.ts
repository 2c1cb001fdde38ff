import { ApiError } from '../server/api-error.ts';
import type { Params } from '../server/params.ts';
import { readLaunchData, type LaunchData } from './launch-data.ts';
import type { Tag } from './tag-sets.ts';

export interface TemplateVersion {
  readonly number: number;
  readonly description: string | undefined;
  readonly createdMs: number;
  readonly data: LaunchData;
  /** As it was sent, for answers. */
  readonly source: Params;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  readonly versions: Map<number, TemplateVersion>;
  latest: number;
  /** How many versions there ever were. */
  given: number;
  default: number;
  tags: readonly Tag[];
}

/** A template and the version that a call means by it. */
export interface TemplateReference {
  readonly template: LaunchTemplate;
  readonly version: TemplateVersion;
}

export type LaunchTemplates = Map<string, LaunchTemplate>;

/** @throws {ApiError} when neither id nor name stands there, or nothing has it */
export function findTemplate(templates: LaunchTemplates, id: string | undefined, name: string | undefined): LaunchTemplate {
  if ((id === undefined) === (name === undefined)) {
    throw new ApiError(
      'MissingParameter',
      'Either a launch template ID or a launch template name must be specified in the request, but not both.',
    );
  }
  if (id !== undefined) {
    if (!/^lt-[0-9a-f]{17}$/.test(id))
      throw new ApiError('InvalidLaunchTemplateId.Malformed', `The launch template ID '${id}' is malformed`);
    const template = templates.get(id);
    if (template === undefined)
      throw new ApiError('InvalidLaunchTemplateId.NotFound', `The specified launch template, with template ID ${id}, does not exist.`);
    return template;
  }
  const template = [...templates.values()].find((candidate) => candidate.name === name);
  if (template === undefined) {
    throw new ApiError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name ?? ''}, does not exist.`,
    );
  }
  return template;
}

/** @param wanted - a number, `$Latest` or `$Default`; undefined for the default */
export function findVersion(template: LaunchTemplate, wanted: string | undefined): TemplateVersion {
  const number = wanted === '$Latest' ? template.latest : wanted === undefined || wanted === '$Default' ? template.default : Number(wanted);
  const version = template.versions.get(number);
  if (version === undefined) {
    throw new ApiError(
      'InvalidLaunchTemplateId.VersionNotFound',
      `Could not find launch template version ${wanted ?? ''} of ${template.id}.`,
    );
  }
  return version;
}

/** Reads what names a template in a call that launches from it. */
export function resolveTemplate(templates: LaunchTemplates, params: Params): TemplateReference {
  const template = findTemplate(templates, params.text('LaunchTemplateId'), params.text('LaunchTemplateName'));
  return { template, version: findVersion(template, params.text('Version')) };
}

/** Adds the next version. Numbers are never used again. */
export function addVersion(
  template: LaunchTemplate,
  source: Params | undefined,
  description: string | undefined,
  nowMs: number,
): TemplateVersion {
  if (source === undefined) throw new ApiError('MissingParameter', 'The request must contain the parameter LaunchTemplateData');
  const version = { number: template.given + 1, description, createdMs: nowMs, data: readLaunchData(source), source };
  template.versions.set(version.number, version);
  template.given = version.number;
  template.latest = version.number;
  return version;
}
