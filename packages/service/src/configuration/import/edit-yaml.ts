import { isSeq, parseDocument } from 'yaml';
import { invalid } from '../invalid.js';
import type { ListEdit } from './merge-into-file.js';

/** Changes entries of a list in a YAML text. Comments and other entries stay. */
export function editYaml(text: string, listPath: readonly PropertyKey[], edits: readonly ListEdit[]): string {
  const document = parseDocument(text);
  const list = listPath.length === 0 ? document.contents : document.getIn(listPath, true);
  if (!isSeq(list)) throw invalid('configuration-templates', 'The list of templates is an alias. Write it out, then import again.');
  for (const { index, template } of edits) {
    const node = document.createNode(template);
    if (index === undefined) list.add(node);
    else list.set(index, node);
  }
  if (edits.length > 0) list.flow = false;
  return document.toString({ lineWidth: 0 });
}
