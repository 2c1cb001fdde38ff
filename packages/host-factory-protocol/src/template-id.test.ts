import { expect, it } from 'vitest';
import { templateIdProblem } from './template-id.js';

it('tells a template id that does not suit Symphony', () => {
  expect(templateIdProblem('Template-VM_1', 'symphony')).toBeUndefined();
  for (const templateId of ['', 'a b', 'a.b', 'ä', 'x'.repeat(65)]) {
    expect(templateIdProblem(templateId, 'symphony')).toContain(`"${templateId}" does not suit Symphony`);
  }
});

it('tells a template id that does not suit LSF', () => {
  expect(templateIdProblem('Template-VM.1', 'lsf')).toBeUndefined();
  for (const templateId of ['', 'Template_1', 'a b']) {
    expect(templateIdProblem(templateId, 'lsf')).toContain('does not suit LSF');
  }
});
