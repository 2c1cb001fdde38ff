import type { MachineShape, ShapedTemplate, Template, TemplateAttribute } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { aTemplate } from '../testing/builders.js';
import { lsfHostAttribute, renderAttributes } from './attributes.js';
import { renderTemplates } from './templates.js';

const shape: MachineShape = { vcpus: 8, cores: 4, memoryMib: 16_384, gpus: 0, architecture: 'x86_64' };
const numeric = (name: string, value: string): TemplateAttribute => ({ name, type: 'Numeric', value });
const text = (name: string, value: string): TemplateAttribute => ({ name, type: 'String', value });

describe('attributes of a template', { tags: ['hf.attributes', 'contract'] }, () => {
  it('come from the machine type’s shape when the template states none', () => {
    expect(renderAttributes({ template: aTemplate(), shape }, 'symphony', undefined)).toEqual({
      type: ['String', 'X86_64'],
      ncpus: ['Numeric', '4'],
      ncores: ['Numeric', '4'],
      nram: ['Numeric', '16384'],
    });
    expect(renderAttributes({ template: aTemplate(), shape }, 'lsf', 'mockhost')).toEqual({
      type: ['String', 'X86_64'],
      ncores: ['Numeric', '4'],
      ncpus: ['Numeric', '4'],
      nthreads: ['Numeric', '2'],
      mem: ['Numeric', '16384'],
      mockhost: ['Boolean', '1'],
    });
  });

  it('stand as the template states them, and need no shape then', () => {
    const attributes = [text('type', 'NTX64'), numeric('ncpus', '[1:2]'), numeric('nram', '4096'), text('pool', 'a')];
    const expected = { type: ['String', 'NTX64'], ncpus: ['Numeric', '[1:2]'], nram: ['Numeric', '4096'], pool: ['String', 'a'] };
    for (const known of [shape, undefined]) {
      expect(renderAttributes({ template: aTemplate({ attributes }), shape: known }, 'symphony', undefined)).toEqual(expected);
    }
  });

  it('are completed by the shape where the template states some of them', () => {
    const attributes = [numeric('ncpus', '1')];
    expect(renderAttributes({ template: aTemplate({ attributes }), shape }, 'symphony', undefined)).toMatchObject({
      ncpus: ['Numeric', '1'],
      nram: ['Numeric', '16384'],
    });
    expect(renderAttributes({ template: aTemplate({ attributes }), shape: undefined }, 'symphony', undefined)).toBeUndefined();
  });

  it('take memory over from a template that was written for the other dialect', () => {
    const forLsf = aTemplate({ attributes: [numeric('ncpus', '1'), numeric('mem', '1024')] });
    expect(renderAttributes({ template: forLsf, shape: undefined }, 'symphony', undefined)).toEqual({
      type: ['String', 'X86_64'],
      ncpus: ['Numeric', '1'],
      nram: ['Numeric', '1024'],
    });
    const forSymphony = aTemplate({ attributes: [numeric('ncpus', '1'), numeric('nram', '1024')] });
    expect(renderAttributes({ template: forSymphony, shape: undefined }, 'lsf', undefined)).toMatchObject({ mem: ['Numeric', '1024'] });
  });

  it('name the host type of ARM machines', () => {
    const arm: MachineShape = { ...shape, architecture: 'arm64' };
    expect(renderAttributes({ template: aTemplate(), shape: arm }, 'lsf', undefined)?.['type']).toEqual(['String', 'LINUX_ARM64']);
  });

  it('keep the host attribute that a template states', () => {
    const attributes = [numeric('ncpus', '1'), numeric('mem', '1'), { name: 'awshost', type: 'Boolean', value: '0' } as const];
    expect(renderAttributes({ template: aTemplate({ attributes }), shape }, 'lsf', 'awshost')?.['awshost']).toEqual(['Boolean', '0']);
  });

  it('are no way to a prototype', () => {
    const attributes = [text('__proto__', 'x'), numeric('ncpus', '1'), numeric('nram', '1')];
    const rendered = renderAttributes({ template: aTemplate({ attributes }), shape }, 'symphony', undefined);
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
    expect(JSON.stringify(rendered)).toContain('"__proto__":["String","x"]');
  });

  it('of LSF’s hosts are called as LSF’s own plugins call them', () => {
    expect(['aws', 'azure', 'gcp', 'kubernetes', 'mock', 'my-cloud', 'constructor'].map(lsfHostAttribute)).toEqual([
      'awshost',
      'azurehost',
      'googlehost',
      'kuberneteshost',
      'mockhost',
      'mycloudhost',
      'constructorhost',
    ]);
  });
});

describe('the list of templates', { tags: ['hf.attributes', 'contract'] }, () => {
  const entry = (template: Partial<Template>, more: Partial<ShapedTemplate> = {}): ShapedTemplate => ({
    template: aTemplate(template),
    shape,
    problem: undefined,
    ...more,
  });
  const render = (templates: readonly ShapedTemplate[], dialect: 'symphony' | 'lsf'): readonly string[] => {
    const rendered = renderTemplates(templates, { dialect, hostAttribute: () => undefined });
    return rendered.status === 'complete' ? rendered.document.templates.map((template) => template.templateId) : [rendered.status];
  };
  const three = [entry({ templateId: 'c', priority: 1 }), entry({ templateId: 'b', priority: 5 }), entry({ templateId: 'a', priority: 1 })];

  it('is in file order for Symphony, and by priority and id for LSF', () => {
    expect(render(three, 'symphony')).toEqual(['c', 'b', 'a']);
    expect(render(three, 'lsf')).toEqual(['b', 'a', 'c']);
  });

  it('leaves out what the provider refused', () => {
    expect(render([...three, entry({ templateId: 'bad' }, { shape: undefined, problem: 'no such type' })], 'symphony')).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  it('is not shortened by a template whose shape is not known yet', () => {
    expect(render([...three, entry({ templateId: 'new' }, { shape: undefined })], 'symphony')).toEqual(['waiting']);
  });

  it('is not empty', () => {
    expect(render([], 'symphony')).toEqual(['none']);
    expect(render([entry({}, { problem: 'refused' })], 'lsf')).toEqual(['none']);
  });

  it('keeps a maximum of 0 and of no limit as they are', () => {
    const rendered = renderTemplates([entry({ maxNumber: 0 }), entry({ templateId: 'any', maxNumber: -1 })], {
      dialect: 'symphony',
      hostAttribute: () => undefined,
    });
    expect(rendered).toMatchObject({ document: { templates: [{ maxNumber: 0 }, { maxNumber: -1 }] } });
  });
});
